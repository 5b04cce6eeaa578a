"""Files that come with a form: held in memory, never on the disk unsealed, and only so much of them.

The rest of the site takes forms of two megabytes at most. A view that takes files says so before it looks at its form.
"""

from io import BytesIO
from typing import IO, Any, cast

from flask import Request, request
from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict

from portal.domain.papers import MOST_BYTES
from portal.services import scanning, vetting
from portal.services.vetting import Refused, Vetted
from portal.web.wiring import settings

# A file that is too big is read to its end all the same and thrown away: a connection that is cut off in the middle
# would leave its sender with a browser's error in the place of a sentence.
MOST_READ = 64_000_000


class Bounded(BytesIO):
    """A file in memory that keeps no more than MOST_BYTES and one."""

    def write(self, more: Any, /) -> int:
        """Keep what fits; claim to have kept all."""
        with memoryview(more) as view:
            super().write(view[: max(0, MOST_BYTES + 1 - self.tell())])
            return view.nbytes


class UploadRequest(Request):
    """A request whose files never touch the disk, and are not there at all unless the view expects one.

    A form looks for its words among the files too, and a file in the place of words would break it.
    """

    expects_a_file = False

    def _load_form_data(self) -> None:
        super()._load_form_data()
        if not self.expects_a_file:
            self.__dict__["files"] = ImmutableMultiDict()

    def _get_file_stream(self, *_length: Any, **_named: Any) -> IO[bytes]:
        return Bounded()


def expect_a_file() -> None:
    """Let this request be as big as a file needs; called before the form is looked at."""
    request.max_content_length = MOST_READ
    cast(UploadRequest, request).expects_a_file = True


def file_of(field: str) -> tuple[str, bytes]:
    """The name and the bytes of the file in that field; empty when none was chosen."""
    file = request.files.get(field)
    if not file:
        return "", b""
    file.stream.seek(0)
    return file.filename or "", file.stream.read()


def vetted(field: str, errors: dict[str, str]) -> Vetted | None:
    """The file in that field, when it is what it says and no scanner minds; why it cannot be taken goes to ``errors``.

    To be called before a transaction: a child who is sending should not wait for a picture or a scanner.
    """
    try:
        name, data = file_of(field)
        file = vetting.vet(data, name)
        scanning.scan(settings().clamav, data)
    except Refused as refused:
        errors[field] = sentence(refused)
        return None
    return file


def sentence(refused: Refused) -> str:
    """Why a file cannot be taken, and what to do."""
    sentences = {
        "empty": _("Choose a file. It must not be empty."),
        "too_big": _("This file is over 20 MB. Make it smaller, or send it in parts."),
        "too_many_pixels": _("This picture is too large. Make it smaller: 60 million pixels at most."),
        "unknown": _("This kind of file cannot be taken. Use PDF, DOCX, ODT, JPEG or PNG."),
        "heic": _("This is an iPhone picture (HEIC), which cannot be taken. Save it as JPEG and choose that."),
        "old_word": _("This is an old Word file. Save it as DOCX or PDF and choose that."),
        "damaged": _("This file is damaged: it does not open. Make it again and choose the new one."),
        "two_in_one": _("There is something more in this file than one document. Save it anew, as PDF, and choose that."),
        "macros": _("There is a program (macro) in this file. Save it without, or as PDF, and choose that."),
        "locked": _("This file is locked with a password. Save it without one and choose that."),
        "packed": _("This file unpacks to far more than it seems. Save it as PDF and choose that."),
        "name": _("The end of this file's name does not fit what is in it. Check that it is the right file."),
        "virus": _("The virus scanner found something in this file. It was not kept. Tell your IT service."),
        "no_scanner": _("The virus scanner does not answer, so no file is taken now. Try again later."),
    }
    return str(sentences[refused.why])
