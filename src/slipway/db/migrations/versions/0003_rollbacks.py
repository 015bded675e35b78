"""The revision that a rollback returned to, as a number of its own instead of an English note."""

import sqlalchemy as sa
from alembic import op

revision = "0003_rollbacks"
down_revision = "0002_applications"

_NOTE = "Rollback to revision "


def upgrade() -> None:
    """Add the column, and read it from the notes that said it."""
    with op.batch_alter_table("revisions") as table:
        table.add_column(sa.Column("rolled_back_to", sa.Integer))
    connection = op.get_bind()
    said = sa.select(_REVISIONS.c.id, _REVISIONS.c.note).where(_REVISIONS.c.note.like(f"{_NOTE}%"))
    for row in connection.execute(said).all():
        number = row.note.removeprefix(_NOTE)
        if number.isdecimal():
            told = _REVISIONS.update().where(_REVISIONS.c.id == row.id)
            connection.execute(told.values(rolled_back_to=int(number), note=""))


def downgrade() -> None:
    """Say it in the note again."""
    note = sa.literal(_NOTE).concat(sa.cast(_REVISIONS.c.rolled_back_to, sa.String))
    op.execute(_REVISIONS.update().where(_REVISIONS.c.rolled_back_to.is_not(None)).values(note=note))
    with op.batch_alter_table("revisions") as table:
        table.drop_column("rolled_back_to")


_REVISIONS = sa.table(
    "revisions", sa.column("id", sa.String), sa.column("note", sa.String), sa.column("rolled_back_to", sa.Integer)
)
