"""A finding from above (上级督导、巡察): taken over once, as it was worded, and an issue like any other."""

from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from services.inspection.domain.commands import TakeOverFinding
from services.inspection.domain.events import IssueRaised
from services.inspection.domain.report import SourceKind, issue_id
from services.inspection.domain.terms import day_of
from services.inspection.domain.visiting import check_unit
from shared.event_sourcing.decider import Decider, Refused

FINDINGS = UUID("6f0a9c8e-3d1b-5b7e-8a55-0f6c2f9d4e21")
_SERIES = {SourceKind.SUPERIOR: "SJ", SourceKind.DISCIPLINE: "XC"}


class FindingTakenOver(Refused):
    """One number of one body is one finding; its wording is not ours to change."""

    field = "source"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"原编号{number}的问题已经转入，内容不同。请核对原编号；确是另一个问题的，请写清项号。"
        )


class ReceivedInFuture(Refused):
    field = "source"

    def __init__(self) -> None:
        super().__init__("收到来文或发现问题的日期还没有到。请改正日期。")


class ReplyBeforeReceipt(Refused):
    field = "source"

    def __init__(self) -> None:
        super().__init__("回复期限早于收到来文的日期。请核对。")


class LimitNotAPeriod(Refused):
    field = "working_days"

    def __init__(self) -> None:
        super().__init__("整改期限至少1个工作日；来文没有写期限的，请留空，送达整改通知书时再定。")


@dataclass(frozen=True, slots=True)
class NotTakenOver:
    """Nobody told us of it."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    issue: IssueRaised


ExternalFinding = NotTakenOver | TakenOver


def finding_id(body: str, number: str, unit: str) -> UUID:
    """The id of a finding: its number at the body that found it, and the unit it is about."""
    return uuid5(FINDINGS, f"{body}|{number}|{unit}")


def take_over_finding(command: TakeOverFinding, state: ExternalFinding) -> list[IssueRaised]:
    """Q28: the same loop as our own findings. Taking it over feeds it back (Q22): its case serves the notice."""
    source, today = command.source, day_of(command.now)
    if isinstance(state, TakenOver):
        told = (replace(command.unit, name="", zone=None, superior=None), command.finding, source)
        known = state.issue
        if told == (replace(known.unit, name="", zone=None, superior=None), known.finding, known.source):
            return []
        raise FindingTakenOver(source.number)
    if source.received_on > today or command.found_on > today:
        raise ReceivedInFuture
    if source.reply_by is not None and source.reply_by < source.received_on:
        raise ReplyBeforeReceipt
    if command.finding.working_days is not None and command.finding.working_days < 1:
        raise LimitNotAPeriod
    check_unit(command.unit, command.unit_ended_on, command.found_on)
    id = finding_id(source.body, source.number, command.unit.code)
    tail = command.unit.code.rpartition("-")[2]
    return [
        IssueRaised(
            issue_id(id, command.finding.problem),
            id,
            f"{_SERIES[source.kind]}-{source.received_on:%Y%m%d}-{tail}-{id.hex[:4]}",
            command.unit,
            (),
            command.finding,
            command.found_on,
            command.now,
            None,
            source=source,
        )
    ]


def _evolve(_: ExternalFinding, event: IssueRaised) -> ExternalFinding:
    return TakenOver(event)


EXTERNAL_FINDING: Decider[TakeOverFinding, ExternalFinding, IssueRaised] = Decider(
    NotTakenOver(), take_over_finding, _evolve
)
