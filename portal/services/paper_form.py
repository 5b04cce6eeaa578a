"""The child's form as a PDF, to be filled in on a screen or by hand.

typst sets the page and tags it. Each place to fill in is a link there, with its place in the reading order; here the links
become fields, named like those of the page and labelled in the form's language.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from portal.domain.frozen import frozen
from portal.services import places, typesetting
from portal.services.form_words import (
    CHILDLINE,
    CODE,
    DANGER,
    HAND_TO,
    INTRODUCTION,
    ONLINE,
    PLACE,
    QUESTIONS,
    READ,
    SEND_TO,
    SQUARES,
    TITLE,
    Choice,
    Question,
)
from portal.services.notice_words import RIGHT_TO_LEFT, catalogue

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

# In points. Easy words are read in large letters too, if not as large.
SIZE, EASY, LARGE = 11.5, 13, 18
OFF, RADIO, SEVERAL_LINES = "/Off", 1 << 15, 1 << 12
LOOK = "/Helv 11 Tf 0.12 0.16 0.22 rg"


@frozen
class Paper:
    """What differs from form to form: language, size, the place it is for, and where it goes when it is filled in."""

    language: str
    html_language: str
    organisation: str
    site: str
    address: Sequence[str] = ()
    place: str = ""
    large: bool = False


@frozen
class _Field:
    """One place to fill in: the question, and the answer that a tick there gives, if it is one to tick."""

    question: Question
    choice: Choice | None = None


def pdf(paper: Paper, pictures: Mapping[str, str], *, now: datetime) -> bytes:
    """The form as PDF/UA-1 with fields. ``pictures`` are drawings by name, as what is inside an SVG of 32 by 32."""
    fields = [_Field(one, choice) for one in QUESTIONS for choice in one.choices or (None,)]
    return _with_fields(typesetting.pdf("form.typ", _data(paper, pictures), now=now), fields, paper.language)


def _data(paper: Paper, pictures: Mapping[str, str]) -> dict[str, Any]:
    said = catalogue(paper.language).gettext
    numbers = iter(range(sum(len(one.choices) or 1 for one in QUESTIONS)))
    used = {choice.picture for one in QUESTIONS for choice in one.choices} & set(pictures)
    return {
        "size": LARGE if paper.large else EASY if paper.language == "en-easy" else SIZE,
        "lang": paper.html_language,
        "right_to_left": paper.language in RIGHT_TO_LEFT,
        "title": said(TITLE),
        "organisation": paper.organisation,
        "danger": [said(each) for each in DANGER],
        "childline": f"{said(CHILDLINE[0])} {CHILDLINE[1]}",
        "introduction": [said(each) for each in INTRODUCTION],
        "online": said(ONLINE),
        "site": paper.site,
        "squares": _drawn(places.squares(places.address(paper.site, paper.place) if paper.place else paper.site)),
        "squares_words": said(SQUARES),
        "place": paper.place,
        "place_words": said(PLACE),
        "questions": [_question(one, said, numbers) for one in QUESTIONS],
        "send": said(SEND_TO if paper.address else HAND_TO),
        "address": list(paper.address) or [paper.organisation],
        "code": [said(each) for each in CODE],
        "read": said(READ),
        "pictures": {name: _picture(pictures[name]) for name in sorted(used)},
    }


def _question(one: Question, said: Any, numbers: Any) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "words": said(one.words),
        "hints": [said(each) for each in one.hints],
        "columns": one.columns,
        "height": one.height,
        "choices": [{"words": _words(each, said), "picture": each.picture, "field": next(numbers)} for each in one.choices],
        "field": 0 if one.choices else next(numbers),
    }


def _words(choice: Choice, said: Any) -> str:
    return choice.as_it_is or str(said(choice.words))


def _drawn(rows: Sequence[Sequence[bool]]) -> str:
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, square in enumerate(row) if square)
    side = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="{dark}"/></svg>'


def _picture(inside: str) -> str:
    look = "*{stroke:#1f2a37;stroke-width:2;fill:none;stroke-linecap:round;stroke-linejoin:round}.f{fill:#fde8b0}.g{fill:#d7e9f7}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><style>{look}</style>{inside}</svg>'


def _with_fields(printed: bytes, fields: Sequence[_Field], language: str) -> bytes:
    """The links of ``printed`` made into ``fields``, in their own order."""
    from pikepdf import Array, Dictionary, Name, Pdf

    said = catalogue(language).gettext
    with Pdf.open(BytesIO(printed)) as file:
        marks = _TickMarks(file)
        parts = dict(zip(*[iter(file.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
        parents: dict[str, Object] = {}
        for page in file.pages:
            for widget in page.get("/Annots", ()):
                field = fields[int(str(widget.A.URI).removeprefix("field:"))]
                label = said(field.question.words)
                if field.choice:
                    label = f"{label} {_words(field.choice, said)}"
                for key in ("/A", "/Border", "/Contents"):
                    del widget[key]
                widget.Subtype, widget.P, widget.TU = Name.Widget, page.obj, label
                part = parts[widget.StructParent]
                part.S, part.Alt = Name.Form, label
                _fill(file, widget, field, said(field.question.words), parents, marks)
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        top = [file.make_indirect(each) if not each.is_indirect else each for each in parents.values()]
        file.Root.AcroForm = Dictionary(
            Fields=Array(top), DR=Dictionary(Font=Dictionary(Helv=helvetica)), DA=LOOK, NeedAppearances=True
        )
        # What is typed begins on the side where the language does.
        file.Root.AcroForm.Q = 2 if language in RIGHT_TO_LEFT else 0
        made = BytesIO()
        file.save(made, deterministic_id=True)
    return made.getvalue()


def _fill(file: "Pdf", widget: "Object", field: _Field, asked: str, parents: "dict[str, Object]", marks: "_TickMarks") -> None:
    """Make one link the field, or the one of several boxes of a field, that it stands for."""
    from pikepdf import Array, Dictionary, Name, String

    name, choice = field.question.name, field.choice
    if choice is None:
        widget.FT, widget.T, widget.DA = Name.Tx, String(name), String(LOOK)
        widget.Ff = SEVERAL_LINES if field.question.kind == "box" else 0
        parents[name] = widget
        return
    if name not in parents:
        parents[name] = file.make_indirect(Dictionary(T=name, TU=asked, Kids=Array()))
        if field.question.kind == "one":
            parents[name].FT, parents[name].Ff, parents[name].V = Name.Btn, RADIO, Name(OFF)
    parent = parents[name]
    parent.Kids.append(widget)
    widget.Parent, widget.AS = parent, Name(OFF)
    widget.AP = Dictionary(N=Dictionary({f"/{choice.value}": marks.tick(widget.Rect), OFF: marks.nothing(widget.Rect)}))
    if field.question.kind == "many":
        widget.FT, widget.T, widget.V = Name.Btn, String(choice.value), Name(OFF)


class _TickMarks:
    """How a box looks when it is ticked and when it is not; one drawing for all boxes of one size."""

    def __init__(self, file: "Pdf") -> None:
        self.file = file
        self.made: dict[tuple[str, int, int], Object] = {}

    def tick(self, box: "Object") -> "Object":
        return self._draw("0.12 0.16 0.22 RG {line} w 1 J 1 j {a} {b} m {c} {d} l {e} {f} l S", box)

    def nothing(self, box: "Object") -> "Object":
        return self._draw("", box)

    def _draw(self, how: str, box: "Object") -> "Object":
        from pikepdf import Array, Dictionary, Name, Stream

        wide, high = (round(float(box[2]) - float(box[0])), round(float(box[3]) - float(box[1])))
        if (how, wide, high) not in self.made:
            shares = {"line": 0.12, "a": 0.22, "b": 0.5, "c": 0.43, "d": 0.25, "e": 0.8, "f": 0.78}
            drawn = how.format(**{key: f"{share * wide:.2f}" for key, share in shares.items()})
            look = Stream(self.file, drawn.encode())
            look.Type, look.Subtype, look.BBox, look.Resources = Name.XObject, Name.Form, Array([0, 0, wide, high]), Dictionary()
            self.made[how, wide, high] = self.file.make_indirect(look)
        return self.made[how, wide, high]
