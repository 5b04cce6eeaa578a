"""PostgreSQL keeps no samples of what is sealed: its statistics would hold pieces of it after a case was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = sa.text(
    "SELECT table_name, column_name FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND data_type = 'bytea' ORDER BY 1, 2"
)


def upgrade() -> None:
    """Up. To say a column's type again throws away what was sampled so far."""
    for table, column in _sealed():
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0, ALTER COLUMN {column} TYPE bytea")


def downgrade() -> None:
    """Down."""
    for table, column in _sealed():
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS -1")


def _sealed() -> list[tuple[str, str]]:
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return []
    return [(table, column) for table, column in connection.execute(COLUMNS)]
