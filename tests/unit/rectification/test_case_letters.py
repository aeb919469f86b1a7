"""What the letters of a case say: only what its log had said when each was served."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.rectification.adapters.letters.history import history
from services.rectification.adapters.letters.writing import written
from services.rectification.application.following import followed_by
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.interview_events import InterviewNoticeServed, MeetingHeld
from services.rectification.domain.letters import Sort, served
from services.rectification.domain.prompting import Prompted, work_prompt_of
from services.rectification.domain.prompting import decide as decide_prompt
from services.rectification.domain.terms import Terms
from shared.event_sourcing.event_types import Stored
from shared.letters.archive import issued
from shared.letters.lines import Letter
from shared.letters.plain import without_unprintable
from tests.unit.letters.hostile import HOSTILE
from tests.unit.letters.parties import OFFICE
from tests.unit.letters.test_texts import skeleton, words
from tests.unit.rectification import interviews as i
from tests.unit.rectification.climbs import CIRCULAR, TO_INTERVIEW, missed
from tests.unit.rectification.samples import (
    ACCEPTED,
    CALENDAR,
    CASE,
    CASE_ID,
    NOTICED,
    after,
    at,
    case_of_test,
    decide,
    open_case,
    pack_on,
    serve_notice,
    serve_order,
)
from tests.unit.rectification.samples import OFFICE as BY
from tests.unit.rectification.stored import history as events_of
from tests.unit.rectification.stored import stored

HEAD = {"kind": "小学", "head": "高卫东"}


def log_of(events: Sequence[CaseEvent]) -> list[Stored[Any]]:
    return [stored(event, n) for n, event in enumerate(events, start=1)]


def letters(log: Sequence[Stored[Any]], unit: dict[str, Any] = HEAD) -> dict[Sort, Letter]:
    """Every letter of the case by its sort, the latest of each."""
    found = {}
    for one in issued(log, served):
        told = history(
            [entry for entry in log if entry.position <= one.event.position],
            office=OFFICE,
            unit=unit,
            inspectors=("程秀英", "徐海燕"),
            pack=pack_on(one.served.on),
        )
        text, values = written(one.event.event, told)
        found[Sort(one.served.kind)] = text.letter(without_unprintable(values))
    return found


CLIMB = letters(log_of(events_of(CIRCULAR)))


def test_a_case_has_a_letter_for_every_rung_it_climbed() -> None:
    assert set(CLIMB) == set(Sort) - {Sort.WORK_PROMPT}


def test_a_notice_after_a_regular_visit_cites_articles_15_and_22_and_no_opinion() -> None:
    """条例 15, 22; the limits are those of the event."""
    said = words(CLIMB[Sort.NOTICE])
    assert "2026年9月9日，责任督学对你校进行经常性督导，发现1项需要整改的问题" in said
    assert "第十五条" in said
    assert "督导意见书" not in said
    assert "自收到本通知书之日起5个工作日内" in said
    assert "2026年9月24日" in said
    assert "区教育局，责任督学程秀英、徐海燕" in said


def test_a_notice_after_an_opinion_names_it() -> None:
    """条例 21."""
    issue = replace(open_case().issue, opinion="云教督意〔2026〕3号")
    given = after(serve_notice(), given=after(replace(open_case(), issue=issue), given=CASE))
    said = words(letters(log_of(events_of(given)))[Sort.NOTICE])
    assert "于2026年9月9日发出督导意见书（云教督意〔2026〕3号）" in said
    assert "第二十一条、第二十二条" in said
    assert "第十五条" not in said


def test_an_order_names_the_letter_that_was_not_obeyed_its_days_late_and_the_new_limit() -> None:
    """Q23: copied to the superior, which answers by a date of its own."""
    said = words(CLIMB[Sort.SUPERVISION_ORDER])
    assert "《教育督导整改通知书》（云教督改〔2026〕44号），要求于2026年9月24日前" in said
    assert "4日" in said
    assert "自收到本督办单之日起10个工作日内" in said
    assert "请区教育局自收到之日起10个工作日内将督促、指导情况函告我室" in said
    assert "连带责任" not in said, "a draft is never printed as law"


def test_an_order_for_a_plan_that_never_came_does_not_say_that_the_rectification_is_late() -> None:
    late = missed(NOTICED, at(9, 19, 0))
    given = after(decide(True, at(9, 21)), serve_order(at(9, 21)), given=late)
    said = words(letters(log_of(events_of(given)))[Sort.SUPERVISION_ORDER])
    assert "未按要求报送整改方案" in said
    assert "未按期完成整改" not in said
    assert "2026年9月18日" in said


def test_an_interview_leaves_out_what_is_not_known_yet() -> None:
    said = words(CLIMB[Sort.INTERVIEW_NOTICE])
    assert "2026年10月23日，具体时间和地点另行通知" in said
    assert "主持" not in said
    assert "高卫东（校长）" in said


def test_the_record_of_an_interview_has_its_commitments_and_room_to_sign() -> None:
    said = words(CLIMB[Sort.INTERVIEW_RECORD])
    assert "留样柜当天到位" in said
    assert "被约谈人签名" in said


def test_an_interview_with_a_proceeding_says_when_where_by_whom_and_with_whom() -> None:
    """§3E; 2H 约谈: hosts, persons, time, place, who was absent and why, what was said by whom."""
    invitation = replace(i.INVITATION, at=at(10, 22, 14), papers_due=date(2026, 10, 21))
    notice = next(one for one in i.NOTIFIED._history if isinstance(one, InterviewNoticeServed))
    terms = Terms(pack_on, CALENDAR)
    schedule = followed_by(replace(notice, invitation=invitation), CASE_ID, BY, at(10, 20), terms)
    meeting = next(one for one in i.HELD._history if isinstance(one, MeetingHeld))
    own = replace(i.OWN, due_on=date(2026, 11, 2))
    held = followed_by(replace(meeting, commitments=(own,)), CASE_ID, BY, at(10, 22, 16), terms)
    made = letters(log_of(events_of(after(schedule, held, given=TO_INTERVIEW))))
    asked, record = (words(made[sort]) for sort in (Sort.INTERVIEW_NOTICE, Sort.INTERVIEW_RECORD))
    assert "2026年10月22日14时，区政府会议室。" in asked
    assert "约谈由周成文（总督学）主持" in asked
    assert "高卫东（校长）；" in asked
    assert "于2026年10月21日前报送我室" in asked
    assert "2026年10月22日14时\n约谈地点\n区政府会议室" in record
    assert "吴海燕（副校长，未到：住院）" in record
    assert "限期整改\n被约谈人的\n说明\n接受批评" in record


def test_a_circular_after_a_regular_visit_does_not_cite_article_25() -> None:
    """条例 25 (3) speaks of a 督导意见书."""
    said = words(CLIMB[Sort.CIRCULAR])
    assert "第二十五条" not in said
    assert "9月28日发出督办单" in said


def test_a_work_prompt_says_what_is_due_and_that_no_limit_changes() -> None:
    """S 004: a lighter step before the limit ends."""
    asked = work_prompt_of(
        case_of_test(ACCEPTED), BY, at(9, 17), ("备齐佐证材料。",), None, Terms(pack_on, CALENDAR)
    )
    (event,) = decide_prompt(replace(asked, letter="云教督提〔2026〕1号"), Prompted())
    log = log_of(events_of(ACCEPTED))
    prompt: Any = replace(log[-1], position=len(log) + 1, record=replace(log[-1].record, data=event))
    said = words(letters([*log, prompt])[Sort.WORK_PROMPT])
    assert "云教督提〔2026〕1号" in said
    assert "6个工作日" in said, "Sunday 20 September is a workday"
    assert "本提示不改变原定整改时限" in said


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_people_enter_is_never_markup(text: str) -> None:
    about = replace(open_case().about, problem=text, unit_name=f"梧{text}", superior=text)
    harmless = replace(about, problem="甲", unit_name="梧甲", superior="甲")
    made, plain = (
        letters(
            log_of(events_of(after(serve_notice(), given=after(replace(open_case(), about=one), given=CASE))))
        )
        for one in (about, harmless)
    )
    if text.strip():
        assert skeleton(made[Sort.NOTICE]) == skeleton(plain[Sort.NOTICE])


def test_a_character_that_no_letter_can_hold_is_left_out_of_a_letter_that_was_served() -> None:
    about = replace(open_case().about, problem="留样\x02不足")
    given = after(serve_notice(), given=after(replace(open_case(), about=about), given=CASE))
    assert "留样不足" in words(letters(log_of(events_of(given)))[Sort.NOTICE])


def test_of_a_unit_the_roster_never_told_of_nothing_is_invented() -> None:
    said = words(letters(log_of(events_of(CIRCULAR)), {})[Sort.INTERVIEW_NOTICE])
    assert "主要负责人" in said
    assert "高卫东" not in said
