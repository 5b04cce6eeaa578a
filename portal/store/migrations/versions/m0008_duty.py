"""The rota, alerts and who was told of them; when a case was first read, and until when it is held up."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNREAD, OPEN = sa.text("read_at IS NULL"), sa.text("taken_at IS NULL")
WORKLOAD = ["open", "assigned_to", "procedure", "stage", "next_on", "paused_until", "read_at", "restricted", "id"]


def upgrade() -> None:
    """Up. Until when a case is held up is filed by the worker, whose mark of how cases are filed has changed."""
    op.add_column("cases", sa.Column("paused_until", sa.Date(), nullable=True))
    op.add_column("cases", sa.Column("read_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE cases SET read_at = (SELECT min(trail.at) FROM trail WHERE trail.case_id = cases.id AND trail.deed = 'read')")
    op.create_index("ix_cases_workload", "cases", WORKLOAD)
    op.create_index("ix_cases_unread", "cases", ["open", "received_at", "id"], sqlite_where=UNREAD, postgresql_where=UNREAD)
    op.create_table(
        "rota",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_rota_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rota")),
    )
    op.create_table(
        "alerts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_alerts_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_alerts_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index("uq_alerts_open", "alerts", ["case_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_alerts_case", "alerts", ["case_id", "raised_at"])
    op.create_table(
        "tellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_tellings_alert_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_tellings_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tellings")),
        sa.UniqueConstraint("alert_id", "step", name=op.f("uq_tellings_alert_id_step")),
    )


def downgrade() -> None:
    """Down."""
    op.drop_table("tellings")
    op.drop_table("alerts")
    op.drop_table("rota")
    op.drop_index("ix_cases_unread", "cases")
    op.drop_index("ix_cases_workload", "cases")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("read_at")
        cases.drop_column("paused_until")
