"""The tables. Ids are UUIDs that we make before the row exists, because sealed columns are bound to them.

Instants are UTC and dates are London dates. Columns of type Sealed hold only sealed bytes. Indexes of some of a
table's rows are in ``partial.py``.
"""

import uuid

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    Uuid,
    false,
)

from portal.store.columns import Instant, Sealed

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[uuid.UUID]:
    return Column("id", Uuid, primary_key=True)


people = Table(
    "people",
    metadata,
    _id(),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(32), nullable=False),
    Column("organisation", String(100)),
    Column("password_hash", String(200), nullable=False),
    Column("totp_secret", Sealed),
    Column("totp_last_step", Integer, nullable=False, server_default="0"),
    Column("failed_tries", Integer, nullable=False, server_default="0"),
    Column("locked_until", Instant),
    Column("active", Boolean, nullable=False),
    Column("manager_id", ForeignKey("people.id", ondelete="SET NULL")),
    Column("made_at", Instant, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    _id(),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("second_factor", Boolean, nullable=False),
    Column("browser", String(32), nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
)

passkeys = Table(
    "passkeys",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("credential", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("uses", BigInteger, nullable=False),
    Column("name", String(60), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
)

organisation_accounts = Table(
    "organisation_accounts",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("tied_at", Instant, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    _id(),
    Column("reference", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("procedure", String(16), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("area", String(64), nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("restricted", Boolean, nullable=False),
    Column("language", String(16), nullable=False),
    # The short code of the place that it came from, as the form sent it.
    Column("place", String(8)),
    Column("received_at", Instant, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("acknowledge_by", Date),
    Column("due_on", Date),
    Column("second_due_on", Date),
    Column("next_on", Date),
    Column("next_rule", String(24), nullable=False),
    Column("rank", BigInteger, nullable=False),
    Column("assigned_to", ForeignKey("people.id")),
    Column("closed_on", Date),
    Column("retention", String(16), nullable=False),
    Column("erase_on", Date),
    Column("receipt_digest", LargeBinary, nullable=False, unique=True),
    Column("once_digest", LargeBinary, nullable=False, unique=True),
    Column("words_digest", LargeBinary, nullable=False),
    Column("paused_until", Date),
    Column("read_at", Instant),
    Column("version", Integer, nullable=False),
    # The keyed digest of its first fact, until the worker has taken it in and the trail has it.
    Column("fresh", LargeBinary),
    Index("ix_cases_queue", "open", "rank", "id"),
    Index(
        "ix_cases_workload",
        *("open", "assigned_to", "procedure", "stage", "next_on", "paused_until", "read_at", "restricted", "id"),
    ),
)

exclusions = Table(
    "exclusions",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    # Nobody, where somebody is shut out for their own part alone and their line is not.
    Column("because_of", ForeignKey("people.id")),
    Column("at", Instant, nullable=False),
    UniqueConstraint("case_id", "person_id", "because_of"),
    Index("ix_exclusions_person", "person_id", "case_id"),
)

# Which advocate is or was at which child's side; it stays when it has ended, for the reports.
advocacies = Table(
    "advocacies",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("organisation", String(100), nullable=False),
    Column("way", String(8), nullable=False),
    Column("began_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(8), nullable=False),
    Index("ix_advocacies_person", "person_id", "ended_at"),
    Index("ix_advocacies_organisation", "organisation", "began_at"),
)

# The secret address of somebody's calendar; only its digest is kept.
calendar_feeds = Table(
    "calendar_feeds",
    metadata,
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("from_on", Date, nullable=False),
    Column("until_on", Date, nullable=False),
    Index("ix_grants_person", "person_id", "until_on"),
)

case_tags = Table(
    "case_tags",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("tag", String(32), primary_key=True),
    Index("ix_case_tags_tag", "tag", "case_id"),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by_person", ForeignKey("people.id")),
    Column("data", Sealed, nullable=False),
    UniqueConstraint("case_id", "number"),
)

# Nothing here points at another table: what is erased elsewhere must leave the trail whole.
trail = Table(
    "trail",
    metadata,
    _id(),
    Column("number", BigInteger, unique=True),
    Column("at", Instant, nullable=False),
    Column("deed", String(32), nullable=False),
    Column("person_id", Uuid),
    Column("case_id", Uuid),
    Column("about_id", Uuid),
    Column("detail", String(64), nullable=False),
    Column("digest", LargeBinary),
    Column("mark", LargeBinary, nullable=False),
    Column("link", LargeBinary),
    Index("ix_trail_at", "at", "id"),
    Index("ix_trail_case", "case_id", "at"),
)

trail_end = Table(
    "trail_end",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("mark", LargeBinary, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("kind", String(32), nullable=False),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE")),
    Column("due_at", Instant, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("tries", Integer, nullable=False),
    Column("done_at", Instant),
    Column("fault", String(200)),
    Index("ix_outbox_waiting", "done_at", "due_at", "id"),
)

words = Table(
    "words",
    metadata,
    Column("token", LargeBinary, primary_key=True),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_words_case", "case_id"),
)

marks = Table(
    "marks",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(200), nullable=False),
)

documents = Table(
    "documents",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("data", Sealed, nullable=False),
)

saved_replies = Table(
    "saved_replies",
    metadata,
    _id(),
    Column("title", String(100), nullable=False),
    Column("audience", String(8), nullable=False),
    Column("words", Sealed, nullable=False),
)

passes = Table(
    "passes",
    metadata,
    _id(),
    Column("token_digest", LargeBinary, nullable=False, unique=True),
    Column("purpose", String(16), nullable=False),
    Column("data", Sealed, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

wrong_codes = Table(
    "wrong_codes",
    metadata,
    Column("minute", Instant, primary_key=True),
    Column("count", Integer, nullable=False),
)

rota = Table(
    "rota",
    metadata,
    _id(),
    Column("position", Integer, nullable=False),
    Column("part", String(16), nullable=False),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE")),
    Column("contact", String(200), nullable=False),
    Column("first_on", Date),
    Column("last_on", Date),
)

alerts = Table(
    "alerts",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("why", String(16), nullable=False),
    Column("raised_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("taken_at", Instant),
    Column("taken_by", ForeignKey("people.id")),
    Index("ix_alerts_case", "case_id", "raised_at"),
)

tellings = Table(
    "tellings",
    metadata,
    _id(),
    Column("alert_id", ForeignKey("alerts.id", ondelete="CASCADE"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("told_at", Instant, nullable=False),
    Column("mailed_at", Instant),
    Column("mails", Integer, nullable=False),
    UniqueConstraint("alert_id", "step"),
)

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True),
    Column("opened_on", Date, nullable=False),
    Column("ask_by", Date),
    Column("ends_on", Date),
    Column("outcome", String(16), nullable=False),
    Column("route", String(16), nullable=False),
    Column("tried", Integer, nullable=False),
    Column("answered_on", Date),
    Column("worry", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("may_show", Boolean, nullable=False, server_default=false()),
    Column("chosen", Boolean, nullable=False, server_default=false()),
    Index("ix_follow_ups_outcome", "outcome", "ask_by", "case_id"),
    Index("ix_follow_ups_told", "told", "opened_on", "case_id"),
    Index("ix_follow_ups_opened", "opened_on"),
)

# What was answered, one row for each choice, so that it can be counted.
follow_up_answers = Table(
    "follow_up_answers",
    metadata,
    Column("case_id", ForeignKey("follow_ups.case_id", ondelete="CASCADE"), primary_key=True),
    Column("question", String(16), primary_key=True),
    Column("option", String(16), primary_key=True),
    Index("ix_follow_up_answers_question", "question", "option"),
)

notices = Table(
    "notices",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("what", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("why", String(16), nullable=False),
    Column("route", String(16), nullable=False),
    Column("link", Sealed),
    Column("provider_id", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("times", Integer, nullable=False),
    Index("ix_notices_case", "case_id", "state"),
    Index("ix_notices_state", "state", "made_at"),
)

digests = Table(
    "digests",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
    Column("day", Date, nullable=False),
    Column("mailed_at", Instant),
    Column("mails", Integer, nullable=False),
    UniqueConstraint("person_id", "day"),
)

holds = Table(
    "holds",
    metadata,
    _id(),
    Column("case_id", ForeignKey("cases.id", ondelete="CASCADE"), nullable=False),
    Column("why", Sealed, nullable=False),
    Column("by_person", ForeignKey("people.id"), nullable=False),
    Column("since", Instant, nullable=False),
    Column("lifted_by", ForeignKey("people.id")),
    Column("lifted_at", Instant),
    Index("ix_holds_case", "case_id"),
)

# A certificate outlives its case, so it names the case and does not point at it.
disposals = Table(
    "disposals",
    metadata,
    _id(),
    Column("reference", String(16), nullable=False),
    Column("retention", String(16), nullable=False),
    Column("closed_on", Date, nullable=False),
    Column("erase_on", Date, nullable=False),
    Column("proposed_by", ForeignKey("people.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", ForeignKey("people.id")),
    Column("approved_at", Instant),
    Column("done_at", Instant),
    Column("dropped_by", ForeignKey("people.id")),
    Column("dropped_at", Instant),
    Index("ix_disposals_done", "done_at", "id"),
)

# Without a row number of its own, so that the order of the rows does not tell which certificate each belongs to.
figures = Table(
    "figures",
    metadata,
    _id(),
    Column("year", Integer, nullable=False),
    Column("quarter", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("procedure", String(16), nullable=False),
    Column("themes", String(200), nullable=False),
    Column("area", String(64), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("outcome", String(24), nullable=False),
    Column("ombudsman", String(32), nullable=False),
    Column("met_1", Boolean),
    Column("met_2", Boolean),
    Column("met_3", Boolean),
    Column("by_child", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

data_complaints = Table(
    "data_complaints",
    metadata,
    _id(),
    Column("received_on", Date, nullable=False),
    Column("acknowledge_by", Date, nullable=False),
    Column("who", Sealed, nullable=False),
    Column("words", Sealed, nullable=False),
    Column("acknowledged_on", Date),
    Column("outcome", Sealed),
    Column("outcome_on", Date),
    Column("made_by", ForeignKey("people.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("ix_data_complaints_received", "received_on", "id"),
)

# Things that carry a QR code, a batch each; none stands for a child or a home.
places = Table(
    "places",
    metadata,
    Column("short", String(8), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("item", String(32), nullable=False),
    Column("batch", String(100), nullable=False),
    Column("pieces", Integer, nullable=False),
    Column("handed_out_by", String(100), nullable=False),
    Column("language", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    Column("retired_on", Date),
    Column("pence", Integer),
    Column("made_at", Instant, nullable=False),
)

# How often a place's address was opened in a month, by what opened it; of whom and of which device nothing is kept.
scans = Table(
    "scans",
    metadata,
    Column("short", ForeignKey("places.short", ondelete="CASCADE"), primary_key=True),
    Column("month", Date, primary_key=True),
    Column("seen", String(16), primary_key=True),
    Column("times", Integer, nullable=False),
)
