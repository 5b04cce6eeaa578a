"""A case says whether the worker has taken it in; indexes of what most cases have none of leave those out."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ASSIGNED, DATED = sa.text("assigned_to IS NOT NULL"), sa.text("erase_on IS NOT NULL")


def upgrade() -> None:
    """Up. Every case so far was taken in when it was stored."""
    op.add_column("cases", sa.Column("taken_in", sa.Boolean(), server_default=sa.true(), nullable=False))
    columns = ["received_at", "id"]
    op.create_index(
        "ix_cases_fresh", "cases", columns, sqlite_where=sa.text("taken_in = 0"), postgresql_where=sa.text("NOT taken_in")
    )
    op.drop_index("ix_cases_assigned", "cases")
    op.create_index("ix_cases_assigned", "cases", ["assigned_to", "open"], sqlite_where=ASSIGNED, postgresql_where=ASSIGNED)
    op.drop_index("ix_cases_erase", "cases")
    op.create_index("ix_cases_erase", "cases", ["erase_on", "id"], sqlite_where=DATED, postgresql_where=DATED)


def downgrade() -> None:
    """Down. What was not taken in is looked at all the same; its entry in the trail will be missing, and be reported."""
    op.execute(
        "INSERT INTO outbox (id, kind, case_id, due_at, made_at, tries) "
        "SELECT id, 'look at words', id, received_at, received_at, 0 FROM cases WHERE NOT taken_in"
    )
    op.drop_index("ix_cases_fresh", "cases")
    for name, columns in (("ix_cases_assigned", ["assigned_to", "open"]), ("ix_cases_erase", ["erase_on", "id"])):
        op.drop_index(name, "cases")
        op.create_index(name, "cases", columns)
    op.drop_column("cases", "taken_in")
