"""Which units are in the register?"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import UnitChanged, UnitRegistered
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "units",
    Column("code", String, primary_key=True),
    Column("unit_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("campuses", Integer, nullable=False),
    Column("stages", ARRAY(String), nullable=False),
    Column("students", Integer, nullable=False),
    Column("classes", Integer, nullable=False),
    Column("ownership", String, nullable=False),
    Column("zone", String),
    Column("superior", String),
    Column("head", String),
    Column("head_since", Date),
    Column("phone", String),
    Column("address", String),
    Column("version", BigInteger, nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case UnitRegistered(code=code) | UnitChanged(code=code):
            return (code,)
        case _:
            return ()


def project(_row: Row | None, stored: Stored[Any], key: str) -> Row:
    details = asdict(stored.event.details)
    return details | {"code": key, "stages": list(details["stages"]), "version": stored.version}


MODEL = ReadModel(TABLE, keys, project)


async def all_units(connection: AsyncConnection) -> list[Row]:
    """Every unit, by code."""
    return [dict(row) for row in (await connection.execute(select(TABLE).order_by(TABLE.c.code))).mappings()]


async def unit(connection: AsyncConnection, code: str) -> Row | None:
    row = (await connection.execute(select(TABLE).where(TABLE.c.code == code))).mappings().first()
    return dict(row) if row else None
