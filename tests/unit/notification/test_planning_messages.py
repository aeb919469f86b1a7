"""What people read of plans, themes, campaigns and the office's own missed duties."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from dudao_contracts.envelope import FACTS, Fact
from dudao_contracts.examples import EXAMPLES, envelope_of
from dudao_contracts.inspection import OfficeDutyMissedV1
from services.notification.application.directory import Directory
from services.notification.application.planning_wording import about_planning
from services.notification.application.reactions import on_fact
from shared.messaging.envelope import Received
from tests.unit.notification.people import example

NOW = datetime(2026, 10, 1, 2, 3, tzinfo=UTC)
MISSED = "inspection.office-duty-missed.v1"


def missed(rule: str, at: datetime) -> set[str]:
    """The ids of the messages about a duty missed under a rule, found at an instant."""
    fact: Fact = example(MISSED, rule=rule, duty=uuid4())
    envelope = envelope_of(fact).model_copy(update={"id": uuid4(), "time": at})
    received = Received(envelope, fact, fact.model_dump(mode="json"))
    return {str(message.message_id) for message in on_fact(received, Directory(), NOW)}


def test_of_the_duties_missed_under_one_rule_at_one_time_each_inbox_hears_once() -> None:
    """At the end of a month they come by the hundred; one under another rule is told by itself."""
    at = datetime(2026, 9, 30, 16, tzinfo=UTC)
    first = missed("visits_per_month", at)
    assert len(first) == 3
    assert missed("visits_per_month", at) == first
    assert not missed("opinion", at) & first
    assert not missed("visits_per_month", at + timedelta(days=31)) & first


def test_the_office_reads_what_was_due_when_and_under_which_rule() -> None:
    fact = EXAMPLES[MISSED]
    assert isinstance(fact, OfficeDutyMissedV1)
    subject, body = about_planning(fact)
    assert subject == "督导机构逾期：2026年9月梧桐小学"
    assert "应最迟2026年9月30日（周三）办理" in body
    assert "依据：《中小学校责任督学挂牌督导办法》。" in body


def test_a_plan_over_the_cap_and_an_amendment_say_so() -> None:
    approved = example("inspection.plan-approved.v1")
    _, body = about_planning(approved)
    assert body == (
        "计划现有督导事项46项。其中1个单位超过本区设定的入校次数上限，理由已记录。下一步：公布计划。"
    )
    subject, body = about_planning(example("inspection.plan-approved.v1", amended=True, over_cap=0))
    assert (subject, body) == ("2027年度督导计划的调整已批准", "计划现有督导事项46项。")


def test_a_second_version_of_a_checklist_says_why() -> None:
    subject, body = about_planning(example("inspection.theme-published.v1", checklist=2, reason="上级新要求"))
    assert subject == "2026年9月督导主题：食堂食品安全第2版"
    assert body.endswith("改版理由：上级新要求。")


def test_what_nobody_wrote_a_text_for_is_an_error() -> None:
    with pytest.raises(LookupError):
        about_planning(FACTS["inspection.visit-recorded.v1"].model_construct())
