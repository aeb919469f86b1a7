"""What happened in the roster: the stored format, never renamed."""

from dataclasses import dataclass
from datetime import date, datetime

from services.roster.domain.details import (
    AppointmentPapers,
    CandidateDetails,
    CostItem,
    ExitGround,
    InspectorDetails,
    Override,
    RecusalKind,
    TrainingMode,
    UnitDetails,
)
from shared.event_sourcing.decider import Role


@dataclass(frozen=True, slots=True)
class UnitRegistered:
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class UnitChanged:
    code: str
    details: UnitDetails


@dataclass(frozen=True, slots=True)
class HeadAppointed:
    """A head's term of office; that the register entry names him is a `UnitChanged` of its own."""

    code: str
    head: str
    since: date
    term_to: date | None
    document: str | None


@dataclass(frozen=True, slots=True)
class UnitMerged:
    code: str
    into: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class UnitClosed:
    code: str
    on: date
    document: str


@dataclass(frozen=True, slots=True)
class InspectorRecommended:
    inspector: str
    candidate: CandidateDetails
    recommended_by: str


@dataclass(frozen=True, slots=True)
class InspectorQualified:
    """`on` is the day of the review; None in what was recorded before it was asked for."""

    inspector: str
    assessment: str
    clearance: str | None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class CandidateRejected:
    inspector: str
    ground: str


@dataclass(frozen=True, slots=True)
class CandidatePublicised:
    inspector: str
    first: date
    last: date
    place: str


@dataclass(frozen=True, slots=True)
class InspectorAppointed:
    """`papers` is None for an appointment on paper that was only entered (在册登记)."""

    inspector: str
    details: InspectorDetails
    papers: AppointmentPapers | None = None
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectorRenewed:
    """One more term; `details` is the whole entry with it."""

    inspector: str
    details: InspectorDetails
    papers: AppointmentPapers
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingRecorded:
    """Hours trained on a day; a second record of the same training replaces the first, for `correction`.

    `completes`: of training before the job (岗前培训), whether its hours are enough with this record.
    """

    inspector: str
    on: date
    hours: int
    mode: TrainingMode
    title: str
    correction: str | None = None
    completes: bool = True


@dataclass(frozen=True, slots=True)
class InspectorAppraised:
    """The grade of a year; a second one replaces the first, for `reason`."""

    inspector: str
    year: int
    grade: str
    hours: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class InspectorRewarded:
    inspector: str
    on: date
    title: str
    document: str


@dataclass(frozen=True, slots=True)
class InspectorSuspended:
    inspector: str
    on: date
    ground: str


@dataclass(frozen=True, slots=True)
class InspectorReturned:
    inspector: str
    on: date


@dataclass(frozen=True, slots=True)
class InspectorExited:
    inspector: str
    on: date
    ground: ExitGround
    reason: str


@dataclass(frozen=True, slots=True)
class PostAssigned:
    unit: str
    inspector: str
    since: date


@dataclass(frozen=True, slots=True)
class PostEnded:
    """`successor` is who took the post over, with what was open; `since` is when the post began."""

    unit: str
    inspector: str
    ended_on: date
    successor: str | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class RecusalDeclared:
    inspector: str
    unit: str
    relation: str
    since: date
    kind: RecusalKind = RecusalKind.OTHER
    until: date | None = None


@dataclass(frozen=True, slots=True)
class RecusalLifted:
    """`recused` says whether another relation still stands between the two."""

    inspector: str
    unit: str
    relation: str
    on: date
    reason: str
    recused: bool


@dataclass(frozen=True, slots=True)
class VisitNoted:
    """A visit that the inspections recorded: without one nothing can be claimed (Q14).

    What they say of it later, under a greater `sequence`, replaces what they said before.
    """

    visit: str
    number: str
    unit: str
    visited_on: date
    inspectors: tuple[str, ...]
    minutes: int | None
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class ComprehensiveInspectionNoted:
    """The unit was inspected comprehensively (综合督导); the opinion was served on that day."""

    inspection: str
    unit: str
    on: date


@dataclass(frozen=True, slots=True)
class CostClaimed:
    visit: str
    inspector: str
    items: tuple[CostItem, ...]
    claimed_by: str


@dataclass(frozen=True, slots=True)
class ClaimApproved:
    visit: str
    inspector: str


@dataclass(frozen=True, slots=True)
class ClaimRejected:
    visit: str
    inspector: str
    reason: str


@dataclass(frozen=True, slots=True)
class AlarmRaised:
    """Something of the roster needs the office (提醒); `facts` are what others are told of it."""

    kind: str
    subject: str
    since: date
    facts: dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class AlarmRefreshed:
    """What is said of an alarm that stands has changed, its figures for example; nobody is told anew."""

    kind: str
    subject: str
    facts: dict[str, str | int | bool | None]


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """`mended` is false when what it was about is no more, as a unit that was closed."""

    kind: str
    subject: str
    on: date
    facts: dict[str, str | int | bool | None]
    mended: bool = True


@dataclass(frozen=True, slots=True)
class ZoneDrawn:
    zone: str


@dataclass(frozen=True, slots=True)
class SchoolPlaced:
    """A school has a place in a zone, since `at`; its own entry says so next."""

    zone: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlacesFreed:
    """These schools have no place in the zone any more."""

    zone: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CertificateHandedOut:
    """An inspector's card has this number (督学证)."""

    certificate: str
    inspector: str


@dataclass(frozen=True, slots=True)
class AccountOpened:
    account: str
    person_name: str
    roles: tuple[Role, ...]
    unit: str | None
    inspector: str | None


@dataclass(frozen=True, slots=True)
class AccountClosed:
    account: str


@dataclass(frozen=True, slots=True)
class KeeperAdmitted:
    """An account that can manage accounts counts as open; `opening` is its stream's version then."""

    account: str
    opening: int


@dataclass(frozen=True, slots=True)
class KeeperDismissed:
    """An account that could manage accounts counts no more; it is about to be closed."""

    account: str
    opening: int


UnitEvent = UnitRegistered | UnitChanged | HeadAppointed | UnitMerged | UnitClosed
InspectorEvent = (
    InspectorRecommended
    | InspectorQualified
    | CandidateRejected
    | CandidatePublicised
    | InspectorAppointed
    | InspectorRenewed
    | TrainingRecorded
    | InspectorAppraised
    | InspectorRewarded
    | InspectorSuspended
    | InspectorReturned
    | InspectorExited
    | PostAssigned
    | PostEnded
    | RecusalDeclared
    | RecusalLifted
)
VisitEvent = VisitNoted | CostClaimed | ClaimApproved | ClaimRejected
AlarmEvent = AlarmRaised | AlarmRefreshed | AlarmCleared
ZoneEvent = ZoneDrawn | SchoolPlaced | PlacesFreed
AccountEvent = AccountOpened | AccountClosed
KeeperEvent = KeeperAdmitted | KeeperDismissed
