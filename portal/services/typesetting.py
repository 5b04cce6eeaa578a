"""Setting type: a template of ours and data become an accessible PDF. The only module that knows typst.

The PDF is PDF/UA-1: tagged, titled, with its language, and the fonts that it needs in it. What people write goes to typst as
data and is printed as it stands. The templates and the fonts are in ``paper``.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "paper"
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')


class CannotPrint(Exception):
    """There are signs in the text that no font at hand can show; ``signs`` are some of them."""

    def __init__(self, signs: str) -> None:
        super().__init__(signs)
        self.signs = signs


def pdf(template: str, data: Mapping[str, Any], *, now: datetime) -> bytes:
    """``template`` (a file of ``paper``, which reads ``sys.inputs.data`` as JSON) as PDF/UA-1. Raises CannotPrint.

    ``now`` (UTC) is written into the file, so that the same data at the same moment give the same bytes.
    """
    return bytes(_made(template, data, format="pdf", pdf_standards=["ua-1"], timestamp=int(now.timestamp())))


def picture(template: str, data: Mapping[str, Any], *, ppi: int) -> bytes:
    """The one page of ``template`` as a PNG with that many dots per inch: what the PDF looks like. Raises CannotPrint."""
    return bytes(_made(template, data, format="png", ppi=ppi))


def heard(template: str, data: Mapping[str, Any]) -> list[str]:
    """What ``template`` marks as ``<heard>``: each of its paragraphs as one string, in reading order."""
    import typst

    found = json.loads(typst.query(str(FOLDER / template), "<heard>", field="value", **_world(data)))
    return [str(text) for text in found]


def _world(data: Mapping[str, Any]) -> dict[str, Any]:
    # The same page looks the same on every machine.
    fonts = {"font_paths": [str(FOLDER / "fonts")], "ignore_system_fonts": True}
    return {"root": str(FOLDER), "sys_inputs": {"data": json.dumps(data)}, **fonts}


def _made(template: str, data: Mapping[str, Any], **how: Any) -> Any:
    import typst

    try:
        return typst.compile(str(FOLDER / template), **_world(data), **how)
    except typst.TypstError as fault:
        missing = "".join(dict.fromkeys("".join(_MISSING.findall(str(fault)))))
        if not missing:
            raise
        raise CannotPrint(missing) from None
