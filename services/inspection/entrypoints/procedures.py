"""Comprehensive and special inspections over HTTP: one address for each step, and what came of them."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.domain import inspection_commands as ask
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.report import Line
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import NoSuchInspection
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints import procedure_bodies as bodies
from services.inspection.entrypoints.bodies import Code
from services.inspection.entrypoints.http import (
    OUTSIDE,
    Limit,
    Offset,
    Reader,
    directory_of,
    missing_files,
    own_unit,
    service_of,
    told_with,
    unknown_earlier,
)
from services.inspection.entrypoints.load import load_warnings
from services.inspection.read_models import inspections, settled_issues
from shared.event_sourcing.read_model import Row
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found

router = APIRouter(prefix="/api/inspections", tags=["inspections"])

Planning = Annotated[Permitted, may("inspection.plan")]
Inspecting = Annotated[Permitted, may("inspection.inspect")]
Serving = Annotated[Permitted, may("inspection.serve_letter")]
Defending = Annotated[Permitted, may("inspection.defend")]

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


@router.post("")
async def plan_inspection(request: Request, called: Planning, body: bodies.PlanBody) -> JSONResponse:
    """Plan an inspection of a unit."""
    directory = directory_of(request)
    unit, line = await directory.unit(body.unit)
    now = service_of(request).clock.now()
    command = body.command(body.inspection or called.context.cause, called.by, now, unit, line)
    command = replace(command, roster=await directory.says(unit.code, (), day_of(now)))
    handled = await _handlers(request).handle(command, called.context)
    return answer(handled, inspection=str(command.inspection), number=command.about.number)


@router.post("/{inspection}/team")
async def form_team(
    request: Request, called: Planning, inspection: UUID, body: bodies.TeamBody
) -> JSONResponse:
    """组成督导小组。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/team/additions")
async def add_inspector(
    request: Request, called: Planning, inspection: UUID, body: bodies.MemberBody
) -> JSONResponse:
    """增补督导小组成员。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/team/releases")
async def release_inspector(
    request: Request, called: Planning, inspection: UUID, body: bodies.ReleaseBody
) -> JSONResponse:
    """成员退出督导小组。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/statements")
async def state_no_conflict(
    request: Request,
    called: Annotated[Permitted, may("inspection.state_no_conflict")],
    inspection: UUID,
    body: bodies.StatementBody,
) -> JSONResponse:
    """作回避声明；督导室登记本人签字的声明。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/recusals")
async def raise_recusal(
    request: Request,
    called: Annotated[Permitted, may("inspection.raise_recusal")],
    inspection: UUID,
    body: bodies.RecusalBody,
) -> JSONResponse:
    """申请督学回避。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/recusals/decision")
async def decide_recusal(
    request: Request,
    called: Annotated[Permitted, may("inspection.decide_recusal")],
    inspection: UUID,
    body: bodies.RecusalDecisionBody,
) -> JSONResponse:
    """决定回避申请。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/notice")
async def announce_inspection(
    request: Request, called: Planning, inspection: UUID, body: bodies.NoticeBody
) -> JSONResponse:
    """发出督导通知。文号由系统编；当月入校次数超过上限的，回复中提示（warnings）。"""
    now = service_of(request).clock.now()
    unit = (await standing_of(request, inspection)).about.unit
    command = body.command(inspection, called.by, now)
    warn = partial(load_warnings, request, unit, body.starts_on, inspection)
    return await _obey(request, called, command, warn)


@router.post("/{inspection}/self-evaluation")
async def hand_in_self_evaluation(
    request: Request,
    called: Annotated[Permitted, may("inspection.hand_in_self_evaluation")],
    inspection: UUID,
    body: bodies.SelfEvaluationBody,
) -> JSONResponse:
    """报送自评报告。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/self-evaluation/review")
async def review_self_evaluation(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.ReviewBody
) -> JSONResponse:
    """审核自评报告。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/site-visits")
async def record_site_visit(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.SiteVisitBody
) -> JSONResponse:
    """登记现场考察。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/draws")
async def draw_participants(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.DrawBody
) -> JSONResponse:
    """随机抽取听取意见的人员。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/hearings")
async def record_hearing(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.HearingBody
) -> JSONResponse:
    """登记听取意见。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/obstructions")
async def record_obstruction(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.ObstructionBody
) -> JSONResponse:
    """登记阻挠督导。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/deliberation")
async def deliberate(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.DeliberationBody
) -> JSONResponse:
    """登记评议结果。"""
    now = service_of(request).clock.now()
    return await _obey(
        request, called, body.command(inspection, called.by, now, await _line(request, inspection))
    )


@router.post("/{inspection}/preliminary-opinion")
async def serve_preliminary_opinion(request: Request, called: Serving, inspection: UUID) -> JSONResponse:
    """反馈初步督导意见。文号由系统编。"""
    now = service_of(request).clock.now()
    return await _obey(
        request, called, ask.ServePreliminaryOpinion(inspection=inspection, by=called.by, now=now, letter="")
    )


@router.post("/{inspection}/defences")
async def file_defence(
    request: Request, called: Defending, inspection: UUID, body: bodies.DefenceBody
) -> JSONResponse:
    """提出申辩。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/defences/waiver")
async def waive_defence(request: Request, called: Defending, inspection: UUID) -> JSONResponse:
    """表示不（再）申辩。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, ask.WaiveDefence(inspection=inspection, by=called.by, now=now))


@router.post("/{inspection}/defences/answer")
async def answer_defence(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.AnswerBody
) -> JSONResponse:
    """研究并答复申辩。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/opinion/draft")
async def settle_opinion(
    request: Request, called: Inspecting, inspection: UUID, body: bodies.OpinionBody
) -> JSONResponse:
    """议定督导意见书，登记表决。"""
    now = service_of(request).clock.now()
    return await _obey(
        request, called, body.command(inspection, called.by, now, await _line(request, inspection))
    )


@router.post("/{inspection}/opinion")
async def serve_opinion(
    request: Request, called: Serving, inspection: UUID, body: bodies.ServingBody | None = None
) -> JSONResponse:
    """送达督导意见书；其中每个问题转入整改。文号由系统编。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, (body or bodies.ServingBody()).command(inspection, called.by, now))


@router.post("/{inspection}/report")
async def file_report(
    request: Request,
    called: Annotated[Permitted, may("inspection.file_report")],
    inspection: UUID,
    body: bodies.ReportBody,
) -> JSONResponse:
    """向本级政府提交督导报告，报上一级备案。文号由系统编。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications/approval")
async def approve_publication(
    request: Request,
    called: Annotated[Permitted, may("inspection.approve_publication")],
    inspection: UUID,
    body: bodies.ApprovalBody,
) -> JSONResponse:
    """批准公布，写明不公布的内容。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications")
async def publish_result(
    request: Request,
    called: Annotated[Permitted, may("inspection.publish")],
    inspection: UUID,
    body: bodies.PublicationBody,
) -> JSONResponse:
    """登记公布。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/publications/removal")
async def take_down_publication(
    request: Request,
    called: Annotated[Permitted, may("inspection.take_down")],
    inspection: UUID,
    body: bodies.TakeDownBody,
) -> JSONResponse:
    """撤下公布的内容。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/cancellation")
async def cancel_inspection(
    request: Request,
    called: Annotated[Permitted, may("inspection.cancel")],
    inspection: UUID,
    body: bodies.CancelBody,
) -> JSONResponse:
    """取消督导。"""
    now = service_of(request).clock.now()
    return await _obey(request, called, body.command(inspection, called.by, now))


@router.post("/{inspection}/closing")
async def close_inspection(
    request: Request, called: Annotated[Permitted, may("inspection.close")], inspection: UUID
) -> JSONResponse:
    """办结：结果已公布，问题全部销号。"""
    issues = (await standing_of(request, inspection)).issues
    async with service_of(request).reading.connect() as connection:
        settled = await settled_issues.settled_among(connection, issues)
    now = service_of(request).clock.now()
    command = ask.CloseInspection(inspection=inspection, by=called.by, now=now, settled=settled)
    return await _obey(request, called, command)


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


async def _obey(
    request: Request,
    called: Permitted,
    command: InspectionCommand,
    warn: Callable[[], Awaitable[Sequence[str]]] | None = None,
) -> JSONResponse:
    """Do what is asked, knowing what the roster says; `warn` finds what to say of it. Raises a 404 `Problem`."""
    standing = await standing_of(request, command.inspection)
    # A unit's own acts ask nothing of the roster.
    if called.by.role not in UNIT_ROLES:
        day = command.visit.on if isinstance(command, ask.RecordSiteVisit) else day_of(command.now)
        who = {*standing.team.inspectors, *_named(command)}
        roster = await directory_of(request).says(standing.about.unit.code, who, day)
        command = replace(command, roster=roster)
    if isinstance(command, ask.Deliberate | ask.SettleOpinion):
        found = command.findings if isinstance(command, ask.Deliberate) else command.draft.problems
        strange = await unknown_earlier(request, standing.about.unit.code, found)
        command = replace(command, unknown_earlier=strange)
    if isinstance(command, ask.HandInSelfEvaluation | ask.FileDefence):
        command = replace(command, missing=await missing_files(request, command.files))
    try:
        handled = await _handlers(request).handle(command, called.context)
    except FilesNotHandedIn as refused:
        raise told_with(refused, missing=sorted(refused.missing)) from refused
    except NoSuchInspection as error:
        raise not_found("督导", command.inspection) from error
    more: dict[str, Any] = {"warnings": await warn()} if warn else {}
    return answer(handled, inspection=str(command.inspection), **more)


def _named(command: InspectionCommand) -> Iterable[str]:
    """Inspectors a command would put into the team."""
    match command:
        case ask.FormTeam(team=team):
            return team.inspectors
        case ask.AddInspector(inspector=inspector):
            return (inspector,)
        case _:
            return ()


async def standing_of(request: Request, inspection: UUID) -> Inspection:
    """The inspection as its log has it this instant. Raises a 404 `Problem`."""
    found = await _handlers(request).inspection(inspection)
    if found is None:
        raise not_found("督导", inspection)
    return found


async def _line(request: Request, inspection: UUID) -> Line:
    return (await standing_of(request, inspection)).about.line


def _handlers(request: Request) -> ProcedureHandlers:
    handlers: ProcedureHandlers = request.app.state.procedure
    return handlers
