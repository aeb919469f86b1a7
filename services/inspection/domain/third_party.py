"""第三方机构: a body that measures or scores for the office, within its contract and with its statement (Q4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from services.inspection.domain.procedure import Person
from shared.event_sourcing.decider import Actor


class Work(StrEnum):
    """What a body can be engaged for."""

    MONITORING = "评估监测"
    SCORING = "专家评分"


@dataclass(frozen=True, slots=True)
class Contract:
    """`first` and `last` are both within it; `matters` says in words what was agreed."""

    number: str
    first: date
    last: date
    works: tuple[Work, ...]
    matters: str


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """For whom the office enters something: the body, under which contract, after which statement."""

    body: str
    name: str
    contract: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    code: str
    by: Actor
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBody(_Asked):
    name: str
    credit_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignContract(_Asked):
    contract: Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class EndContract(_Asked):
    """End it before its last day: `last` is the last day on which it holds."""

    number: str
    last: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBodyUnconflicted(_Asked):
    """The body has stated in writing (`paper`) that it has no interest in this `engagement`: the number of an
    inspection, or the name of a monitoring."""

    engagement: str
    paper: str


BodyCommand: TypeAlias = RegisterBody | SignContract | EndContract | StateBodyUnconflicted


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    code: str
    by: Person
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyRegistered(_Told):
    """`credit_code` is its 统一社会信用代码."""

    name: str
    credit_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSigned(_Told):
    contract: Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEnded(_Told):
    number: str
    last: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyStatedUnconflicted(_Told):
    engagement: str
    paper: str


BodyEvent: TypeAlias = BodyRegistered | ContractSigned | ContractEnded | BodyStatedUnconflicted


@dataclass(frozen=True, slots=True)
class Unregistered:
    """There is no such body."""


@dataclass(frozen=True, slots=True)
class Body:
    """`ended` are contracts that were ended early; `statements` are papers by engagement."""

    code: str
    name: str
    credit_code: str
    contracts: Mapping[str, Contract] = field(default_factory=lambda: MappingProxyType({}))
    ended: frozenset[str] = frozenset()
    statements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


BodyState: TypeAlias = Unregistered | Body
