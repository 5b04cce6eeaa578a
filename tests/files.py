"""Files of every sort, good and bad, made when a test asks for them."""

import zipfile
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
ODT = "application/vnd.oasis.opendocument.text"
GPS, CAMERA = 0x8825, 0x010F


def archive(parts: dict[str, str | bytes], *, comment: bytes = b"") -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
        made.comment = comment
    return file.getvalue()


def docx(*, types: str = WORD, **more: str | bytes) -> bytes:
    return archive(
        {"[Content_Types].xml": f'<Types><Override ContentType="{types}"/></Types>', "word/document.xml": "<w/>"} | more
    )


def odt(**more: str | bytes) -> bytes:
    return archive({"mimetype": ODT, "content.xml": "<office/>"} | more)


def picture(kind: str = "JPEG", *, mode: str = "RGB", turned: bool = False) -> bytes:
    """A picture that says where and with what it was taken; 40 by 20 dots, dark on its left side."""
    image = Image.new(mode, (40, 20), 255 if mode == "L" else "white")
    image.paste(0 if mode == "L" else "black", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[CAMERA] = "Secret Camera Works"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (52.0, 30.0, 11.0)
    if turned:
        exif[0x0112] = 6
    notes = PngInfo()
    notes.add_text("Comment", "at my house")
    file = BytesIO()
    image.save(file, kind, exif=exif, **({"comment": b"at my house"} if kind == "JPEG" else {"pnginfo": notes}))
    return file.getvalue()


def bomb() -> bytes:
    """A picture of 400 million dots in few bytes."""
    file = BytesIO()
    Image.new("1", (20_000, 20_000)).save(file, "PNG")
    return file.getvalue()


BOUNDARY = "----------------------------seven-green-umbrellas"


def multipart(fields: dict[str, str | tuple[bytes, str]]) -> dict[str, Any]:
    """A form with files as a browser sends it, made without a temporary file; ``(bytes, name)`` is a file."""
    parts = []
    for field, value in fields.items():
        data, name = value if isinstance(value, tuple) else (value.encode(), None)
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"'
        if name is not None:
            head += f'; filename="{name}"\r\nContent-Type: application/octet-stream'
        parts.append(head.encode() + b"\r\n\r\n" + data + b"\r\n")
    body = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    return {"data": body, "content_type": f"multipart/form-data; boundary={BOUNDARY}"}
