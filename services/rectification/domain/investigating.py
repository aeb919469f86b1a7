"""From the clue to the decision whether to start: the work group and the facts (问责办法, V2)."""

from collections import Counter

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import (
    DecideStart,
    DropAccountability,
    EstablishFacts,
    FormGroup,
    RegisterClue,
)
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_stages import (
    Accountability,
    AccountabilityState,
    Approved,
    Ended,
    Established,
    Investigating,
    Notified,
    Registered,
    Started,
    UnderApproval,
    Unregistered,
    words,
)
from services.rectification.domain.barring import require_clear
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clock, Clocks, Task
from services.rectification.domain.proceeding import DoneOtherwise, NotAtThisStep, require_text, said
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.rules.rule import Rule

MEASURES_LAW = "《教育督导问责办法》（国教督〔2021〕2号）"
"""Read in excerpts only: cited by its number, never with an article."""


class GroupTooSmall(Refused):
    """How many investigate is the office's own rule."""

    field = "members"

    def __init__(self, rule: Rule, given: int) -> None:
        super().__init__(
            f"调查认定工作组至少要有{rule.number}人（本区设定），各人只列一次，现在是{given}人。请补足。"
        )


class DepartmentMissing(Refused):
    """The office sets the group up together with departments."""

    article = MEASURES_LAW
    field = "members"

    def __init__(self) -> None:
        super().__init__("调查认定工作组由督导机构会同有关部门成立。请写明每名成员的部门，并至少有两个部门。")


class LatenessUnexplained(Refused):
    """60 days after the inspection work was completed: later, and with the reason."""

    article = MEASURES_LAW
    field = "late_reason"

    def __init__(self, due: Due) -> None:
        super().__init__(f"调查认定工作组应当在{spoken(due.on)}前成立，现已逾期。请写明逾期的原因后再提交。")


class OnlyTheChair(Refused):
    """问责 is the committee's: its chair or vice-chair decides."""

    article = MEASURES_LAW

    def __init__(self) -> None:
        super().__init__("这一步由督导委员会主任或者副主任决定。请转请主任办理。")


class FactsMissing(Refused):
    article = MEASURES_LAW
    field = "facts"

    def __init__(self) -> None:
        super().__init__("没有写明问责事实和证据。请逐条写明后再提交。")


class InspectionNotCompleted(Refused):
    field = "completed_on"

    def __init__(self) -> None:
        super().__init__("督导工作完成的日期不能在今天以后。请改正。")


def require_chair(by: Actor) -> None:
    if by.role is not Role.CHAIR:
        raise OnlyTheChair


def register_clue(
    command: RegisterClue, state: AccountabilityState, terms: Terms
) -> list[AccountabilityEvent]:
    if not isinstance(state, Unregistered):
        if (state.subject, state.clue) == (command.subject, command.clue):
            return []
        raise DoneOtherwise("这条线索")
    require_text(command.clue.text, "线索的内容")
    require_text(command.clue.source, "线索的来源")
    today = day_of(command.now)
    completed = command.completed_on or today
    if completed > today:
        raise InspectionNotCompleted
    group = owed(command.about, Clocks(), Task.FORM_GROUP, terms, completed)
    return [
        happened.ClueRegistered(
            **said(command.about, command),
            started=(group,),
            subject=command.subject,
            clue=command.clue,
            completed_on=completed,
            barred=tuple(sorted(set(command.barred))),
        )
    ]


def form_group(command: FormGroup, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    if not isinstance(state.stage, Registered):
        if state.group == command.members:
            return []
        raise NotAtThisStep("成立工作组", words(state.stage))
    people = [member.id for member in command.members]
    require_clear(command, state, people)
    today = day_of(command.now)
    rule = terms.pack_on(today).rule("accountability_group_size")
    if len(people) < rule.number or max(Counter(people).values()) > 1:
        raise GroupTooSmall(rule, len(set(people)))
    departments = {member.department.strip() for member in command.members}
    if "" in departments or len(departments) < 2:
        raise DepartmentMissing
    if today > state.stage.group_due.on and not command.late_reason.strip():
        raise LatenessUnexplained(state.stage.group_due)
    facts = owed(state.about, state.clocks, Task.ESTABLISH_FACTS, terms, today)
    return [
        happened.InvestigationGroupFormed(
            **said(state.about, command),
            started=(facts,),
            members=command.members,
            late_reason=command.late_reason if today > state.stage.group_due.on else "",
            case=state.clue.case,
        )
    ]


def establish_facts(
    command: EstablishFacts, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    stage, today = state.stage, day_of(command.now)
    if isinstance(stage, Established) and (stage.facts, stage.grave) == (command.facts, command.grave):
        return []
    if not isinstance(stage, Investigating):
        raise NotAtThisStep("认定事实", words(stage))
    require_clear(command, state, (member.id for member in state.group))
    rule = terms.pack_on(today).rule("accountability_group_size")
    if len(state.group) < rule.number:
        raise GroupTooSmall(rule, len(state.group))
    if not command.facts or not all(fact.text.strip() and fact.evidence.strip() for fact in command.facts):
        raise FactsMissing
    start = owed(state.about, state.clocks, Task.DECIDE_START, terms, today)
    return [
        happened.FactsEstablished(
            **said(state.about, command), started=(start,), facts=command.facts, grave=command.grave
        )
    ]


def decide_start(command: DecideStart, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """Yes or no, and the reasons of both."""
    stage = state.stage
    if isinstance(stage, Started) and command.start:
        return []
    if isinstance(stage, Ended) and not command.start and stage.reason == command.reason:
        return []
    if not isinstance(stage, Established):
        raise NotAtThisStep("决定是否启动问责", words(stage))
    require_chair(command.by)
    require_clear(command, state)
    require_text(command.reason, "启动或者不启动问责的理由")
    notify = owed(state.about, state.clocks, Task.NOTIFY_OPINION, terms, day_of(command.now))
    return [
        happened.StartDecided(
            **said(state.about, command),
            started=(notify,) if command.start else (),
            stopped=() if command.start else (Clock.PROCEDURE,),
            start=command.start,
            reason=command.reason,
        )
    ]


def drop_accountability(command: DropAccountability, state: Accountability) -> list[AccountabilityEvent]:
    stage = state.stage
    if isinstance(stage, Ended) and stage.reason == command.reason:
        return []
    if not isinstance(stage, Started | Notified | UnderApproval | Approved):
        raise NotAtThisStep("终止问责", words(stage))
    require_chair(command.by)
    require_clear(command, state)
    require_text(command.reason, "终止问责的理由")
    return [
        happened.AccountabilityDropped(
            **said(state.about, command), stopped=(Clock.PROCEDURE,), reason=command.reason
        )
    ]
