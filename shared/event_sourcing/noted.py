"""Facts of other services a service keeps in its own log, so that its read models need no other."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.event_sourcing.decider import Actor, Decider


@dataclass(frozen=True, slots=True)
class NoteFact:
    """Keep a fact another service published. `sequence` is its version in the publisher's stream."""

    by: Actor
    now: datetime
    type: str
    subject: str
    sequence: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FactNoted:
    """A fact of another service, as it was published."""

    type: str
    subject: str
    sequence: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Noted:
    """The latest sequence seen of one subject."""

    sequence: int = 0


def decide(command: NoteFact, noted: Noted) -> list[FactNoted]:
    if command.sequence <= noted.sequence:
        return []  # Delivered again, or overtaken by a later fact about the same subject.
    return [FactNoted(command.type, command.subject, command.sequence, command.data)]


def evolve(_noted: Noted, event: FactNoted) -> Noted:
    return Noted(event.sequence)


NOTED_FACTS: Decider[NoteFact, Noted, FactNoted] = Decider(Noted(), decide, evolve)


def stream_of(command: NoteFact) -> str:
    """One stream for each subject of another service: `noted-<subject>`."""
    return f"noted-{command.subject}"
