"""Facts of the roster as the inspections keep them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from dudao_contracts.envelope import Envelope
from dudao_contracts.examples import EXAMPLES
from dudao_contracts.roster import AccountClosedV1, RosterFact, TermEndingV1, ZoneDrawnV1
from services.inspection.application.reactions import CASE_FACTS, on_case_fact, on_roster_fact
from shared.messaging.envelope import Received
from tests.unit.inspection.visits import NOW

DAY = date(2026, 9, 1)


def received(fact: RosterFact | None, sequence: int = 3) -> Received:
    id = UUID(int=7)
    envelope = Envelope(
        id=id, source="/dudao/319991/roster", type=fact.type() if fact else "roster.new.v1", subject="s",
        time=NOW, recordedat=NOW, district="319991", case="s", sequence=sequence, position=9,
        actorid="office", actorname="督导室", actingrole="office", causationid=id, correlationid=id,
    )  # fmt: skip
    data: dict[str, Any] = fact.model_dump(mode="json") if fact else {}
    return Received(envelope, fact, data)


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("unit-registered", "unit-319991-0008"),
        ("unit-changed", "unit-319991-0008"),
        ("unit-merged", "end-of-unit-319991-0088"),
        ("unit-closed", "end-of-unit-319991-0112"),
        ("inspector-appointed", "inspector-DX018-2024-09-01"),
        ("inspector-renewed", "inspector-DX018-2028-09-01"),
        ("inspector-suspended", "standing-DX018-3"),
        ("inspector-returned", "standing-DX018-3"),
        ("inspector-exited", "standing-DX001-3"),
        ("post-assigned", "post-DX018-319991-0008"),
        ("post-ended", "post-DX018-319991-0008"),
        ("recusal-declared", "recusal-DX008-319991-0039"),
        ("recusal-lifted", "recusal-DX008-319991-0039"),
    ],
)
def test_each_fact_is_kept_under_its_own_subject(name: str, subject: str) -> None:
    """Facts of one inspector may arrive in any order: only those about the same thing replace each other."""
    fact = EXAMPLES[f"roster.{name}.v1"]
    assert isinstance(fact, RosterFact)
    command = on_roster_fact(received(fact), NOW)
    assert command is not None
    assert (command.subject, command.sequence, command.type) == (subject, 3, fact.type())


TERM_ENDING = TermEndingV1(inspector="DX001", inspector_name="林美玲", term_to=DAY, renewable=True)


@pytest.mark.parametrize(
    "fact", [ZoneDrawnV1(zone="第一责任区"), AccountClosedV1(account="zhou"), TERM_ENDING, None]
)
def test_what_the_inspections_do_not_need_is_ignored(fact: RosterFact | None) -> None:
    assert on_roster_fact(received(fact), NOW) is None


ISSUE = "0d9f4c1e-7a53-5d0f-8f30-55b1c5a4f0c1"


def of_case(name: str, sequence: int) -> Received:
    envelope = received(None, sequence).envelope
    type_ = f"rectification.{name}.v1"
    return Received(envelope.model_copy(update={"type": type_}), None, {"issue": ISSUE, "number": "1-1"})


@pytest.mark.parametrize("type_", sorted(CASE_FACTS))
def test_how_the_case_of_an_issue_stands_is_kept_under_the_issue(type_: str) -> None:
    """Of one case the latest sequence wins: the facts of a case share their subject."""
    command = on_case_fact(of_case(type_.split(".")[1], 7), NOW)
    assert command is not None
    assert (command.subject, command.sequence, command.type) == (f"case-of-{ISSUE}", 7, type_)


def test_what_else_happens_to_a_case_is_not_asked_for() -> None:
    assert on_case_fact(of_case("plan-submitted", 3), NOW) is None
