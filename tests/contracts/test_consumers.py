"""Every example reaches every consumer that subscribes to it, over the wire, and is understood there."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dudao_contracts.envelope import FACTS, Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from services.inspection.application import reactions as inspection
from services.notification.application import reactions as notification
from services.notification.application.directory import Directory
from services.notification.application.recipients import RECIPIENTS
from services.rectification.application import reactions as rectification
from services.roster.application import reactions as roster
from shared.messaging.envelope import Received, from_message
from shared.messaging.streams import load_streams

NOW = datetime(2026, 9, 14, 2, 3, tzinfo=UTC)

React = Callable[[Received], object]


def tell(received: Received) -> object:
    return notification.on_fact(received, Directory(), NOW)


REACTIONS: dict[str, React] = {
    "roster-inspection": lambda received: roster.on_visit_recorded(received, NOW),
    "roster-opinions": lambda received: roster.on_opinion_served(received, NOW),
    "inspection-roster": lambda received: inspection.on_roster_fact(received, NOW),
    "inspection-rectification": lambda received: inspection.on_case_fact(received, NOW),
    "rectification-roster": lambda received: rectification.on_roster_fact(received, NOW),
    "rectification-inspection": lambda received: rectification.on_issue_raised(received, NOW),
    "rectification-obstructions": lambda received: rectification.on_obstruction(received, NOW),
    "notification-roster": lambda received: notification.on_roster_fact(received, NOW) or tell(received),
    "notification-inspection": tell,
    "notification-rectification": tell,
}

# What needs the office is no rule of a visit or a case: it is for people to read.
ALARMS = {
    "staffing-rule-broken", "staffing-rule-met", "term-ending", "inspector-out-of-term", "training-behind", "unit-uncovered",
    "unit-covered", "inspector-overloaded", "post-rotation-due", "comprehensive-inspection-due",
}  # fmt: skip
# The units themselves say in which zone they are; a head's name is in the unit's entry; training and
# appraisals are the roster's own business.
IN_THE_ROSTER_ONLY = {"zone-drawn", "head-appointed", "training-recorded", "inspector-appraised"}
# Who may sign in says his token.
ACCOUNTS = {"account-opened", "account-closed"}

# A fact that a filter lets through and the consumer has no use for.
NOT_ASKED_FOR = {
    "inspection-roster": IN_THE_ROSTER_ONLY | ACCOUNTS | ALARMS - {"comprehensive-inspection-due"},
    "rectification-roster": IN_THE_ROSTER_ONLY | ACCOUNTS | ALARMS,
    # Who must recuse himself is personal: nobody is told of it.
    "notification-roster": IN_THE_ROSTER_ONLY | {"recusal-declared", "recusal-lifted"},
    **{
        f"notification-{service}": {f.name for f in FACTS.of(service) if not RECIPIENTS[f]}
        for service in ("inspection", "rectification")
    },
}  # fmt: skip


def matches(subject: str, filter_: str) -> bool:
    """Whether a NATS filter lets a subject through."""
    tokens, wanted = subject.split("."), filter_.split(".")
    if wanted[-1] == ">":
        tokens, wanted = tokens[: len(wanted) - 1], wanted[:-1]
    return len(tokens) == len(wanted) and all(w in ("*", t) for t, w in zip(tokens, wanted, strict=True))


def subscriptions() -> Iterator[tuple[str, Fact]]:
    for consumer in load_streams(Path("deploy/streams.toml")).consumers:
        for example in EXAMPLES.values():
            subject = f"{example.type()}.319991.07"
            if any(matches(subject, filter_) for filter_ in consumer.filter_subjects):
                yield consumer.durable, example


def over_the_wire(example: Fact) -> Received:
    envelope = envelope_of(example).model_dump(mode="json", exclude_none=True)
    headers = {f"ce-{name}": str(value) for name, value in envelope.items() if name != "datacontenttype"}
    return from_message(headers, example.model_dump_json().encode())


def test_every_consumer_that_is_provisioned_is_tried() -> None:
    assert {durable for durable, _ in subscriptions()} == set(REACTIONS)


@pytest.mark.parametrize(
    ("durable", "example"),
    list(subscriptions()),
    ids=lambda part: part if isinstance(part, str) else part.type(),
)
def test_a_consumer_understands_what_it_subscribes_to(durable: str, example: Fact) -> None:
    received = over_the_wire(example)
    assert received.fact == example
    reaction = REACTIONS[durable](received)
    assert bool(reaction) == (example.name not in NOT_ASKED_FOR.get(durable, set()))


def test_every_fact_that_somebody_is_told_of_reaches_the_notification() -> None:
    heard = {example.type() for durable, example in subscriptions() if durable.startswith("notification-")}
    assert {fact.type() for fact, told in RECIPIENTS.items() if told} <= heard


@pytest.mark.parametrize("durable", list(REACTIONS))
def test_a_fact_of_the_future_is_no_error_to_anybody(durable: str) -> None:
    example = EXAMPLES["inspection.issue-raised.v1"]
    envelope = envelope_of(example).model_copy(update={"type": "inspection.issue-raised.v9"})
    assert not REACTIONS[durable](Received(envelope, None, {"new": "shape"}))
