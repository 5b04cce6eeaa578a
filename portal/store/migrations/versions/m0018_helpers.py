"""Somebody can be shut out of a case for the child's sake alone: because they helped to write it, and not with their line."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("exclusions") as exclusions:
        exclusions.alter_column("because_of", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    """Down. Nobody sees more than before: a helper stays shut out, as somebody whom the case is about."""
    op.execute("UPDATE exclusions SET because_of = person_id WHERE because_of IS NULL")
    with op.batch_alter_table("exclusions") as exclusions:
        exclusions.alter_column("because_of", existing_type=sa.Uuid(), nullable=False)
