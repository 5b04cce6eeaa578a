"""Asking children afterwards: where each stands, and their answers for counting."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up. The worker files closed cases anew, which makes their rows."""
    op.create_table(
        "follow_ups",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("ask_by", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("route", sa.String(length=16), nullable=False),
        sa.Column("tried", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("worry", sa.Boolean(), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_follow_ups")),
    )
    op.create_index("ix_follow_ups_outcome", "follow_ups", ["outcome", "ask_by", "case_id"])
    op.create_index("ix_follow_ups_told", "follow_ups", ["told", "opened_on", "case_id"])
    op.create_index("ix_follow_ups_opened", "follow_ups", ["opened_on"])
    op.create_table(
        "follow_up_answers",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("option", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["follow_ups.case_id"], name=op.f("fk_follow_up_answers_case_id_follow_ups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "question", "option", name=op.f("pk_follow_up_answers")),
    )
    op.create_index("ix_follow_up_answers_question", "follow_up_answers", ["question", "option"])


def downgrade() -> None:
    """Down. The facts of the cases keep all of it."""
    op.drop_table("follow_up_answers")
    op.drop_table("follow_ups")
