"""Run by alembic: the archive's migrations, in the transaction that opening it has begun."""

from alembic import context

from sync.archive import tables

context.configure(connection=context.config.attributes["connection"], target_metadata=tables.metadata)
with context.begin_transaction():
    context.run_migrations()
