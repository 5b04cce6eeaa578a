"""Things to keep or print: for now, the code as a picture."""

from io import BytesIO

from portal.domain import receipts
from portal.services import places

WIDTH, SQUARE = 720, 8


def code_picture(code: str, address: str) -> bytes:
    """A PNG with the code in large numbers, the site's address, and a QR code of the address alone, never of the code."""
    from PIL import Image, ImageDraw, ImageFont

    rows = places.squares(address)
    side = len(rows) * SQUARE
    picture = Image.new("L", (WIDTH, 260 + side), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((WIDTH // 2, 70), receipts.grouped(code), font=ImageFont.load_default(58), fill=0, anchor="mm")
    draw.text((WIDTH // 2, 150), address, font=ImageFont.load_default(30), fill=0, anchor="mm")
    left, top = (WIDTH - side) // 2, 200
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                corner = (left + x * SQUARE, top + y * SQUARE)
                draw.rectangle((*corner, corner[0] + SQUARE - 1, corner[1] + SQUARE - 1), fill=0)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
