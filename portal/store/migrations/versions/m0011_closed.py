"""The indexes of the closed cases begin with what they are all alike in, so that they always win over the queue's own index.

SQLite chooses the one of two equally good indexes that was made later; changing a table makes its indexes again in any order.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAMES = ("kind", "stage", "procedure", "area")


def upgrade() -> None:
    """Up."""
    _again("open")


def downgrade() -> None:
    """Down."""
    _again()


def _again(*first: str) -> None:
    for name in NAMES:
        op.drop_index(f"ix_cases_closed_{name}", "cases")
        op.create_index(
            f"ix_cases_closed_{name}",
            "cases",
            [*first, name, "rank", "id"],
            sqlite_where=sa.text("open = 0"),
            postgresql_where=sa.text("NOT open"),
        )
