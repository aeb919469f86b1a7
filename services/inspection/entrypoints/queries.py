"""Comprehensive and special inspections as they are read, by the committee and by the unit."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from services.inspection.domain.terms import day_of
from services.inspection.entrypoints.bodies import Code
from services.inspection.entrypoints.http import (
    OUTSIDE,
    Limit,
    Offset,
    Reader,
    own_unit,
    service_of,
)
from services.inspection.read_models import inspections
from shared.event_sourcing.read_model import Row
from shared.runtime.http import AfterWrites
from shared.runtime.problems import not_found

router = APIRouter(prefix="/api/inspections", tags=["inspections"])

SERVED_ON_UNIT: Final = frozenset(
    {
        "InspectionAnnounced",
        "SelfEvaluationHandedIn",
        "InspectionObstructed",
        "PreliminaryOpinionServed",
        "PreliminaryOpinionReceived",
        "DefenceFiled",
        "DefenceWaived",
        "DefenceAnswered",
        "OpinionServed",
        "ResultPublished",
        "PublicationTakenDown",
        "InspectionCancelled",
        "InspectionClosed",
    }
)
"""The steps that are told of outside the committee; the rest is its own."""


@router.get("", dependencies=[AfterWrites])
async def list_inspections(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    state: Annotated[str | None, Query(max_length=20)] = None,
    overdue: bool = False,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Inspections, the newest first; `overdue`: those whose next date has passed. A unit sees its own, once announced."""
    today = day_of(service_of(request).clock.now())
    async with service_of(request).reading.connect() as connection:
        return await inspections.list_inspections(
            connection,
            unit=own_unit(called.by, unit),
            announced_only=called.by.role in OUTSIDE,
            state=state,
            overdue_on=today if overdue else None,
            limit=limit,
            offset=offset,
        )


@router.get("/{inspection}", dependencies=[AfterWrites])
async def get_inspection(
    request: Request, response: Response, called: Reader, inspection: UUID
) -> dict[str, Any]:
    """An inspection with every step; a unit is shown what was served on it or came from it."""
    async with service_of(request).reading.connect() as connection:
        found = await inspections.one_inspection(connection, inspection)
    outside = called.by.role in OUTSIDE
    if found is None or own_unit(called.by, found["unit"]) != found["unit"]:
        raise not_found("督导", inspection)
    if outside and not found["announced"]:
        raise not_found("督导", inspection)
    response.headers["ETag"] = f'"{found["version"]}"'
    steps = [served(step) for step in found["steps"] if step["step"] in SERVED_ON_UNIT]
    return {**found, "steps": steps if outside else found["steps"]}


def served(step: Row) -> Row:
    """A step as the unit is told of it: how many voted for the opinion, and not who; what was left out of a
    publication stays left out."""
    content = {name: value for name, value in step["content"].items() if name != "redactions"}
    if vote := content.pop("vote", None):
        content["vote"] = {"ayes": len(vote["ayes"]), "noes": len(vote["noes"]), "needed": vote["needed"]}
    return {**step, "content": content}
