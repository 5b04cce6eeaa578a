"""What happened in the stages, in the team's words, as lines of the timeline."""

from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from portal.domain import duty_facts, facts, rights, stages
from portal.domain.facts import Fact
from portal.web.stage_labels import AGREES, FINDINGS, PROCEDURES, QUESTIONS, REQUESTERS, ROLES


def told(fact: Fact) -> tuple[str, str, str]:
    """A fact of the stages as a line: what happened, the words, and whether the child sees it or it is work."""
    what = str(_what(fact))
    words = "\n".join(line for line in (facts.told(fact), _why(fact)) if line)
    return what, words, "child" if facts.told(fact) else "work"


def _what(fact: Fact) -> Any:
    match fact:
        case stages.Classified(procedure=procedure, matters=matters):
            return _("Sorted as: %(what)s (%(rows)s)", what=PROCEDURES[procedure], rows=", ".join(matters))
        case stages.Described():
            return _("Described what it is about")
        case stages.PointsListed(points=points):
            return _("Listed the points: %(count)d", count=len(points))
        case stages.Found(findings=found):
            return _("Found: %(what)s", what="; ".join(f"{n}. {FINDINGS[one.finding]}" for n, one in enumerate(found, 1)))
        case stages.Decided(question=question, accepted=accepted):
            return _("Decided: %(what)s, %(answer)s", what=QUESTIONS[question], answer=_("yes") if accepted else _("no"))
        case stages.LateRequestRefused():
            return _("Refused a late request for the next stage")
        case stages.AdvocacyOffered():
            return _("Offered an advocate")
        case stages.PausedForAdvocate(begins=begins):
            return _("Stage 1 waits for an advocate from %(day)s", day=_day(begins))
        case stages.AdvocateAppointed(name=name, on=on):
            return _("%(name)s is the advocate from %(day)s", name=name, day=_day(on))
        case stages.Extended(until=until):
            return _("More time, until %(day)s", day=_day(until)) if until else _("More time for this stage")
        case stages.MediationOffered():
            return _("Offered a meeting to put it right")
        case stages.MediationAnswered(accepted=accepted):
            return _("Said yes to a meeting") if accepted else _("Said no to a meeting")
        case stages.MediationHeld(on=on):
            return _("Met on %(day)s", day=_day(on))
        case _:
            return _what_later(fact)


def _what_later(fact: Fact) -> Any:
    match fact:
        case stages.StatementSent():
            return _("Sent the statement of complaint")
        case stages.StatementAgreed(on=on):
            return _("The statement of complaint is final from %(day)s", day=_day(on))
        case stages.Appointed(role=role, name=name):
            return _("%(part)s: %(name)s", part=ROLES[role], name=name)
        case stages.Reported(role=role, on=on):
            return _("Report of the %(part)s came on %(day)s", part=ROLES[role].lower(), day=_day(on))
        case stages.PanelSet(on=on):
            return _("The panel meets on %(day)s", day=_day(on))
        case stages.PanelHeld(on=on):
            return _("The panel met on %(day)s", day=_day(on))
        case stages.OmbudsmanContacted(on=on):
            return _("With the Ombudsman since %(day)s", day=_day(on))
        case stages.OmbudsmanDecided(decision=decision, on=on):
            return _("The Ombudsman decided on %(day)s: %(what)s", day=_day(on), what=decision.replace("_", " "))
        case stages.ReferredEarly():
            return _("Goes to the Ombudsman without a panel")
        case stages.Referred(to=to):
            return _("Told the designated officer (LADO)") if to == "lado" else _("Told children's safeguarding")
        case stages.PassedOn(where=where):
            return _("Not for us; passed on to %(where)s", where=where)
        case stages.Joined(reference=reference):
            return _("Goes on with %(reference)s", reference=reference)
        case stages.Linked(reference=reference):
            return _("Has to do with %(reference)s", reference=reference)
        case stages.Deferred():
            return _("Waits while another process runs")
        case stages.Resumed() | stages.Reinstated():
            return _("Goes on")
        case stages.TaskSet(what=what, owner_name=owner, due_on=due_on):
            return _("To do by %(day)s, %(who)s: %(what)s", day=_day(due_on), who=owner, what=what)
        case stages.ShutOut(name=name):
            return _("It is not there any more for %(name)s and their line", name=name)
        case stages.LetBack(name=name):
            return _("It is there again for %(name)s", name=name)
        case stages.Restricted(on=on):
            return _("Restricted to those who are named") if on else _("Not restricted any more")
        case stages.LetIn(name=name, until=until):
            return _("%(name)s may see it until %(day)s", name=name, day=_day(until))
        case stages.LetInEnded(name=name):
            return _("%(name)s may not see it any more", name=name)
        case stages.Tagged(tags=tags):
            return _("Tagged: %(tags)s", tags=", ".join(tags)) if tags else _("Took the tags off")
        case stages.TaskDone():
            return _("A task is done")
        case stages.Recalculated(before=before, after=after):
            return _("Bank holidays changed: due on %(after)s, not %(before)s", after=_day(after), before=_day(before))
        case duty_facts.Alerted(to=to, name=name, step=number):
            return (
                _("Alert to %(name)s, step %(number)d", name=name, number=number)
                if to
                else _("Nobody left to tell: time to ring")
            )
        case duty_facts.AlertTaken():
            return _("Has this")
        case duty_facts.SecondReader(agrees=agrees):
            return _("Read it as second reader: agrees") if agrees else _("Read it as second reader: does not agree")
        case _:
            return _what_about_data(fact)


def _what_about_data(fact: Fact) -> Any:
    match fact:
        case rights.AccessAsked(requester=who, name=name, on=on):
            return _("Asked for a copy on %(day)s: %(name)s (%(who)s)", day=_day(on), name=name, who=REQUESTERS[who])
        case rights.ViewRecorded(understands=understands, agrees=agrees):
            clear = _("the child understands") if understands else _("the child does not understand yet")
            return _("About a copy for a parent: %(clear)s; agrees: %(answer)s", clear=clear, answer=AGREES[agrees])
        case rights.Exported(to=to, requester=who, redactions=count):
            return _("Made a copy for %(name)s (%(who)s); blacked out: %(count)d", name=to, who=REQUESTERS[who], count=count)
        case rights.AccessRefused(requester=who):
            return _("Gave no copy to: %(who)s", who=REQUESTERS[who])
        case _:
            return type(fact).__name__


def _why(fact: Fact) -> str:
    parts = (
        getattr(fact, name, "") for name in ("why", "authority", "outcome", "agreement", "no_reply_why", "why_late", "process")
    )
    more = [str(part) for part in parts if part]
    if isinstance(fact, stages.Reported | stages.OmbudsmanContacted | stages.OmbudsmanDecided) and fact.words:
        more.append(fact.words)
    return "\n".join(more)


def _day(day: object) -> str:
    return str(format_date(day, "d MMMM yyyy"))
