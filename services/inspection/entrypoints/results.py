"""Results over HTTP: of each unit, ranked within its type and the framework's version, and over the years."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from services.inspection.adapters import results_sheet
from services.inspection.entrypoints.bodies import Code, Name
from services.inspection.entrypoints.http import Reader, directory_of, own_unit, service_of
from services.inspection.entrypoints.results_json import group_of, groups_json, ranked
from services.inspection.read_models.results import list_results
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.read_model import Row
from shared.identity.principal import UNIT_ROLES
from shared.runtime.http import AfterWrites
from shared.runtime.uploads import download

router = APIRouter(prefix="/api", tags=["results"])

Version = Annotated[int | None, Query(ge=1, le=10_000)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]


@router.get("/results", dependencies=[AfterWrites])
async def get_results(
    request: Request,
    called: Reader,
    framework: Code | None = None,
    version: Version = None,
    unit_type: Name | None = None,
    year: Year = None,
) -> list[dict[str, Any]]:
    """Results in groups that can be compared: one version of one framework, one type of unit, one year.

    Equal scores share a place; who was not scored is listed with the reason and has none. A unit sees its own
    result with its place, and of the others how many there are.
    """
    return await _groups(request, called.by, framework, version, unit_type, year)


@router.get("/results.xlsx", dependencies=[AfterWrites], response_class=Response)
async def get_results_sheet(
    request: Request,
    called: Reader,
    framework: Code | None = None,
    version: Version = None,
    unit_type: Name | None = None,
    year: Year = None,
) -> Response:
    """The same as a workbook."""
    groups = await _groups(request, called.by, framework, version, unit_type, year)
    return download(await asyncio.to_thread(results_sheet.ranking, groups), "results.xlsx")


@router.get("/units/{unit}/results", dependencies=[AfterWrites])
async def get_results_of_unit(request: Request, called: Reader, unit: Code) -> list[dict[str, Any]]:
    """The results of a unit over the years, the latest first, each with its place then."""
    asked = own_unit(called.by, unit)
    async with service_of(request).reading.connect() as connection:
        own = await list_results(connection, unit=asked)
        others = [
            await list_results(connection, framework=code, version=version, unit_type=kind, year=year)
            for code, version, kind, year in dict.fromkeys(_key(row) for row in own)
        ]
    found = [one for rows in others for one in ranked(rows) if one["unit"] == asked]
    return sorted(found, key=lambda one: (one["on"], one["number"]), reverse=True)


async def _groups(
    request: Request,
    by: Actor,
    framework: str | None,
    version: int | None,
    unit_type: str | None,
    year: int | None,
) -> list[dict[str, Any]]:
    async with service_of(request).reading.connect() as connection:
        rows = await list_results(
            connection, framework=framework, version=version, unit_type=unit_type, year=year
        )
    if by.role in UNIT_ROLES:
        return [
            {**group, "results": own, "not_scored": []}
            for group in groups_json(rows, {})
            if (own := [one for one in group["results"] if one["unit"] == by.unit])
        ]
    directory = directory_of(request)
    kinds = sorted({row["unit_type"] for row in rows})
    units = {kind: [(one.code, one.name) for one in await directory.of_kind(kind)] for kind in kinds}
    return groups_json(rows, units)


def _key(row: Row) -> tuple[str, int, str, int]:
    group = group_of(row)
    return group.framework, group.version, group.unit_type, group.year
