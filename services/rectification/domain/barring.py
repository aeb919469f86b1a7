"""Who may never act in an accountability (条例 10): who is complained of, relatives, whoever must recuse himself."""

from collections.abc import Collection, Iterable
from typing import Protocol

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import AskRecusal, DecideRecusal
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import SubjectKind
from services.rectification.domain.accountability_stages import (
    Accountability,
    Archived,
    Ended,
    InForce,
    words,
)
from services.rectification.domain.proceeding import (
    DoneOtherwise,
    NotAtThisStep,
    require_own,
    require_text,
    said,
)
from shared.event_sourcing.decider import Actor, Refused, Role

RECUSAL = "《教育督导条例》第十条"


class MustRecuse(Refused):
    """条例 10: near relatives of the person in charge, and whoever else may not judge fairly."""

    article = RECUSAL

    def __init__(self, people: Collection[str]) -> None:
        super().__init__(
            f"{'、'.join(sorted(people))}是本案当事人或者应当回避的人，不能办理本案。请改由其他人员办理。"
        )


class RecusalUndecided(Refused):
    """条例 10: whose recusal is asked for does nothing here before it is decided."""

    article = RECUSAL

    def __init__(self, people: Collection[str]) -> None:
        super().__init__(f"对{'、'.join(sorted(people))}的回避申请还没有决定。请先作出决定。")


class OwnRecusal(Refused):
    """条例 10: neither who asks for it decides, nor whom it is about."""

    article = RECUSAL

    def __init__(self) -> None:
        super().__init__("提出回避申请的人和被申请回避的人不能自己作决定。请由其他负责人决定。")


class NoRecusalAsked(Refused):
    field = "person"

    def __init__(self, person: str) -> None:
        super().__init__(f"没有对{person}的回避申请在等候决定。请刷新查看。")


class Acting(Protocol):
    """What is known of who asks."""

    @property
    def by(self) -> Actor: ...
    @property
    def recused(self) -> frozenset[str]: ...
    @property
    def inspector(self) -> str | None: ...


def require_clear(command: Acting, state: Accountability, others: Iterable[str] = ()) -> None:
    """Nobody barred has a hand in it: not who asks, and none of the others named. The subject's own acts are its right."""
    himself = {command.by.id, command.inspector} - {None} if command.by.role is not Role.UNIT else set()
    people = {*himself, *others}
    if barred := people & (state.barred | command.recused):
        raise MustRecuse({str(person) for person in barred})
    if undecided := people & state.asked.keys():
        raise RecusalUndecided({str(person) for person in undecided})


class NotForAnother(Refused):
    """To be heard and to challenge is the subject's own right."""

    def __init__(self) -> None:
        super().__init__("这是当事人本人的权利，只能由本人行使，或者由督导室登记本人提交的书面材料。")


def require_party(command: Acting, state: Accountability) -> None:
    """By the subject; or by the office, which enters what the subject handed in on paper."""
    by, subject = command.by, state.subject
    if subject.id and subject.id in {by.id, command.inspector}:
        return
    if by.role is Role.UNIT and subject.kind is SubjectKind.UNIT:
        require_own(by, state.about)
    elif by.role is Role.OFFICE:
        require_clear(command, state)
    else:
        raise NotForAnother


def ask_recusal(command: AskRecusal, state: Accountability) -> list[AccountabilityEvent]:
    """By the subject's unit, the office, or a member himself."""
    if command.by.role is Role.UNIT:
        require_own(command.by, state.about)
    if isinstance(state.stage, InForce | Archived | Ended):
        raise NotAtThisStep("申请回避", words(state.stage))
    if command.person in state.asked or state.decided.get(command.person):
        return []
    require_text(command.ground, "申请回避的理由")
    return [happened.RecusalAsked(**said(state.about, command), person=command.person, ground=command.ground)]


def decide_recusal(command: DecideRecusal, state: Accountability) -> list[AccountabilityEvent]:
    asked_by = state.asked.get(command.person)
    if asked_by is None:
        before = state.decided.get(command.person)
        if before is command.granted:
            return []
        raise NoRecusalAsked(command.person) if before is None else DoneOtherwise("对回避申请的决定")
    if {command.by.id, command.inspector} & {asked_by, command.person}:
        raise OwnRecusal
    if barred := {command.by.id, command.inspector} & (state.barred | command.recused):
        raise MustRecuse({str(person) for person in barred})
    require_text(command.reason, "决定的理由")
    return [
        happened.RecusalDecided(
            **said(state.about, command),
            person=command.person,
            granted=command.granted,
            reason=command.reason,
        )
    ]
