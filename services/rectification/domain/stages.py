"""Where a case stands, as types."""

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from services.rectification.domain.duty import Duty
from services.rectification.domain.issue import About, Evidence, Issue, Measure, Person, RecheckMethod
from services.rectification.domain.ladder import Rung
from services.rectification.domain.terms import Due


@dataclass(frozen=True, slots=True)
class Plan:
    """整改方案 as submitted; an interview's commitments are one, accepted on the spot."""

    measures: tuple[Measure, ...]
    by: Person | None
    on: date


@dataclass(frozen=True, slots=True)
class Completion:
    """整改报告. One that a ledger reports has no author and no files."""

    evidence: tuple[Evidence, ...]
    by: Person | None
    on: date


@dataclass(frozen=True, slots=True)
class RecheckMade:
    """What a recheck found."""

    passed: bool
    method: RecheckMethod
    note: str
    by: Person
    on: date


# The stages: what rectification itself waits for.


@dataclass(frozen=True, slots=True)
class Opened:
    """Waits for its notice; `reopened` says why, when the problem came back."""

    reopened: str | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """Waits for a plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """Waits for the office to review the plan."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class PlanSentBack:
    """Waits for a better plan."""

    plan: Plan
    reason: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """Being rectified: waits for the report of completion."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Reported:
    """Waits for the recheck. A completion taken over from a ledger came without a plan."""

    plan: Plan | None
    completion: Completion


@dataclass(frozen=True, slots=True)
class Failed:
    """The recheck failed: waits for the ladder, then goes on with the same plan."""

    plan: Plan
    recheck: RecheckMade


@dataclass(frozen=True, slots=True)
class Passed:
    """Waits for somebody else's approval to close."""

    recheck: RecheckMade


@dataclass(frozen=True, slots=True)
class Closed:
    """已销号; a revisit is due."""


@dataclass(frozen=True, slots=True)
class StruckInLedger:
    """台账记载已销号."""


@dataclass(frozen=True, slots=True)
class Revisited:
    """已销号, and the revisit found it well."""

    note: str


Stage: TypeAlias = (
    Opened
    | Noticed
    | Planned
    | PlanSentBack
    | Accepted
    | Reported
    | Failed
    | Passed
    | Closed
    | StruckInLedger
    | Revisited
)


# What the ladder waits for before rectification goes on.


@dataclass(frozen=True, slots=True)
class Proposed:
    """A person must decide on the rung."""

    rung: Rung
    ground: str
    on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """The act of the rung must follow: the letter served, the interview set, the work group formed."""

    rung: Rung
    reason: str


@dataclass(frozen=True, slots=True)
class InterviewSet:
    """The interview must be held."""

    letter: str
    held_on: date
    hosts: tuple[str, ...]


Escalation: TypeAlias = Proposed | Decided | InterviewSet


@dataclass(frozen=True, slots=True)
class Round:
    """One limit and what was done under it. `began_with` is the class name of the event that set the limit.

    `letter` is the number of the letter served, `note` the reason when there was no letter. A round
    taken over from a ledger has no `due`.
    """

    number: int
    began_with: str
    began_on: date
    due: Due | None
    letter: str | None = None
    note: str | None = None
    plan: Plan | None = None
    completion: Completion | None = None
    recheck: RecheckMade | None = None


@dataclass(frozen=True, slots=True)
class Unopened:
    """There is no such case yet."""


@dataclass(frozen=True, slots=True)
class Case:
    """One issue being rectified (整改案件, 一题一案).

    `duty` is its one duty, `duties` how many there have been; `missed` and `prompted` are about `duty`.
    From `unit_lost_on` its unit is closed, and nobody goes on in its place.
    """

    about: About
    issue: Issue
    stage: Stage
    duty: Duty | None
    duties: int
    escalation: Escalation | None = None
    rung: Rung = Rung.PROMPT
    rounds: tuple[Round, ...] = ()
    missed: bool = False
    prompted: int = 0
    unit_lost_on: date | None = None

    @property
    def id(self) -> UUID:
        return self.about.case_id

    @property
    def round(self) -> int:
        """The number of the present round; 0 before the first notice."""
        return len(self.rounds)

    @property
    def limit(self) -> Due | None:
        """The date by which rectification must be complete."""
        return self.rounds[-1].due if self.rounds else None


CaseState: TypeAlias = Unopened | Case
