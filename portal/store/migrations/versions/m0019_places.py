"""Places: what carries a QR code, how often each was opened, and which case came from where."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "places",
        sa.Column("short", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=100), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("handed_out_by", sa.String(length=100), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("pence", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("short", name=op.f("pk_places")),
    )
    op.create_table(
        "scans",
        sa.Column("short", sa.String(length=8), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("seen", sa.String(length=16), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["short"], ["places.short"], name=op.f("fk_scans_short_places"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("short", "month", "seen", name=op.f("pk_scans")),
    )
    op.add_column("cases", sa.Column("place", sa.String(length=8), nullable=True))
    where = sa.text("place IS NOT NULL")
    op.create_index("ix_cases_place", "cases", ["place", "received_on", "kind"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_cases_place", "cases")
    op.drop_column("cases", "place")
    op.drop_table("scans")
    op.drop_table("places")
