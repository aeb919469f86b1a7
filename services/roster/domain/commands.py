"""What the roster may be asked."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import (
    AppointmentPapers,
    CandidateDetails,
    CostItem,
    ExitGround,
    InspectorDetails,
    RecusalKind,
    TrainingMode,
    UnitDetails,
)
from services.roster.domain.shares import RetiredShare
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePack


@dataclass(frozen=True, slots=True)
class RegisterUnit:
    """Enter a unit into the register."""

    by: Actor
    now: datetime
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class ChangeUnit:
    """Replace what the register says of a unit."""

    by: Actor
    now: datetime
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class AppointHead:
    """Enter who heads a unit (主要负责人), since when, and until when if his term of office is fixed."""

    by: Actor
    now: datetime
    code: str
    head: str
    since: date
    term_to: date | None
    document: str | None


@dataclass(frozen=True, slots=True)
class MergeUnit:
    """End a unit that becomes part of another; its history stays (撤并)."""

    by: Actor
    now: datetime
    code: str
    into: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class CloseUnit:
    """End a unit; its history stays (撤销)."""

    by: Actor
    now: datetime
    code: str
    on: date
    document: str


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
    """

    by: Actor
    now: datetime
    inspector: str
    details: InspectorDetails
    rules: RulePack
    retired_after: RetiredShare | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AssignPost:
    """Make an inspector answer for a unit (挂牌)."""

    by: Actor
    now: datetime
    inspector: str
    unit: str
    since: date


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


@dataclass(frozen=True, slots=True)
class NoteVisit:
    """Keep what the inspections say of a visit; `sequence` is its place in their stream of the visit."""

    by: Actor
    now: datetime
    visit: str
    number: str
    unit: str
    visited_on: date
    inspectors: tuple[str, ...]
    minutes: int | None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class ClaimCost:
    """Claim the cost of a visit (Q14); after a rejection it may be claimed anew.

    `term_ended` is the last day of the term of his that had run out by the day of the visit, None if none had.
    """

    by: Actor
    now: datetime
    visit: str
    inspector: str
    items: tuple[CostItem, ...]
    term_ended: date | None = None


@dataclass(frozen=True, slots=True)
class ApproveClaim:
    by: Actor
    now: datetime
    visit: str
    inspector: str


@dataclass(frozen=True, slots=True)
class RejectClaim:
    by: Actor
    now: datetime
    visit: str
    inspector: str
    reason: str


@dataclass(frozen=True, slots=True)
class RaiseAlarm:
    """Say that something of the roster needs the office; `since` is the day it has been so."""

    by: Actor
    now: datetime
    kind: str
    subject: str
    since: date
    facts: dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class ClearAlarm:
    """Say that it stands no more: it is in order again, or what it was about is no more (not `mended`)."""

    by: Actor
    now: datetime
    kind: str
    subject: str
    on: date
    mended: bool = True


@dataclass(frozen=True, slots=True)
class DrawZone:
    """Make a zone (责任区)."""

    by: Actor
    now: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class OpenAccount:
    """Let a person sign in, in these roles."""

    by: Actor
    now: datetime
    account: str
    person_name: str
    roles: tuple[Role, ...]
    unit: str | None
    inspector: str | None


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """Let a person sign in no more."""

    by: Actor
    now: datetime
    account: str


@dataclass(frozen=True, slots=True)
class EndInspecting:
    """Take the inspector's part from the account of one who has left; the person keeps his other roles."""

    by: Actor
    now: datetime
    account: str
    inspector: str


@dataclass(frozen=True, slots=True)
class CountKeepers:
    """Begin the list of those who can manage accounts: each with the version its stream was opened at."""

    by: Actor
    now: datetime
    openings: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class AdmitKeeper:
    """Count an account that was opened among those who can manage accounts."""

    by: Actor
    now: datetime
    account: str
    opening: int


@dataclass(frozen=True, slots=True)
class DismissKeeper:
    """Count an account no more among those who can manage accounts, so that it can be closed."""

    by: Actor
    now: datetime
    account: str
    opening: int


UnitCommand = RegisterUnit | ChangeUnit | AppointHead | MergeUnit | CloseUnit
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
VisitCommand = NoteVisit | ClaimCost | ApproveClaim | RejectClaim
AlarmCommand = RaiseAlarm | ClearAlarm
AccountCommand = OpenAccount | CloseAccount | EndInspecting
KeeperCommand = CountKeepers | AdmitKeeper | DismissKeeper
