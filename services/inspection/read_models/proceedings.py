"""By which dates does the office owe something in each inspection, and when did it do it?"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Column, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.office_duties import Proceeding
from services.inspection.domain.procedure import Document
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "proceedings",
    Column("inspection", Uuid, primary_key=True),
    Column("dates", JSONB, nullable=False),
)
_PROCEEDINGS = TypeAdapter(Proceeding)


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.about.inspection,) if isinstance(event, happened.OnInspection) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event: happened.ProcedureEvent = stored.event
    if isinstance(event, happened.InspectionCancelled):
        return None
    about = event.about
    before = (
        _PROCEEDINGS.validate_python(row["dates"])
        if row
        else Proceeding(about.number, about.unit.code, about.unit.name, about.unit.zone)
    )
    return {"inspection": key, "dates": _PROCEEDINGS.dump_python(_after(before, event), mode="json")}


def _after(one: Proceeding, event: happened.ProcedureEvent) -> Proceeding:
    match event:
        case (
            happened.TeamFormed()
            | happened.InspectorAdded()
            | happened.InspectorReleased()
            | happened.RecusalDecided()
        ):
            return replace(one, team=event.team.inspectors)
        case happened.Deliberated():
            return replace(one, deliberated_on=event.on, preliminary_due=event.preliminary_due)
        case happened.PreliminaryOpinionServed():
            return replace(one, fed_back_on=event.on, opinion_due=event.opinion_due)
        case happened.DefenceFiled():
            return replace(one, defences=(*one.defences, (event.on, None)))
        case happened.DefenceAnswered(defence=n):
            answered = (one.defences[n - 1][0], event.on)
            return replace(one, defences=(*one.defences[: n - 1], answered, *one.defences[n:]))
        case happened.OpinionServed():
            return replace(one, served_on=event.on, report_due=event.report_due)
        case happened.ReportFiled():
            return replace(one, filed_on=event.on)
        case happened.ResultPublished(document=Document.REPORT):
            return replace(one, report_out=one.report_out or event.on)
        case happened.ResultPublished(document=Document.OPINION):
            return replace(one, opinion_out=one.opinion_out or event.on)
        case _:
            return one


MODEL = ReadModel(TABLE, keys, project)


async def not_cancelled(connection: AsyncConnection) -> list[Proceeding]:
    """Every inspection that was not cancelled."""
    rows = (await connection.execute(select(TABLE.c.dates))).scalars()
    return [_PROCEEDINGS.validate_python(dates) for dates in rows]
