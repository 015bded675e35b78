"""Alembic's entry: runs the migrations on the connection that ``db.migrate`` hands over."""

from alembic import context

from slipway.db.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
context.run_migrations()
