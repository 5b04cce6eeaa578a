"""What must be so before a fact may happen, beyond where the case stands: grounds, notices, checks, days.

Looked at when somebody does something, never when history is read again: what was allowed then stays so.
"""

from datetime import date, datetime, timedelta

from portal.domain import advocacy, clocks, contact, facts, follow_up, rights, stages, subject_access
from portal.domain.advocacy_facts import AdvocacyFact
from portal.domain.cases import CaseState, NotAllowed
from portal.domain.casework import Casework, stage_owed
from portal.domain.contact import SafePlan
from portal.domain.contact_facts import ContactConfirmed
from portal.domain.duty_facts import SecondReader
from portal.domain.facts import Fact
from portal.domain.follow_up_facts import FollowUpFact
from portal.domain.procedure import FIRST, MATTERS, Procedure, Status, stage
from portal.domain.questions import Window
from portal.domain.running import Calendar, clocks_of, main_due, overdue, received_on
from portal.domain.working_days import CalendarGap, london_date

# Stage 2 and 3 with the Ombudsman's year behind them; whoever is needed for longer is let in again (R1.10.10).
LONGEST_LET_IN = timedelta(days=366)
# A complaint may have lain somewhere at the trust before it was received here, but not for years (R1.6.2).
EARLIEST = timedelta(days=366)


class NotYet(NotAllowed):
    """Something has to be there first; ``key`` says what, as a row of what the pages explain."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def check(state: CaseState, fact: Fact, *, today: date, calendar: Calendar, by: str | None = None) -> None:
    """Raises NotYet when something is missing. ``today`` is the London date on which it would happen, ``by`` who does it."""
    if isinstance(fact, facts.Settled | facts.Closed | stages.PassedOn):
        _need(not needs_second_reader(state, by), "second_reader")
    match fact:
        case ContactConfirmed(plan=plan):
            _may_confirm(plan)
        case _ if isinstance(fact, FollowUpFact):
            _may_follow_up(state, fact, by, today, calendar)
        case _ if isinstance(fact, AdvocacyFact):
            lacks = advocacy.missing(state.events, fact)
            _need(not lacks, lacks)
        case facts.Unhappy():
            _may_ask_next(state, today, calendar)
        case facts.Answered():
            _may_answer(state)
        case stages.Classified():
            _may_classify(state, fact, today)
        case stages.Extended():
            _may_extend(state, fact, today, calendar)
        case stages.PausedForAdvocate(begins=begins):
            _need(received_on(state) <= begins <= today, "pause_day")
            _need(state.work.pause is None, "paused_once")
        case stages.AdvocateAppointed(checks=checks, on=on):
            _need(set(checks) >= set(stages.ADVOCATE_CHECKS), "advocate_independent")
            _need(on <= today, "day_to_come")
            _need(state.work.pause is None or on >= state.work.pause.begins, "day_order")
        case stages.Found(findings=found):
            _need(len(found) == len(state.work.points) and bool(found), "finding_for_each_point")
        case stages.MediationAnswered(pause_agreed_on=agreed_on):
            _need(state.work.mediation_offered_at is not None, "mediation_offered")
            _need(fact.accepted or agreed_on is None, "mediation_pause")
            if agreed_on is not None:
                _happened(agreed_on, received_on(state), today)
        case stages.MediationHeld(on=on):
            _need(bool(state.work.mediation and state.work.mediation.accepted), "mediation_accepted")
            _happened(on, state.work.mediation_offered_at, today)
        case _:
            _check_later_stages(state, fact, today, calendar)


def _may_confirm(plan: SafePlan) -> None:
    """A plan that can be kept: an address that is one, hours in which something may go out, a way that it does not forbid."""
    _need(plan.route not in plan.forbidden, "contact_forbidden")
    if plan.route in contact.BY_ITSELF:
        _need(bool(contact.address(plan.route, plan.address)), "contact_address")
    if plan.route in (contact.Route.TEXT, contact.Route.EMAIL):
        _need(bool(plan.days) and contact.hours(plan) is not None, "contact_hours")


def _may_follow_up(state: CaseState, fact: Fact, by: str | None, today: date, calendar: Calendar) -> None:
    now, asking = state.follow, calendar.asking
    is_open = follow_up.window_of(now, calendar.days, lasts=asking.lasts, today=today) is Window.OPEN
    part = follow_up.took_part(state.events)
    lacks = follow_up.missing(now, fact, by=by, part=part, is_open=is_open, attempts=asking.attempts)
    _need(not lacks, lacks)


def _check_later_stages(state: CaseState, fact: Fact, today: date, calendar: Calendar) -> None:
    work = state.work
    match fact:
        case stages.LateRequestRefused():
            _need(stage(state.status) in work.asked_late, "request_in_time")
        case stages.StatementAgreed(on=on):
            _need(bool(work.statement) or bool(work.points), "statement_there")
            _happened(on, work.asked_at.get(2), today)
        case stages.Appointed():
            _may_appoint(state, fact)
        case stages.LetIn(until=until):
            _need(today <= until <= today + LONGEST_LET_IN, "let_in_for_a_time")
        case stages.Reported(role=role, on=on):
            roles = ("panel",) if state.status is Status.STAGE3_HELD else ("investigating_officer", "independent_person")
            _need(role in roles, "report_of_this_stage")
            _need(role == "panel" or work.holding(role) is not None, "appointed_first")
            _happened(on, work.panel_held_on if role == "panel" else work.asked_at.get(2), today)
        case stages.PanelSet(on=on, why_late=why_late):
            _need(len(work.panel) == 3 and work.holding("chair") is not None, "panel_of_three")
            _need(on >= london_date(work.asked_at[3]), "day_too_early")
            limit = _limit("stage3-panel", work, calendar)
            _need(limit is None or on <= limit or bool(why_late), "panel_late_why")
        case stages.PanelHeld(on=on):
            _happened(on, work.asked_at.get(3), today)
        case stages.OmbudsmanContacted(on=on) | stages.OmbudsmanDecided(on=on):
            _happened(on, received_on(state), today)
        case stages.ReferredEarly(checks=checks):
            _need(set(checks) >= set(stages.EARLY_REFERRAL), "early_referral")
        case rights.AccessAsked(on=on):
            _need(on <= today, "day_to_come")
            _need(bool(fact.authority) and (fact.months == 1 or bool(fact.why)), "access_authority")
        case rights.Exported(requester=requester):
            lacks = subject_access.missing(state, requester)
            _need(not lacks, lacks)
            _need(fact.notes or bool(fact.why), "access_notes_why")
        case rights.AccessRefused(requester=requester):
            _need(requester in work.access_owed, "access_asked")
        case stages.TaskDone(task=task):
            _need(task in work.tasks, "task_open")
        case _:
            return


def needs_second_reader(state: CaseState, by: str | None) -> bool:
    """Whether a second person has to agree before ``by`` may say that nothing more has to be done (S11).

    What was told to safeguarding or to the designated officer was acted on, so there is something more that is done.
    """
    if not state.flagged:
        return False
    flags = [number for number, event in enumerate(state.events) if isinstance(event.fact, facts.Flagged)]
    since = state.events[max(flags, default=0) :]
    if any(isinstance(event.fact, stages.Referred) for event in since):
        return False
    read = {event.by: event.fact.agrees for event in since if isinstance(event.fact, SecondReader) and event.by != by}
    return not any(read.values())


def may_ask_next(state: CaseState, today: date, calendar: Calendar) -> bool:
    """Whether the person may ask for the next stage now: it was answered, or it is late (R1.8.8, R1.10.1, R1.11.1, C5)."""
    try:
        _may_ask_next(state, today, calendar)
    except NotYet:
        return False
    return True


def request_is_late(state: CaseState, today: date, calendar: Calendar) -> bool:
    """Whether the days for asking are over, so that a person has to decide (R1.10.2, R1.11.1)."""
    answered = state.work.answered_at.get(stage(_standing(state)))
    if answered is None:
        return False
    try:
        return today > clocks.last_day_to_ask(london_date(answered), calendar.days)
    except CalendarGap:
        return False


def _standing(state: CaseState) -> Status:
    return state.stood if state.status is Status.CLOSED else state.status


def _may_ask_next(state: CaseState, today: date, calendar: Calendar) -> None:
    # While a stage is unanswered, the next may be asked for only when the answer is late.
    if _standing(state) in FIRST and state.status is not Status.CLOSED:
        _need(overdue(state, today, calendar), "not_overdue")


def _may_answer(state: CaseState) -> None:
    work, owed = state.work, stage_owed(state.status, state.work)
    if not state.is_complaint or not owed:
        return
    _need(not work.points or len(work.findings.get(owed, ())) == len(work.points), "finding_for_each_point")
    # Stage 2 is the children's procedure's also where nobody has sorted the complaint yet.
    if state.procedure is not Procedure.STATUTORY or (owed == 1 and state.work.procedure is None):
        return
    if owed == 1 and state.by_child:
        # The form explains advocates and asks; an answer there is an offer that was answered (R1.7.2).
        _need(bool(work.advocacy or state.received.advocate or state.advocate_wanted or work.advocate), "advocacy_offered")
    if owed == 2:
        _need(work.holding("independent_person") is not None, "independent_person")
        _need({"investigating_officer", "independent_person"} <= set(work.reported), "both_reports")
        _need(work.holding("adjudicating_officer") is not None, "adjudicating_officer")


def _may_classify(state: CaseState, fact: stages.Classified, today: date) -> None:
    procedure = Procedure(fact.procedure)
    _need(bool(fact.matters) and all(code in MATTERS for code in fact.matters), "matter")
    _need(any(procedure in MATTERS[code].procedures for code in fact.matters), "procedure_of_matter")
    again = state.work.procedure is not None and state.work.procedure is not procedure
    _need(not again or bool(fact.told), "reclassified_told")
    _need(stage(state.status) != 2 or procedure is Procedure.STATUTORY, "second_stage_statutory")
    if fact.counts_from is not None:
        _happened(fact.counts_from, london_date(state.received_at) - EARLIEST, today)


def _may_extend(state: CaseState, fact: stages.Extended, today: date, calendar: Calendar) -> None:
    work, owed = state.work, stage_owed(state.status, state.work)
    _need(bool(fact.notice), "extension_notice")
    _need(bool(fact.why), "extension_ground")
    _need(owed not in work.extensions or owed == 2, "extended_once")
    if state.procedure is Procedure.STATUTORY and owed == 1:
        _need(fact.ground in stages.EXTENSION_GROUNDS, "extension_ground")
    due_on = main_due(clocks_of(state, today, calendar))
    _need(due_on is None or today <= due_on, "extension_in_time")
    if state.procedure is Procedure.STATUTORY and owed == 2:
        main = next(clock for clock in clocks_of(state, today, calendar) if clock.rule in ("stage2", "stage2-extended"))
        most = calendar.days.due(main.started_on, clocks.RULES["stage2-extended"].days)
        _need(fact.until is not None and today < fact.until <= most, "extension_within_65")
        until = fact.until or most
        _need(due_on is None or until > due_on, "extension_later")
        _need(calendar.days.is_working_day(until), "working_day")


def _may_appoint(state: CaseState, fact: stages.Appointed) -> None:
    stage2 = ("investigating_officer", "independent_person", "adjudicating_officer")
    _need((fact.role in stage2) is (stage(state.status) == 2), "part_of_this_stage")
    _need(set(fact.checks) >= set(stages.CHECKS[fact.role]), "independence")
    work = state.work
    if fact.role in ("chair", "panellist"):
        sat = work.holding("independent_person")
        _need(sat is None or not _same(sat, fact), "stage2_person_on_panel")
        _need(any(_same(one, fact) for one in work.panel) or len(work.panel) < 3, "panel_of_three")
    if fact.role == "independent_person":
        investigating = work.holding("investigating_officer")
        _need(investigating is None or not _same(investigating, fact), "two_people")
    if fact.role == "investigating_officer":
        independent = work.holding("independent_person")
        _need(independent is None or not _same(independent, fact), "two_people")


def _same(one: stages.Appointed, other: stages.Appointed) -> bool:
    ids = bool(one.person_id) and one.person_id == other.person_id
    return ids or " ".join(one.name.split()).casefold() == " ".join(other.name.split()).casefold()


def _limit(rule: str, work: Casework, calendar: Calendar) -> date | None:
    try:
        return clocks.due(rule, london_date(work.asked_at[3]), calendar.days)
    except CalendarGap:
        return None


def _happened(on: date, since: date | datetime | None, today: date) -> None:
    """A day on which something happened lies between what came before it and today: a slip in its year would stop a clock."""
    _need(on <= today, "day_to_come")
    first = london_date(since) if isinstance(since, datetime) else since
    _need(first is None or on >= first, "day_too_early")


def _need(there: bool, key: str) -> None:
    if not there:
        raise NotYet(key)
