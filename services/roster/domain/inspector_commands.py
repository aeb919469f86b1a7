"""What may be asked of inspectors: their candidacy, terms, service, posts and recusals."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import (
    AppointmentPapers,
    CandidateDetails,
    ExitGround,
    InspectorDetails,
    RecusalKind,
    TrainingMode,
)
from services.roster.domain.shares import RetiredShare
from shared.event_sourcing.decider import Actor
from shared.rules.pack import RulePack


@dataclass(frozen=True, slots=True)
class RecommendInspector:
    """Recommend somebody as inspector (推荐)."""

    by: Actor
    now: datetime
    inspector: str
    candidate: CandidateDetails
    recommended_by: str


@dataclass(frozen=True, slots=True)
class QualifyInspector:
    """Find that a candidate meets the conditions (资格审核, 条例 7).

    `assessment` is the document by which he passed the institution's assessment, `clearance` the one by
    which the cadre authority let a leading cadre take the office. `rules` are those of today; `on` is the day
    of the review, None for today.
    """

    by: Actor
    now: datetime
    inspector: str
    assessment: str
    clearance: str | None
    rules: RulePack
    on: date | None = None


@dataclass(frozen=True, slots=True)
class RejectCandidate:
    """Find that a candidate is not to be appointed, at any step before he is."""

    by: Actor
    now: datetime
    inspector: str
    ground: str


@dataclass(frozen=True, slots=True)
class PubliciseCandidate:
    """Make the candidate known for objections (公示), from `first` to `last`, at `place`.

    `workdays` are the statutory workdays (工作日) of that time, both days included.
    """

    by: Actor
    now: datetime
    inspector: str
    first: date
    last: date
    place: str
    workdays: int
    rules: RulePack


@dataclass(frozen=True, slots=True)
class EngageInspector:
    """Appoint a candidate whose publication is over for his first term (聘任).

    `retired_after` is the share of retired people among part-time inspectors with him; `reason` says why
    a soft limit (原则上) is passed, None when none is.
    """

    by: Actor
    now: datetime
    inspector: str
    term_from: date
    term_to: date
    papers: AppointmentPapers
    retired_after: RetiredShare
    reason: str | None
    rules: RulePack


@dataclass(frozen=True, slots=True)
class RenewInspector:
    """Appoint an inspector for one more term (续聘). As `EngageInspector`."""

    by: Actor
    now: datetime
    inspector: str
    term_from: date
    term_to: date
    papers: AppointmentPapers
    retired_after: RetiredShare
    reason: str | None
    rules: RulePack


@dataclass(frozen=True, slots=True)
class RecordTraining:
    """Enter hours of training. Other hours for the same training need the `correction`'s reason."""

    by: Actor
    now: datetime
    inspector: str
    on: date
    hours: int
    mode: TrainingMode
    title: str
    rules: RulePack
    correction: str | None = None


@dataclass(frozen=True, slots=True)
class AppraiseInspector:
    """Enter the grade of a year (年度考核).

    `reason` says why a passing grade is given below the hours of training, or why a grade is changed.
    """

    by: Actor
    now: datetime
    inspector: str
    year: int
    grade: str
    reason: str | None
    rules: RulePack


@dataclass(frozen=True, slots=True)
class RewardInspector:
    """Enter a reward (表彰奖励)."""

    by: Actor
    now: datetime
    inspector: str
    on: date
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class SuspendInspector:
    """Let an inspector do no duty for a time (暂停)."""

    by: Actor
    now: datetime
    inspector: str
    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class ReturnInspector:
    """Let a suspended inspector do duty again (恢复)."""

    by: Actor
    now: datetime
    inspector: str
    on: date


@dataclass(frozen=True, slots=True)
class ExitInspector:
    """End an inspector's office (退出); his posts end with it."""

    by: Actor
    now: datetime
    inspector: str
    on: date
    ground: ExitGround
    reason: str
    rules: RulePack


@dataclass(frozen=True, slots=True)
class AppointInspector:
    """Enter an appointment made on paper (在册登记): a term, a later one, or mend the entry of a term.

    `rules` are those in force on the day it is decided. `retired_after` and `reason` are as in
    `EngageInspector`; an import, which takes over what is, gives no share and is not asked for a reason.
    `follows`: the list says the term that runs and this one after it, renewed ahead; else it must have begun.
    """

    by: Actor
    now: datetime
    inspector: str
    details: InspectorDetails
    rules: RulePack
    retired_after: RetiredShare | None = None
    reason: str | None = None
    follows: bool = False


@dataclass(frozen=True, slots=True)
class AssignPost:
    """Make an inspector answer for a unit (挂牌). `listed`: a list says so, which takes over what is; who is suspended
    does no duty there all the same."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    since: date
    listed: bool = False


@dataclass(frozen=True, slots=True)
class EndPost:
    """End an inspector's answering for a unit."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    ended_on: date
    successor: str | None = None


@dataclass(frozen=True, slots=True)
class ReassignPost:
    """Let a successor answer for a unit from the day `on`, with what is open there (转派)."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    successor: str
    on: date


@dataclass(frozen=True, slots=True)
class DeclareRecusal:
    """Declare that an inspector may not inspect a unit (回避). `relation` never leaves the roster.

    `since` is when the relation began, of a former employer the day the inspector left it; `until` the
    last day it counts, None while nothing ends it.
    """

    by: Actor
    now: datetime
    inspector: str
    unit: str
    relation: str
    since: date
    kind: RecusalKind = RecusalKind.OTHER
    until: date | None = None


@dataclass(frozen=True, slots=True)
class LiftRecusal:
    """Declare that a relation stands no more between an inspector and a unit."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    relation: str
    on: date
    reason: str


CandidateCommand = (
    RecommendInspector | QualifyInspector | RejectCandidate | PubliciseCandidate | EngageInspector
)
ServingCommand = (
    RenewInspector
    | RecordTraining
    | AppraiseInspector
    | RewardInspector
    | SuspendInspector
    | ReturnInspector
    | ExitInspector
)
PostCommand = AssignPost | EndPost | DeclareRecusal | LiftRecusal
InspectorCommand = CandidateCommand | AppointInspector | ServingCommand | PostCommand
