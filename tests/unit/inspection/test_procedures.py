"""Inspections on real streams: letters get their numbers, and the read model follows."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.inspection.adapters.storage import TYPES
from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.opining import OpinionNotSettled
from services.inspection.domain.procedure import Redaction
from services.inspection.domain.stages import FedBack, Inspection
from services.inspection.entrypoints.queries import SERVED_ON_UNIT, served
from services.inspection.read_models import inspections, issues, visits
from shared.audit.record import Record
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.event_store import VersionConflict
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.event_sourcing.read_model import ReadModel, Row
from tests.unit.inspection import procedures as p

WHOLE: Sequence[InspectionCommand] = [command for _, commands in p.STEPS for command in commands]


@pytest.fixture
def store() -> InMemoryEventStore:
    return InMemoryEventStore()


@pytest.fixture
def handlers(store: InMemoryEventStore) -> ProcedureHandlers:
    pack_on = p.pack_of("shanghai")
    return ProcedureHandlers(store, TYPES, pack_on, p.CALENDAR, "云教督")


def context(expected: int | None = None) -> Context:
    return Context(cause=uuid4(), correlation=uuid4(), expected=expected)


async def obeyed(handlers: ProcedureHandlers, commands: Sequence[InspectionCommand], id: UUID = p.ID) -> None:
    for command in commands:
        fields: dict[str, Any] = {"inspection": id}
        if hasattr(command, "about"):
            fields["about"] = replace(p.ABOUT, inspection=id)
        await handlers.handle(replace(command, **fields), context())


async def letters(store: InMemoryEventStore) -> list[str]:
    return [
        TYPES.load(one).event.letter
        for one in await store.read_log(0, 1000)
        if one.type in ("InspectionAnnounced", "PreliminaryOpinionServed", "OpinionServed", "ReportFiled")
    ]


async def test_notice_and_report_share_one_series_and_the_opinions_have_their_own(
    store: InMemoryEventStore, handlers: ProcedureHandlers
) -> None:
    await obeyed(handlers, WHOLE)
    other = uuid4()
    await obeyed(handlers, WHOLE, other)
    assert await letters(store) == [
        "云教督〔2026〕1号",
        "云教督初〔2026〕1号",
        "云教督意〔2026〕1号",
        "云教督〔2026〕2号",
        "云教督〔2026〕3号",
        "云教督初〔2026〕2号",
        "云教督意〔2026〕2号",
        "云教督〔2026〕4号",
    ]
    chain = [one.type for one in await store.read_case(str(p.ID))]
    assert chain.count("LetterNumbered") == 4


async def test_a_letter_that_is_refused_or_sent_again_uses_up_no_number(
    store: InMemoryEventStore, handlers: ProcedureHandlers
) -> None:
    until_answered = WHOLE[: WHOLE.index(p.settle())]
    await obeyed(handlers, until_answered)
    with pytest.raises(OpinionNotSettled):
        await handlers.handle(p.serve(), context())
    await handlers.handle(p.settle(), context())
    with pytest.raises(VersionConflict):
        await handlers.handle(p.serve(), context(expected=3))
    again = context()
    await handlers.handle(p.serve(), again)
    assert (await handlers.handle(p.serve(), again)).events == ()
    assert (await handlers.handle(p.serve(), context())).events == ()
    assert (await letters(store))[-1] == "云教督意〔2026〕1号"


async def test_what_was_read_back_is_what_was_decided(handlers: ProcedureHandlers) -> None:
    await obeyed(handlers, WHOLE[: WHOLE.index(p.defend())])
    read = await handlers.inspection(p.ID)
    assert isinstance(read, Inspection)
    assert isinstance(read.stage, FedBack)
    assert read.stage.defence_due.on == p.WINDOW_CLOSES
    assert await handlers.inspection(uuid4()) is None


def rows(model: ReadModel, *commands: InspectionCommand) -> dict[Any, Row | None]:
    found: dict[Any, Row | None] = {}
    how, state = p.decider(), p.decider().initial
    n = 0
    for command in commands:
        events = how.decide(command, state)
        state = how.fold(events, state)
        for event in events:
            n += 1
            name, schema, _ = TYPES.dump(event)
            id = UUID(int=n)
            record = Record(
                id, "s", n, name, schema, "s", event, command.by, None, command.now, command.now, id, id, None
            )
            stored: Stored[Any] = Stored(n, record)
            for key in model.keys(stored):
                found[key] = model.project(found.get(key), stored, key)
    assert all(row and set(row) == {c.name for c in model.table.columns} for row in found.values())
    return found


def row_after(*commands: InspectionCommand) -> Row:
    row = rows(inspections.MODEL, *commands)[p.ID]
    assert row is not None
    return row


def test_one_row_says_where_an_inspection_stands_and_what_is_due() -> None:
    row = row_after(*WHOLE[: WHOLE.index(p.defend())])
    assert (row["state"], row["owner"], str(row["due_on"])) == ("fed_back", "office", "2026-10-16")
    assert row["due"]["basis"] == "《上海市教育督导条例》第二十一条"
    row = row_after(*WHOLE)
    assert (row["state"], row["due_on"], row["issues"], row["team"]) == (
        "reported",
        None,
        2,
        list(p.TEAM.inspectors),
    )


def test_a_self_evaluation_is_the_units_to_hand_in() -> None:
    announced = WHOLE[: WHOLE.index(p.evaluate())]
    row = row_after(*announced)
    assert (row["owner"], str(row["due_on"])) == ("unit", "2026-09-11")
    assert row_after(*announced, p.evaluate())["owner"] is None


def test_another_team_takes_the_row_back_to_the_inquiry() -> None:
    deliberated = WHOLE[: WHOLE.index(p.feed_back())]
    assert row_after(*deliberated)["state"] == "deliberated"
    row = row_after(*deliberated, p.recuse(p.OFFICE), p.decide_recusal(True))
    assert (row["state"], row["team"]) == ("announced", ["DX010", "DX030"])


def test_why_somebody_was_to_recuse_himself_is_shown_to_nobody() -> None:
    """条例 10: the ground is personal."""
    row = row_after(*WHOLE[: WHOLE.index(p.evaluate())], p.recuse())
    assert "同学" not in str(row)
    assert row["steps"][-1]["step"] == "RecusalRaised"


def test_a_unit_is_shown_how_many_agreed_and_not_who() -> None:
    """上海 21."""
    (opinion,) = [step for step in row_after(*WHOLE)["steps"] if step["step"] == "OpinionServed"]
    assert opinion["content"]["vote"]["ayes"] == ["DX010", "DX020"]
    assert served(opinion)["content"]["vote"] == {"ayes": 2, "noes": 1, "needed": 2}


def test_a_unit_is_not_told_what_was_left_out_of_a_publication() -> None:
    """Q21; §4.13: who complained stays unknown."""
    secret = p.approve(redactions=(Redaction("举报人的姓名", "保密"),))
    row = row_after(*WHOLE[: WHOLE.index(p.approve())], secret, p.publish())
    (published,) = [step for step in row["steps"] if step["step"] == "ResultPublished"]
    assert "举报人" in str(published)
    assert "举报人" not in str(served(published))
    assert "PublicationApproved" not in SERVED_ON_UNIT


def test_what_the_team_thinks_before_it_says_so_is_its_own() -> None:
    assert not SERVED_ON_UNIT & {"Deliberated", "OpinionSettled", "RecusalRaised", "SiteVisited"}


def test_issues_of_an_opinion_are_issues_and_no_visit() -> None:
    assert len(rows(issues.MODEL, *WHOLE)) == 2
    assert rows(visits.MODEL, *WHOLE) == {}
