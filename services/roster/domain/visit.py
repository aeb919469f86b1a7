"""A visit as far as the roster needs it: who made it, and what he may be paid back for it (Q14)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import assert_never

from services.roster.domain.details import CostItem
from services.roster.domain.events import ClaimApproved, ClaimRejected, CostClaimed, VisitEvent, VisitNoted
from services.roster.domain.visit_commands import (
    ApproveClaim,
    ClaimCost,
    NoteVisit,
    RejectClaim,
    VisitCommand,
)
from shared.event_sourcing.decider import Decider, Refused, Role


class VisitNotRecorded(Refused):
    """Q14: no visit event, no claim."""

    field = "visit"

    def __init__(self) -> None:
        super().__init__("没有这次督导的记录，不能申报费用。请先提交督导记录。")


class NotOnTheVisit(Refused):
    field = "inspector"

    def __init__(self, inspector: str, number: str) -> None:
        super().__init__(f"督导记录{number}上没有{inspector}，不能为他申报费用。请核对。")


class NoLongerOnTheVisit(Refused):
    """Q14: the record that came after a spreadsheet's row says who was there in fact."""

    field = "inspector"

    def __init__(self, inspector: str, number: str) -> None:
        super().__init__(f"督导记录{number}上已没有{inspector}，不能审批他的费用。请退回这笔申报。")


class VisitOutOfTerm(Refused):
    """Whose term has run out is no inspector until it is renewed."""

    article = "《教育督导条例》第六条"
    field = "inspector"

    def __init__(self, inspector: str, term_ended: date, visited_on: date) -> None:
        super().__init__(
            f"{inspector}的任期到{term_ended}已届满，{visited_on}的督导不能申报费用。"
            "已续聘的，请先登记续聘再申报。"
        )


class ClaimOfAnother(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("督学只能申报自己的费用。")


class NothingClaimed(Refused):
    field = "items"

    def __init__(self) -> None:
        super().__init__("申报的金额要大于0。请填写费用项目和金额。")


class ClaimedOtherwise(Refused):
    field = "items"

    def __init__(self, step: str) -> None:
        super().__init__(f"这次督导的费用{step}，不能再报。有差错的，请先退回。")


class NoClaim(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("没有待审批的费用申报。请核对督学和督导记录。")


class OwnClaim(Refused):
    """Four eyes: who claims does not approve."""

    field = "inspector"

    def __init__(self) -> None:
        super().__init__("不能审批自己的或者自己代报的费用。请由其他负责人审批。")


class Step(StrEnum):
    CLAIMED = "已申报"
    APPROVED = "已审批"
    REJECTED = "已退回"


@dataclass(frozen=True, slots=True)
class Claim:
    items: tuple[CostItem, ...]
    step: Step
    claimed_by: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No visit with this id was recorded."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A recorded visit with the latest claim of each inspector."""

    visit: VisitNoted
    claims: Mapping[str, Claim] = field(default_factory=lambda: MappingProxyType({}))


Visit = Unknown | Noted


def claim_cost(command: ClaimCost, visit: Noted) -> list[VisitEvent]:
    if command.by.role is Role.INSPECTOR and command.by.id != command.inspector:
        raise ClaimOfAnother
    if command.inspector not in visit.visit.inspectors:
        raise NotOnTheVisit(command.inspector, visit.visit.number)
    if not command.items or any(item.amount <= 0 for item in command.items):
        raise NothingClaimed
    claim = visit.claims.get(command.inspector)
    if claim and claim.step is not Step.REJECTED:
        if claim.items == command.items:
            return []
        raise ClaimedOtherwise(claim.step)
    if command.term_ended is not None:
        raise VisitOutOfTerm(command.inspector, command.term_ended, visit.visit.visited_on)
    return [CostClaimed(command.visit, command.inspector, command.items, command.by.id)]


def approve_claim(command: ApproveClaim, visit: Noted) -> list[VisitEvent]:
    claim = _claim(visit, command.inspector)
    if claim.step is Step.APPROVED:
        return []
    if claim.step is Step.REJECTED:
        raise NoClaim
    if command.inspector not in visit.visit.inspectors:  # What was noted of the visit has changed since.
        raise NoLongerOnTheVisit(command.inspector, visit.visit.number)
    _check_other(command, claim)
    return [ClaimApproved(command.visit, command.inspector)]


def reject_claim(command: RejectClaim, visit: Noted) -> list[VisitEvent]:
    """A claim that was approved by mistake can be sent back too; what was approved stays in the log."""
    claim = _claim(visit, command.inspector)
    if claim.step is Step.REJECTED:
        return []
    _check_other(command, claim)
    return [ClaimRejected(command.visit, command.inspector, command.reason)]


def decide(command: VisitCommand, visit: Visit) -> list[VisitEvent]:
    if isinstance(command, NoteVisit):
        return note_visit(command, visit)
    if isinstance(visit, Unknown):
        raise VisitNotRecorded
    match command:
        case ClaimCost():
            return claim_cost(command, visit)
        case ApproveClaim():
            return approve_claim(command, visit)
        case RejectClaim():
            return reject_claim(command, visit)
        case _:
            assert_never(command)


def note_visit(command: NoteVisit, visit: Visit) -> list[VisitEvent]:
    """A visit known from a spreadsheet may get its own record later, with who was there and how long."""
    noted = VisitNoted(
        command.visit,
        command.number,
        command.unit,
        command.visited_on,
        command.inspectors,
        command.minutes,
        command.sequence,
    )
    if isinstance(visit, Noted):
        known = visit.visit
        if command.sequence <= known.sequence or noted == replace(known, sequence=command.sequence):
            return []
    return [noted]


def evolve(visit: Visit, event: VisitEvent) -> Visit:
    match event, visit:
        case VisitNoted(), Unknown():
            return Noted(event)
        case VisitNoted(), Noted():
            return replace(visit, visit=event)
        case CostClaimed(), Noted():
            return _with(visit, event.inspector, Claim(event.items, Step.CLAIMED, event.claimed_by))
        case ClaimApproved(), Noted():
            return _with(visit, event.inspector, replace(visit.claims[event.inspector], step=Step.APPROVED))
        case ClaimRejected(), Noted():
            return _with(visit, event.inspector, replace(visit.claims[event.inspector], step=Step.REJECTED))
        case _:
            return visit


def _claim(visit: Noted, inspector: str) -> Claim:
    if inspector not in visit.claims:
        raise NoClaim
    return visit.claims[inspector]


def _check_other(command: ApproveClaim | RejectClaim, claim: Claim) -> None:
    if command.by.id in (command.inspector, claim.claimed_by):
        raise OwnClaim


def _with(visit: Noted, inspector: str, claim: Claim) -> Noted:
    return replace(visit, claims=MappingProxyType({**visit.claims, inspector: claim}))


VISIT: Decider[VisitCommand, Visit, VisitEvent] = Decider(Unknown(), decide, evolve)
