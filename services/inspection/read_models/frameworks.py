"""Which indicator frameworks are there, in which versions?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.decimals import plain
from services.inspection.domain.framework_versions import FrameworkDrafted, FrameworkPublished
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "frameworks",
    Column("key", String, primary_key=True),
    Column("framework", String, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("full", String, nullable=False),
    Column("unit_types", ARRAY(String), nullable=False),
    Column("indicators", Integer, nullable=False),
    Column("drafted_by", String, nullable=False),
    Column("published_by", String),
    Column("published_on", Date),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case FrameworkDrafted(framework=framework, version=version):
            return (f"{framework.code}/{version}",)
        case FrameworkPublished(code=code, version=version):
            return (f"{code}/{version}",)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: FrameworkDrafted | FrameworkPublished = stored.event
    if isinstance(event, FrameworkPublished):
        assert row is not None
        return {**row, "published_by": event.by.name, "published_on": event.on}
    framework = event.framework
    return {
        "key": key,
        "framework": framework.code,
        "version": event.version,
        "name": framework.name,
        "full": plain(framework.full),
        "unit_types": list(framework.unit_types),
        "indicators": len(framework.indicators),
        "drafted_by": event.by.name,
        "published_by": None,
        "published_on": None,
    }


MODEL = ReadModel(TABLE, keys, project)


async def all_frameworks(connection: AsyncConnection) -> list[Row]:
    """Every version of every framework, the latest first; one without a day of publication is a draft."""
    query = select(TABLE).order_by(TABLE.c.framework, TABLE.c.version.desc())
    columns = [column.name for column in TABLE.columns if column.name != "key"]
    return [{name: row[name] for name in columns} for row in (await connection.execute(query)).mappings()]
