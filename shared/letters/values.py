"""Values that many letters share. A letter prints those it has a place for."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes. `self_name` is how it calls itself (我室, 我办), `upper_name` the next higher institution."""

    name: str
    self_name: str
    committee_name: str
    upper_name: str
    government_name: str
    contact_name: str
    phone: str
    email: str
    address: str


@dataclass(frozen=True, slots=True)
class Unit:
    """The unit a letter is about; `appellation` is how it is addressed (你校, 你园, 你单位)."""

    name: str
    appellation: str
    head_name: str
    head_title: str
    superior_name: str
    party_committee_name: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """Of a letter without a date of its own only the 发文字号."""

    number: str


@dataclass(frozen=True, slots=True)
class Signed:
    """发文字号 and 成文日期, the day of signing."""

    number: str
    date: date


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter with an imprint: also the day of printing (印发日期)."""

    number: str
    print_date: date
    date: date


@dataclass(frozen=True, slots=True)
class Upward:
    """A letter to a higher body (上行文): also who signed it (签发人)."""

    number: str
    signer: str
    print_date: date
    date: date


@dataclass(frozen=True, slots=True)
class Fact:
    """An established fact and the evidence of it."""

    text: str
    evidence: str
