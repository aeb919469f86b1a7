"""Which third parties are engaged, under which contracts, for what?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.third_party import (
    BodyEvent,
    BodyRegistered,
    BodyStatedUnconflicted,
    ContractEnded,
    ContractSigned,
)
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "third_parties",
    Column("code", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("credit_code", String, nullable=False),
    Column("contracts", JSONB, nullable=False),
    Column("statements", JSONB, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case BodyRegistered() | ContractSigned() | ContractEnded() | BodyStatedUnconflicted() as told:
            return (told.code,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: BodyEvent = stored.event
    if isinstance(event, BodyRegistered):
        return {
            "code": key,
            "name": event.name,
            "credit_code": event.credit_code,
            "contracts": [],
            "statements": [],
        }
    assert row is not None
    match event:
        case ContractSigned(contract=contract):
            signed = {
                "number": contract.number,
                "first": contract.first.isoformat(),
                "last": contract.last.isoformat(),
                "works": list(contract.works),
                "matters": contract.matters,
                "ended_because": None,
            }
            return {**row, "contracts": [*row["contracts"], signed]}
        case ContractEnded():
            ended = {"last": event.last.isoformat(), "ended_because": event.reason}
            contracts = [one | ended if one["number"] == event.number else one for one in row["contracts"]]
            return {**row, "contracts": contracts}
        case BodyStatedUnconflicted():
            stated = {"engagement": event.engagement, "paper": event.paper, "on": event.on.isoformat()}
            return {**row, "statements": [*row["statements"], stated]}


MODEL = ReadModel(TABLE, keys, project)


async def all_third_parties(connection: AsyncConnection) -> list[Row]:
    """Every body that was ever registered, by its code."""
    query = select(TABLE).order_by(TABLE.c.code)
    return [dict(row) for row in (await connection.execute(query)).mappings()]
