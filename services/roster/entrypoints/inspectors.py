"""The life of an inspector over HTTP: candidate, term, training, appraisal, suspension, exit."""

from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from services.roster.adapters.kept_register import KeptRegister
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.appointment import Person, retired_share_after
from services.roster.domain.inspector_commands import (
    AppraiseInspector,
    EngageInspector,
    ExitInspector,
    InspectorCommand,
    PubliciseCandidate,
    QualifyInspector,
    RecommendInspector,
    RecordTraining,
    RejectCandidate,
    RenewInspector,
    ReturnInspector,
    RewardInspector,
    SuspendInspector,
)
from services.roster.domain.shares import RetiredShare
from services.roster.domain.standing import (
    Appointed,
    Publicised,
    Qualified,
    Recommended,
)
from services.roster.entrypoints.bodies import (
    CandidateBody,
    Code,
    ExitBody,
    PublicationBody,
    QualificationBody,
    RejectionBody,
    ReturnBody,
    RewardBody,
    SuspensionBody,
    TermBody,
    TrainingRecordBody,
    YearAppraisalBody,
)
from services.roster.entrypoints.personal import candidates_told_to, told_to
from services.roster.read_models import candidates, inspectors
from shared.event_sourcing.read_model import Row
from shared.rules.pack import RulePack
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import not_found
from shared.runtime.service import Service
from shared.workdays.calendar import Calendar
from shared.workdays.deadline import SHANGHAI, workdays_between

router = APIRouter(prefix="/api", tags=["inspectors"])

Reader = Annotated[Permitted, may("roster.read")]
Appointer = Annotated[Permitted, may("roster.appoint_inspector")]
Recorder = Annotated[Permitted, may("roster.record_service")]
Number = Annotated[Code, Path()]


def _now(request: Request) -> datetime:
    service: Service = request.app.state.service
    now: datetime = service.clock.now()
    return now


def _rules(request: Request) -> RulePack:
    service: Service = request.app.state.service
    day = _now(request).astimezone(SHANGHAI).date()
    pack: RulePack = request.app.state.rules.pack(service.settings.jurisdiction, day)
    return pack


async def _obey(request: Request, called: Permitted, command: InspectorCommand) -> JSONResponse:
    handlers: RosterHandlers = request.app.state.handlers
    handled: Any = await handlers.inspector(command, called.context)
    return answer(handled, inspector=command.inspector)


async def retired_after(request: Request, number: str, on: date) -> RetiredShare:
    """The share of retired people among the part-time ones in term on that day, with him among them."""
    handlers: RosterHandlers = request.app.state.handlers
    kept: KeptRegister = request.app.state.register
    match await handlers.inspector_now(number):
        case Recommended() | Qualified() | Publicised() as candidate:
            person: Person | None = candidate.candidate
        case Appointed(details=details):
            person = details
        case _:  # Nobody: the decider says why not.
            person = None
    register = await kept.register()
    return retired_share_after(register.inspectors, number, person, on, _rules(request))


@router.get("/candidates", dependencies=[AfterWrites])
async def list_candidates(request: Request, called: Reader) -> list[Row]:
    """Everybody who is recommended and not appointed yet, with the step he has come to."""
    service: Service = request.app.state.service
    async with service.reading.connect() as connection:
        return candidates_told_to(called.principal, await candidates.all_candidates(connection))


@router.post("/candidates")
async def recommend(request: Request, called: Appointer, body: CandidateBody) -> JSONResponse:
    """推荐。"""
    command = RecommendInspector(
        called.by, _now(request), body.inspector, body.details(), body.recommended_by
    )
    return await _obey(request, called, command)


@router.post("/candidates/{inspector}/qualify")
async def qualify(
    request: Request, called: Appointer, inspector: Number, body: QualificationBody
) -> JSONResponse:
    """资格审核通过（条例第七条）。"""
    command = QualifyInspector(
        called.by, _now(request), inspector, body.assessment, body.clearance, _rules(request), body.on
    )
    return await _obey(request, called, command)


@router.post("/candidates/{inspector}/reject")
async def reject(request: Request, called: Appointer, inspector: Number, body: RejectionBody) -> JSONResponse:
    """不予聘任。"""
    return await _obey(request, called, RejectCandidate(called.by, _now(request), inspector, body.ground))


@router.post("/candidates/{inspector}/publicise")
async def publicise(
    request: Request, called: Appointer, inspector: Number, body: PublicationBody
) -> JSONResponse:
    """公示。"""
    calendar: Calendar = request.app.state.calendar
    workdays = workdays_between(body.first - timedelta(days=1), body.last, calendar)
    rules = _rules(request)
    command = PubliciseCandidate(
        called.by, _now(request), inspector, body.first, body.last, body.place, workdays, rules
    )
    return await _obey(request, called, command)


@router.post("/candidates/{inspector}/appoint")
async def appoint(request: Request, called: Appointer, inspector: Number, body: TermBody) -> JSONResponse:
    """聘任。 A soft limit that is passed needs `reason`, which is recorded."""
    command = EngageInspector(
        called.by,
        _now(request),
        inspector,
        body.term_from,
        body.term_to,
        body.papers(inspector),
        await retired_after(request, inspector, body.term_from),
        body.reason,
        _rules(request),
    )
    return await _obey(request, called, command)


@router.get("/inspectors/{inspector}", dependencies=[AfterWrites])
async def get_inspector(request: Request, response: Response, called: Reader, inspector: Number) -> Row:
    """One inspector with all his terms, trainings, appraisals, rewards and suspensions."""
    service: Service = request.app.state.service
    async with service.reading.connect() as connection:
        row = await inspectors.inspector(connection, inspector)
    if row is None:
        raise not_found("督学", inspector)
    response.headers["ETag"] = f'"{row["version"]}"'
    return told_to(called.principal, [row])[0]


@router.post("/inspectors/{inspector}/renew")
async def renew(request: Request, called: Appointer, inspector: Number, body: TermBody) -> JSONResponse:
    """续聘。 A soft limit that is passed needs `reason`, which is recorded."""
    command = RenewInspector(
        called.by,
        _now(request),
        inspector,
        body.term_from,
        body.term_to,
        body.papers(inspector),
        await retired_after(request, inspector, body.term_from),
        body.reason,
        _rules(request),
    )
    return await _obey(request, called, command)


@router.post("/inspectors/{inspector}/training")
async def record_training(
    request: Request, called: Recorder, inspector: Number, body: TrainingRecordBody
) -> JSONResponse:
    """登记培训。 Other hours for the same training need `correction`."""
    command = RecordTraining(
        called.by,
        _now(request),
        inspector,
        body.on,
        body.hours,
        body.mode,
        body.title,
        _rules(request),
        body.correction,
    )
    return await _obey(request, called, command)


@router.post("/inspectors/{inspector}/appraisal")
async def appraise(
    request: Request, called: Recorder, inspector: Number, body: YearAppraisalBody
) -> JSONResponse:
    """登记年度考核。"""
    command = AppraiseInspector(
        called.by, _now(request), inspector, body.year, body.grade, body.reason, _rules(request)
    )
    return await _obey(request, called, command)


@router.post("/inspectors/{inspector}/reward")
async def reward(request: Request, called: Recorder, inspector: Number, body: RewardBody) -> JSONResponse:
    """登记表彰奖励。"""
    command = RewardInspector(called.by, _now(request), inspector, body.on, body.title, body.document)
    return await _obey(request, called, command)


@router.post("/inspectors/{inspector}/suspend")
async def suspend(
    request: Request, called: Appointer, inspector: Number, body: SuspensionBody
) -> JSONResponse:
    """暂停履职。"""
    return await _obey(
        request, called, SuspendInspector(called.by, _now(request), inspector, body.on, body.ground)
    )


@router.post("/inspectors/{inspector}/return")
async def resume(request: Request, called: Appointer, inspector: Number, body: ReturnBody) -> JSONResponse:
    """恢复履职。"""
    return await _obey(request, called, ReturnInspector(called.by, _now(request), inspector, body.on))


@router.post("/inspectors/{inspector}/exit")
async def leave(request: Request, called: Appointer, inspector: Number, body: ExitBody) -> JSONResponse:
    """退出；挂牌随之结束。"""
    command = ExitInspector(
        called.by, _now(request), inspector, body.on, body.ground, body.reason, _rules(request)
    )
    return await _obey(request, called, command)
