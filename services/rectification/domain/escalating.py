"""The ladder: what the system proposes, what a person decides, and the act that follows."""

from datetime import date

from services.rectification.domain.commands import DecideEscalation, MissDeadline, Prompt
from services.rectification.domain.duty import DUTY_WORDS, DutyKind
from services.rectification.domain.events import (
    AccountabilityStarted,
    CaseEvent,
    DeadlineMissed,
    EscalationDecided,
    EscalationDeclined,
    EscalationProposed,
    PromptIssued,
)
from services.rectification.domain.evolving import resumed
from services.rectification.domain.issue import GRAVE, person
from services.rectification.domain.ladder import DECIDES, RUNG_WORDS, Rung, SkipGround
from services.rectification.domain.owed import owe, owe_under
from services.rectification.domain.stages import Case, Decided, Proposed
from services.rectification.domain.standing import NotNow, ReasonMissing
from services.rectification.domain.terms import RENEWED_LIMIT, Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused, Role

ACTS = {
    Rung.SUPERVISION_ORDER: DutyKind.SERVE_SUPERVISION_ORDER,
    Rung.INTERVIEW: DutyKind.HOLD_INTERVIEW,
    Rung.CIRCULAR: DutyKind.ISSUE_CIRCULAR,
    Rung.ACCOUNTABILITY: DutyKind.FORM_WORK_GROUP,
}
"""What must be done once a rung is decided."""


class NotYetDue(Refused):
    """A date is missed when its day has ended (民法典 203: 24:00), not before."""

    article = "《民法典》第二百零三条"

    def __init__(self, due: date) -> None:
        super().__init__(f"期限{spoken(due)}还没有届满，不能记为逾期。请在当日24时之后再记。")


class NothingProposed(NotNow):
    """No rung without its ground: what was not proposed is not decided."""

    asked = "没有升级提议，决定是否升级"


class RungBelowProposal(Refused):
    field = "rung"

    def __init__(self, proposed: Rung) -> None:
        super().__init__(f"不能低于提议的{RUNG_WORDS[proposed]}。不同意升级的，请选择不升级并写明理由。")


class SkippingNeedsGround(Refused):
    """A rung is skipped only for grave danger, refusal or retaliation."""

    field = "skip_ground"

    def __init__(self, proposed: Rung) -> None:
        super().__init__(
            f"越过{RUNG_WORDS[proposed]}直接升级，须有重大隐患、拒不整改或打击报复的情形。请选择情形，或按提议升级。"
        )


class NoGraveDanger(Refused):
    """Grave danger is what the inspection found, not what is claimed later."""

    field = "skip_ground"

    def __init__(self, severity: str) -> None:
        super().__init__(f"本案的严重程度是{severity}，不是重大隐患。请选择其他情形，或按提议升级。")


class OnlyTheChairDecidesAccountability(Refused):
    """问责 is the committee's: its chair or vice-chair approves (教育督导问责办法, V2)."""

    def __init__(self) -> None:
        super().__init__("问责由督导委员会主任或者副主任决定。请转请主任决定。")


def prompt(command: Prompt, case: Case, terms: Terms) -> list[CaseEvent]:
    duty, today = case.duty, day_of(command.now)
    if duty is None or duty.id != command.duty or case.prompted >= command.number or today > duty.due.on:
        return []
    left = terms.workdays_left(today, duty.due.on)
    return [PromptIssued(about=case.about, duty=duty, number=command.number, workdays_left=left)]


def miss_deadline(command: MissDeadline, case: Case, terms: Terms) -> list[CaseEvent]:
    missed, today = case.duty, day_of(command.now)
    if missed is None or missed.id != command.duty or case.missed:
        return []
    if today <= missed.due.on:
        raise NotYetDue(missed.due.on)
    ground = f"{DUTY_WORDS[missed.kind]}逾期，期限为{spoken(missed.due.on)}"
    proposal = propose(case, ground, terms, today) if missed.owner_role is Role.UNIT else None
    if proposal is None:
        return [DeadlineMissed(about=case.about, duty=missed, missed=missed)]
    return [DeadlineMissed(about=case.about, duty=proposal.duty, missed=missed), proposal]


def propose(case: Case, ground: str, terms: Terms, today: date) -> EscalationProposed | None:
    """The proposal of the next rung; None at the top of the ladder."""
    rung = case.rung.next
    if rung is None:
        return None
    due = terms.due(f"decide_{rung}", today)
    duty = owe(case, DutyKind.DECIDE_ESCALATION, terms, today, due=due, role=DECIDES[rung])
    return EscalationProposed(about=case.about, duty=duty, rung=rung, ground=ground, on=today)


def decide_escalation(command: DecideEscalation, case: Case, terms: Terms) -> list[CaseEvent]:
    if _already_decided(command, case):
        return []
    if not isinstance(case.escalation, Proposed):
        raise NothingProposed(case)
    if not command.reason.strip():
        raise ReasonMissing("升级或者不升级的理由")
    if command.escalate:
        return _escalate(command, case, case.escalation, terms)
    return _decline(command, case, case.escalation, terms)


def _already_decided(command: DecideEscalation, case: Case) -> bool:
    if command.escalate:
        return isinstance(case.escalation, Decided) and case.escalation.reason == command.reason
    last = case.rounds[-1] if case.rounds else None
    return bool(last and last.began_with == "EscalationDeclined" and last.note == command.reason)


def _escalate(command: DecideEscalation, case: Case, proposed: Proposed, terms: Terms) -> list[CaseEvent]:
    rung, today = command.rung or proposed.rung, day_of(command.now)
    if rung.height < proposed.rung.height:
        raise RungBelowProposal(proposed.rung)
    if rung is not proposed.rung and command.skip_ground is None:
        raise SkippingNeedsGround(proposed.rung)
    if command.skip_ground is SkipGround.GRAVE_SAFETY and case.about.severity != GRAVE:
        raise NoGraveDanger(case.about.severity)
    if rung is Rung.ACCOUNTABILITY and command.by.role is not Role.CHAIR:
        raise OnlyTheChairDecidesAccountability
    due = _act_due(rung, case, proposed, terms, today)
    duty = owe(case, ACTS[rung], terms, today, due=due)
    events: list[CaseEvent] = [
        EscalationDecided(
            about=case.about,
            duty=duty,
            rung=rung,
            reason=command.reason,
            skip_ground=command.skip_ground,
            by=person(command.by),
            on=today,
        )
    ]
    if rung is Rung.ACCOUNTABILITY:
        events.append(AccountabilityStarted(about=case.about, duty=duty, work_group=due, on=today))
    return events


def _act_due(rung: Rung, case: Case, proposed: Proposed, terms: Terms, today: date) -> Due:
    """The act is due when the decision was; the interview and the work group have rules of their own."""
    if rung is Rung.INTERVIEW:
        return terms.due("hold_interview", today)
    if rung is Rung.ACCOUNTABILITY:
        return terms.due("work_group", proposed.on)
    assert case.duty is not None
    in_time = rung is proposed.rung and case.duty.due.on >= today
    return case.duty.due if in_time else terms.due(f"decide_{rung}", today)


def _decline(command: DecideEscalation, case: Case, proposed: Proposed, terms: Terms) -> list[CaseEvent]:
    if proposed.rung is Rung.ACCOUNTABILITY and command.by.role is not Role.CHAIR:
        raise OnlyTheChairDecidesAccountability
    today = day_of(command.now)
    due = terms.due(RENEWED_LIMIT, today)
    return [
        EscalationDeclined(
            about=case.about,
            duty=owe_under(case, resumed(case.stage), due, terms, today),
            rung=proposed.rung,
            reason=command.reason,
            round=case.round + 1,
            due=due,
            by=person(command.by),
            on=today,
        )
    ]
