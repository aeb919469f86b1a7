"""Which other systems can fetch tokens?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.service_client import ServiceClientClosed, ServiceClientOpened
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "service_clients",
    Column("client", String, primary_key=True),
    Column("client_name", String, nullable=False),
    Column("scopes", ARRAY(String), nullable=False),
    Column("open", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case ServiceClientOpened(client=client) | ServiceClientClosed(client=client):
            return (client,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: ServiceClientOpened | ServiceClientClosed = stored.event
    if isinstance(event, ServiceClientClosed):
        return {**(row or {}), "open": False, "version": stored.version}
    return {
        "client": key,
        "client_name": event.client_name,
        "scopes": list(event.scopes),
        "open": True,
        "version": stored.version,
    }


MODEL = ReadModel(TABLE, keys, project)


async def all_clients(connection: AsyncConnection) -> list[Row]:
    """Every service client, open or closed, by name."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.client))
    return [dict(row) for row in rows.mappings()]
