"""What every step of an inspection asks of the roster and of the log before it is decided."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import Request
from fastapi.responses import JSONResponse

from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.domain import inspection_commands as ask
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.report import Line
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import NoSuchInspection
from services.inspection.domain.terms import day_of
from services.inspection.entrypoints.http import (
    directory_of,
    missing_files,
    told_with,
    unknown_earlier,
)
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted
from shared.runtime.http import answer
from shared.runtime.problems import not_found


async def obey(
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
        handled = await handlers_of(request).handle(command, called.context)
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
    found = await handlers_of(request).inspection(inspection)
    if found is None:
        raise not_found("督导", inspection)
    return found


async def line_of(request: Request, inspection: UUID) -> Line:
    return (await standing_of(request, inspection)).about.line


def handlers_of(request: Request) -> ProcedureHandlers:
    handlers: ProcedureHandlers = request.app.state.procedure
    return handlers
