"""Facts of the roster: units, zones, inspectors, posts, recusals, accounts; its alarms are told here as well."""

from datetime import date
from typing import ClassVar, Literal

from .envelope import FACTS
from .roster_alarms import (
    ComprehensiveInspectionDueV1 as ComprehensiveInspectionDueV1,
)
from .roster_alarms import (
    InspectorOutOfTermV1 as InspectorOutOfTermV1,
)
from .roster_alarms import (
    InspectorOverloadedV1 as InspectorOverloadedV1,
)
from .roster_alarms import (
    PostRotationDueV1 as PostRotationDueV1,
)
from .roster_alarms import (
    StaffingRuleBrokenV1 as StaffingRuleBrokenV1,
)
from .roster_alarms import (
    StaffingRuleMetV1 as StaffingRuleMetV1,
)
from .roster_alarms import (
    TermEndingV1 as TermEndingV1,
)
from .roster_alarms import (
    TrainingBehindV1 as TrainingBehindV1,
)
from .roster_alarms import (
    UnitCoveredV1 as UnitCoveredV1,
)
from .roster_alarms import (
    UnitUncoveredV1 as UnitUncoveredV1,
)
from .roster_fact import RosterFact as RosterFact


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
    """An inspector no longer answers for a unit; what was open there goes over to `successor` if any.

    `since` is when he began to; None in facts that were told before it was.
    """

    name: ClassVar[str] = "post-ended"
    unit: str
    inspector: str
    ended_on: date
    successor: str | None = None
    since: date | None = None


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
