"""People, instants and received facts the notification tests share."""

from datetime import UTC, datetime
from typing import Any

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from services.notification.application.directory import Directory
from shared.event_sourcing.decider import Actor, Role
from shared.messaging.envelope import Received

NOW = datetime(2026, 9, 14, 2, 3, tzinfo=UTC)
SYSTEM = Actor("system:notification", "系统", Role.SYSTEM)
HEAD = Actor("gaoweidong", "高卫东", Role.UNIT, "319991-0008")

UNIT_INBOX = "unit:319991-0008"
BUREAU_INBOX = "unit:319991-0120"


def example(type_: str, **changed: Any) -> Fact:
    """The published example of a fact, with some fields changed."""
    return EXAMPLES[type_].model_copy(update=changed)


def received(fact: Fact, **envelope: Any) -> Received:
    """A fact as it arrives from the bus."""
    return Received(envelope_of(fact).model_copy(update=envelope), fact, fact.model_dump(mode="json"))


def directory_of(*facts: Fact) -> Directory:
    """A directory that has noted these facts."""
    directory = Directory()
    for sequence, fact in enumerate(facts, start=1):
        directory.note(fact, sequence)
    return directory


BUREAU = example("roster.unit-registered.v1", code="319991-0120", unit_name="区教育局", superior="区府办")
POLICE = example("roster.unit-registered.v1", code="319991-0122", unit_name="公安分局", superior="区府办")
POST = EXAMPLES["roster.post-assigned.v1"]
SECOND_POST = example("roster.post-assigned.v1", inspector="DX008")
INSPECTOR = EXAMPLES["roster.inspector-appointed.v1"]


def account(name: str, *roles: str) -> Fact:
    return example("roster.account-opened.v1", account=name, roles=roles, inspector=None)
