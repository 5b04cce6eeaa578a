"""The people who sign in, kept by an administrator: invited, moved, and leaving with their cases handed on."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import Field, StringField, ValidationError

from portal.domain.access import Act, Role
from portal.services import leaving, sight, triage
from portal.services import people as everybody
from portal.services.leaving import NotThis
from portal.web import team_frame
from portal.web.stage_labels import ROLE_NAMES
from portal.web.team_forms import TeamForm
from portal.web.wiring import calendar, may, now, person, reading, settings, transaction

people = Blueprint("people", __name__, url_prefix="/team/people")
team_frame.install(people)
Answer = Response | str | tuple[str, int]


class InviteForm(TeamForm):
    """Somebody new."""

    email = StringField(filters=[lambda typed: (typed or "").replace("\0", "").strip()])
    name = StringField(filters=[lambda typed: " ".join((typed or "").split())])
    role = StringField()
    organisation = StringField()

    def validate_email(self, field: Field) -> None:
        """It looks like one."""
        if "@" not in field.data or len(field.data) > 254:
            raise ValidationError(_("Write their e-mail address."))

    def validate_name(self, field: Field) -> None:
        """There is one."""
        if not 0 < len(field.data) <= 200:
            raise ValidationError(_("Write their name, as children will read it."))

    def validate_role(self, field: Field) -> None:
        """One of the list."""
        if field.data not in tuple(Role):
            raise ValidationError(_("Choose a role."))

    def validate_organisation(self, field: Field) -> None:
        """Whom an advocate works for; nobody else is asked."""
        if self.role.data == Role.ADVOCATE and field.data not in settings().advocacy_providers:
            raise ValidationError(_("Choose the organisation that the advocate works for."))


class RoleForm(TeamForm):
    """Another role, and who manages them."""

    role = StringField()
    manager = StringField()


class LeaveForm(TeamForm):
    """Who takes the cases of somebody who leaves; nobody is the queue."""

    to = StringField()


def _sentences() -> dict[str, str]:
    return {
        "yourself": _("You cannot do this to yourself. Ask another administrator."),
        "last": _("This is the last administrator. Make another one first."),
        "advocate": _("An advocate does not work for the trust. Invite them to another account."),
        "nobody": _("Choose somebody who is here and can have cases."),
    }


@people.get("")
@may(Act.MANAGE_PEOPLE)
def listed() -> str:
    """Everybody, with how many open cases they have."""
    return _list()


def _list(*, typed: dict[str, Any] | None = None, error: str = "") -> str:
    with reading() as session:
        found = leaving.members(session)
    providers = settings().advocacy_providers
    return render_template("team/people.html", found=found, roles=ROLE_NAMES, providers=providers, typed=typed or {}, error=error)


@people.post("")
@may(Act.MANAGE_PEOPLE)
def invite() -> Answer:
    """Somebody new; their link is shown once."""
    form = InviteForm()
    if not form.validate():
        return _list(typed=form.data, error=form.first_error()[1]), 422
    said = {name: form[name].data or "" for name in ("email", "name", "role", "organisation")}
    try:
        with transaction() as session:
            token = leaving.welcome(session, **said, by=person().id, now=now())
    except everybody.Known:
        return _list(typed=form.data, error=_("Somebody has this address already.")), 422
    return _link(said["name"], token)


def _link(name: str, token: str) -> str:
    base = settings().base_url
    path = url_for("accounts.welcome", token=token)
    link = base + path if base else url_for("accounts.welcome", token=token, _external=True)
    return render_template("team/invited.html", name=name, link=link)


@people.get("/<person_id>")
@may(Act.MANAGE_PEOPLE)
def one(person_id: str) -> str:
    """One person."""
    return _one(person_id)


def _one(person_id: str, *, error: str = "", said: str = "") -> str:
    try:
        with reading() as session:
            found = leaving.member(session, person_id)
            everybody_here = leaving.members(session)
            takers = triage.holders(session)
    except NotThis:
        abort(404)
    me = next(each for each in everybody_here if each.person.id == found.id)
    takers.pop(person_id, None)
    return render_template(
        "team/person.html", me=me, everybody=everybody_here, takers=takers, roles=ROLE_NAMES, error=error, said=said
    )


def _refused(person_id: str, why: NotThis) -> Answer:
    return _one(person_id, error=_sentences()[why.key]), 422


@people.post("/<person_id>/role")
@may(Act.MANAGE_PEOPLE)
def change_role(person_id: str) -> Answer:
    """Another role, another manager."""
    form = RoleForm()
    if not form.validate() or form.role.data not in tuple(Role):
        return _one(person_id, error=_("Choose a role.")), 422
    try:
        with transaction() as session:
            found = leaving.member(session, person_id)
            if found.role != form.role.data:
                leaving.change_role(session, person_id, form.role.data, by=person().id, now=now())
            sight.set_manager(session, found.email, form.manager.data or "", by=person().id, now=now(), calendar=calendar())
    except NotThis as why:
        return _refused(person_id, why)
    except (LookupError, ValueError):
        return _one(person_id, error=_("A line of management cannot run in a circle.")), 422
    return redirect(url_for("people.one", person_id=person_id), 303)


@people.post("/<person_id>/invite")
@may(Act.MANAGE_PEOPLE)
def invite_again(person_id: str) -> Answer:
    """New secrets by a new link; the old ones work no longer."""
    if not TeamForm().validate():
        return redirect(url_for("people.one", person_id=person_id), 303)
    try:
        with transaction() as session:
            name = leaving.member(session, person_id).name
            token = leaving.invite_again(session, person_id, by=person().id, now=now())
    except NotThis as why:
        return _refused(person_id, why)
    return _link(name, token)


@people.post("/<person_id>/leave")
@may(Act.MANAGE_PEOPLE)
def leave(person_id: str) -> Answer:
    """They leave; their cases are handed on at once."""
    form = LeaveForm()
    if not form.validate():
        return redirect(url_for("people.one", person_id=person_id), 303)
    try:
        with transaction() as session:
            given, back = leaving.leave(session, person_id, form.to.data or "", by=person().id, now=now(), calendar=calendar())
    except NotThis as why:
        return _refused(person_id, why)
    handed = ngettext("%(num)s case was handed on", "%(num)s cases were handed on", given)
    returned = ngettext("%(num)s went back to the queue", "%(num)s went back to the queue", back)
    return _one(person_id, said=f"{handed}, {returned}.")


@people.post("/<person_id>/return")
@may(Act.MANAGE_PEOPLE)
def come_back(person_id: str) -> Answer:
    """They are back, with the secrets they had."""
    if TeamForm().validate():
        try:
            with transaction() as session:
                leaving.come_back(session, person_id, by=person().id, now=now())
        except NotThis as why:
            return _refused(person_id, why)
    return redirect(url_for("people.one", person_id=person_id), 303)
