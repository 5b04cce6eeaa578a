"""What staff write to a child may hold light formatting; nothing else gets through. The only module that knows bleach.

What a child writes never comes here: it is stored as written and escaped when shown.
"""

import re
from itertools import groupby

from markupsafe import Markup

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a"})
PROTOCOLS = ("https", "mailto", "tel")
# bleach takes longer than in proportion on hostile text: 60,000 letters cost it over a second.
MOST = 20_000
BLOCKS = re.compile(r"<(p|ul|ol)\b", re.I)
# Two stars around words make them bold, as in the chat programs that everybody knows.
BOLD = re.compile(r"\*\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*\*")
ITEM = re.compile(r"[-•*] +(?=\S)")


def staff_html(text: str) -> Markup:
    """Safe markup for a reply: a blank line parts paragraphs, lines that begin with a dash are a list, ** is bold."""
    if len(text) > MOST:
        return Markup("<p>{}</p>").format(text)
    # Imported when first needed: no page that is open to everybody shows a reply, and bleach brings a whole parser along.
    import bleach

    parts = (part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")))
    # Nothing stands between the blocks: the child's page shows line breaks as they are.
    html = "".join(_block(part) for part in parts if part)
    cleaned = bleach.clean(html, tags=TAGS, attributes=_link, protocols=PROTOCOLS, strip=False)
    return Markup(cleaned)  # noqa: S704 - this is what the module is for


def _link(tag: str, name: str, value: str) -> bool:
    # bleach alone takes "javascript:1" for an address with a port.
    return (tag, name) == ("a", "href") and value.lower().startswith(("https://", "mailto:", "tel:"))


def _block(part: str) -> str:
    if BLOCKS.match(part):
        return part
    out = []
    for is_item, lines in groupby(part.split("\n"), key=lambda line: bool(ITEM.match(line.lstrip()))):
        marked = [BOLD.sub(r"<strong>\1</strong>", line.strip()) for line in lines]
        if is_item:
            out.append("<ul>" + "".join(f"<li>{ITEM.sub('', line, count=1)}</li>" for line in marked) + "</ul>")
        else:
            out.append(f"<p>{'<br>'.join(marked)}</p>")
    return "".join(out)
