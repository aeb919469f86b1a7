"""Interviews, accountabilities and commendations over HTTP: one address for each step, lists, and one whole."""

from collections.abc import Awaitable, Callable
from dataclasses import fields, replace
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from services.rectification.application.handlers import CaseHandlers
from services.rectification.application.proceedings import ProceedingHandlers
from services.rectification.domain import accountability_commands as account
from services.rectification.domain import commendation_stages as commend
from services.rectification.domain import interview_commands as meet
from services.rectification.domain.accountability_parts import Record, Subject, SubjectKind
from services.rectification.domain.accountability_stages import Accountability
from services.rectification.domain.commands import ScheduleInterview
from services.rectification.domain.commendation_stages import Hindrances
from services.rectification.domain.interview_stages import Approved, Interview
from services.rectification.domain.issue import Line
from services.rectification.domain.proceeding import Kind, NoSuchProceeding, Proceeding
from services.rectification.domain.terms import day_of
from services.rectification.entrypoints import proceeding_bodies as bodies
from services.rectification.entrypoints.proceeding_steps import STEPS, Step
from services.rectification.read_models import ledger, obstructions, proceedings, units
from services.rectification.read_models.recusals import recused_among
from shared.event_sourcing.read_model import Row
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found
from shared.runtime.service import Service

PATHS: Final = {
    Kind.INTERVIEW: "interviews",
    Kind.ACCOUNTABILITY: "accountabilities",
    Kind.COMMENDATION: "commendations",
}
NUMBERS: Final = {Kind.INTERVIEW: "YT", Kind.ACCOUNTABILITY: "WZ", Kind.COMMENDATION: "BZ"}
"""How the number of a proceeding begins that nobody numbered: 约谈, 问责, 表彰."""

router = APIRouter(prefix="/api", tags=["约谈、问责、表彰"])

Reading = Annotated[Permitted, may("rectification.read_proceedings")]


@router.post("/interviews", summary="提出约谈")
async def propose_interview(
    request: Request,
    called: Annotated[Permitted, may("rectification.propose_interview")],
    body: bodies.ProposeInterviewBody,
) -> JSONResponse:
    about = await _about(request, called, Kind.INTERVIEW, body)
    more = {"about": about, "reason": body.reason, "cases": body.cases}
    return await _do(request, called, Kind.INTERVIEW, meet.ProposeInterview, about.id, more)


@router.post("/accountabilities", summary="登记问责线索")
async def register_clue(
    request: Request,
    called: Annotated[Permitted, may("rectification.investigate")],
    body: bodies.RegisterClueBody,
) -> JSONResponse:
    about = await _about(request, called, Kind.ACCOUNTABILITY, body)
    who = body.subject
    name = about.unit_name if who.kind is SubjectKind.UNIT else who.name
    more = {
        "about": about,
        "subject": Subject(who.kind, about.unit, name, who.post, who.id),
        "clue": body.clue.to_domain(),
        "completed_on": body.completed_on,
        "barred": body.barred,
    }
    return await _do(request, called, Kind.ACCOUNTABILITY, account.RegisterClue, about.id, more)


@router.post("/commendations", summary="提出表彰")
async def propose_commendation(
    request: Request,
    called: Annotated[Permitted, may("rectification.commend")],
    body: bodies.ProposeCommendationBody,
) -> JSONResponse:
    about = await _about(request, called, Kind.COMMENDATION, body)
    more = {"about": about, "merit": body.merit.to_domain()}
    return await _do(request, called, Kind.COMMENDATION, commend.ProposeCommendation, about.id, more)


def _taking(kind: Kind, step: Step) -> Callable[..., Awaitable[JSONResponse]]:
    async def take_step(
        request: Request,
        called: Annotated[Permitted, may(step.action)],
        proceeding: UUID,
        body: step.body,  # type: ignore[name-defined]
    ) -> JSONResponse:
        return await _do(request, called, kind, step.body.asks, proceeding, bodies.given(body))

    return take_step


def _listing(kind: Kind) -> Callable[..., Awaitable[list[Row]]]:
    async def list_proceedings(
        request: Request,
        called: Reading,
        unit: Annotated[str | None, Query(max_length=40)] = None,
        open: bool | None = None,
        overdue: bool = False,
        limit: Annotated[int, Query(ge=1, le=200)] = 200,
        offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
    ) -> list[Row]:
        """最急的在前；overdue：已经逾期的。单位只看到已经向它送达过文书的。"""
        service = _service(request)
        async with service.reading.connect() as connection:
            return await proceedings.find(
                connection,
                kind,
                called.by,
                unit=unit,
                open=open,
                overdue_on=day_of(service.clock.now()) if overdue else None,
                limit=limit,
                offset=offset,
            )

    return list_proceedings


def _reading(kind: Kind) -> Callable[..., Awaitable[Row]]:
    async def read_proceeding(request: Request, response: Response, called: Reading, proceeding: UUID) -> Row:
        """一件办理事项和它的每一步。单位和它的上级只看到向单位送达的、单位自己提出的。"""
        async with _service(request).reading.connect() as connection:
            found = await proceedings.one(connection, kind, proceeding, called.by)
        if found is None:
            raise not_found("办理事项", proceeding)
        response.headers["ETag"] = f'"{found["version"]}"'
        if called.by.role not in UNIT_ROLES:
            return found
        steps = [step for step in found["steps"] if step["step"] in proceedings.SHOWN_TO_UNIT]
        return {**found, "steps": steps}

    return read_proceeding


for _kind, _path in PATHS.items():
    _add = router.add_api_route
    _add(f"/{_path}", _listing(_kind), methods=["GET"], dependencies=[AfterWrites], summary="清单")
    _one = f"/{_path}/{{proceeding}}"
    _add(_one, _reading(_kind), methods=["GET"], dependencies=[AfterWrites], summary="一件")
    for _step in STEPS[_kind]:
        _add(f"{_one}/{_step.path}", _taking(_kind, _step), methods=["POST"], summary=_step.title)


async def _do(
    request: Request, called: Permitted, kind: Kind, asks: type[Any], id: UUID, more: dict[str, Any]
) -> JSONResponse:
    """Do what is asked, knowing what the logs say. Raises a 404 `Problem` and what the decider raises."""
    handlers: ProceedingHandlers = request.app.state.proceedings
    letter = {"letter": ""} if "letter" in {field.name for field in fields(asks)} - more.keys() else {}
    command = asks(proceeding=id, by=called.by, now=_service(request).clock.now(), **letter, **more)
    command = await _knowing(request, called, kind, command)
    try:
        handled = await handlers.handle(kind, command, called.context)
    except NoSuchProceeding as error:
        raise not_found("办理事项", id) from error
    return answer(handled, proceeding=str(id))


async def _knowing(request: Request, called: Permitted, kind: Kind, command: Any) -> Any:
    """The command with what its decider must know besides: who must recuse himself, what is open, what was before."""
    handlers: ProceedingHandlers = request.app.state.proceedings
    whole = await handlers.whole(kind, command.proceeding)
    if whole is None:
        return command
    unit, today = whole.about.unit, day_of(command.now)
    async with _service(request).reading.connect() as connection:
        if isinstance(command, commend.CheckCommendation | commend.ApproveCommendation):
            overdue = tuple(case.number for case in await ledger.unrectified(connection, unit, today))
            found = Hindrances(overdue, await proceedings.open_accountabilities(connection, unit))
            return replace(command, hindrances=found)
        if isinstance(command, meet.ServeInterviewNotice) and isinstance(whole, Interview):
            await _require_cases_agree(request, whole, command)
        if not isinstance(whole, Accountability):
            return command
        inspector = called.principal.inspector
        people = {called.by.id, inspector or "", *(member.id for member in whole.group), *_named(command)}
        recused = await recused_among(connection, people, unit)
        command = replace(command, recused=recused, inspector=inspector)
        if isinstance(command, account.NotifyOpinion):
            record = Record(
                await proceedings.priors(connection, whole.subject.key, whole.about.id),
                await ledger.unrectified(connection, unit, today),
                await obstructions.by_unit(connection, unit),
            )
            command = replace(command, record=record)
        return command


async def _require_cases_agree(
    request: Request, interview: Interview, command: meet.ServeInterviewNotice
) -> None:
    """A notice goes out only when each of its cases can follow it. Raises what a case would refuse with."""
    cases: CaseHandlers = request.app.state.cases
    hosts = tuple(interview.stage.confirmed) if isinstance(interview.stage, Approved) else ()
    for id in interview.cases:
        case, _ = await cases.case(id)
        if case is None:
            raise not_found("案件", id)
        schedule = ScheduleInterview(
            case_id=id,
            by=command.by,
            now=command.now,
            letter="",
            on=day_of(command.invitation.at),
            hosts=hosts,
            interview=interview.about.id,
        )
        request.app.state.decider.decide(schedule, case)


def _named(command: Any) -> set[str]:
    match command:
        case account.FormGroup(members=people) | account.DecideReview(handlers=people):
            return {member.id for member in people}
        case _:
            return set()


async def _about(request: Request, called: Permitted, kind: Kind, body: bodies.OpeningBody) -> Proceeding:
    """The unit as the roster has it; the request's own id, so that sending it again is the same."""
    async with _service(request).reading.connect() as connection:
        unit = (await units.by_code(connection, [body.unit])).get(body.unit)
    if unit is None:
        raise not_found("单位", body.unit)
    id = called.context.cause
    number = body.number or f"{NUMBERS[kind]}-{body.unit.rpartition('-')[2]}-{id.hex[:6]}"
    return Proceeding(
        id, kind, number, Line(body.line), body.unit, unit["unit_name"], unit["superior"], body.matter
    )


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service
