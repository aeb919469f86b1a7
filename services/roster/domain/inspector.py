"""An inspector (督学): his term, the units he answers for and those he may not inspect."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

from services.roster.domain.appointment import check_appointment
from services.roster.domain.commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    EndPost,
    InspectorCommand,
)
from services.roster.domain.details import InspectorDetails
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorEvent,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
)
from shared.event_sourcing.decider import Decider, Refused, Role
from shared.workdays.deadline import SHANGHAI


class InspectorNotAppointed(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"没有编号为{inspector}的督学。请核对编号，或先聘任。")


class PostConflictsWithRecusal(Refused):
    article = "《教育督导条例》第十条"
    field = "unit"

    def __init__(self, inspector: str, unit: str) -> None:
        super().__init__(f"{inspector}对单位{unit}应当回避，不能挂牌。请改派其他督学。")


class PostAlreadyHeld(Refused):
    field = "since"

    def __init__(self, inspector: str, unit: str, post: "Post") -> None:
        until = f"至{post.ended_on}" if post.ended_on else "至今"
        super().__init__(f"{inspector}在单位{unit}已有挂牌（{post.since}{until}），日期重叠。请核对日期。")


class PostNotHeld(Refused):
    field = "unit"

    def __init__(self, inspector: str, unit: str) -> None:
        super().__init__(f"{inspector}在单位{unit}没有挂牌，不能撤牌。请核对督学和单位。")


class PostEndsBeforeItBegins(Refused):
    field = "ended_on"

    def __init__(self, post: "Post") -> None:
        super().__init__(f"撤牌日期不能早于挂牌日期{post.since}。请改正日期。")


class RecusalOfAnother(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("督学只能申报自己的回避。他人的回避请由督导室登记。")


@dataclass(frozen=True, slots=True)
class Post:
    """The latest time of an inspector at a unit; `ended_on` is None while it lasts."""

    since: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class NotAppointed:
    """Nobody has this number."""


@dataclass(frozen=True, slots=True)
class Appointed:
    """An inspector; `recusals` are (unit, relation)."""

    details: InspectorDetails
    posts: Mapping[str, Post] = field(default_factory=lambda: MappingProxyType({}))
    recusals: frozenset[tuple[str, str]] = frozenset()

    def recused_from(self, unit: str) -> bool:
        return any(unit == recused for recused, _ in self.recusals)


Inspector = NotAppointed | Appointed


def appoint_inspector(command: AppointInspector, inspector: Inspector) -> list[InspectorEvent]:
    held = inspector.details if isinstance(inspector, Appointed) else None
    if held == command.details:
        return []
    check_appointment(command.details, held, command.rules)
    return [InspectorAppointed(command.inspector, command.details)]


def assign_post(command: AssignPost, inspector: Appointed) -> list[InspectorEvent]:
    post = inspector.posts.get(command.unit)
    if post is not None and post.since == command.since:
        return []
    if inspector.recused_from(command.unit):
        raise PostConflictsWithRecusal(command.inspector, command.unit)
    if post is not None and (post.ended_on is None or command.since <= post.ended_on):
        raise PostAlreadyHeld(command.inspector, command.unit, post)
    return [PostAssigned(command.unit, command.inspector, command.since)]


def end_post(command: EndPost, inspector: Appointed) -> list[InspectorEvent]:
    post = inspector.posts.get(command.unit)
    if post is not None and post.ended_on == command.ended_on:
        return []
    if post is None or post.ended_on is not None:
        raise PostNotHeld(command.inspector, command.unit)
    if command.ended_on < post.since:
        raise PostEndsBeforeItBegins(post)
    return [PostEnded(command.unit, command.inspector, command.ended_on)]


def declare_recusal(command: DeclareRecusal, inspector: Appointed) -> list[InspectorEvent]:
    """A recusal also ends a post at that unit: who must recuse himself cannot answer for it (条例 10)."""
    if command.by.role is Role.INSPECTOR and command.by.id != command.inspector:
        raise RecusalOfAnother
    if (command.unit, command.relation) in inspector.recusals:
        return []
    events: list[InspectorEvent] = [
        RecusalDeclared(command.inspector, command.unit, command.relation, command.since)
    ]
    post = inspector.posts.get(command.unit)
    if post is not None and post.ended_on is None:
        today = command.now.astimezone(SHANGHAI).date()
        events.append(PostEnded(command.unit, command.inspector, max(today, post.since)))
    return events


def decide(command: InspectorCommand, inspector: Inspector) -> list[InspectorEvent]:
    if isinstance(command, AppointInspector):
        return appoint_inspector(command, inspector)
    if isinstance(inspector, NotAppointed):
        raise InspectorNotAppointed(command.inspector)
    match command:
        case AssignPost():
            return assign_post(command, inspector)
        case EndPost():
            return end_post(command, inspector)
        case DeclareRecusal():
            return declare_recusal(command, inspector)
        case _:
            assert_never(command)


def evolve(inspector: Inspector, event: InspectorEvent) -> Inspector:
    match event, inspector:
        case InspectorAppointed(details=details), Appointed():
            return replace(inspector, details=details)
        case InspectorAppointed(details=details), _:
            return Appointed(details)
        case PostAssigned(), Appointed():
            return _with_post(inspector, event.unit, Post(event.since))
        case PostEnded(), Appointed():
            return _with_post(
                inspector, event.unit, replace(inspector.posts[event.unit], ended_on=event.ended_on)
            )
        case RecusalDeclared(), Appointed():
            return replace(inspector, recusals=inspector.recusals | {(event.unit, event.relation)})
        case _:
            return inspector


def _with_post(inspector: Appointed, unit: str, post: Post) -> Appointed:
    return replace(inspector, posts=MappingProxyType({**inspector.posts, unit: post}))


INSPECTOR: Decider[InspectorCommand, Inspector, InspectorEvent] = Decider(NotAppointed(), decide, evolve)
