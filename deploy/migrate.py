"""Brings the database of one service to this release's schema, as the owner of the database."""

import asyncio
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy.installation import login_role

_ROOT = Path(__file__).parent.parent
_LOCK = 0x6475_6461_6F02  # "dudao", 2: one migration at a time in a database

_one_at_a_time = (
    asyncio.Lock()
)  # Alembic's context is global: two migrations in one process mix their connections.

log = structlog.get_logger()


async def migrate(service: str, owner_url: str) -> bool:
    """Run what is missing, in one transaction; whether anything was."""
    url = make_url(owner_url).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with _one_at_a_time, engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            return await connection.run_sync(_upgrade, service)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, service: str) -> bool:
    config = Config()
    config.set_main_option("script_location", str(_ROOT / "deploy" / "migrations"))
    config.set_main_option("version_locations", str(_ROOT / "services" / service / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["runtime_role"] = login_role(service)
    before = _revision(connection)
    command.upgrade(config, "head")
    after = _revision(connection)
    if before != after:
        log.info("database migrated", service=service, before=before, after=after)
    return before != after


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection, opts={"version_table": "migration"}).get_current_revision()
