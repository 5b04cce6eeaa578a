"""Children's own words: which may be shown to others, and which were chosen for that."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up. Cases that were answered before get theirs from the worker, which files every case anew."""
    for name in ("may_show", "chosen"):
        op.add_column("follow_ups", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("follow_ups") as table:
        for name in ("chosen", "may_show"):
            table.drop_column(name)
