"""Who can sign in?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import AccountClosed, AccountOpened
from services.roster.read_models import inspectors
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "accounts",
    Column("account", String, primary_key=True),
    Column("person_name", String, nullable=False),
    Column("roles", ARRAY(String), nullable=False),
    Column("unit", String),
    Column("inspector", String),
    Column("open", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case AccountOpened(account=account) | AccountClosed(account=account):
            return (account,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: AccountOpened | AccountClosed = stored.event
    if isinstance(event, AccountClosed):
        return {**(row or {}), "open": False, "version": stored.version}
    return {
        "account": key,
        "person_name": event.person_name,
        "roles": [role.value for role in event.roles],
        "unit": event.unit,
        "inspector": event.inspector,
        "open": True,
        "version": stored.version,
    }


MODEL = ReadModel(TABLE, keys, project)


async def of_former_inspectors(connection: AsyncConnection) -> list[Row]:
    """The open accounts, with the inspector each is of, of inspectors who have left."""
    left = select(inspectors.TABLE.c.inspector).where(inspectors.TABLE.c.exited_on.is_not(None))
    query = select(TABLE.c.account, TABLE.c.inspector).where(TABLE.c.open, TABLE.c.inspector.in_(left))
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def all_accounts(connection: AsyncConnection) -> list[Row]:
    """Every account, open or closed, by name."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.account))
    return [dict(row) for row in rows.mappings()]
