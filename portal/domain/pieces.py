"""What can be printed for a place, as rows: pieces, and the label sheets that shops sell. Every length is in millimetres."""

from portal.domain.frozen import frozen

A3, A4, A5, A6 = (297.0, 420.0), (210.0, 297.0), (148.0, 210.0), (105.0, 148.0)
# What a printer trims away around a piece, and the room for the marks that say where.
BLEED, MARKS = 3.0, 10.0
# The least that a label keeps free at its edge: home printers and knives are off by up to a millimetre.
EDGE = 1.0
_SLACK = 0.01


@frozen
class Sheet:
    """Labels on A4: the size of one, how many there are, where the first begins, and how far it is from each to the next."""

    key: str
    name: str
    width: float
    height: float
    across: int
    down: int
    left: float
    top: float
    step_x: float
    step_y: float
    round: bool = False

    @property
    def count(self) -> int:
        """How many labels there are."""
        return self.across * self.down

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """Where each label begins, from the top left, row by row."""
        return tuple(
            (round(self.left + column * self.step_x, 3), round(self.top + row * self.step_y, 3))
            for row in range(self.down)
            for column in range(self.across)
        )

    @property
    def fits(self) -> bool:
        """Whether every label lies on the paper, and none on another."""
        right, bottom = self.corners[-1][0] + self.width, self.corners[-1][1] + self.height
        apart = self.step_x >= self.width - _SLACK and self.step_y >= self.height - _SLACK
        return apart and self.left >= 0 and self.top >= 0 and right <= A4[0] + _SLACK and bottom <= A4[1] + _SLACK

    @property
    def square(self) -> float:
        """The side of the code on one label, with its quiet zone."""
        if self.round:
            return round(self.width * 0.56, 2)
        short, long = sorted((self.width, self.height))
        beside = self.width > self.height * 1.3
        return round(min(short - 2 * EDGE, long * 0.46), 2) if beside else round(short * 0.62, 2)


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet("65", "65 labels, 38.1 × 21.2 mm", 38.1, 21.2, 5, 13, 4.75, 10.7, 40.6, 21.2),
        Sheet("24", "24 labels, 63.5 × 33.9 mm", 63.5, 33.9, 3, 8, 7.25, 12.9, 66.0, 33.9),
        Sheet("24-wide", "24 labels, 70 × 37 mm", 70.0, 37.0, 3, 8, 0.0, 0.5, 70.0, 37.0),
        Sheet("21", "21 labels, 63.5 × 38.1 mm", 63.5, 38.1, 3, 7, 7.25, 15.15, 66.0, 38.1),
        Sheet("18", "18 labels, 63.5 × 46.6 mm", 63.5, 46.6, 3, 6, 7.25, 8.7, 66.0, 46.6),
        Sheet("14", "14 labels, 99.1 × 38.1 mm", 99.1, 38.1, 2, 7, 4.65, 15.15, 101.6, 38.1),
        Sheet("12", "12 labels, 63.5 × 72 mm", 63.5, 72.0, 3, 4, 7.25, 4.5, 66.0, 72.0),
        Sheet("8", "8 labels, 99.1 × 67.7 mm", 99.1, 67.7, 2, 4, 4.65, 13.1, 101.6, 67.7),
        Sheet("10-cards", "10 cards, 85 × 54 mm", 85.0, 54.0, 2, 5, 15.0, 13.5, 95.0, 54.0),
        Sheet("24-round", "24 round labels, 40 mm", 40.0, 40.0, 4, 6, 16.0, 13.5, 46.0, 46.0, round=True),
        Sheet("12-round", "12 round labels, 60 mm", 60.0, 60.0, 3, 4, 9.0, 19.5, 66.0, 66.0, round=True),
    )
}


@frozen
class Piece:
    """A thing to print: its template, its trimmed size, how many pages it has, and the side of its code with the quiet zone."""

    key: str
    name: str
    template: str
    width: float
    height: float
    pages: int
    square: float
    # How large its text is beside that of the A4 poster.
    scale: float = 1.0


PIECES = {
    piece.key: piece
    for piece in (
        Piece("poster-a3", "Poster, A3", "poster.typ", *A3, pages=1, square=134.0, scale=1.414),
        Piece("poster-a4", "Poster, A4", "poster.typ", *A4, pages=1, square=95.0),
        Piece("poster-a5", "Poster, A5", "poster.typ", *A5, pages=1, square=67.0, scale=0.707),
        Piece("leaflet", "Leaflet, A4 folded in three like a Z", "leaflet.typ", A4[1], A4[0], pages=2, square=66.0),
        Piece("conversation", "Conversation card, A6", "conversation.typ", *A6, pages=2, square=58.0),
        Piece("card", "Business card, 85 × 55 mm", "business_card.typ", 85.0, 55.0, pages=2, square=36.0),
        Piece("stickers", "Stickers, a sheet of labels", "stickers.typ", *A4, pages=1, square=0.0),
    )
}


def square(piece: Piece, sheet: Sheet) -> float:
    """The side of the code as it will be printed, in millimetres with its quiet zone."""
    return piece.square or sheet.square


def codes(piece: Piece, sheet: Sheet) -> int:
    """How many codes there are in the whole file."""
    return 1 if piece.square else sheet.count


def media(piece: Piece, *, for_printer: bool) -> tuple[float, float]:
    """The size of a page of the file: the piece itself, or with the room for bleed and marks that a printing house wants."""
    room = 2 * MARKS if for_printer else 0.0
    return piece.width + room, piece.height + room
