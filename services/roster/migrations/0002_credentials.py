"""What people sign in with. Passwords are secrets: they are no part of a log nobody can change."""

from alembic import context, op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    runtime_role = context.config.attributes["runtime_role"]
    op.execute(
        """
        CREATE TABLE credentials (
            account       text PRIMARY KEY,
            password_hash text NOT NULL,
            must_change   boolean NOT NULL,
            failed        integer NOT NULL,
            locked_until  timestamptz
        )
        """
    )
    op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON credentials TO "{runtime_role}"')
