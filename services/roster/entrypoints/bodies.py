"""What may be sent to the roster, field by field."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.roster.domain.details import (
    Appraisal,
    Degree,
    InspectorDetails,
    InspectorKind,
    Ownership,
    Training,
    UnitDetails,
    UnitKind,
)
from shared.event_sourcing.decider import Role

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
AccountName = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,64}$")]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128)]
Count = Annotated[int, Field(ge=-1, le=10**9)]
Year = Annotated[int, Field(ge=1900, le=2200)]


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
    head_since: date | None = None
    phone: Text | None = None
    address: Text | None = None

    def details(self) -> UnitDetails:
        return UnitDetails(**{name: getattr(self, name) for name in UnitBody.model_fields})


class UnitRow(UnitBody):
    code: Code


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
    retired_on: date | None = None
    birth_year: Year
    degree: Degree
    education_years: Annotated[int, Field(ge=0, le=100)]
    healthy: bool
    zone: Text | None = None
    term_from: date
    term_to: date
    terms_served: Annotated[int, Field(ge=1, le=100)] = 1
    training: Annotated[tuple[TrainingBody, ...], Field(max_length=60)] = ()
    appraisals: Annotated[tuple[AppraisalBody, ...], Field(max_length=60)] = ()
    phone: Text | None = None

    def details(self) -> InspectorDetails:
        fields = {name: getattr(self, name) for name in InspectorBody.model_fields}
        fields["training"] = tuple(Training(t.year, t.hours) for t in self.training)
        fields["appraisals"] = tuple(Appraisal(a.year, a.grade) for a in self.appraisals)
        return InspectorDetails(**fields)


class InspectorRow(InspectorBody):
    inspector: Code


class PostBody(Body):
    unit: Code
    inspector: Code
    since: date


class PostEndBody(Body):
    unit: Code
    inspector: Code
    ended_on: date


class RecusalBody(Body):
    inspector: Code
    unit: Code
    relation: Text
    since: date


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
