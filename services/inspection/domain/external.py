"""A finding from above (上级督导、巡察): taken over once, as it was worded, an issue like any other, and replied to."""

from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never
from uuid import UUID, uuid5

from services.inspection.domain.commands import FindingCommand, ReplyAbove, TakeOverFinding
from services.inspection.domain.events import FindingEvent, FindingReplied, IssueRaised
from services.inspection.domain.evidence import require_limit
from services.inspection.domain.report import SourceKind, issue_id
from services.inspection.domain.standing import require_text
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


class NoSuchFinding(Refused):
    def __init__(self) -> None:
        super().__init__("没有转入过这个问题。请核对编号，或者先转入。")


class ReplyMistimed(Refused):
    field = "replied_on"

    def __init__(self) -> None:
        super().__init__("回复日期不能早于收到来文的日期，也不能晚于今天。请改正日期。")


class LimitNotAPeriod(Refused):
    field = "working_days"

    def __init__(self) -> None:
        super().__init__("整改期限至少1个工作日；来文没有写期限的，请留空，送达整改通知书时再定。")


@dataclass(frozen=True, slots=True)
class NotTakenOver:
    """Nobody told us of it."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """`replies` are the day and the number of each letter that was sent above."""

    issue: IssueRaised
    replies: frozenset[tuple[date, str]] = frozenset()


ExternalFinding = NotTakenOver | TakenOver


def finding_id(body: str, number: str, unit: str) -> UUID:
    """The id of a finding: its number at the body that found it, and the unit it is about."""
    return uuid5(FINDINGS, f"{body}|{number}|{unit}")


def decide(command: FindingCommand, state: ExternalFinding) -> list[FindingEvent]:
    match command:
        case TakeOverFinding():
            return take_over_finding(command, state)
        case ReplyAbove():
            return reply_above(command, state)
        case _:
            assert_never(command)


def take_over_finding(command: TakeOverFinding, state: ExternalFinding) -> list[FindingEvent]:
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
    if command.finding.working_days is not None:
        if command.finding.working_days < 1:
            raise LimitNotAPeriod
        require_limit(command.finding)
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


def reply_above(command: ReplyAbove, state: ExternalFinding) -> list[FindingEvent]:
    """Q28: whoever found it wants to hear of it, the first time by the day its letter names; later again."""
    if isinstance(state, NotTakenOver):
        raise NoSuchFinding
    if (command.replied_on, command.letter) in state.replies:
        return []
    issue = state.issue
    assert issue.source is not None
    if not issue.source.received_on <= command.replied_on <= day_of(command.now):
        raise ReplyMistimed
    require_text(command.letter, "复函的文号")
    require_text(command.summary, "回复的内容")
    return [
        FindingReplied(
            command.finding,
            issue.issue,
            issue.unit,
            issue.source,
            command.replied_on,
            command.letter,
            command.summary,
            command.by.name,
        )
    ]


def evolve(state: ExternalFinding, event: FindingEvent) -> ExternalFinding:
    match event:
        case IssueRaised():
            return TakenOver(event)
        case FindingReplied():
            assert isinstance(state, TakenOver)
            return replace(state, replies=state.replies | {(event.replied_on, event.letter)})
        case _:
            assert_never(event)


EXTERNAL_FINDING: Decider[FindingCommand, ExternalFinding, FindingEvent] = Decider(
    NotTakenOver(), decide, evolve
)
