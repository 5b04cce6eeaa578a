"""What staff write to a child may hold light formatting; nothing else gets through. The only module that knows bleach.

What a child writes never comes here: it is stored as written and escaped when shown.
"""

import re

import bleach
from markupsafe import Markup

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a"})
ATTRIBUTES = {"a": ["href"]}
PROTOCOLS = frozenset({"https", "mailto", "tel"})
# bleach takes longer than in proportion on hostile text: 60,000 letters cost it over a second.
MOST = 20_000
BLOCKS = re.compile(r"<(p|ul|ol)\b", re.I)


def staff_html(text: str) -> Markup:
    """Safe markup for a reply: blank lines part paragraphs, and the few tags above are kept."""
    if len(text) > MOST:
        return Markup("<p>{}</p>").format(text)
    paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    html = "\n".join(part if BLOCKS.match(part) else f"<p>{part.replace(chr(10), '<br>')}</p>" for part in paragraphs if part)
    cleaned = bleach.clean(html, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=False)
    return Markup(cleaned)  # noqa: S704 - this is what the module is for
