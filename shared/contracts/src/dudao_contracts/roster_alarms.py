"""What of the roster needs the office (提醒): broken rules, ends of terms, gaps, loads."""

from datetime import date
from typing import ClassVar

from .envelope import FACTS
from .roster_fact import RosterFact


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
class InspectorOutOfTermV1(RosterFact):
    """An inspector whose term has run out still inspects (任期已满仍在督导): so many visits since."""

    name: ClassVar[str] = "inspector-out-of-term"
    inspector: str
    inspector_name: str
    term_to: date
    visits: int
    last_visit: date


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
    """The head's term of office ends, so a comprehensive inspection of the unit is due (任期综合督导).

    `left`: he left before his term was over, and `term_to` is his last day.
    """

    name: ClassVar[str] = "comprehensive-inspection-due"
    unit: str
    unit_name: str
    head: str
    since: date
    term_to: date
    left: bool = False
