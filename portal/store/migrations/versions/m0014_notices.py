"""Word to children and what became of it; the digest that each person gets on a working day."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def instant(name: str, *, nullable: bool = True) -> sa.Column[datetime]:
    """A column of instants."""
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    """Up."""
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("why", sa.String(16), nullable=False),
        sa.Column("route", sa.String(16), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.Column("provider_id", sa.String(64), nullable=False),
        instant("made_at", nullable=False),
        instant("sent_at"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_case", "notices", ["case_id", "state"])
    op.create_index("ix_notices_state", "notices", ["state", "made_at"])
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        instant("mailed_at"),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digests_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_digests_person_id_day")),
    )


def downgrade() -> None:
    """Down. What is still to be sent is lost; what was sent stays in the facts of its case."""
    op.drop_table("digests")
    op.drop_table("notices")
