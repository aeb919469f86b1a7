"""Of which units' visits is a file part?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import VisitRecorded, VisitSupplemented
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "visit_files",
    Column("sha256", String, primary_key=True),
    Column("units", ARRAY(String), nullable=False),
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case VisitRecorded(report=report):
            return sorted(report.files)
        case VisitSupplemented(pictures=pictures):
            return sorted({picture.sha256 for picture in pictures})
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event: VisitRecorded | VisitSupplemented = stored.event
    unit = event.report.unit if isinstance(event, VisitRecorded) else event.unit
    return {"sha256": key, "units": sorted({*(row["units"] if row else ()), unit.code})}


MODEL = ReadModel(TABLE, keys, project)


async def units_of(connection: AsyncConnection, sha256: str) -> Sequence[str]:
    """The codes of the units whose visits show the file; none for a file no record speaks of."""
    units = await connection.scalar(select(TABLE.c.units).where(TABLE.c.sha256 == sha256))
    return units or ()
