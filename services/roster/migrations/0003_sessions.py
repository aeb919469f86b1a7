"""Sessions that end with the password they began with, and wrong passwords counted for any name."""

from alembic import context, op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    runtime_role = context.config.attributes["runtime_role"]
    op.execute(
        """
        ALTER TABLE credentials
            DROP COLUMN failed,
            DROP COLUMN locked_until,
            ADD COLUMN password_id uuid NOT NULL DEFAULT gen_random_uuid()
        """
    )
    op.execute("ALTER TABLE credentials ALTER COLUMN password_id DROP DEFAULT")
    op.execute(
        """
        CREATE TABLE attempts (
            name         text PRIMARY KEY,
            failed       integer NOT NULL,
            locked_until timestamptz,
            at           timestamptz NOT NULL
        )
        """
    )
    op.execute(
        """
        CREATE TABLE sessions (
            id          text PRIMARY KEY,
            account     text NOT NULL,
            password_id uuid NOT NULL,
            secure      boolean NOT NULL,
            ends_at     timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sessions_of_account ON sessions (account, ends_at)")
    for table in ("attempts", "sessions"):
        op.execute(f'GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO "{runtime_role}"')
