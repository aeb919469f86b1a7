"""The scores of an inspection over HTTP: bound, entered, decided, and every number opened to its arithmetic."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.inspection.adapters import results_sheet
from services.inspection.application.measuring import MeasuringHandlers
from services.inspection.application.scores import ScoringHandlers, says_of
from services.inspection.domain.marking import Seen
from services.inspection.domain.scoring_commands import (
    BindFramework,
    DecideFinalScore,
    LeaveUnscored,
    ScoreAsExpert,
    ScoreItself,
    ScoringCommand,
    SubjectSays,
)
from services.inspection.domain.scoring_events import Adjustment, Subject, Vetoed
from services.inspection.domain.scoring_states import Unbound
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import NoSuchInspection, require_own
from services.inspection.domain.terms import day_of
from services.inspection.domain.third_party import Work
from services.inspection.entrypoints import frameworks
from services.inspection.entrypoints.asking import standing_of
from services.inspection.entrypoints.bodies import Body, Code, Name, Text
from services.inspection.entrypoints.frameworks import IndicatorCode
from services.inspection.entrypoints.http import Reader, directory_of, own_unit, service_of
from services.inspection.entrypoints.scores_json import scores_json
from services.inspection.read_models import results
from shared.event_sourcing.decider import Actor
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found
from shared.runtime.texts import LINES, ONE_LINE
from shared.runtime.uploads import download

router = APIRouter(prefix="/api/inspections/{inspection}", tags=["scores"])

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), LINES]
Value = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), ONE_LINE]
Inspecting = Annotated[Permitted, may("inspection.inspect")]
Planning = Annotated[Permitted, may("inspection.plan")]


class BindingBody(Body):
    """Without `version` the latest one that was published."""

    framework: Code
    version: Annotated[int, Field(ge=1, le=10_000)] | None = None


class SeenBody(Body):
    """`value`: marks (8.5), a percentage (60.98), 是 or 否, or a level (A), as the indicator's method says."""

    code: IndicatorCode
    value: Value


class SheetBody(Body):
    """A whole sheet; `reason` when it replaces one that was handed in before."""

    seen: Annotated[tuple[SeenBody, ...], Field(max_length=500)]
    reason: Reason = ""

    def values(self) -> tuple[Seen, ...]:
        return tuple(Seen(one.code, one.value) for one in self.seen)


class ExpertBody(SheetBody):
    """`scorer` is an inspector's number or an expert's name; of a third party its code is `body` instead."""

    scorer: Name | None = None
    body: Code | None = None
    paper: Reason = ""


class AdjustmentBody(SeenBody):
    reason: Text


class VetoedBody(Body):
    code: IndicatorCode
    facts: Text


class FinalBody(Body):
    """What differs from the experts' average, and veto items that were found; the rest is the average."""

    adjustments: Annotated[tuple[AdjustmentBody, ...], Field(max_length=500)] = ()
    vetoed: Annotated[tuple[VetoedBody, ...], Field(max_length=50)] = ()
    reason: Reason = ""


class UnscoredBody(Body):
    reason: Text


@router.post("/framework")
async def bind_framework(
    request: Request, called: Planning, inspection: UUID, body: BindingBody
) -> JSONResponse:
    """确定按哪个指标体系的哪一版评分；督导通知发出以后不能再换。"""
    standing, says = await _asked(request, called.by, inspection)
    framework, version = await frameworks.handlers(request).published(body.framework, body.version)
    about = standing.about
    unit_type = await directory_of(request).kind(about.unit.code)
    command = BindFramework(
        scored=inspection,
        by=called.by,
        now=service_of(request).clock.now(),
        says=says,
        subject=Subject(inspection, about.number, about.unit, unit_type),
        framework=framework,
        version=version,
    )
    return await _obey(request, called, command)


@router.post("/scores/self")
async def score_itself(
    request: Request,
    called: Annotated[Permitted, may("inspection.hand_in_self_evaluation")],
    inspection: UUID,
    body: SheetBody,
) -> JSONResponse:
    """报送自评分。"""
    _, says = await _asked(request, called.by, inspection)
    now = service_of(request).clock.now()
    command = ScoreItself(
        scored=inspection, by=called.by, now=now, says=says, seen=body.values(), reason=body.reason
    )
    return await _obey(request, called, command)


@router.post("/scores/expert")
async def score_as_expert(
    request: Request, called: Inspecting, inspection: UUID, body: ExpertBody
) -> JSONResponse:
    """提交专家评分；督导室录入本人签字的评分表，或者第三方机构的评分。"""
    standing, says = await _asked(request, called.by, inspection)
    now, behalf = service_of(request).clock.now(), None
    if body.body is not None:
        number = standing.about.number
        behalf = await measuring(request).engaged(body.body, Work.SCORING, number, now)
    command = ScoreAsExpert(
        scored=inspection,
        by=called.by,
        now=now,
        says=says,
        scorer=body.body or body.scorer or called.by.id,
        seen=body.values(),
        paper=body.paper,
        on_behalf=behalf,
        reason=body.reason,
    )
    return await _obey(request, called, command)


@router.post("/scores/final")
async def decide_final_score(
    request: Request, called: Inspecting, inspection: UUID, body: FinalBody
) -> JSONResponse:
    """评议后议定最终得分：专家平均分，另行认定的逐项写明理由。"""
    _, says = await _asked(request, called.by, inspection)
    command = DecideFinalScore(
        scored=inspection,
        by=called.by,
        now=service_of(request).clock.now(),
        says=says,
        seen=tuple(Seen(one.code, one.value) for one in body.adjustments),
        adjustments=tuple(Adjustment(one.code, one.reason) for one in body.adjustments),
        vetoed=tuple(Vetoed(one.code, one.facts) for one in body.vetoed),
        reason=body.reason,
    )
    return await _obey(request, called, command)


@router.post("/scores/waiver")
async def leave_unscored(
    request: Request, called: Planning, inspection: UUID, body: UnscoredBody
) -> JSONResponse:
    """登记不评分及理由。"""
    _, says = await _asked(request, called.by, inspection)
    now = service_of(request).clock.now()
    command = LeaveUnscored(scored=inspection, by=called.by, now=now, says=says, reason=body.reason)
    return await _obey(request, called, command)


@router.get("/scores", dependencies=[AfterWrites])
async def get_scores(
    request: Request, response: Response, called: Reader, inspection: UUID
) -> dict[str, Any]:
    """Every score with its arithmetic and what was corrected; a unit sees its own, and the result once served."""
    told, version = await _told(request, called, inspection)
    async with service_of(request).reading.connect() as connection:
        row = await results.one_result(connection, inspection)
    steps = row["steps"] if row and called.by.role not in UNIT_ROLES else []
    response.headers["ETag"] = f'"{version}"'
    return {**told, "steps": steps}


@router.get("/scores.xlsx", response_class=Response)
async def get_scores_sheet(request: Request, called: Reader, inspection: UUID) -> Response:
    """The scores as a workbook."""
    told, _ = await _told(request, called, inspection)
    return download(await asyncio.to_thread(results_sheet.scores, told), f"scores-{inspection}.xlsx")


async def _told(request: Request, called: Permitted, inspection: UUID) -> tuple[dict[str, Any], int]:
    scoring, version = await _handlers(request).scores(inspection)
    if isinstance(scoring, Unbound):
        raise not_found("督导的得分", inspection)
    outside = called.by.role in UNIT_ROLES
    if outside:
        standing = await standing_of(request, inspection)
        if own_unit(called.by, None) != standing.about.unit.code or standing.notice is None:
            raise not_found("督导的得分", inspection)
    return scores_json(scoring, outside=outside), version


async def _asked(request: Request, by: Actor, inspection: UUID) -> tuple[Inspection, SubjectSays]:
    """The inspection, and what it says to its scores now. Raises a 404 `Problem`."""
    standing = await standing_of(request, inspection)
    try:
        require_own(by, standing)
    except NoSuchInspection as error:
        raise not_found("督导", inspection) from error
    today, team = day_of(service_of(request).clock.now()), standing.team.inspectors
    roster = await directory_of(request).says(standing.about.unit.code, team, today)
    return standing, says_of(standing, roster)


async def _obey(request: Request, called: Permitted, command: ScoringCommand) -> JSONResponse:
    handled = await _handlers(request).handle(command, called.context)
    return answer(handled, inspection=str(command.scored))


def _handlers(request: Request) -> ScoringHandlers:
    found: ScoringHandlers = request.app.state.scoring
    return found


def measuring(request: Request) -> MeasuringHandlers:
    found: MeasuringHandlers = request.app.state.measuring
    return found
