"""Who may see a case: lines of management, people shut out of it or let into it, and cases that are restricted."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up. No case from before is restricted, and nobody is shut out of one."""
    with op.batch_alter_table("people") as people:
        people.add_column(sa.Column("manager_id", sa.Uuid(), nullable=True))
        people.create_foreign_key(op.f("fk_people_manager_id_people"), "people", ["manager_id"], ["id"], ondelete="SET NULL")
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("restricted", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("cases") as cases:
        cases.alter_column("restricted", server_default=None)
    op.create_table(
        "exclusions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("because_of", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_exclusions_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_exclusions_person_id_people")),
        sa.ForeignKeyConstraint(["because_of"], ["people.id"], name=op.f("fk_exclusions_because_of_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusions")),
        sa.UniqueConstraint(
            "case_id", "person_id", "because_of", name=op.f("uq_exclusions_case_id_person_id_because_of")
        ),
    )
    op.create_index("ix_exclusions_person", "exclusions", ["person_id", "case_id"])
    op.create_table(
        "grants",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_grants_case_id_cases"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_grants_person_id_people")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_person", "grants", ["person_id", "until_on"])


def downgrade() -> None:
    """Down."""
    op.drop_table("grants")
    op.drop_table("exclusions")
    with op.batch_alter_table("cases") as cases:
        cases.drop_column("restricted")
    with op.batch_alter_table("people") as people:
        people.drop_constraint(op.f("fk_people_manager_id_people"), type_="foreignkey")
        people.drop_column("manager_id")
