"""Other ways in: an identity provider's people, and other systems with a secret of their own."""

from alembic import context, op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    runtime_role = context.config.attributes["runtime_role"]
    op.execute("ALTER TABLE credentials ADD COLUMN subject text UNIQUE")
    op.execute(
        """
        CREATE TABLE journeys (
            id       text PRIMARY KEY,
            state    text NOT NULL,
            nonce    text NOT NULL,
            verifier text NOT NULL,
            wanted   text NOT NULL,
            ends_at  timestamptz NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE service_secrets (
            client      text PRIMARY KEY,
            opening     bigint NOT NULL,
            secret_hash text NOT NULL
        )
        """
    )
    for table in ("journeys", "service_secrets"):
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO "{runtime_role}"')
