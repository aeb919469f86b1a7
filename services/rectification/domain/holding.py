"""From the members' opinions to the served decision: consultation, approval, the five items (问责办法, V2)."""

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import (
    ApproveDecision,
    ConsultMembers,
    ServeDecision,
)
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import Decision
from services.rectification.domain.accountability_stages import (
    Accountability,
    Approved,
    InForce,
    Notified,
    UnderApproval,
    words,
)
from services.rectification.domain.barring import require_clear
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.investigating import MEASURES_LAW, require_chair
from services.rectification.domain.notifying import require_allowed
from services.rectification.domain.proceeding import NotAtThisStep, said
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused


class DefenceStillOpen(Refused):
    """No decision before the subject was heard, has waived it, or its time has passed."""

    article = MEASURES_LAW

    def __init__(self, due: Due) -> None:
        super().__init__(
            f"陈述申辩的期限到{spoken(due.on)}为止，期满以前不能形成问责意见。请等期满，或者当事人表示不再申辩。"
        )


class DefenceNotWeighed(Refused):
    article = MEASURES_LAW

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}次陈述申辩还没有答复。请先研究并答复。")


class NobodyConsulted(Refused):
    article = MEASURES_LAW
    field = "consulted"

    def __init__(self) -> None:
        super().__init__("形成问责意见应当征求成员单位意见。请写明征求了哪些单位和各自的意见。")


class NeverNotified(Refused):
    """What the subject could not defend itself against is not decided."""

    article = MEASURES_LAW
    field = "measures"

    def __init__(self, measures: tuple[str, ...]) -> None:
        super().__init__(f"{'、'.join(measures)}没有告知过当事人，不能决定。请先告知并听取陈述申辩。")


class ItemMissing(Refused):
    """基本情况, 事实, 依据, 方式, 生效时间: the decision states all five."""

    article = MEASURES_LAW
    field = "background"

    def __init__(self, item: str) -> None:
        super().__init__(f"问责决定书没有写明{item}。请补上后再提交。")


class ApproverInvestigated(Refused):
    """Four eyes: who investigated does not approve."""

    def __init__(self) -> None:
        super().__init__("调查认定工作组的成员不能审定本案的问责决定。请由其他主任、副主任审定。")


def consult_members(
    command: ConsultMembers, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    stage, today = state.stage, day_of(command.now)
    if isinstance(stage, UnderApproval) and stage.draft == command.draft:
        return []
    if not isinstance(stage, Notified):
        raise NotAtThisStep("征求成员单位意见", words(stage))
    require_clear(command, state)
    if not stage.waived and today <= stage.defence_due.on:
        raise DefenceStillOpen(stage.defence_due)
    for number, defence in enumerate(stage.defences, start=1):
        if defence.answer is None:
            raise DefenceNotWeighed(number)
    if not command.consulted or not all(
        one.unit.strip() and one.opinion.strip() for one in command.consulted
    ):
        raise NobodyConsulted
    require_allowed(command.draft.measures, state.subject, terms, today)
    if unheard := tuple(m for m in command.draft.measures if m not in stage.measures):
        raise NeverNotified(unheard)
    if not command.draft.background.strip():
        raise ItemMissing("基本情况")
    approve = owed(state.about, state.clocks, Task.APPROVE_DECISION, terms, today)
    return [
        happened.MembersConsulted(
            **said(state.about, command),
            started=(approve,),
            consulted=command.consulted,
            draft=command.draft,
        )
    ]


def approve_decision(
    command: ApproveDecision, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    if isinstance(state.stage, Approved):
        return []
    if not isinstance(state.stage, UnderApproval):
        raise NotAtThisStep("审定问责决定", words(state.stage))
    require_chair(command.by)
    require_clear(command, state)
    if command.by.id in {member.id for member in state.group}:
        raise ApproverInvestigated
    serve = owed(state.about, state.clocks, Task.SERVE_DECISION, terms, day_of(command.now))
    return [happened.DecisionApproved(**said(state.about, command), started=(serve,))]


def serve_decision(command: ServeDecision, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """Both remedies count from service; a decision takes effect with it, or on the later day it names."""
    stage, about, today = state.stage, state.about, day_of(command.now)
    if isinstance(stage, InForce):
        return []
    if not isinstance(stage, Approved):
        raise NotAtThisStep("送达问责决定书", words(stage))
    require_clear(command, state)
    effective_on = max(stage.draft.effective_on or today, today)
    review = owed(about, state.clocks, Task.ASK_REVIEW, terms, today, clock=Clock.REVIEW)
    appeal = owed(about, state.clocks, Task.APPEAL_DIRECTLY, terms, today, clock=Clock.APPEAL)
    then = (
        owed(about, state.clocks, Task.EXECUTE, terms, effective_on, clock=Clock.EXECUTION),
        owed(about, state.clocks, Task.PUBLISH_DECISION, terms, effective_on, clock=Clock.PUBLICATION),
        owed(about, state.clocks, Task.ARCHIVE, terms, review.due.on),
    )
    notified = stage.notified
    decision = Decision(
        letter=command.letter,
        background=stage.draft.background,
        facts=notified.established.facts,
        basis=notified.basis,
        measures=stage.draft.measures,
        effective_on=effective_on,
        aggravation=notified.aggravation,
        served_on=today,
        considered=stage.draft.considered,
    )
    return [
        happened.DecisionServed(
            **said(about, command),
            started=(review, appeal, *then),
            decision=decision,
            subject=state.subject,
            review_due=review.due,
            appeal_due=appeal.due,
        )
    ]
