"""The trail of every read and every change, in which the notes of reads become entries like others.

What was there before is copied with an empty mark; `migrating.upgrade`, which has the keys, marks it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "trail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
        sa.UniqueConstraint("number", name=op.f("uq_trail_number")),
    )
    op.create_index("ix_trail_at", "trail", ["at", "id"], unique=False)
    op.create_index("ix_trail_case", "trail", ["case_id", "at"], unique=False)
    checked = sa.text("deed = 'checked'")
    op.create_index("ix_trail_checked", "trail", ["at"], unique=False, sqlite_where=checked, postgresql_where=checked)
    op.create_table(
        "trail_end",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_end")),
    )
    copy = sa.text(
        "INSERT INTO trail (id, at, deed, person_id, case_id, about_id, detail, mark) "
        "SELECT id, at, 'read', person_id, case_id, NULL, '', :mark FROM reads"
    )
    op.execute(copy.bindparams(sa.bindparam("mark", b"", sa.LargeBinary())))
    copy = sa.text(
        "INSERT INTO trail (id, at, deed, person_id, case_id, about_id, detail, mark) "
        "SELECT id, at, CASE number WHEN 1 THEN 'received' ELSE 'changed' END, by_person, case_id, id, kind, :mark FROM events"
    )
    op.execute(copy.bindparams(sa.bindparam("mark", b"", sa.LargeBinary())))
    op.drop_index("ix_reads_case_at", "reads")
    op.drop_table("reads")


def downgrade() -> None:
    """Down."""
    op.create_table(
        "reads",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reads_case_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reads_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_index("ix_reads_case_at", "reads", ["case_id", "at"], unique=False)
    op.execute(
        "INSERT INTO reads (id, case_id, person_id, at) SELECT id, case_id, person_id, at FROM trail WHERE deed = 'read' "
        "AND case_id IN (SELECT id FROM cases) AND person_id IN (SELECT id FROM people)"
    )
    op.drop_table("trail_end")
    op.drop_index("ix_trail_checked", "trail")
    op.drop_index("ix_trail_case", "trail")
    op.drop_index("ix_trail_at", "trail")
    op.drop_table("trail")
