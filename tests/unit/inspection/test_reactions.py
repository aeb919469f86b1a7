"""Facts of the roster as the inspections keep them."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from dudao_contracts.envelope import Envelope
from dudao_contracts.roster import (
    AccountClosedV1,
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    RosterFact,
    ZoneDrawnV1,
)
from services.inspection.application.reactions import on_roster_fact
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
    ("fact", "subject"),
    [
        (
            InspectorAppointedV1(
                inspector="DX001",
                inspector_name="林美玲",
                kind="part_time",
                zone=None,
                term_from=DAY,
                term_to=DAY,
            ),
            "inspector-DX001",
        ),
        (PostAssignedV1(unit="319991-0001", inspector="DX001", since=DAY), "post-DX001-319991-0001"),
        (PostEndedV1(unit="319991-0001", inspector="DX001", ended_on=DAY), "post-DX001-319991-0001"),
        (RecusalDeclaredV1(unit="319991-0001", inspector="DX001", since=DAY), "recusal-DX001-319991-0001"),
    ],
)
def test_each_fact_is_kept_under_its_own_subject(fact: RosterFact, subject: str) -> None:
    """Facts of one inspector may arrive in any order: only those about the same thing replace each other."""
    command = on_roster_fact(received(fact), NOW)
    assert command is not None
    assert (command.subject, command.sequence, command.type) == (subject, 3, fact.type())


@pytest.mark.parametrize("fact", [ZoneDrawnV1(zone="第一责任区"), AccountClosedV1(account="zhou"), None])
def test_what_the_inspections_do_not_need_is_ignored(fact: RosterFact | None) -> None:
    assert on_roster_fact(received(fact), NOW) is None
