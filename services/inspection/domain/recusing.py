"""Recusal (条例 10): what each inspector states, who asks for one, and who decides."""

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.inspection_commands import DecideRecusal, RaiseRecusal, StateNoConflict
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.preparing import STAFFED
from services.inspection.domain.procedure import person
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import (
    RECUSAL,
    MemberMustRecuse,
    NotNow,
    NotOfTheTeam,
    RecusalUndecided,
    require_own,
    require_text,
)
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Refused, Role


class NotForAnother(Refused):
    """What stands between an inspector and a unit is his own to say."""

    article = RECUSAL
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("督学只能为本人作回避声明或者申请回避。认为别人应当回避的，请向督导室反映。")


class PaperMissing(Refused):
    """The office does not state for others: it enters what they have signed."""

    article = RECUSAL
    field = "paper"

    def __init__(self) -> None:
        super().__init__("由督导室代为登记的，要写明本人签字的回避声明（文件名或者编号）。")


class OwnRecusalRequest(Refused):
    """Who asks does not decide, nor whom it is about."""

    article = RECUSAL

    def __init__(self) -> None:
        super().__init__("提出回避申请的人和被申请回避的督学不能自己作决定。请由其他负责人决定。")


class NoRecusalAsked(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"没有对{inspector}的回避申请在等候决定。请刷新查看。")


def state_no_conflict(command: StateNoConflict, inspection: Inspection) -> list[InspectionEvent]:
    if not isinstance(inspection.stage, STAFFED):
        raise NotNow("作回避声明", inspection)
    if command.by.role is Role.INSPECTOR and command.by.id != command.inspector:
        raise NotForAnother
    if command.inspector not in inspection.team.inspectors:
        raise NotOfTheTeam(frozenset({command.inspector}))
    if command.inspector in inspection.stated:
        return []
    if command.by.role is not Role.INSPECTOR and not (command.paper or "").strip():
        raise PaperMissing
    if command.inspector in inspection.asked:
        raise RecusalUndecided(frozenset({command.inspector}))
    if command.inspector in command.roster.recused:
        raise MemberMustRecuse(frozenset({command.inspector}))
    return [
        happened.NoConflictStated(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            inspector=command.inspector,
            paper=command.paper,
        )
    ]


def raise_recusal(command: RaiseRecusal, inspection: Inspection) -> list[InspectionEvent]:
    require_own(command.by, inspection)
    if not isinstance(inspection.stage, STAFFED):
        raise NotNow("申请回避", inspection)
    if command.by.role is Role.INSPECTOR and command.by.id != command.inspector:
        raise NotForAnother
    if command.inspector not in inspection.team.inspectors:
        raise NotOfTheTeam(frozenset({command.inspector}))
    if command.inspector in inspection.asked:
        return []
    require_text(command.ground, "申请回避的理由")
    return [
        happened.RecusalRaised(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            inspector=command.inspector,
            ground=command.ground,
        )
    ]


def decide_recusal(command: DecideRecusal, inspection: Inspection) -> list[InspectionEvent]:
    """One granted takes the inspector off the team; one refused leaves him there, to state again."""
    asked_by = inspection.asked.get(command.inspector)
    if asked_by is None:
        if inspection.decided.get(command.inspector) is command.granted:
            return []
        raise NoRecusalAsked(command.inspector)
    if not isinstance(inspection.stage, STAFFED):
        raise NotNow("决定回避申请", inspection)
    if command.by.id in (asked_by, command.inspector):
        raise OwnRecusalRequest
    require_text(command.reason, "决定的理由")
    team = inspection.team.without(command.inspector) if command.granted else inspection.team
    return [
        happened.RecusalDecided(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            inspector=command.inspector,
            granted=command.granted,
            reason=command.reason,
            team=team,
        )
    ]
