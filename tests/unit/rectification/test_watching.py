"""What the watcher raises, and whose duties a person sees."""

from datetime import UTC, datetime

import pytest

from services.rectification.domain.commands import MissDeadline, Prompt
from services.rectification.entrypoints.sight import owners
from services.rectification.entrypoints.watcher import what_is_due
from services.rectification.read_models import due
from shared.event_sourcing.decider import Role
from shared.event_sourcing.read_model import Row
from shared.identity.principal import Principal
from tests.unit.rectification.samples import ACCEPTED, at
from tests.unit.rectification.stored import history, projected


@pytest.fixture
def row() -> Row:
    """The duty to report completion by 24 September, with prompts on the 18th and the 23rd."""
    projected_row = projected(due.MODEL, history(ACCEPTED))
    assert projected_row is not None
    return projected_row


def test_a_prompt_is_raised_as_of_its_hour(row: Row) -> None:
    command, context = what_is_due(row, at(9, 18, 11))
    assert isinstance(command, Prompt)
    assert command.number == 1
    assert context.occurred_at == datetime(2026, 9, 18, 1, tzinfo=UTC)
    assert context.correlation == row["correlation"]


def test_of_several_prompts_missed_in_an_outage_only_the_last_is_raised(row: Row) -> None:
    command, _ = what_is_due(row, at(9, 23, 11))
    assert isinstance(command, Prompt)
    assert command.number == 2


def test_after_an_outage_a_missed_date_keeps_its_true_instant(row: Row) -> None:
    command, context = what_is_due(row, at(10, 30))
    assert isinstance(command, MissDeadline)
    assert context.occurred_at == datetime(2026, 9, 24, 16, tzinfo=UTC)


def test_looking_twice_is_one_cause(row: Row) -> None:
    assert what_is_due(row, at(10, 30))[1].cause == what_is_due(row, at(10, 31))[1].cause
    assert what_is_due(row, at(9, 18, 11))[1].cause != what_is_due(row, at(9, 23, 11))[1].cause


def test_a_person_sees_the_duties_of_his_unit_his_number_and_his_roles() -> None:
    head = Principal("gaowd", "高卫东", (Role.UNIT,), unit="319991-0044")
    inspector = Principal("chengxy", "程秀英", (Role.INSPECTOR, Role.OFFICE), inspector="DX018")
    assert owners(head) == {("unit", "319991-0044")}
    assert owners(inspector) == {("inspector", "DX018"), ("office", "office")}


def test_the_chief_stands_in_for_the_deputy() -> None:
    chief = Principal("gucn", "顾长宁", (Role.CHIEF_INSPECTOR,))
    assert ("deputy_chief_inspector", "deputy_chief_inspector") in owners(chief)
