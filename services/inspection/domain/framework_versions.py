"""The versions of an indicator framework: drafted, published, and from then on immutable (Q34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias, assert_never

from services.inspection.domain.framework import Framework
from services.inspection.domain.framework_faults import Fault, faults
from services.inspection.domain.procedure import Person, person
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Decider, Refused


@dataclass(frozen=True, slots=True)
class DraftFramework:
    """Write the next version, or write its draft anew."""

    by: Actor
    now: datetime
    framework: Framework


@dataclass(frozen=True, slots=True)
class PublishFramework:
    """Publish the draft, which must be the version that was looked at."""

    by: Actor
    now: datetime
    code: str
    version: int


FrameworkCommand: TypeAlias = DraftFramework | PublishFramework


@dataclass(frozen=True, slots=True)
class FrameworkDrafted:
    framework: Framework
    version: int
    by: Person
    on: date


@dataclass(frozen=True, slots=True)
class FrameworkPublished:
    """The version is used from now on, and stays as it is."""

    code: str
    version: int
    by: Person
    on: date


FrameworkEvent: TypeAlias = FrameworkDrafted | FrameworkPublished


@dataclass(frozen=True, slots=True)
class Draft:
    framework: Framework
    by: Person


@dataclass(frozen=True, slots=True)
class Versions:
    """All published versions by number, and the draft of the next one."""

    published: Mapping[int, Framework] = field(default_factory=lambda: MappingProxyType({}))
    draft: Draft | None = None

    @property
    def next(self) -> int:
        return len(self.published) + 1

    @property
    def latest(self) -> Framework | None:
        return self.published.get(len(self.published))


class FrameworkFaulty(Refused):
    """What is wrong is told part by part in `faults`."""

    field = "framework"

    def __init__(self, found: list[Fault]) -> None:
        more = f"还有{len(found) - 3}处要改。" if len(found) > 3 else ""
        super().__init__("".join(f"{one.message}。{one.mend}" for one in found[:3]) + more)
        self.faults = found


class NoDraft(Refused):
    field = "version"

    def __init__(self, version: int) -> None:
        super().__init__(f"没有第{version}版草案。请刷新查看，先导入或者填写草案。")


class OwnDraft(Refused):
    """Four eyes: who wrote the draft does not publish it."""

    def __init__(self) -> None:
        super().__init__("不能发布自己起草的指标体系。请由其他负责人审核后发布。")


class NoSuchFramework(Refused):
    field = "framework"

    def __init__(self, code: str, version: int | None) -> None:
        which = f"第{version}版" if version else "已发布的版本"
        super().__init__(f"指标体系{code}没有{which}。请核对代码和版本；草案发布后才能使用。")


def decide(command: FrameworkCommand, state: Versions) -> list[FrameworkEvent]:
    match command:
        case DraftFramework():
            return draft_framework(command, state)
        case PublishFramework():
            return publish_framework(command, state)
        case _:
            assert_never(command)


def draft_framework(command: DraftFramework, state: Versions) -> list[FrameworkEvent]:
    framework, by = command.framework, person(command.by)
    standing = state.draft.framework if state.draft else state.latest
    if standing == framework:
        return []
    if found := faults(framework):
        raise FrameworkFaulty(found)
    return [FrameworkDrafted(framework, state.next, by, day_of(command.now))]


def publish_framework(command: PublishFramework, state: Versions) -> list[FrameworkEvent]:
    if command.version in state.published:
        return []
    if state.draft is None or command.version != state.next:
        raise NoDraft(command.version)
    if state.draft.by.id == command.by.id:
        raise OwnDraft
    return [FrameworkPublished(command.code, command.version, person(command.by), day_of(command.now))]


def evolve(state: Versions, event: FrameworkEvent) -> Versions:
    match event:
        case FrameworkDrafted():
            return Versions(state.published, Draft(event.framework, event.by))
        case FrameworkPublished():
            assert state.draft is not None
            published = {**state.published, event.version: state.draft.framework}
            return Versions(MappingProxyType(published))
        case _:
            assert_never(event)


FRAMEWORK: Decider[FrameworkCommand, Versions, FrameworkEvent] = Decider(Versions(), decide, evolve)
