"""Which fact goes to whom."""

from typing import get_args

import pytest

from dudao_contracts.envelope import FACTS, Fact
from dudao_contracts.examples import EXAMPLES
from dudao_contracts.rectification import DutyKind, Rung
from services.notification.application.recipients import DECIDERS, DUTY_OWNERS, RECIPIENTS, recipients
from tests.unit.notification.people import (
    BUREAU,
    BUREAU_INBOX,
    NOW,
    POLICE,
    POST,
    SECOND_POST,
    UNIT_INBOX,
    directory_of,
    example,
)

OFFICE, CHAIR = "role:office", "role:chair"
CHIEF, DEPUTY = "role:chief_inspector", "role:deputy_chief_inspector"
INSPECTORS = ["inspector:DX008", "inspector:DX018"]

warm = directory_of(BUREAU, POLICE, POST, SECOND_POST)
cold = directory_of()


@pytest.mark.parametrize(
    "fact", [*FACTS.of("rectification"), *FACTS.of("inspection")], ids=lambda fact: fact.type()
)
def test_every_fact_of_a_case_or_visit_has_recipients_or_is_said_to_be_nobodys_news(fact: type[Fact]) -> None:
    assert fact in RECIPIENTS


def test_every_duty_has_an_owner_and_every_rung_somebody_who_decides() -> None:
    assert set(DUTY_OWNERS) == set(get_args(DutyKind))
    assert set(DECIDERS) == set(get_args(Rung))


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        ("inspection.team-formed.v1", ["inspector:DX008", "inspector:DX018", "inspector:DX022"]),
        ("inspection.inspection-announced.v1", [UNIT_INBOX, BUREAU_INBOX]),
        ("inspection.preliminary-opinion-served.v1", [UNIT_INBOX]),
        ("inspection.defence-filed.v1", [OFFICE]),
        ("inspection.opinion-served.v1", [UNIT_INBOX, BUREAU_INBOX, CHIEF]),
        ("inspection.report-filed-upward.v1", [CHIEF]),
        ("inspection.result-published.v1", [UNIT_INBOX, BUREAU_INBOX]),
        ("inspection.inspection-obstructed.v1", [OFFICE, CHIEF, BUREAU_INBOX]),
        ("inspection.inspection-closed.v1", [UNIT_INBOX, OFFICE]),
        ("inspection.plan-approved.v1", [OFFICE, CHIEF]),
        ("inspection.plan-published.v1", [CHAIR, CHIEF, "role:inspector"]),
        ("inspection.theme-published.v1", ["role:inspector"]),
        ("inspection.campaign-published.v1", [UNIT_INBOX]),
        ("inspection.campaign-concluded.v1", [OFFICE, CHIEF]),
        ("inspection.office-duty-missed.v1", [OFFICE, CHIEF, DEPUTY]),
        ("rectification.case-opened.v1", [UNIT_INBOX, *INSPECTORS]),
        ("rectification.notice-served.v1", [UNIT_INBOX, BUREAU_INBOX, *INSPECTORS]),
        ("rectification.plan-submitted.v1", [OFFICE]),
        ("rectification.plan-accepted.v1", [UNIT_INBOX]),
        ("rectification.plan-returned.v1", [UNIT_INBOX]),
        ("rectification.completion-reported.v1", INSPECTORS),
        ("rectification.recheck-passed.v1", [DEPUTY]),
        ("rectification.recheck-failed.v1", [UNIT_INBOX]),
        ("rectification.case-closed.v1", [UNIT_INBOX, *INSPECTORS]),
        ("rectification.revisit-passed.v1", [UNIT_INBOX, OFFICE]),
        ("rectification.case-reopened.v1", [UNIT_INBOX, OFFICE]),
        ("rectification.prompt-issued.v1", [UNIT_INBOX]),
        ("rectification.deadline-missed.v1", [UNIT_INBOX, OFFICE, BUREAU_INBOX]),
        ("rectification.escalation-proposed.v1", [DEPUTY, CHIEF]),
        ("rectification.escalation-decided.v1", [OFFICE, UNIT_INBOX]),
        ("rectification.escalation-declined.v1", [OFFICE, UNIT_INBOX]),
        ("rectification.supervision-order-served.v1", [UNIT_INBOX, BUREAU_INBOX]),
        ("rectification.interview-scheduled.v1", [UNIT_INBOX, BUREAU_INBOX, CHIEF]),
        ("rectification.interview-held.v1", [UNIT_INBOX, BUREAU_INBOX, OFFICE]),
        ("rectification.interview-missed.v1", [BUREAU_INBOX, OFFICE, CHIEF]),
        ("rectification.circular-issued.v1", [UNIT_INBOX, BUREAU_INBOX]),
        ("rectification.accountability-started.v1", [CHAIR, UNIT_INBOX]),
        (
            "inspection.urgent-hazard-reported.v1",
            [UNIT_INBOX, "unit:319991-0122", "superior:区应急管理局", OFFICE, CHIEF],
        ),
        ("inspection.visit-announced.v1", [UNIT_INBOX]),
        ("inspection.visit-cancelled.v1", [UNIT_INBOX]),
        ("inspection.visit-recorded.v1", []),
        ("inspection.issue-raised.v1", []),
        ("roster.zone-drawn.v1", []),
        ("roster.post-assigned.v1", ["inspector:DX018"]),
        ("roster.post-ended.v1", ["inspector:DX018"]),
        ("roster.unit-merged.v1", [UNIT_INBOX, OFFICE]),
        ("roster.staffing-rule-broken.v1", [OFFICE, CHIEF]),
        ("roster.staffing-rule-met.v1", [OFFICE, CHIEF]),
        ("roster.term-ending.v1", [OFFICE, "inspector:DX018"]),
        ("roster.inspector-out-of-term.v1", [OFFICE, CHIEF, "inspector:DX001"]),
        ("roster.training-behind.v1", ["inspector:DX018", OFFICE]),
        ("roster.unit-uncovered.v1", [OFFICE]),
        ("roster.unit-covered.v1", [OFFICE]),
        ("roster.inspector-overloaded.v1", [OFFICE]),
        ("roster.post-rotation-due.v1", [OFFICE]),
        ("roster.comprehensive-inspection-due.v1", [OFFICE, CHIEF, DEPUTY]),
    ],
)
def test_a_fact_reaches_those_it_concerns(fact: str, told: list[str]) -> None:
    assert recipients(EXAMPLES[fact], warm, NOW.date()) == told


def test_before_the_roster_is_known_the_fact_itself_says_who_and_where() -> None:
    opened = EXAMPLES["rectification.case-opened.v1"]
    served = EXAMPLES["rectification.supervision-order-served.v1"]
    assert recipients(opened, cold, NOW.date()) == [UNIT_INBOX, *INSPECTORS]
    assert recipients(served, cold, NOW.date()) == [UNIT_INBOX, "superior:区教育局"]


def test_the_month_s_theme_reaches_every_inspector_who_does_duty_in_an_inbox_of_his_own() -> None:
    """一月一主题: what one has read the others have not."""
    appointed = [
        example("roster.inspector-appointed.v1", inspector=number) for number in ("DX018", "DX008", "DX009")
    ]
    suspended = example("roster.inspector-suspended.v1", inspector="DX009")
    roster = directory_of(*appointed, suspended)
    assert recipients(EXAMPLES["inspection.theme-published.v1"], roster, NOW.date()) == INSPECTORS
    assert recipients(EXAMPLES["inspection.plan-published.v1"], roster, NOW.date()) == [
        CHAIR,
        CHIEF,
        *INSPECTORS,
    ]


def test_what_a_responsible_inspector_should_hear_goes_to_the_office_while_there_is_none() -> None:
    assert recipients(EXAMPLES["rectification.completion-reported.v1"], cold, NOW.date()) == [OFFICE]


def test_a_missed_duty_of_the_offices_own_is_no_business_of_the_superior() -> None:
    missed = example(
        "rectification.deadline-missed.v1",
        duty="close_case",
        owner_role="deputy_chief_inspector",
        owner="deputy_chief_inspector",
    )
    assert recipients(missed, warm, NOW.date()) == [DEPUTY, OFFICE]


def test_a_missed_recheck_reaches_the_inspector_who_owed_it() -> None:
    missed = example(
        "rectification.deadline-missed.v1", duty="recheck", owner_role="inspector", owner="DX018"
    )
    assert recipients(missed, warm, NOW.date()) == ["inspector:DX018", OFFICE]


def test_of_a_closed_unit_its_superior_and_the_office_are_told() -> None:
    closed = EXAMPLES["roster.unit-closed.v1"]
    school = example("roster.unit-registered.v1", code="319991-0112", unit_name="小星星幼儿园")
    assert recipients(closed, directory_of(BUREAU, school), NOW.date()) == [BUREAU_INBOX, OFFICE]
    assert recipients(closed, cold, NOW.date()) == [OFFICE]


def test_a_unit_without_a_superior_has_nobody_above_it_told() -> None:
    assert recipients(example("rectification.circular-issued.v1", superior=None), warm, NOW.date()) == [
        UNIT_INBOX
    ]


@pytest.mark.parametrize(
    ("rung", "told"),
    [("interview", [DEPUTY, CHIEF]), ("circular", [CHIEF]), ("accountability", [CHAIR, CHIEF])],
)
def test_a_proposal_reaches_who_decides_on_the_rung_and_always_the_chief(rung: str, told: list[str]) -> None:
    assert recipients(example("rectification.escalation-proposed.v1", rung=rung), warm, NOW.date()) == told


def test_a_unit_that_was_never_told_of_an_inspection_is_not_told_that_it_was_cancelled() -> None:
    untold = example("inspection.inspection-closed.v1", outcome="cancelled", reason="计划调整", letter=None)
    assert recipients(untold, warm, NOW.date()) == [OFFICE]
