"""Recovery codes, and the browser of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "digest", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("sessions") as sessions:
        sessions.add_column(sa.Column("browser", sa.String(32), nullable=False, server_default=""))
    with op.batch_alter_table("sessions") as sessions:
        sessions.alter_column("browser", server_default=None)


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("sessions") as sessions:
        sessions.drop_column("browser")
    op.drop_table("recovery_codes")
