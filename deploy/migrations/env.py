"""Alembic's environment for the database of one service; the connection comes from deploy.migrate."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table="migration")
with context.begin_transaction():
    context.run_migrations()
