"""Campaigns (专项督导) over HTTP: list, results, totals, and the inspections that follow from the list."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.domain import campaign_commands as ask
from services.inspection.domain.campaign import Campaign, inspection_id, totals
from services.inspection.domain.campaign_commands import CampaignCommand, Listed
from services.inspection.domain.campaigning import require_open
from services.inspection.domain.inspection_commands import PlanInspection
from services.inspection.domain.procedure import About, Kind, natural_inspection_number
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints import planning_bodies as bodies
from services.inspection.entrypoints.http import Limit, Offset, directory_of, service_of
from services.inspection.entrypoints.plans import Reading, planning_of
from services.inspection.read_models import campaigns, inspections, watched_units
from shared.event_sourcing.read_model import Row
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found

router = APIRouter(prefix="/api/campaigns", tags=["campaigns"])

Planning = Annotated[Permitted, may("inspection.plan")]
Assessing = Annotated[Permitted, may("inspection.enter_result")]


@router.post("")
async def plan_campaign(request: Request, called: Planning, body: bodies.CampaignBody) -> JSONResponse:
    """拟定专项督导：名单、事项、合格分值；印发以前可以改。"""
    now = service_of(request).clock.now()
    units = await _listed(request, body.units)
    directory, today = directory_of(request), day_of(now)
    ended = {
        unit.code for unit in units if (end := directory.ended_on(unit.code)) is not None and end <= today
    }
    command = ask.PlanCampaign(
        campaign=body.campaign or called.context.cause,
        by=called.by,
        now=now,
        theme=body.theme(),
        units=units,
        ended=frozenset(ended),
    )
    return await _obey(request, called, command)


@router.post("/{campaign}/publication")
async def publish_campaign(request: Request, called: Planning, campaign: UUID) -> JSONResponse:
    """印发。名单和合格分值从此不变。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, ask.PublishCampaign(campaign=campaign, by=called.by, now=now))


@router.post("/{campaign}/results")
async def enter_result(
    request: Request, called: Assessing, campaign: UUID, body: bodies.ResultBody
) -> JSONResponse:
    """登记一个单位的结果，只登记一次。"""
    now = service_of(request).clock.now()
    directory, himself = directory_of(request), called.by.id
    await directory.unit(body.unit)
    barred = directory.recused_from(himself, body.assessed_on)
    recused = frozenset({himself}) if body.unit in barred else frozenset()
    command = ask.EnterResult(
        campaign=campaign,
        by=called.by,
        now=now,
        recused=recused,
        off_duty=directory.off_duty((himself,), body.assessed_on),
        **body.model_dump(),
    )
    return await _obey(request, called, command)


@router.post("/{campaign}/corrections")
async def correct_result(
    request: Request, called: Planning, campaign: UUID, body: bodies.CorrectionBody
) -> JSONResponse:
    """更正结果，写明理由。"""
    now = service_of(request).clock.now()
    command = ask.CorrectResult(campaign=campaign, by=called.by, now=now, **body.model_dump())
    return await _obey(request, called, command)


@router.post("/{campaign}/excuses")
async def excuse_unit(
    request: Request, called: Planning, campaign: UUID, body: bodies.ExcuseBody
) -> JSONResponse:
    """登记一个单位不评的理由。"""
    now = service_of(request).clock.now()
    command = ask.ExcuseUnit(campaign=campaign, by=called.by, now=now, **body.model_dump())
    return await _obey(request, called, command)


@router.post("/{campaign}/conclusion")
async def conclude_campaign(request: Request, called: Planning, campaign: UUID) -> JSONResponse:
    """办结：每个单位都有结果或者不评的理由。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, ask.ConcludeCampaign(campaign=campaign, by=called.by, now=now))


@router.post("/{campaign}/inspections")
async def open_inspections(request: Request, called: Planning, campaign: UUID) -> JSONResponse:
    """印发以后，为名单上的单位各立一次专项督导；已立的不再立，不评和已撤并的不立。"""
    found, _ = await _campaign(request, campaign)
    require_open(found)
    procedure: ProcedureHandlers = request.app.state.procedure
    now, directory = service_of(request).clock.now(), directory_of(request)
    opened: dict[str, str] = {}
    position = 0
    for listed in found.units:
        ended_on = directory.ended_on(listed.code)
        if listed.code in found.excused or (ended_on is not None and ended_on <= day_of(now)):
            continue
        id = inspection_id(campaign, listed.code)
        number = natural_inspection_number(Kind.SPECIAL, listed.code, id)
        unit, _ = await directory.unit(listed.code)
        command = PlanInspection(
            inspection=id,
            by=called.by,
            now=now,
            about=About(id, number, Kind.SPECIAL, found.theme.line, unit),
            matters=found.theme.matters,
            roster=await directory.says(listed.code, (), day_of(now)),
        )
        handled = await procedure.handle(command, replace(called.context, expected=None))
        position = max(position, handled.position)
        opened[listed.code] = str(id)
    return JSONResponse({"position": position, "campaign": str(campaign), "inspections": opened})


@router.get("", dependencies=[AfterWrites])
async def list_campaigns(
    request: Request,
    called: Reading,
    year: Annotated[int | None, Query(ge=2000, lt=2100)] = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Campaigns, the newest first."""
    async with service_of(request).reading.connect() as connection:
        return await campaigns.list_campaigns(connection, year=year, limit=limit, offset=offset)


@router.get("/{campaign}", dependencies=[AfterWrites])
async def get_campaign(
    request: Request, response: Response, called: Reading, campaign: UUID
) -> dict[str, Any]:
    """A campaign: every unit with its result and where its inspection stands, and totals that reconcile."""
    found, version = await _campaign(request, campaign)
    async with service_of(request).reading.connect() as connection:
        states = await inspections.states_of(
            connection, [inspection_id(campaign, unit.code) for unit in found.units]
        )
    sums = totals(found)
    response.headers["ETag"] = f'"{version}"'
    return {
        "campaign": campaign,
        "theme": asdict(found.theme),
        "published_on": found.published_on,
        "concluded_on": found.concluded_on,
        "units": [
            {
                **asdict(unit),
                "score": found.results.get(unit.code),
                "passed": unit.code in found.results and found.results[unit.code] >= found.theme.pass_mark,
                "excused": found.excused.get(unit.code),
                "inspection": states.get(inspection_id(campaign, unit.code)),
            }
            for unit in found.units
        ],
        "totals": {
            "stages": [{**asdict(one), "failed": one.failed} for one in (*sums.stages, sums.whole)],
            "arithmetic": sums.arithmetic,
        },
        "version": version,
    }


async def _campaign(request: Request, campaign: UUID) -> tuple[Campaign, int]:
    found, version = await planning_of(request).campaign_of(campaign)
    if found is None:
        raise not_found("专项督导", campaign)
    return found, version


async def _listed(request: Request, units: Sequence[bodies.CampaignUnitBody]) -> tuple[Listed, ...]:
    """The units with the stage each is counted under. Raises `UnitNotKnown`."""
    directory = directory_of(request)
    async with service_of(request).reading.connect() as connection:
        kinds = await watched_units.kinds_of(connection, [unit.unit for unit in units])
    named = [(unit, (await directory.unit(unit.unit))[0].name) for unit in units]
    return tuple(Listed(one.unit, name, one.stage or kinds.get(one.unit, "其他")) for one, name in named)


async def _obey(request: Request, called: Permitted, command: CampaignCommand) -> JSONResponse:
    handled = await planning_of(request).campaign(command, called.context)
    return answer(handled, campaign=str(command.campaign))
