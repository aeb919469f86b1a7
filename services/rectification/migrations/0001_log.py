"""The event log, the schema of read models and the bookkeeping of the bus."""

from alembic import context, op

from shared.event_sourcing.postgres import schema_sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    script = schema_sql(context.config.attributes["runtime_role"])
    # The driver itself, for only it takes a script of many statements.
    op.get_bind().connection.run_async(lambda connection: connection.execute(script))
