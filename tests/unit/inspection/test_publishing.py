"""After the opinion: the report upward, publication with approval, taking down, cancelling, closing."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.procedure import Document, Redaction
from services.inspection.domain.publishing import (
    ApproverPublishes,
    FindingsUnanswered,
    IssuesStillOpen,
    NotApproved,
    NotPublished,
    NotPublishedThere,
    OpinionAlreadyServed,
)
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import DoneOtherwise, NotNow, TextMissing
from tests.unit.inspection import procedures as p
from tests.unit.inspection.procedures import until

PRIVATE = (Redaction("学生姓名", "个人信息"),)


def test_the_report_goes_to_the_government_and_is_filed_upward_after_the_opinion() -> None:
    """条例 23."""
    until("served").again(p.report())
    until("settled").when(p.report()).then_refused(NotNow)
    for other in ("government", "filed_with", "signed_by", "summary"):
        until("reported").when(p.report(**{other: "别的"})).then_refused(DoneOtherwise)


@pytest.mark.parametrize("part", ["government", "filed_with", "signed_by", "summary"])
def test_a_report_says_to_whom_and_who_signed(part: str) -> None:
    """条例 23; GB/T 9704: upward letters name who signed."""
    until("served").when(p.report(**{part: " "})).then_refused(TextMissing)


def test_in_zhejiang_the_report_has_a_limit() -> None:
    """浙江 23: 30日 after the end of the inspection."""
    event = (until("settled", jurisdiction="zhejiang").when(p.serve()).events or ())[0]
    assert isinstance(event, happened.OpinionServed)
    assert event.report_due is not None
    assert event.report_due.on == date(2026, 10, 16)


def test_nothing_is_published_without_a_leaders_consent() -> None:
    """条例 23; Q21."""
    until("reported").when(p.publish()).then_refused(NotApproved)
    until("reported", p.approve()).when(p.publish(Document.OPINION)).then_refused(NotApproved)
    until("reported").again(p.approve())
    until("reported", p.approve()).again(p.publish())
    until("served").when(p.approve()).then_refused(NotNow)
    until("served").when(p.publish()).then_refused(NotNow)
    until("reported", p.approve()).when(p.publish(place="")).then_refused(TextMissing)


def test_who_approves_does_not_publish() -> None:
    """Four eyes."""
    himself = replace(p.publish(), by=replace(p.OFFICE, id=p.DEPUTY.id))
    until("reported", p.approve()).when(himself).then_refused(ApproverPublishes)


def test_what_is_left_out_is_on_record_with_its_reason() -> None:
    """Q21: redaction."""
    (event,) = until("reported", p.approve(redactions=PRIVATE)).when(p.publish()).events or ()
    assert isinstance(event, happened.ResultPublished)
    assert (event.redactions, event.approved_by.id) == (PRIVATE, p.DEPUTY.id)
    for bad in (Redaction("", "理由"), Redaction("学生姓名", "")):
        until("reported").when(p.approve(redactions=(bad,))).then_refused(TextMissing)


def test_what_was_published_can_be_taken_down_and_the_history_stays() -> None:
    """Q21: take-down history."""
    until("published").again(p.take_down())
    until("published").when(p.take_down(place="别处")).then_refused(NotPublishedThere)
    until("published").when(p.take_down(reason="")).then_refused(TextMissing)
    until("served").when(p.take_down()).then_refused(NotNow)
    back = until("published", p.take_down())
    back.again(p.publish())
    closed = until("published", p.close(settled=issues()))
    closed.again(p.take_down())


def issues() -> frozenset[UUID]:
    state = until("served").when(p.report()).state
    assert isinstance(state, Inspection)
    return state.issues


def test_an_inspection_is_closed_when_every_issue_is_settled() -> None:
    """Q22; 条例 22: 反馈问题必整改."""
    until("published").again(p.close(settled=issues()))
    one = frozenset(list(issues())[:1])
    assert "1个问题" in str(until("published").when(p.close(settled=one)).then_refused(IssuesStillOpen))
    until("served").when(p.close(settled=issues())).then_refused(NotNow)


def test_an_inspection_is_not_closed_before_its_report_and_in_shanghai_its_opinion_are_published() -> None:
    """条例 23; 上海 22."""
    closing = p.close(settled=issues())
    assert until("reported").when(closing).then_refused(NotPublished).article == "《教育督导条例》第二十三条"
    report_only = until("reported", p.approve(), p.publish())
    refusal = report_only.when(closing).then_refused(NotPublished)
    assert refusal.article == "《上海市教育督导条例》第二十二条"
    until("reported", p.approve(), p.publish(), jurisdiction="zhejiang").again(closing)
    until("published", p.take_down()).when(closing).then_refused(NotPublished)


@pytest.mark.parametrize("step", ["planned", "stated", "visited", "heard"])
def test_an_inspection_is_cancelled_with_a_reason(step: str) -> None:
    until(step).again(p.cancel())
    until(step).when(p.cancel(reason=" ")).then_refused(TextMissing)
    until(step, p.cancel()).when(p.cancel(reason="另一个理由")).then_refused(NotNow)
    until(step, p.cancel()).when(p.announce()).then_refused(NotNow)


@pytest.mark.parametrize("step", ["deliberated", "fed back", "settled"])
def test_no_cancelling_buries_what_was_found(step: str) -> None:
    """Q22: no finding without feedback, no feedback without a case; nor is a change of the team a way around."""
    refusal = until(step).when(p.cancel()).then_refused(FindingsUnanswered)
    assert "2个问题" in str(refusal)
    assert refusal.article == "《教育督导条例》第二十条"
    until(step, p.release()).when(p.cancel()).then_refused(FindingsUnanswered)


def test_an_inspection_that_found_nothing_can_still_be_cancelled() -> None:
    until("heard", p.deliberate(findings=())).again(p.cancel())


def test_what_was_served_is_carried_through() -> None:
    for step in ("served", "reported", "published"):
        until(step).when(p.cancel()).then_refused(OpinionAlreadyServed)
    until("published", p.close(settled=issues())).when(p.cancel()).then_refused(NotNow)
