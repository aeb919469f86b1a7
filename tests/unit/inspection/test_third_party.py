"""Third parties measure and score within their contract and after their statement (Q4)."""

from dataclasses import replace
from datetime import date

import pytest

from services.inspection.domain.engaging import (
    THIRD_PARTY,
    BodyStatementMissing,
    ContractDatesWrong,
    ContractWithoutWork,
    NoSuchBody,
    NoSuchContract,
    NotUnderContract,
    engaged,
)
from services.inspection.domain.standing import DoneOtherwise, TextMissing
from services.inspection.domain.third_party import (
    BodyCommand,
    BodyEvent,
    BodyState,
    Contract,
    EndContract,
    OnBehalf,
    RegisterBody,
    SignContract,
    StateBodyUnconflicted,
    Work,
)
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.procedures import OFFICE, PLANNED

NAMED = "2026年义务教育质量监测"
FIRST, LAST = date(2026, 9, 1), date(2026, 12, 31)
CONTRACT = Contract("HT-2026-01", FIRST, LAST, (Work.MONITORING,), "义务教育质量监测")
register = RegisterBody(
    code="TP01", by=OFFICE, now=PLANNED, name="市教育评估院", credit_code="12310000000000001X"
)
sign = SignContract(code="TP01", by=OFFICE, now=PLANNED, contract=CONTRACT)
end = EndContract(
    code="TP01", by=OFFICE, now=PLANNED, number="HT-2026-01", last=date(2026, 10, 31), reason="提前完成"
)
state = StateBodyUnconflicted(code="TP01", by=OFFICE, now=PLANNED, engagement=NAMED, paper="声明.pdf")


def after(*commands: BodyCommand) -> DeciderTest[BodyCommand, BodyState, BodyEvent]:
    events: list[BodyEvent] = []
    for command in commands:
        events += THIRD_PARTY.decide(command, THIRD_PARTY.fold(events))
    return DeciderTest(THIRD_PARTY, events)


def body(*commands: BodyCommand) -> BodyState:
    return after(*commands[:-1]).when(commands[-1]).state


def test_a_body_is_registered_with_its_contracts_and_statements() -> None:
    after().again(register)
    after(register).when(replace(register, name="别的机构")).then_refused(DoneOtherwise)
    after(register).again(sign)
    other = replace(sign, contract=replace(CONTRACT, matters="别的"))
    after(register, sign).when(other).then_refused(DoneOtherwise)
    after(register).again(state)
    after(register).when(replace(state, paper=" ")).then_refused(TextMissing)
    for command in (sign, end, state):
        after().when(command).then_refused(NoSuchBody)


def test_a_contract_says_from_when_to_when_and_for_what() -> None:
    backwards = replace(CONTRACT, last=date(2026, 8, 31))
    after(register).when(replace(sign, contract=backwards)).then_refused(ContractDatesWrong)
    without = replace(CONTRACT, works=())
    after(register).when(replace(sign, contract=without)).then_refused(ContractWithoutWork)


def test_a_contract_is_ended_early_with_a_reason() -> None:
    after(register, sign).again(end)
    after(register, sign, end).when(sign).then_nothing()
    after(register, sign).when(replace(end, number="别的")).then_refused(NoSuchContract)
    after(register, sign).when(replace(end, last=LAST)).then_nothing()
    after(register, sign).when(replace(end, last=date(2027, 1, 1))).then_refused(ContractDatesWrong)
    after(register, sign).when(replace(end, reason=" ")).then_refused(TextMissing)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_it_does_its_work_on_every_day_of_its_contract(day: date) -> None:
    able = body(register, sign, state)
    found = engaged(able, "TP01", Work.MONITORING, NAMED, day)
    assert found == OnBehalf("TP01", "市教育评估院", "HT-2026-01", "声明.pdf")


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2027, 1, 1)])
def test_it_does_nothing_outside_its_contract(day: date) -> None:
    able = body(register, sign, state)
    with pytest.raises(NotUnderContract, match="HT-2026-01"):
        engaged(able, "TP01", Work.MONITORING, NAMED, day)
    with pytest.raises(NotUnderContract):
        engaged(able, "TP01", Work.SCORING, NAMED, FIRST)  # It was not engaged for that.
    with pytest.raises(NotUnderContract):
        engaged(body(register, sign, state, end), "TP01", Work.MONITORING, NAMED, date(2026, 11, 1))
    with pytest.raises(NoSuchBody):
        engaged(THIRD_PARTY.initial, "TP01", Work.MONITORING, NAMED, FIRST)


def test_it_does_nothing_before_it_has_stated_that_it_has_no_interest() -> None:
    """条例 10; Q4: no-conflict statement, for each engagement its own."""
    silent = body(register, sign)
    with pytest.raises(BodyStatementMissing) as refusal:
        engaged(silent, "TP01", Work.MONITORING, NAMED, FIRST)
    assert refusal.value.article == "《教育督导条例》第十条"
    with pytest.raises(BodyStatementMissing):
        engaged(body(register, sign, state), "TP01", Work.MONITORING, "另一次监测", FIRST)
