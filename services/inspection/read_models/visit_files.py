"""Of which units' visits and inspections is a file part?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, String, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain.events import IssueRaised, VisitRecorded, VisitSupplemented
from services.inspection.domain.inspection_events import DefenceFiled, SelfEvaluationHandedIn
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
        case SelfEvaluationHandedIn(files=files) | DefenceFiled(files=files):
            return sorted(set(files))
        case IssueRaised(finding=finding):
            return sorted(set(finding.evidence))
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    match stored.event:
        case VisitRecorded(report=report):
            unit = report.unit
        case SelfEvaluationHandedIn(about=about) | DefenceFiled(about=about):
            unit = about.unit
        case event:
            unit = event.unit
    return {"sha256": key, "units": sorted({*(row["units"] if row else ()), unit.code})}


MODEL = ReadModel(TABLE, keys, project, definition=2)


async def units_of(connection: AsyncConnection, sha256: str) -> Sequence[str]:
    """The codes of the units whose visits or inspections show the file; none for one that nothing speaks of."""
    units = await connection.scalar(select(TABLE.c.units).where(TABLE.c.sha256 == sha256))
    return units or ()
