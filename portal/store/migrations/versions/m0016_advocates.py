"""Advocates: their organisations, whose side each is at, and their calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.add_column("people", sa.Column("organisation", sa.String(length=100), nullable=True))
    op.create_table(
        "advocacies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation", sa.String(length=100), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_advocacies_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_advocacies_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advocacies")),
    )
    op.create_index(op.f("ix_advocacies_case_id"), "advocacies", ["case_id"])
    op.create_index("ix_advocacies_person", "advocacies", ["person_id", "ended_at"])
    op.create_index("ix_advocacies_organisation", "advocacies", ["organisation", "began_at"])
    live = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_advocacies_live", "advocacies", ["case_id", "person_id"], unique=True, sqlite_where=live, postgresql_where=live
    )
    op.create_table(
        "calendar_feeds",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_calendar_feeds_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_calendar_feeds_token_digest")),
    )


def downgrade() -> None:
    """Down."""
    op.drop_table("calendar_feeds")
    op.drop_table("advocacies")
    op.drop_column("people", "organisation")
