"""The box for a child's code: what was typed, the limits on tries, and the small puzzle when there were too many."""

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.domain import receipts
from portal.services import returning
from portal.services.filing import Case
from portal.services.storing import Session
from portal.web import child_forms, guards, tokens
from portal.web.child import child
from portal.web.wiring import PUBLIC, cookie, drop_cookie, may, now, portal, reading, set_cookie, settings, transaction

PER_NETWORK = "20 per minute; 200 per hour"
EASIEST, HARDEST = 14, 22
# The forms on a child's own page.
FORMS = ("child.write", "child.unhappy", "child.advocate", "child.end_advocate", "child.contact", "child.withdraw")


def ask(session: Session) -> AnyResponse:
    """The box, with what was typed last and why it did not open anything."""
    return _ask_for_code(_said_before(session))


def _said_before(session: Session) -> str:
    """Why a form could not be taken, when it was kept because the page had gone to sleep."""
    kept = returning.kept_form(session, cookie("kept"), *FORMS, now=now())
    return kept["error"][0] if kept.get("error") else ""


def _ask_for_code(sentence: str) -> AnyResponse:
    """The box for the code, with what was typed last and why it did not open anything."""
    closed = cookie("tried") or request.args.get("t", "")
    tried = (tokens.unclose(settings().keyring, "tried", closed, now=now()) if closed else None) or {}
    puzzle = tried.get("puzzle", "")
    html = render_template(
        "child/answer.html",
        code=tried.get("code", ""),
        error=tried.get("sentence", sentence),
        puzzle=puzzle,
        taken_back=tried.get("taken_back", False),
        wait_seconds=tried.get("wait", 0),
        bits=_bits(puzzle),
    )
    response = make_response(html)
    if cookie("tried"):
        drop_cookie(response, "tried")
    return response


def _try_again(code: str, sentence: str, puzzle: str = "", wait: int = 0) -> AnyResponse:
    # The page must not be the answer to the POST itself: browsers write such pages to the disk, the digits too.
    tried = {"code": code[:100], "sentence": sentence, "puzzle": puzzle, "wait": wait}
    closed = tokens.close(settings().keyring, "tried", tried, now=now())
    if not cookie("c"):
        return redirect(url_for("child.answer", t=closed), 303)
    response = redirect(url_for("child.answer"), 303)
    set_cookie(response, "tried", closed)
    return response


def say_taken_back(response: AnyResponse) -> None:
    """The next time that the box for the code is shown, it says that the child took it back."""
    set_cookie(response, "tried", tokens.close(settings().keyring, "tried", {"taken_back": True}, now=now()))


def _bits(puzzle: str) -> int:
    return int(puzzle.split(".")[1]) if puzzle else 0


@child.post("/answer", endpoint="open")
@may(PUBLIC)
def open_() -> AnyResponse:
    """Open the page with a code. Limits are checked before any digest is computed."""
    form = child_forms.CodeForm()
    # A form that stood open all night is no fault of the child's, and opening a page by code changes nothing.
    try:
        code = receipts.normalise(form.code.data or "")
    except receipts.NotACode as fault:
        return _try_again(form.code.data or "", _mistyped(fault.reason))
    with portal().limiter.limit(PER_NETWORK), reading() as session:
        wrong = returning.wrong_codes(session, now=now())
    if wrong >= settings().wrong_codes_an_hour and not _worked(form, code):
        return _puzzle(form.code.data or "", wrong)
    with transaction() as session:
        try:
            token = returning.open_with(session, code, now=now())
            language = _language(returning.with_pass(session, token, now=now()))
        except returning.NoSuchReceipt:
            returning.count_wrong_code(session, now=now())
            token = ""
    if not token:
        return _try_again(form.code.data or "", _("We cannot find that code. Check each number."))
    if not cookie("c"):
        return redirect(url_for("child.answer", k=token, lang=language), 303)
    response = redirect(url_for("child.answer", lang=language), 303)
    set_cookie(response, "reading", token)
    return response


def _language(case: Case | None) -> str | None:
    """The language that the case was told in, for a browser on which nobody has chosen one."""
    tag = case.row.language if case else ""
    return tag if tag in portal().by_tag and not cookie("lang") and tag != guards.language().tag else None


def _worked(form: child_forms.CodeForm, code: str) -> bool:
    given, solution = form.puzzle.data or "", form.solution.data or ""
    return bool(given) and tokens.puzzle_done(settings().secret_key, given, solution, code, now=now())


def _puzzle(typed: str, wrong: int) -> AnyResponse:
    # Each time the site's wrong codes double, the next try costs four times the work: nothing for one child, and more
    # than it is worth for a machine that guesses.
    over = max(1, wrong // settings().wrong_codes_an_hour)
    bits = min(HARDEST, EASIEST + 2 * (over.bit_length() - 1))
    wait = min(120, 10 * over)
    puzzle = tokens.puzzle(settings().secret_key, bits=bits, wait=wait, now=now())
    sentence = _("Many people are trying codes. Wait a little, then press Open again.")
    return _try_again(typed, sentence, puzzle, wait)


def _mistyped(reason: str) -> str:
    sentences = {
        "short": _("The code has 16 numbers. Some are missing."),
        "long": _("The code has 16 numbers. There are too many here."),
        "letters": _("The code has only numbers, no letters."),
    }
    return str(sentences.get(reason) or _("One number is not right. Check each number."))
