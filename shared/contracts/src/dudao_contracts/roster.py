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
    contact: str | None = None
    duties: str | None = None
    joined_on: date | None = None
    left_on: date | None = None


@FACTS.add
class UnitRegisteredV1(UnitState):
    """A unit entered the register (单位登记)."""

    name: ClassVar[str] = "unit-registered"


@FACTS.add
class UnitChangedV1(UnitState):
    """Something about a unit changed (单位变更); carries the whole new state."""

    name: ClassVar[str] = "unit-changed"


@FACTS.add
class HeadAppointedV1(RosterFact):
    """The term of office of a unit's head (主要负责人任期); `term_to` None while it is not fixed."""

    name: ClassVar[str] = "head-appointed"
    code: str
    head: str
    since: date
    term_to: date | None


@FACTS.add
class UnitMergedV1(RosterFact):
    """A unit became part of another on a day (撤并); what was open of it goes on there."""

    name: ClassVar[str] = "unit-merged"
    code: str
    into: str
    on: date


@FACTS.add
class UnitClosedV1(RosterFact):
    """A unit ended on a day (撤销)."""

    name: ClassVar[str] = "unit-closed"
    code: str
    on: date


@FACTS.add
class ZoneDrawnV1(RosterFact):
    """A zone (责任区) exists."""

    name: ClassVar[str] = "zone-drawn"
    zone: str


class InspectorState(RosterFact):
    """An inspector (督学) and his latest term; the latest `sequence` wins."""

    inspector: str
    inspector_name: str
    kind: Literal["full_time", "part_time"]
    zone: str | None
    term_from: date
    term_to: date


@FACTS.add
class InspectorAppointedV1(InspectorState):
    """An inspector (督学) was appointed for a term."""

    name: ClassVar[str] = "inspector-appointed"


@FACTS.add
class InspectorRenewedV1(InspectorState):
    """An inspector was appointed for one more term (续聘)."""

    name: ClassVar[str] = "inspector-renewed"


@FACTS.add
class InspectorSuspendedV1(RosterFact):
    """An inspector does no duty from a day on (暂停); the ground stays in the roster."""

    name: ClassVar[str] = "inspector-suspended"
    inspector: str
    on: date


@FACTS.add
class InspectorReturnedV1(RosterFact):
    """A suspended inspector does duty again (恢复)."""

    name: ClassVar[str] = "inspector-returned"
    inspector: str
    on: date


@FACTS.add
class InspectorExitedV1(RosterFact):
    """An inspector left his office (退出); the ground stays in the roster."""

    name: ClassVar[str] = "inspector-exited"
    inspector: str
    on: date


@FACTS.add
class TrainingRecordedV1(RosterFact):
    """An inspector trained for some hours (学时); the same training again replaces what was said before."""

    name: ClassVar[str] = "training-recorded"
    inspector: str
    on: date
    hours: int
    mode: str
    title: str


@FACTS.add
class InspectorAppraisedV1(RosterFact):
    """An inspector was appraised for a year (年度考核); the grade stays in the roster."""

    name: ClassVar[str] = "inspector-appraised"
    inspector: str
    year: int


@FACTS.add
class PostAssignedV1(RosterFact):
    """An inspector answers for a unit (挂牌) since a day."""

    name: ClassVar[str] = "post-assigned"
    unit: str
    inspector: str
    since: date


@FACTS.add
class PostEndedV1(RosterFact):
    """An inspector no longer answers for a unit; what was open there goes over to `successor` if any."""

    name: ClassVar[str] = "post-ended"
    unit: str
    inspector: str
    ended_on: date
    successor: str | None = None


@FACTS.add
class RecusalDeclaredV1(RosterFact):
    """An inspector may not inspect a unit (回避). The reason is personal and stays in the roster."""

    name: ClassVar[str] = "recusal-declared"
    inspector: str
    unit: str
    since: date


@FACTS.add
class RecusalLiftedV1(RosterFact):
    """An inspector may inspect a unit again: nothing stands between them any more (解除回避)."""

    name: ClassVar[str] = "recusal-lifted"
    inspector: str
    unit: str
    on: date


@FACTS.add
class StaffingRuleBrokenV1(RosterFact):
    """The corps of inspectors breaks a rule (配备不达标). `scope` is a zone, or empty for the district."""

    name: ClassVar[str] = "staffing-rule-broken"
    rule: str
    title: str
    scope: str
    arithmetic: str
    since: date


@FACTS.add
class StaffingRuleMetV1(RosterFact):
    """A rule that was broken is met again."""

    name: ClassVar[str] = "staffing-rule-met"
    rule: str
    title: str
    scope: str
    on: date


@FACTS.add
class TermEndingV1(RosterFact):
    """The term of an inspector ends soon, or has run out (聘期将满). `renewable` whether it can be renewed; why not is personal."""

    name: ClassVar[str] = "term-ending"
    inspector: str
    inspector_name: str
    term_to: date
    renewable: bool


@FACTS.add
class TrainingBehindV1(RosterFact):
    """An inspector has too few hours of training for the time of the year (学时不足)."""

    name: ClassVar[str] = "training-behind"
    inspector: str
    inspector_name: str
    year: int
    hours: int
    needed: int


@FACTS.add
class UnitUncoveredV1(RosterFact):
    """Nobody in office answers for a unit (无人督导)."""

    name: ClassVar[str] = "unit-uncovered"
    unit: str
    unit_name: str
    zone: str | None
    since: date


@FACTS.add
class UnitCoveredV1(RosterFact):
    """Somebody answers for a unit again that nobody answered for."""

    name: ClassVar[str] = "unit-covered"
    unit: str
    on: date


@FACTS.add
class InspectorOverloadedV1(RosterFact):
    """An inspector answers for more units than the office allows (负荷过重)."""

    name: ClassVar[str] = "inspector-overloaded"
    inspector: str
    inspector_name: str
    units: int
    most: int


@FACTS.add
class PostRotationDueV1(RosterFact):
    """An inspector has answered for one unit so long that another should (到期交流)."""

    name: ClassVar[str] = "post-rotation-due"
    inspector: str
    inspector_name: str
    unit: str
    unit_name: str
    since: date
    years: int


@FACTS.add
class ComprehensiveInspectionDueV1(RosterFact):
    """The head's term of office ends, so a comprehensive inspection of the unit is due (任期综合督导)."""

    name: ClassVar[str] = "comprehensive-inspection-due"
    unit: str
    unit_name: str
    head: str
    since: date
    term_to: date


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
