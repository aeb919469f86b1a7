"""From what somebody asks of a case to the command, under the permission it needs; the same for API and pages."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from fastapi import Request

from services.rectification.application.handlers import CaseHandlers
from services.rectification.domain.case import NoSuchCase
from services.rectification.domain.commands import Recheck, Revisit
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.ladder import Rung
from services.rectification.domain.stages import Case, Proposed
from services.rectification.domain.terms import day_of
from services.rectification.entrypoints import bodies
from services.rectification.entrypoints.bodies import Body, CaseBody
from services.rectification.read_models.inspectors import standing_on
from services.rectification.read_models.recusals import is_recused
from shared.event_sourcing.command_handler import Handled
from shared.runtime.caller import Caller
from shared.runtime.problems import not_found

ACTIONS: Final[Mapping[type[Body], str]] = MappingProxyType(
    {
        bodies.NoticeBody: "rectification.serve_notice",
        bodies.PlanBody: "rectification.submit_plan",
        bodies.AcceptanceBody: "rectification.accept_plan",
        bodies.ReasonBody: "rectification.return_plan",
        bodies.CompletionBody: "rectification.report_completion",
        bodies.RecheckBody: "rectification.recheck",
        bodies.ClosingBody: "rectification.close_case",
        bodies.RevisitBody: "rectification.revisit",
        bodies.EscalationBody: "rectification.decide_escalation",
        bodies.SupervisionOrderBody: "rectification.serve_supervision_order",
        bodies.InterviewBody: "rectification.schedule_interview",
        bodies.InterviewRecordBody: "rectification.record_interview",
        bodies.CircularBody: "rectification.issue_circular",
        bodies.WorkGroupBody: "rectification.decide_accountability",
    }
)
"""What a person must be allowed to do for it (shared/identity/permissions.py)."""


def action_for(asked: type[Body], case: Case | None, rung: Rung | None = None) -> str:
    """The permission needed; to decide on 问责, proposed or chosen as `rung`, is the chair's alone."""
    proposed = case.escalation.rung if case and isinstance(case.escalation, Proposed) else None
    if asked is bodies.EscalationBody and Rung.ACCOUNTABILITY in (proposed, rung):
        return "rectification.decide_accountability"
    return ACTIONS[asked]


async def obey(request: Request, called: Caller, case_id: UUID, body: CaseBody) -> Handled[CaseEvent]:
    """Do what is asked. Raises a 403 or 404 `Problem` and what `CaseHandlers.handle` raises."""
    handlers: CaseHandlers = request.app.state.cases
    case, rung = None, None
    if isinstance(body, bodies.EscalationBody | bodies.RecheckBody | bodies.RevisitBody):
        case = (await handlers.case(case_id))[0]
    if isinstance(body, bodies.EscalationBody):
        rung = body.rung
    by = called.acting(action_for(type(body), case, rung))
    reason = body.reason if isinstance(body, bodies.ReasonBody | bodies.EscalationBody) else None
    command = body.command(case_id, by, request.app.state.service.clock.now())
    if case and isinstance(command, Recheck | Revisit):
        command = await _judging(request, called, case, command)
    try:
        return await handlers.handle(command, replace(called.context, reason=reason))
    except NoSuchCase as error:
        raise not_found("案件", case_id) from error


async def _judging(
    request: Request, called: Caller, case: Case, command: Recheck | Revisit
) -> Recheck | Revisit:
    """The command with what the roster says of the person as an inspector."""
    inspector = called.principal.inspector
    if inspector is None:
        return command
    async with request.app.state.service.reading.connect() as connection:
        standing = await standing_on(connection, inspector, day_of(command.now))
        return replace(
            command,
            recused=await is_recused(connection, inspector, case.about.unit),
            off_duty=standing.off_duty,
            term_ended=standing.term_ended,
        )
