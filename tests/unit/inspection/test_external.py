"""Findings from above: one by one, and as a list."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from services.inspection.adapters.findings_file import HEADINGS, read_findings
from services.inspection.domain.commands import ReplyAbove, TakeOverFinding
from services.inspection.domain.events import FindingReplied, IssueRaised
from services.inspection.domain.external import (
    EXTERNAL_FINDING,
    FindingTakenOver,
    LimitNotAPeriod,
    NoSuchFinding,
    ReceivedInFuture,
    ReplyBeforeReceipt,
    ReplyMistimed,
    finding_id,
)
from services.inspection.domain.office_duties import FromAbove, of_finding
from services.inspection.domain.refusals import UnitHasEnded, UnitNotKnown
from services.inspection.domain.report import Source, SourceKind, issue_id
from services.inspection.domain.standing import TextMissing
from services.inspection.entrypoints.findings import ExternalFindingBody, ListedFindingBody
from shared.spreadsheets.untrusted import Unreadable
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.visits import DAY, NOW, OFFICE, SCREENS, UNIT

finding = DeciderTest(EXTERNAL_FINDING)
SOURCE = Source(
    SourceKind.DISCIPLINE,
    "区委第三巡察组",
    "区委巡察〔2026〕3号-2",
    DAY - timedelta(days=1),
    date(2026, 12, 1),
)
FOUND_ON = DAY - timedelta(days=20)
OPEN = replace(SCREENS, working_days=None, responsible="袁伟", helping=("区财政局",))
TAKE = TakeOverFinding(OFFICE, NOW, UNIT, SOURCE, OPEN, FOUND_ON)
ID = finding_id(SOURCE.body, SOURCE.number, UNIT.code)
TAKEN = IssueRaised(
    issue_id(ID, OPEN.problem),
    ID,
    f"XC-20261015-0010-{ID.hex[:4]}",
    UNIT,
    (),
    OPEN,
    FOUND_ON,
    NOW,
    None,
    source=SOURCE,
)


def test_a_finding_from_above_is_an_issue_with_its_number_and_reply_date() -> None:
    """Q28: into the same loop; Q22: taking it over feeds it back."""
    finding.when(TAKE).then(TAKEN)
    finding.again(TAKE)
    superior = replace(SOURCE, kind=SourceKind.SUPERIOR)
    numbered = replace(TAKEN, number=TAKEN.number.replace("XC", "SJ"), source=superior)
    finding.when(replace(TAKE, source=superior)).then(numbered)


def test_taking_over_again_changes_nothing_although_the_unit_was_renamed_meanwhile() -> None:
    renamed = replace(UNIT, name="永兴实验小学")
    finding.given(TAKEN).when(replace(TAKE, unit=renamed, unit_ended_on=DAY)).then_nothing()


def test_one_number_is_one_finding_and_its_words_are_theirs() -> None:
    reworded = replace(OPEN, problem="纱窗破了")
    finding.given(TAKEN).when(replace(TAKE, finding=reworded)).then_refused(FindingTakenOver)


def test_dates_and_limit_make_sense() -> None:
    """条例 21: a limit is a period; a reply is wanted after the letter came."""
    tomorrow = replace(SOURCE, received_on=DAY + timedelta(days=1))
    finding.when(replace(TAKE, source=tomorrow)).then_refused(ReceivedInFuture)
    finding.when(replace(TAKE, found_on=DAY + timedelta(days=1))).then_refused(ReceivedInFuture)
    hasty = replace(SOURCE, reply_by=SOURCE.received_on - timedelta(days=1))
    finding.when(replace(TAKE, source=hasty)).then_refused(ReplyBeforeReceipt)
    finding.when(replace(TAKE, finding=replace(OPEN, working_days=0))).then_refused(LimitNotAPeriod)
    finding.when(replace(TAKE, unit_ended_on=FOUND_ON)).then_refused(UnitHasEnded)


REPLY = ReplyAbove(OFFICE, NOW, ID, DAY, "云教督〔2026〕31号", "已整改到位，附整改报告")
REPLIED = FindingReplied(ID, TAKEN.issue, UNIT, SOURCE, DAY, REPLY.letter, REPLY.summary, OFFICE.name)
taken = finding.given(TAKEN)


def test_the_body_above_is_told_what_became_of_its_finding() -> None:
    """Q28: original number and reply date."""
    taken.when(REPLY).then(REPLIED)
    taken.again(REPLY)
    later = replace(REPLY, letter="云教督〔2026〕32号")
    taken.given(REPLIED).when(later).then(replace(REPLIED, letter=later.letter))
    taken.given(REPLIED).when(TAKE).then_nothing()
    finding.when(REPLY).then_refused(NoSuchFinding)


def test_a_reply_lies_between_the_letter_and_today_and_says_something() -> None:
    for day in (SOURCE.received_on - timedelta(days=1), DAY + timedelta(days=1)):
        taken.when(replace(REPLY, replied_on=day)).then_refused(ReplyMistimed)
    for empty in (replace(REPLY, letter=" "), replace(REPLY, summary=" ")):
        taken.when(empty).then_refused(TextMissing)


def test_a_reply_is_owed_until_its_day_is_over_and_paid_by_the_first() -> None:
    """Q28; 民法典 203: the day ends at 24:00 in Shanghai."""
    one = FromAbove(
        str(ID), SOURCE.body, SOURCE.number, UNIT.code, UNIT.name, UNIT.zone, SOURCE.received_on,
        date(2026, 12, 1), None,
    )  # fmt: skip
    duty, midnight = of_finding(one), datetime(2026, 12, 1, 16, tzinfo=UTC)
    assert not duty.owed(midnight - timedelta(seconds=1))
    assert duty.owed(midnight)
    assert duty.explanation == "区委第三巡察组要求2026年12月1日前回复。"
    assert not of_finding(replace(one, replied_on=DAY)).missed(midnight)
    assert of_finding(replace(one, replied_on=date(2026, 12, 2))).missed(midnight)


ROW = {
    "来源": "巡察",
    "来文单位": "区委第三巡察组",
    "原编号": "区委巡察〔2026〕3号-2",
    "收文日期": "2026年10月15日",
    "回复期限": "2026/12/1",
    "被督导单位": "永兴小学",
    "主题": "教育经费",
    "问题": "公用经费列支不规范",
    "整改要求": "按规定列支",
    "严重程度": "严重",
    "整改期限（工作日）": "15",
}
UNITS = {"永兴小学": "319991-0010"}


def as_csv(*rows: dict[str, str], encoding: str = "utf-8-sig") -> bytes:
    lines = [",".join(ROW), *(",".join(row.values()) for row in rows)]
    return "\r\n".join(lines).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_row_by_row(encoding: str) -> None:
    rows = read_findings(as_csv(ROW, {**ROW, "回复期限": ""}, encoding=encoding), UNITS)
    first, second = (ExternalFindingBody.model_validate(row) for row in rows.values())
    assert list(rows) == [2, 3]
    assert (first.unit, first.received_on, first.reply_by) == (
        "319991-0010",
        date(2026, 10, 15),
        date(2026, 12, 1),
    )
    assert (first.working_days, first.severity.value, second.reply_by) == (15, "严重", None)


def test_a_name_the_roster_does_not_know_is_refused_as_a_name_and_not_as_a_pattern() -> None:
    [row] = read_findings(as_csv({**ROW, "被督导单位": "永兴小字"}), UNITS).values()
    assert ListedFindingBody.model_validate(row).unit == "永兴小字"
    assert "永兴小字" in str(UnitNotKnown("永兴小字"))


def test_a_workbook_is_read_like_the_csv() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["", *HEADINGS])
    values: dict[str, object] = {**ROW, "收文日期": date(2026, 10, 15), "整改期限（工作日）": 15.0}
    sheet.append([])
    sheet.append(["", *(values.get(heading) for heading in HEADINGS)])
    file = BytesIO()
    book.save(file)
    assert read_findings(file.getvalue(), UNITS) == {3: read_findings(as_csv(ROW), UNITS)[2]}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "没有记录"),
        (as_csv(), "没有记录"),
        ("来源,原编号\r\n巡察,1".encode(), "表头缺少“来文单位”"),
        (b"PK\x03\x04nonsense", "已损坏"),
        (b"\x00\x01\x02,\xff\xfe", "读不出文字"),
        (as_csv(*[ROW] * 1001), "一次最多导入1000行"),
    ],
)
def test_a_file_that_is_no_list_says_how_to_mend_it(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_findings(content, UNITS)
