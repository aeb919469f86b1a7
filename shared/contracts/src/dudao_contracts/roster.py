"""Facts of the roster: units, zones, inspectors, posts, recusals, accounts."""

from datetime import date
from typing import ClassVar, Literal

from .envelope import FACTS, Fact


class RosterFact(Fact):
    service: ClassVar[str] = "roster"


class UnitState(RosterFact):
    """The whole state of an inspected unit (被督导单位); the latest `sequence` wins."""

    code: str
    unit_name: str
    kind: str
    campuses: int
    stages: tuple[str, ...]
    students: int
    classes: int
    ownership: str
    zone: str | None
    superior: str | None
    head: str | None
    head_since: date | None
    phone: str | None
    address: str | None


@FACTS.add
class UnitRegisteredV1(UnitState):
    """A unit entered the register (单位登记)."""

    name: ClassVar[str] = "unit-registered"


@FACTS.add
class UnitChangedV1(UnitState):
    """Something about a unit changed (单位变更); carries the whole new state."""

    name: ClassVar[str] = "unit-changed"


@FACTS.add
class ZoneDrawnV1(RosterFact):
    """A zone (责任区) exists."""

    name: ClassVar[str] = "zone-drawn"
    zone: str


@FACTS.add
class InspectorAppointedV1(RosterFact):
    """An inspector (督学) was appointed for a term."""

    name: ClassVar[str] = "inspector-appointed"
    inspector: str
    inspector_name: str
    kind: Literal["full_time", "part_time"]
    zone: str | None
    term_from: date
    term_to: date


@FACTS.add
class PostAssignedV1(RosterFact):
    """An inspector answers for a unit (挂牌) since a day."""

    name: ClassVar[str] = "post-assigned"
    unit: str
    inspector: str
    since: date


@FACTS.add
class PostEndedV1(RosterFact):
    """An inspector no longer answers for a unit."""

    name: ClassVar[str] = "post-ended"
    unit: str
    inspector: str
    ended_on: date


@FACTS.add
class RecusalDeclaredV1(RosterFact):
    """An inspector may not inspect a unit (回避). The reason is personal and stays in the roster."""

    name: ClassVar[str] = "recusal-declared"
    inspector: str
    unit: str
    since: date


@FACTS.add
class AccountOpenedV1(RosterFact):
    """A person can sign in, in these roles, for this unit if any."""

    name: ClassVar[str] = "account-opened"
    account: str
    person_name: str
    roles: tuple[str, ...]
    unit: str | None
    inspector: str | None


@FACTS.add
class AccountClosedV1(RosterFact):
    """A person can no longer sign in."""

    name: ClassVar[str] = "account-closed"
    account: str
