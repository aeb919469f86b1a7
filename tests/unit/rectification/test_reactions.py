"""What the facts of other services make this one do."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from dudao_contracts.envelope import Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from dudao_contracts.inspection import IssueRaisedV1
from services.rectification.application.reactions import case_of, on_issue_raised, on_roster_fact
from services.rectification.domain.issue import Source
from shared.messaging.envelope import Received
from tests.unit.rectification.samples import CASE, at, happened

NOW = at(9, 9, 18)
LEDGER = {
    "file_sha256": "cd" * 32,
    "row": 7,
    "responsible": "高卫东",
    "due_on": "2026-10-19",
    "rectification": "已完成整改",
    "closed": True,
}


def received(fact: Fact) -> Received:
    return Received(envelope_of(fact), fact, fact.model_dump(mode="json"))


def raised(**changes: Any) -> IssueRaisedV1:
    example = EXAMPLES["inspection.issue-raised.v1"].model_dump(mode="json")
    return IssueRaisedV1.model_validate(example | changes)


def test_an_issue_opens_one_case_with_everything_the_inspection_said() -> None:
    fact = raised()
    command = on_issue_raised(received(fact), NOW)
    assert command is not None
    assert command.case_id == command.about.case_id == case_of(fact.issue)
    assert (command.about.number, command.about.unit_name) == (fact.number, fact.unit_name)
    assert command.issue.inspectors == fact.inspectors
    assert happened(CASE.when(command)) == ["CaseOpened"]


def test_the_same_issue_always_makes_the_same_case() -> None:
    assert case_of(raised().issue) == case_of(raised().issue)


def test_a_finding_from_above_keeps_its_number_and_its_reply_date() -> None:
    """Q28."""
    above = {
        "kind": "巡察",
        "body": "区委第三巡察组",
        "number": "区委巡察〔2026〕3号-2",
        "received_on": "2026-09-10",
        "reply_by": "2026-12-01",
    }
    command = on_issue_raised(received(raised(source=above, helping=["区应急管理局"])), NOW)
    assert command is not None
    source = Source("巡察", "区委第三巡察组", "区委巡察〔2026〕3号-2", date(2026, 12, 1))
    assert (command.issue.source, command.issue.helping) == (source, ("区应急管理局",))
    assert happened(CASE.when(command)) == ["CaseOpened"]


def test_a_case_knows_who_answers_for_its_issue_why_and_what_came_before() -> None:
    """§5: finding, recheck and finding again are one chain."""
    said = {"cause": "检查没有落实", "responsible": "袁伟", "earlier": str(UUID(int=5))}
    command = on_issue_raised(received(raised(**said)), NOW)
    assert command is not None
    issue = command.issue
    assert (issue.cause, issue.responsible, issue.earlier) == ("检查没有落实", "袁伟", UUID(int=5))


def test_an_entry_of_a_ledger_is_taken_over_with_its_issue() -> None:
    command = on_issue_raised(received(raised(working_days=None, ledger=LEDGER)), NOW)
    assert command is not None
    assert happened(CASE.when(command)) == ["CaseOpened", "ClosedInLedger"]


@pytest.mark.parametrize(
    ("type_", "subject"),
    [
        ("roster.unit-registered.v1", "unit-319991-0008"),
        ("roster.unit-changed.v1", "unit-319991-0008"),
        ("roster.unit-merged.v1", "end-of-unit-319991-0088"),
        ("roster.unit-closed.v1", "end-of-unit-319991-0112"),
        ("roster.inspector-appointed.v1", "inspector-DX018-2024-09-01"),
        ("roster.inspector-renewed.v1", "inspector-DX018-2028-09-01"),
        ("roster.inspector-suspended.v1", "standing-DX018"),
        ("roster.inspector-returned.v1", "standing-DX018"),
        ("roster.inspector-exited.v1", "standing-DX001"),
        ("roster.post-assigned.v1", "post-DX018-319991-0008"),
        ("roster.post-ended.v1", "post-DX018-319991-0008"),
        ("roster.recusal-declared.v1", "recusal-DX008-319991-0039"),
        ("roster.recusal-lifted.v1", "recusal-DX008-319991-0039"),
    ],
)
def test_facts_about_one_thing_are_noted_under_one_subject(type_: str, subject: str) -> None:
    message = received(EXAMPLES[type_])
    command = on_roster_fact(message, NOW)
    assert command is not None
    assert command.subject == subject
    assert (command.type, command.sequence) == (type_, message.envelope.sequence)


def test_other_facts_and_unknown_ones_are_passed_over() -> None:
    alarm = received(EXAMPLES["roster.term-ending.v1"])
    assert on_roster_fact(alarm, NOW) is None
    assert on_issue_raised(alarm, NOW) is None
    assert on_issue_raised(Received(alarm.envelope, None, {}), NOW) is None
