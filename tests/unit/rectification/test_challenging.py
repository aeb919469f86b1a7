"""复核 and 申诉: two clocks from service that suspend nothing, and corrections that erase nothing (问责办法, V2)."""

from dataclasses import replace
from datetime import date

import pytest

from services.rectification.domain import accountability_commands as ask
from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_parts import Outcome, Result
from services.rectification.domain.accountability_stages import InForce
from services.rectification.domain.challenging import (
    AppealedAlready,
    AppealTooLate,
    HeavierThanDecided,
    NothingAsked,
    OnlySoOften,
    ReviewerTookPart,
    ReviewTooLate,
    UnderReview,
)
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.enforcing import PeriodNotOver
from services.rectification.domain.investigating import OnlyTheChair
from services.rectification.domain.proceeding import NotTheUnitsOwn
from tests.unit.rectification.accountabilities import (
    APPEALED,
    CHAIR,
    HEAD,
    MEASURES,
    OFFICE,
    OTHER_HEAD,
    QIAN,
    REVIEWED,
    SERVED,
    SUN,
    AccountabilityTest,
    after,
    at,
    decided_above,
    on,
    standing,
)

REVIEW = on(ask.AskReview, at(3, 20), HEAD, text="请求撤销")
APPEAL = on(ask.FileAppeal, at(3, 20), HEAD, text="不服")
ASKED = after(SERVED, REVIEW)
DECIDE = on(
    ask.DecideReview, at(4, 10), letter="复1", result=Result.UPHOLD, reasons="事实清楚", handlers=(SUN,)
)
CORRECT = on(ask.CorrectDecision, at(5, 20), CHAIR, letter="责2", text="按申诉处理决定变更")


def in_force(given: AccountabilityTest) -> InForce:
    stage = standing(given).stage
    assert isinstance(stage, InForce)
    return stage


def test_each_remedy_asked_for_again_changes_nothing() -> None:
    SERVED.again(REVIEW)
    ASKED.again(DECIDE)
    REVIEWED.again(replace(APPEAL, now=at(4, 20)))
    APPEALED.again(decided_above(Result.CHANGE, ("约谈",)))
    after(APPEALED, decided_above(Result.REVOKE)).again(CORRECT)


def test_the_last_days_of_both_clocks() -> None:
    """30 days end on Saturday 11 April and roll to Monday the 13th; 15 days end on Friday 27 March."""
    SERVED.again(replace(REVIEW, now=at(4, 13)))
    refusal = SERVED.when(replace(REVIEW, now=at(4, 14))).then_refused(ReviewTooLate)
    assert refusal.article == "《教育督导问责办法》（国教督〔2021〕2号）"
    SERVED.again(replace(APPEAL, now=at(3, 27)))
    late = SERVED.when(replace(APPEAL, now=at(3, 28))).then_refused(AppealTooLate)
    assert "2026年4月13日前可以申请复核" in str(late)
    both_over = SERVED.when(replace(APPEAL, now=at(4, 14))).then_refused(AppealTooLate)
    assert "复核" not in str(both_over)


def test_a_review_is_decided_within_thirty_days_and_opens_fifteen_for_an_appeal() -> None:
    assert standing(ASKED).clocks.running[Clock.REVIEW].due.on == date(2026, 4, 20)  # 19 April is a Sunday.
    outcome = ASKED.when(DECIDE)
    assert outcome.events
    (decided,) = outcome.events
    assert isinstance(decided, happened.ReviewDecided)
    assert decided.appeal_due.on == date(2026, 4, 27)  # 25 April is a Saturday.
    REVIEWED.again(replace(APPEAL, now=at(4, 27)))
    REVIEWED.when(replace(APPEAL, now=at(4, 28))).then_refused(AppealTooLate)


def test_one_way_at_a_time_and_each_once() -> None:
    """How often is 本区设定: only 青岛's rules say once."""
    ASKED.when(APPEAL).then_refused(UnderReview)
    APPEALED.when(REVIEW).then_refused(AppealedAlready)
    APPEALED.when(replace(APPEAL, text="再次不服")).then_refused(AppealedAlready)
    REVIEWED.when(replace(REVIEW, now=at(4, 11), text="再来")).then_refused(OnlySoOften)
    settled = after(APPEALED, decided_above(Result.UPHOLD))
    settled.when(replace(APPEAL, text="再次不服")).then_refused(OnlySoOften)
    SERVED.when(DECIDE).then_refused(NothingAsked)
    SERVED.when(CORRECT).then_refused(NothingAsked)
    SERVED.when(replace(REVIEW, by=OTHER_HEAD)).then_refused(NotTheUnitsOwn)


def test_who_took_part_does_not_review() -> None:
    for member in (QIAN, replace(SUN, id=CHAIR.id)):
        ASKED.when(replace(DECIDE, handlers=(member,))).then_refused(ReviewerTookPart)
    ASKED.when(replace(DECIDE, handlers=())).then_refused(ReviewerTookPart)


@pytest.mark.parametrize(
    "given", [SERVED, ASKED, REVIEWED, APPEALED], ids=["-", "asked", "reviewed", "filed"]
)
def test_execution_goes_on_throughout(given: AccountabilityTest) -> None:
    """复核、申诉期间，不停止决定的执行."""
    assert standing(given).clocks.running[Clock.EXECUTION].kind is Task.EXECUTE
    given.again(on(ask.ExecuteMeasure, at(4, 10), measure="约谈", record="已约谈"))
    given.again(on(ask.PublishDecision, at(4, 10), range="system", place="内网"))


@pytest.mark.parametrize("given", [ASKED, REVIEWED, APPEALED], ids=["asked", "reviewed", "filed"])
def test_nothing_is_archived_while_it_can_still_be_challenged(given: AccountabilityTest) -> None:
    done = [on(ask.ExecuteMeasure, at(4, 10), measure=one, record="已办") for one in MEASURES]
    shown = on(ask.PublishDecision, at(4, 10), range="system", place="内网")
    archive = on(ask.ArchiveAccountability, at(4, 27), contents=("决定书",), retention="30年")
    after(given, *done, shown).when(archive).then_refused(PeriodNotOver)


def test_a_review_can_make_it_milder_and_never_worse() -> None:
    change = replace(DECIDE, result=Result.CHANGE, measures=("约谈",))
    ASKED.again(change)
    assert in_force(after(ASKED, change)).measures == ("约谈",)
    ASKED.when(replace(change, measures=("公开批评",))).then_refused(HeavierThanDecided)
    ASKED.when(replace(change, measures=MEASURES)).then_refused(HeavierThanDecided)
    revoked = after(ASKED, replace(DECIDE, result=Result.REVOKE))
    assert in_force(revoked).measures == ()
    assert Clock.EXECUTION not in standing(revoked).clocks.running


def test_an_appeal_is_decided_in_sixty_days_and_corrected_in_fifteen_by_the_original_body() -> None:
    assert standing(APPEALED).clocks.running[Clock.APPEAL].due.on == date(2026, 5, 19)
    wrong = after(APPEALED, decided_above(Result.CHANGE, ("约谈",)))
    assert in_force(wrong).measures == MEASURES  # Until it is corrected.
    assert standing(wrong).clocks.running[Clock.CORRECTION].due.on == date(2026, 5, 26)
    wrong.when(replace(CORRECT, by=OFFICE)).then_refused(OnlyTheChair)
    corrected = in_force(after(wrong, CORRECT))
    assert corrected.measures == ("约谈",)
    upheld = standing(after(APPEALED, decided_above(Result.UPHOLD)))
    assert Clock.CORRECTION not in upheld.clocks.running


def test_a_correction_erases_nothing() -> None:
    before = in_force(APPEALED)
    corrected = in_force(after(APPEALED, decided_above(Result.REVOKE), CORRECT))
    assert corrected.decision == before.decision
    assert (corrected.review_due, corrected.appeal_due) == (before.review_due, before.appeal_due)
    assert corrected.corrections == (Outcome(Result.REVOKE, (), "裁量过重"),)


def test_why_it_is_that_day_is_told_with_the_law() -> None:
    """民法典 201 to 203: the day of service is not counted, a rest day at the end is passed over."""
    due = in_force(SERVED).review_due
    assert due.basis == "《教育督导问责办法》（国教督〔2021〕2号）"
    assert "自2026年3月12日（周四）的次日起算30日" in due.explanation
    assert "周末2天" in due.explanation
