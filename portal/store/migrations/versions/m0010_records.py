"""How long a case is kept; legal holds, disposals and the figures that they leave; complaints about data."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None
NOT_LIFTED = sa.text("lifted_at IS NULL")
PROPOSED = sa.text("done_at IS NULL AND dropped_at IS NULL")


def instant(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    """A column of instants."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Up. Cases from before are filed anew by the worker, because what they are filed by has changed."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
        cases.add_column(sa.Column("retention", sa.String(16), nullable=False, server_default=""))
        cases.add_column(sa.Column("erase_on", sa.Date(), nullable=True))
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("retention", server_default=None)
    op.create_index("ix_cases_erase", "cases", ["erase_on", "id"])
    op.create_table(
        "holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("by_person", sa.Uuid(), nullable=False),
        instant("since", nullable=False),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        instant("lifted_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_holds_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_person"], ["people.id"], name=op.f("fk_holds_by_person")),
        sa.ForeignKeyConstraint(["lifted_by"], ["people.id"], name=op.f("fk_holds_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    op.create_index("ix_holds_case", "holds", ["case_id"])
    op.create_index("uq_holds_live", "holds", ["case_id"], unique=True, sqlite_where=NOT_LIFTED, postgresql_where=NOT_LIFTED)
    op.create_table(
        "disposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("retention", sa.String(16), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("erase_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        instant("proposed_at", nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        instant("approved_at"),
        instant("done_at"),
        sa.Column("dropped_by", sa.Uuid(), nullable=True),
        instant("dropped_at"),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_disposals_proposed_by")),
        sa.ForeignKeyConstraint(["approved_by"], ["people.id"], name=op.f("fk_disposals_approved_by")),
        sa.ForeignKeyConstraint(["dropped_by"], ["people.id"], name=op.f("fk_disposals_dropped_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
    )
    op.create_index("ix_disposals_done", "disposals", ["done_at", "id"])
    op.create_index(
        "uq_disposals_live", "disposals", ["reference"], unique=True, sqlite_where=PROPOSED, postgresql_where=PROPOSED
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("procedure", sa.String(16), nullable=False),
        sa.Column("themes", sa.String(200), nullable=False),
        sa.Column("area", sa.String(64), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("ombudsman", sa.String(32), nullable=False),
        sa.Column("met_1", sa.Boolean(), nullable=True),
        sa.Column("met_2", sa.Boolean(), nullable=True),
        sa.Column("met_3", sa.Boolean(), nullable=True),
        sa.Column("by_child", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figures")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "data_complaints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("acknowledge_by", sa.Date(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("acknowledged_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        instant("made_at", nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_data_complaints_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_complaints")),
    )
    op.create_index("ix_data_complaints_received", "data_complaints", ["received_on", "id"])


def downgrade() -> None:
    """Down. Certificates, figures, holds and complaints about data are lost."""
    for table in ("data_complaints", "figures", "disposals", "holds"):
        op.drop_table(table)
    op.drop_index("ix_cases_erase", "cases")
    with op.batch_alter_table("cases") as cases:
        for name in ("erase_on", "retention", "closed_on"):
            cases.drop_column(name)
