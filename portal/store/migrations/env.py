"""What Alembic runs for every upgrade or downgrade. The transaction is begun, and ended, by ``store.migrating``."""

from alembic import context

from portal.store.partial import metadata

connection = context.config.attributes["connection"]
# SQLite cannot alter most things in place; batch mode makes the table anew and copies the rows.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite")
with context.begin_transaction():
    context.run_migrations()
