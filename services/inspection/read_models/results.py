"""Which result has every inspection that is scored?"""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Boolean, Column, Date, Integer, String, Uuid, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.inspection_events import InspectionCancelled
from services.inspection.domain.scoring_events import ScoringEvent
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "results",
    Column("id", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("unit_type", String, nullable=False),
    Column("framework", String, nullable=False, index=True),
    Column("framework_name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("full", String, nullable=False),
    Column("self_total", String),
    Column("average_total", String),
    Column("total", String),
    Column("grade", String),
    Column("vetoed", ARRAY(String), nullable=False),
    Column("unscored", String),
    Column("served", Boolean, nullable=False),
    Column("on", Date, nullable=False),
    Column("year", Integer, nullable=False, index=True),
    Column("steps", JSONB, nullable=False),
)

UNDECIDED: Final[Mapping[str, Any]] = {"average_total": None, "total": None, "grade": None, "vetoed": []}


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    match stored.event:
        case (
            happened.FrameworkBound(subject=subject)
            | happened.SelfScored(subject=subject)
            | happened.ExpertScored(subject=subject)
            | happened.FinalScoreDecided(subject=subject)
            | happened.LeftUnscored(subject=subject)
            | happened.ScoresFrozen(subject=subject)
        ):
            return (subject.id,)
        case InspectionCancelled(about=about):
            return (about.inspection,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    """A cancelled inspection has no result; what was entered stays in the log."""
    event: ScoringEvent | InspectionCancelled = stored.event
    if isinstance(event, InspectionCancelled):
        return None
    after = dict(row or {"steps": []}) | {"on": event.on, "year": event.on.year}
    step: dict[str, Any] = {"reason": getattr(event, "reason", None)}
    match event:
        case happened.FrameworkBound():
            after |= {**_bound(event), "id": key}
            step |= {"framework": event.framework.code, "version": event.version}
        case happened.SelfScored(sheet=sheet):
            after["self_total"] = step["total"] = str(sheet.total)
        case happened.ExpertScored(sheet=sheet):
            body = event.on_behalf.name if event.on_behalf else None
            step |= {"total": str(sheet.total), "scorer": event.scorer, "paper": event.paper, "body": body}
        case happened.FinalScoreDecided(final=final):
            after |= {
                "average_total": str(final.average.total),
                "total": str(final.sheet.total),
                "grade": final.grade,
                "vetoed": [veto.code for veto in final.vetoed],
                "unscored": None,
            }
            step |= {"total": str(final.sheet.total), "grade": final.grade, "counted": list(final.counted)}
        case happened.LeftUnscored(reason=reason):
            after |= {**UNDECIDED, "unscored": reason}
        case happened.ScoresFrozen():
            after["served"] = True
    by = {"name": event.by.name, "role": event.by.role.value}
    told = {"step": type(event).__name__, "on": event.on.isoformat(), "by": by, **step}
    after["steps"] = [*after["steps"], told]
    return after


def _bound(event: happened.FrameworkBound) -> Row:
    subject, framework = event.subject, event.framework
    return {
        "number": subject.number,
        "unit": subject.unit.code,
        "unit_name": subject.unit.name,
        "unit_type": subject.unit_type,
        "framework": framework.code,
        "framework_name": framework.name,
        "version": event.version,
        "full": str(framework.full),
        "self_total": None,
        **UNDECIDED,
        "unscored": None,
        "served": False,
    }


MODEL = ReadModel(TABLE, keys, project)

_LISTED = [column for column in TABLE.columns if column.name != "steps"]


async def list_results(
    connection: AsyncConnection,
    *,
    framework: str | None = None,
    version: int | None = None,
    unit_type: str | None = None,
    year: int | None = None,
    unit: str | None = None,
) -> list[Row]:
    """The results that were asked for, by framework, type, year and unit; without their steps."""
    wanted = {"framework": framework, "version": version, "unit_type": unit_type, "year": year, "unit": unit}
    query = select(*_LISTED).order_by(TABLE.c.on, TABLE.c.number)
    for name, value in wanted.items():
        if value is not None:
            query = query.where(TABLE.c[name] == value)
    return [dict(row) for row in (await connection.execute(query)).mappings()]


async def one_result(connection: AsyncConnection, id: UUID) -> Row | None:
    row = (await connection.execute(select(TABLE).where(TABLE.c.id == id))).mappings().first()
    return dict(row) if row else None
