"""What the letters of inspections and visits say: only what the log had said when each was served."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest

from services.inspection.adapters.letters import texts
from services.inspection.adapters.letters.proceedings import Proceedings
from services.inspection.adapters.letters.visiting import outcome, visit_bulletin, visit_record
from services.inspection.adapters.letters.writing import written
from services.inspection.adapters.storage import TYPES
from services.inspection.domain.bulletin import (
    BULLETIN,
    BulletinServed,
    ServeBulletin,
    ToldOtherwise,
    VisitNotRecorded,
    unit_of_record,
)
from services.inspection.domain.events import IssueRaised, VisitAnnounced, VisitRecorded
from services.inspection.domain.inspection_events import OpinionServed
from services.inspection.domain.letters import ON_UNIT, Sort, VisitSort, on_paper, served
from services.inspection.domain.on_site import (
    Check,
    Checklist,
    Feedback,
    Fix,
    FixSource,
    Outcome,
    Presence,
)
from services.inspection.domain.procedure import TeamPost
from services.inspection.domain.scoring_events import ScoringEvent, Vetoed
from shared.audit.record import Record
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.event_types import Stored
from shared.letters.archive import issued
from shared.letters.lines import Letter
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection import indicators as i
from tests.unit.inspection import procedures as p
from tests.unit.inspection import visits
from tests.unit.letters.parties import OFFICE
from tests.unit.letters.test_texts import words

SCHOOL = {"kind": "小学", "head": "高卫东"}
PEOPLE = {
    "DX010": {"inspector_name": "程秀英", "kind": "full_time"},
    "DX020": {"inspector_name": "徐海燕", "kind": "part_time"},
}
AT = datetime(2026, 9, 22, 4, tzinfo=UTC)
CAUSE = UUID("00000000-0000-4000-8000-00000000cafe")


def log_of(events: Sequence[Any]) -> list[Stored[Any]]:
    """The events after a round trip through their records' bytes."""
    return [TYPES.load(recorded(event, n)) for n, event in enumerate(events, start=1)]


def recorded(event: Any, n: int) -> Recorded:
    name, schema, data = TYPES.dump(event)
    id = uuid5(CAUSE, str(n))
    record = Record(id, "s", n, name, schema, "s", data, p.OFFICE, None, AT, AT, id, CAUSE, None)
    return Recorded(n, "s", n, id, name, "s", record.to_bytes(), bytes(32), AT)


def letters(
    step: str,
    jurisdiction: str = "shanghai",
    leaving_out: tuple[str, ...] = (),
    scores: Sequence[ScoringEvent] = (),
) -> dict[str, Letter]:
    """Every letter of an inspection that went well up to that step; `scores` came before the opinion."""
    events: list[Any] = list(p.until(step, leaving_out=leaving_out, jurisdiction=jurisdiction)._history)
    opinion = next((n for n, event in enumerate(events) if isinstance(event, OpinionServed)), len(events))
    log = log_of([*events[:opinion], *scores, *events[opinion:]])
    found = {}
    for one in issued(log, served):
        until = [entry for entry in log if entry.position <= one.event.position]
        pack = p.pack_of(jurisdiction)(one.served.on)
        text, values = written(one.event.event, Proceedings(until, OFFICE, SCHOOL, PEOPLE, pack))
        found[one.served.kind] = text.letter(values)
    return found


def test_an_inspection_has_a_letter_for_every_service() -> None:
    assert set(letters("reported")) == set(Sort)
    assert Sort.REPORT not in ON_UNIT, "the report goes to the government"


def test_the_notice_names_the_team_the_matters_and_the_first_day() -> None:
    """条例 16, 17, 18."""
    said = words(letters("announced")[Sort.NOTICE])
    assert "一、督导时间\n自2026年9月15日起。" in said
    assert "组长\n程秀英\n专职督学" in said
    assert "第十三条、第十六条、第十七条" in said
    assert "联系人：李静" in said


def test_the_notice_tells_the_posts_of_the_team_where_they_were_said() -> None:
    """2H: 单位和职务; what nobody said is left blank."""
    team = replace(p.TEAM, posts=(TeamPost("DX010", "区教育督导室副主任"), TeamPost("刘专家", "区教育学院")))
    stated = [p.state(who) for who in (p.LEADER, p.SECOND, p.THIRD)]
    log = log_of(p.until("planned", p.form(team=team), *stated, p.announce())._history)
    event = log[-1].event
    told = Proceedings(log, OFFICE, SCHOOL, PEOPLE, p.pack_of("shanghai")(event.on))
    text, values = written(event, told)
    said = words(text.letter(values))
    assert "程秀英\n区教育督导室副主任\n专职督学" in said
    assert "刘专家\n区教育学院\n专家" in said
    assert "徐海燕\n\n兼职督学" in said


def test_only_a_pack_with_the_unit_s_right_to_ask_for_recusal_cites_it() -> None:
    """浙江 20."""
    assert "浙江省教育督导条例" in words(letters("announced", "zhejiang")[Sort.NOTICE])
    assert "教育督导条例》第二十条" not in words(letters("announced", "national")[Sort.NOTICE])


def test_a_preliminary_opinion_tells_until_when_or_from_when_the_unit_may_answer() -> None:
    """条例 20; 上海 21 by a day, 浙江 11 from receipt; what no law says is told without one."""
    by_place = {
        place: words(letters("fed back", place)[Sort.PRELIMINARY_OPINION])
        for place in ("shanghai", "zhejiang", "national")
    }
    assert "2026年10月8日" in by_place["shanghai"]
    assert "自收到初步督导意见之日起10日内" in by_place["zhejiang"]
    assert "截止日期" not in by_place["zhejiang"]
    assert "自收到本初步督导意见之日起10个工作日内" in by_place["national"]
    assert "条例》第二十一条" not in by_place["national"]
    assert p.PROBLEM.problem in by_place["shanghai"]


def test_a_preliminary_opinion_says_what_was_done_and_with_whom() -> None:
    """条例 18, 19: in the numbers of the log."""
    said = words(letters("fed back")[Sort.PRELIMINARY_OPINION])
    assert "审核了自评报告" in said
    assert "听取了学生、家长、教师、公众的意见（现场考察1次，听取学生10人" in said


def test_an_opinion_says_how_the_defence_was_weighed_and_in_shanghai_how_many_agreed() -> None:
    """条例 21; 上海 21."""
    said = words(letters("served")[Sort.OPINION])
    assert "答复如下" in said
    assert "名成员中" in said
    assert "三分之二以上成员同意" in said
    assert "收到整改通知书之日起" in said
    assert "三分之二" not in words(letters("served", "zhejiang")[Sort.OPINION])


VETOED = i.decide(vetoed=(Vetoed("V2", "大班集中教授拼音"),))


def test_opinion_and_report_say_the_score_the_grade_and_what_lowered_it() -> None:
    """Q26, 条例 21: the evaluation of a scored inspection is its score; the preliminary opinion has none yet."""
    scores = i.after(i.bind(), i.score(), VETOED, i.freeze())._history
    made = letters("reported", scores=scores)
    told = (
        "按照幼儿园办园行为督导评估指标（第1版）评分，总分100分，得83.73分，"
        "有一票否决情形：小学化倾向严重（大班集中教授拼音），评定等级为合格。"
    )
    assert told in words(made[Sort.OPINION])
    assert told in words(made[Sort.REPORT])
    assert "评定等级" not in words(made[Sort.PRELIMINARY_OPINION])


def test_an_opinion_that_was_left_unscored_says_nothing_of_a_score() -> None:
    scores = i.after(i.bind(), i.leave(), i.freeze())._history
    assert "评分" not in words(letters("served", scores=scores)[Sort.OPINION])


def test_a_report_goes_to_the_government_it_was_handed_to_and_names_who_signed() -> None:
    """条例 23."""
    letter = letters("reported")[Sort.REPORT]
    event = p.report()
    assert letter.signer == event.signed_by
    assert event.government in words(letter)
    assert event.filed_with in letter.imprint.copies
    assert event.summary in words(letter)


# Visits


def visit() -> tuple[list[Stored[Any]], VisitRecorded, list[IssueRaised]]:
    events = list(visits.DECIDER.decide(visits.record(visits.DANGER, visits.SCREENS), visits.DECIDER.initial))
    log, (recorded, *_) = log_of(events), [one for one in events if isinstance(one, VisitRecorded)]
    return log, recorded, [one for one in events if isinstance(one, IssueRaised)]


def test_a_record_prints_what_was_submitted_and_leaves_out_what_was_not() -> None:
    """条例 15: a report after each regular visit."""
    log, event, issues = visit()
    values = visit_record(log[0], issues, OFFICE, SCHOOL, {"DX010": "程秀英"})
    said = words(texts.VISIT_RECORD.letter(values))
    assert event.report.unit.name in said
    assert "检查项目" not in said
    assert "签到情况" not in said
    assert all(one.number in said for one in issues)


CAME = Presence(datetime(2026, 10, 16, 0, 32, tzinfo=UTC), "校门口", None)
LEFT = Presence(
    datetime(2026, 10, 16, 3, 5, tzinfo=UTC), "", Fix("31.08460", "121.13720", 15, FixSource.DEVICE, None)
)
LIST = Checklist(
    "2026-10",
    2,
    (
        Check("a", "消防通道畅通", Outcome.NO_ISSUE, "", False),
        Check("b", "门卫登记完整", Outcome.FIXED, "当场补了登记", False),
    ),
)
ON_THE_SPOT = visits.record(
    visits.DANGER,
    visits.SCREENS,
    came=CAME,
    left=LEFT,
    checklist=LIST,
    feedback=Feedback("袁伟（校长）", "马上整改", "ab" * 32),
    discussants=4,
    questionnaires=30,
    patrols=3,
    papers_read=5,
)


def paper(*before: Any) -> str:
    """The words of the record of a visit made on the spot, after what happened before it."""
    events = [*before, *visits.DECIDER.decide(ON_THE_SPOT, visits.DECIDER.fold(before))]
    log = log_of(events)
    record = next(one for one in log if isinstance(one.event, VisitRecorded))
    issues = [one.event for one in log if isinstance(one.event, IssueRaised)]
    announced = next((one for one in log if isinstance(one.event, VisitAnnounced)), None)
    return words(texts.VISIT_RECORD.letter(visit_record(record, issues, OFFICE, SCHOOL, {}, announced)))


def test_a_record_on_paper_says_all_that_was_recorded_on_the_spot() -> None:
    """Q16–Q18, 条例 15: place and times, the checklist and its version, every counter, the feedback."""
    said = paper()
    for part in (
        "清单2026-10第2版",
        "8:32签到（校门口）；11:05签退（手机定位）",
        "门卫登记完整\n当场整改\n当场补了登记",
        "随堂听课2节；查阅资料5份；访谈9人次；座谈4人次；问卷调查30份；现场巡查3处",
        "10时30分向袁伟（校长）当场反馈。校方已在设备上签名。",
        "马上整改",
        "未事先通知",
    ):
        assert part in said
    assert "31.0846" not in said, "a position is not for a paper (PIPL 28)"


def test_a_record_on_paper_says_what_becomes_of_each_problem() -> None:
    """§3B: 紧急隐患, 限期整改 or 转部门协调; what was mended on the spot stands in the checklist."""
    said = paper()
    assert f"{visits.DANGER.problem}\n紧急隐患" in said
    assert f"{visits.SCREENS.problem}\n限期整改" in said
    assert outcome(replace(visits.SCREENS, department="区住建局")) == "转部门协调"


def test_a_record_on_paper_says_that_and_when_the_unit_was_told_before() -> None:
    """上海 18."""
    told = VisitAnnounced(visits.VISIT, visits.UNIT, ("DX010",), visits.DAY, ("校园安全",), None)
    assert "2026年9月22日通知" in paper(told)


def test_a_record_and_a_bulletin_are_on_paper_but_only_the_bulletin_is_served() -> None:
    _, event, _ = visit()
    record = on_paper(event)
    assert record
    assert record.kind == VisitSort.RECORD
    assert served(event) is None
    assert on_paper(replace(event, from_ledger=True)) is None


BULLETINS = DeciderTest(BULLETIN)


def asked(*strengths: str, recorded: bool = True) -> ServeBulletin:
    _, event, _ = visit()
    state = visits.DECIDER.fold([event] if recorded else [])
    return ServeBulletin(p.OFFICE, AT, event.visit, unit_of_record(state), strengths, "云教督通〔2026〕1号")


def test_a_bulletin_is_served_once_of_a_recorded_visit() -> None:
    """S 004 (Q19)."""
    BULLETINS.again(asked("管理规范"))
    (event,) = BULLETINS.when(asked("管理规范")).events or ()
    BULLETINS.given(event).when(asked("另一句")).then_refused(ToldOtherwise)
    BULLETINS.when(asked(recorded=False)).then_refused(VisitNotRecorded)


def test_a_bulletin_names_every_department_that_must_help_and_what_was_looked_at() -> None:
    """Q19: ways and measures; 会办."""
    helped = replace(visits.DANGER, helping=("区应急管理局", "公安分局"))
    record, issue, *_ = visits.DECIDER.decide(
        replace(ON_THE_SPOT, findings=(helped,)), visits.DECIDER.initial
    )
    assert isinstance(record, VisitRecorded)
    assert isinstance(issue, IssueRaised)
    (event,) = BULLETINS.when(asked()).events or ()
    pack = p.pack_of("shanghai")(visits.DAY)
    made = visit_bulletin(event, record.report, [issue], OFFICE, SCHOOL, {}, pack)
    said = words(texts.VISIT_BULLETIN.letter(made))
    assert "转请公安分局、区应急管理局研究处理" in said
    assert (
        "采取随堂听课2节、查阅资料5份、访谈9人次、座谈4人次、问卷调查30份、现场巡查3处等方式，检查2个项目"
        in said
    )


@pytest.mark.parametrize("strengths", [(), ("食堂管理规范",)])
def test_a_bulletin_lists_problems_ways_and_measures(strengths: tuple[str, ...]) -> None:
    """Q19: 问题、改进办法和措施."""
    _, recorded, issues = visit()
    (event,) = BULLETINS.when(asked(*strengths)).events or ()
    assert isinstance(event, BulletinServed)
    pack = p.pack_of("shanghai")(event.on)
    made = visit_bulletin(event, recorded.report, issues, OFFICE, SCHOOL, {}, pack)
    said = words(texts.VISIT_BULLETIN.letter(made))
    assert event.letter in said
    assert ("主要做法和成效" in said) is bool(strengths)
    for one in issues:
        assert one.finding.problem in said
        assert one.finding.demand in said
