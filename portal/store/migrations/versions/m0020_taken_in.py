"""A case holds the digest of its first fact until the worker has taken it in; indexes of what most cases have none of leave those out."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FRESH = sa.text("fresh IS NOT NULL")
ASSIGNED, DATED = sa.text("assigned_to IS NOT NULL"), sa.text("erase_on IS NOT NULL")


def upgrade() -> None:
    """Up. Every case so far was taken in when it was stored."""
    op.add_column("cases", sa.Column("fresh", sa.LargeBinary(), nullable=True))
    op.create_index("ix_cases_fresh", "cases", ["received_at", "id"], sqlite_where=FRESH, postgresql_where=FRESH)
    op.drop_index("ix_cases_assigned", "cases")
    op.create_index("ix_cases_assigned", "cases", ["assigned_to", "open"], sqlite_where=ASSIGNED, postgresql_where=ASSIGNED)
    op.drop_index("ix_cases_erase", "cases")
    op.create_index("ix_cases_erase", "cases", ["erase_on", "id"], sqlite_where=DATED, postgresql_where=DATED)


def downgrade() -> None:
    """Down. What was not taken in is looked at all the same; its entry in the trail will be missing, and be reported."""
    op.execute(
        "INSERT INTO outbox (id, kind, case_id, due_at, made_at, tries) "
        "SELECT id, 'look at words', id, received_at, received_at, 0 FROM cases WHERE fresh IS NOT NULL"
    )
    op.drop_index("ix_cases_fresh", "cases")
    for name, columns in (("ix_cases_assigned", ["assigned_to", "open"]), ("ix_cases_erase", ["erase_on", "id"])):
        op.drop_index(name, "cases")
        op.create_index(name, "cases", columns)
    op.drop_column("cases", "fresh")
