"""Accounts of the organisation that sign people in."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "organisation_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("tied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_organisation_accounts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_accounts")),
        sa.UniqueConstraint("person_id", name=op.f("uq_organisation_accounts_person_id")),
        sa.UniqueConstraint("digest", name=op.f("uq_organisation_accounts_digest")),
    )


def downgrade() -> None:
    """Down. The ties are lost; passwords go on working."""
    op.drop_table("organisation_accounts")
