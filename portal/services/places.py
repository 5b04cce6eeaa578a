"""QR codes: addresses as squares."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4


def squares(address: str) -> list[list[bool]]:
    """The QR code of ``address`` as rows of dark squares, error correction M, with its quiet zone of four."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    code.make(fit=True)
    return [[bool(square) for square in row] for row in code.get_matrix()]
