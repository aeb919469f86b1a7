"""What may be sent to the roster, field by field."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.roster.domain.details import (
    AppointmentPapers,
    Appraisal,
    CandidateDetails,
    CostKind,
    Degree,
    ExitGround,
    InspectorDetails,
    InspectorKind,
    Ownership,
    RecusalKind,
    Training,
    TrainingMode,
    UnitDetails,
    UnitKind,
)
from shared.event_sourcing.decider import Role
from shared.runtime.texts import LINES, ONE_LINE

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), ONE_LINE]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), LINES]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
AccountName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128)]
Count = Annotated[int, Field(ge=-1, le=10**9)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
"""What lies outside is a slip of the pen; years could not be added to the last day there is."""


DayNear = Annotated[date, Field(ge=date(2004, 1, 1), le=date(2049, 12, 31))]
"""Of which it is known or can be reckoned whether it is a workday."""


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class UnitBody(Body):
    unit_name: Text
    kind: UnitKind
    campuses: Count = 1
    stages: Annotated[tuple[Text, ...], Field(max_length=10)] = ()
    students: Count = 0
    classes: Count = 0
    ownership: Ownership
    zone: Text | None = None
    superior: Text | None = None
    head: Text | None = None
    head_since: Day | None = None
    phone: Text | None = None
    address: Text | None = None
    contact: Text | None = None
    duties: Reason | None = None
    joined_on: Day | None = None
    left_on: Day | None = None

    def details(self) -> UnitDetails:
        return UnitDetails(**{name: getattr(self, name) for name in UnitBody.model_fields})


class UnitRow(UnitBody):
    """`head_until` is the last day of its head's term of office."""

    code: Code
    head_until: Day | None = None


class TrainingBody(Body):
    year: Year
    hours: Annotated[int, Field(ge=0, le=9000)]


class AppraisalBody(Body):
    year: Year
    grade: Text


class InspectorBody(Body):
    inspector_name: Text
    kind: InspectorKind
    source: Text
    retired_on: Day | None = None
    birth_year: Year
    degree: Degree
    education_years: Annotated[int, Field(ge=0, le=100)]
    healthy: bool
    zone: Text | None = None
    term_from: Day
    term_to: Day
    terms_served: Annotated[int, Field(ge=1, le=100)] = 1
    training: Annotated[tuple[TrainingBody, ...], Field(max_length=60)] = ()
    appraisals: Annotated[tuple[AppraisalBody, ...], Field(max_length=60)] = ()
    phone: Text | None = None

    def details(self) -> InspectorDetails:
        fields = {name: getattr(self, name) for name in InspectorBody.model_fields}
        fields["training"] = tuple(Training(t.year, t.hours) for t in self.training)
        fields["appraisals"] = tuple(Appraisal(a.year, a.grade) for a in self.appraisals)
        return InspectorDetails(**fields)


class InspectorEntryBody(InspectorBody):
    """`reason` says why a soft limit is passed."""

    reason: Reason | None = None


class InspectorRow(InspectorBody):
    """`next_from` and `next_to` are the term that was renewed ahead and follows; he does no duty since `suspended_on`."""

    inspector: Code
    next_from: Day | None = None
    next_to: Day | None = None
    suspended_on: Day | None = None


class PostBody(Body):
    unit: Code
    inspector: Code
    since: Day


class PostRow(PostBody):
    """`ended_on` is the last day of a post whose end is known."""

    ended_on: Day | None = None


class PostEndBody(Body):
    unit: Code
    inspector: Code
    ended_on: Day


class ReassignBody(Body):
    unit: Code
    inspector: Code
    successor: Code
    on: Day


class RecusalBody(Body):
    """`since` is when the relation began; of a former employer the day the inspector left it."""

    inspector: Code
    unit: Code
    relation: Text
    since: Day
    kind: RecusalKind | None = None


class LiftBody(Body):
    inspector: Code
    unit: Code
    relation: Text
    on: Day
    reason: Reason


class HeadBody(Body):
    head: Text
    since: Day
    term_to: Day | None = None
    document: Text | None = None


class UnitEndBody(Body):
    on: Day
    document: Text


class MergeBody(UnitEndBody):
    into: Code


class CandidateBody(Body):
    inspector: Code
    inspector_name: Text
    kind: InspectorKind
    source: Text
    retired_on: Day | None = None
    birth_year: Year
    degree: Degree
    education_years: Annotated[int, Field(ge=0, le=100)]
    healthy: bool
    zone: Text | None = None
    phone: Text | None = None
    leading_cadre: bool = False
    recommended_by: Text

    def details(self) -> CandidateDetails:
        names = CandidateBody.model_fields.keys() - {"inspector", "recommended_by"}
        return CandidateDetails(**{name: getattr(self, name) for name in names})


class QualificationBody(Body):
    """`assessment` is the document of the assessment passed (条例 7), `clearance` that of the cadre authority;
    `on` the day of the review, today unless told."""

    assessment: Text
    clearance: Text | None = None
    on: Day | None = None


class RejectionBody(Body):
    ground: Reason


class PublicationBody(Body):
    first: DayNear
    last: DayNear
    place: Text


class TermBody(Body):
    """A term with what it rests on; without numbers of their own, letter and certificate get ones."""

    term_from: Day
    term_to: Day
    authority: Text
    document: Text
    letter: Text | None = None
    certificate: Text | None = None
    reason: Reason | None = None

    def papers(self, inspector: str) -> AppointmentPapers:
        """A letter without a number gets the next of its series; the certificate is named after who keeps it."""
        certificate = self.certificate or inspector
        return AppointmentPapers(self.authority, self.document, self.letter or "", certificate)


class TrainingRecordBody(Body):
    """No hours, with a `correction`: the training was recorded by mistake."""

    on: Day
    hours: Annotated[int, Field(ge=0, le=1000)]
    mode: TrainingMode
    title: Text
    correction: Reason | None = None


class YearAppraisalBody(Body):
    year: Year
    grade: Text
    reason: Reason | None = None


class RewardBody(Body):
    on: Day
    title: Text
    document: Text


class SuspensionBody(Body):
    on: Day
    ground: Reason


class ReturnBody(Body):
    on: Day


class ExitBody(Body):
    on: Day
    ground: ExitGround
    reason: Reason


class CostBody(Body):
    """`amount` in fen (分)."""

    kind: CostKind
    amount: Annotated[int, Field(ge=1, le=10**8)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), ONE_LINE] = ""


class ClaimKeyBody(Body):
    visit: UUID
    inspector: Code


class ClaimBody(ClaimKeyBody):
    items: Annotated[tuple[CostBody, ...], Field(min_length=1, max_length=20)]


class ClaimRejectionBody(ClaimKeyBody):
    reason: Reason


class AccountBody(Body):
    account: AccountName
    name: Text
    roles: Annotated[tuple[Role, ...], Field(min_length=1, max_length=12)]
    unit: Code | None = None
    inspector: Code | None = None
    password: Password
    must_change: bool = True


class SignInBody(Body):
    account: AccountName
    password: Annotated[str, StringConstraints(min_length=1, max_length=128)]


class RenewalBody(Body):
    renewal: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_-]{43}$")]


class PasswordBody(SignInBody):
    new_password: Password
