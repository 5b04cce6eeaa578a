"""The languages of the child's side, as rows. Easy words is a catalogue of its own, kept under "English (world)"."""

from portal.domain.frozen import frozen


@frozen
class Language:
    """One language: its tag in addresses, its own name for itself, and the locale that its catalogue and dates use."""

    tag: str
    native: str
    locale: str
    dir: str = "ltr"
    html: str = ""
    checked: bool = False

    @property
    def code(self) -> str:
        """What the page's ``lang`` attribute says."""
        return self.html or self.tag


ENGLISH = Language("en", "English", "en_GB", checked=True)
LANGUAGES = {
    language.tag: language
    for language in (
        ENGLISH,
        Language("en-easy", "Easy words", "en_001", html="en", checked=True),
        Language("pl", "Polski", "pl"),
        Language("pa", "ਪੰਜਾਬੀ", "pa_Guru_IN"),
        Language("ur", "اردو", "ur", dir="rtl"),
    )
}


def offered(tags: tuple[str, ...], *, unread: bool) -> tuple[Language, ...]:
    """The languages to offer: those asked for, less those no native reader has checked unless ``unread`` allows them."""
    rows = (LANGUAGES[tag] for tag in tags if tag in LANGUAGES)
    return tuple(row for row in rows if row.checked or unread) or (ENGLISH,)
