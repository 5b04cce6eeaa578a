"""The procedure, the stage and the further dates of a case; and marks, which remember what was worked out with what."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up. Cases from before are filed anew by the worker, which finds no mark of the calendar they were filed with."""
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("procedure", sa.String(16), nullable=False, server_default=""))
        cases.add_column(sa.Column("stage", sa.Integer(), nullable=False, server_default="0"))
        cases.add_column(sa.Column("area", sa.String(64), nullable=False, server_default=""))
        cases.add_column(sa.Column("second_due_on", sa.Date(), nullable=True))
        cases.add_column(sa.Column("next_on", sa.Date(), nullable=True))
        cases.add_column(sa.Column("next_rule", sa.String(24), nullable=False, server_default=""))
    with op.batch_alter_table("cases") as cases:
        for name in ("procedure", "stage", "area", "next_rule"):
            cases.alter_column(name, server_default=None)
    for name in ("kind", "stage", "procedure", "area"):
        op.create_index(
            f"ix_cases_closed_{name}",
            "cases",
            [name, "rank", "id"],
            sqlite_where=sa.text("open = 0"),
            postgresql_where=sa.text("NOT open"),
        )
    op.create_table(
        "case_tags",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_tags_case_id_cases"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tags")),
    )
    op.create_index("ix_case_tags_tag", "case_tags", ["tag", "case_id"])
    op.create_table(
        "marks",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )


def downgrade() -> None:
    """Down."""
    op.drop_table("marks")
    op.drop_table("case_tags")
    for name in ("kind", "stage", "procedure", "area"):
        op.drop_index(f"ix_cases_closed_{name}", "cases")
    with op.batch_alter_table("cases") as cases:
        for name in ("next_rule", "next_on", "second_due_on", "area", "stage", "procedure"):
            cases.drop_column(name)
