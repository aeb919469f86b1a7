"""The spreadsheet an office really keeps: what is imported of it, what is refused, and why."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.inspection.adapters.ledger_file import read_ledger
from services.inspection.adapters.ledger_sheet import Value
from tests.unit.inspection.ledgers import (
    HEADINGS,
    TITLE,
    UNITS,
    Cells,
    book,
    issue,
    read,
    saved,
    the_fault,
    the_row,
)

SAMPLE = Path(__file__).parents[3] / "deploy/demo/yunting"

# The sample district's ledger


def units_of_the_sample() -> dict[str, str]:
    with (SAMPLE / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        return {unit["name"]: unit["code"] for unit in csv.DictReader(file)}


def test_exactly_the_expected_rows_of_the_sample_are_refused() -> None:
    ledger = read_ledger((SAMPLE / "ledger.xlsx").read_bytes(), units=units_of_the_sample())
    with (SAMPLE / "ledger.expected.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [(int(fault["row"]), fault["column"], fault["fault"]) for fault in csv.DictReader(file)]
    assert [(fault.row, fault.column, fault.english) for fault in ledger.faults] == expected
    assert {row.row for row in ledger.rows} == set(range(4, 202)) - {row for row, _, _ in expected}
    assert ledger.title == TITLE


def test_the_rows_of_the_sample_are_issues_that_the_district_recorded() -> None:
    ledger = read_ledger((SAMPLE / "ledger.xlsx").read_bytes(), units=units_of_the_sample())
    with (SAMPLE / "visits.csv").open(encoding="utf-8-sig", newline="") as file:
        visits = {visit["no"]: visit for visit in csv.DictReader(file)}
    with (SAMPLE / "issues.csv").open(encoding="utf-8-sig", newline="") as file:
        recorded = {
            (
                date.fromisoformat(visits[issue["visit"]]["date"]),
                visits[issue["visit"]]["unit"],
                issue["problem"],
            )
            for issue in csv.DictReader(file)
        }
    assert {row.key for row in ledger.rows} <= recorded


def test_reading_a_file_again_gives_the_same_rows() -> None:
    content = (SAMPLE / "ledger.xlsx").read_bytes()
    units = units_of_the_sample()
    assert read_ledger(content, units=units) == read_ledger(content, units=units)


# Units, problems, marks


def test_white_space_and_brackets_do_not_make_another_unit() -> None:
    row = the_row(read(issue(被督导单位=" 松林幼儿园 (东园区)\n")))
    assert (row.unit_code, row.unit_name) == ("319991-0050", "松林幼儿园（东园区）")


def test_an_unknown_unit_is_refused_with_the_nearest_names() -> None:
    fault = the_fault(read(issue(被督导单位="育英幼小学校")))
    assert (fault.column, fault.english, fault.value) == ("被督导单位", "no such unit", "育英幼小学校")
    assert "育英幼儿园" in fault.message
    assert "登记" in the_fault(read(issue(被督导单位="某某大学"))).message


@pytest.mark.parametrize("nothing", [None, "  ", "无", "/", "未发现问题"])
def test_a_row_without_a_problem_is_refused(nothing: str | None) -> None:
    fault = the_fault(read(issue(存在问题=nothing)))
    assert (fault.column, fault.english) == ("存在问题", "empty")


def test_a_problem_may_be_as_long_as_one_written_over_the_api_and_no_longer() -> None:
    assert the_row(read(issue(存在问题="问" * 2000))).problem == "问" * 2000
    fault = the_fault(read(issue(存在问题="问" * 2001)))
    assert (fault.column, fault.english) == ("存在问题", "too long")
    assert "2001" in fault.message


@pytest.mark.parametrize(
    ("mark", "closed"),
    [("是", True), ("√", True), ("已销号", True), (True, True), ("否", False), (None, False)],
)
def test_closed_is_marked_in_several_ways(mark: Value, closed: bool) -> None:
    assert the_row(read(issue(是否销号=mark))).closed is closed


def test_any_other_mark_is_refused() -> None:
    assert the_fault(read(issue(是否销号="部分"))).english == "not yes or no"


def test_inspectors_are_told_apart() -> None:
    assert the_row(read(issue(责任督学="DX010、DX020"))).inspectors == ("DX010", "DX020")
    assert the_row(read(issue(责任督学="张　三，李建国 王芳"))).inspectors == ("张三", "李建国", "王芳")


def test_a_row_with_several_faults_tells_all_of_them_from_left_to_right() -> None:
    ledger = read(issue(督导时间="9月31日", 被督导单位="某某大学", 存在问题=None, 整改时限="尽快"))
    assert [fault.column for fault in ledger.faults] == ["督导时间", "被督导单位", "存在问题", "整改时限"]
    assert ledger.rows == ()


# Rows


def test_the_same_issue_again_is_refused_naming_its_first_row() -> None:
    ledger = read(issue(), issue(存在问题="另一个"), issue(督导时间="10.16", 存在问题="应急 照明\n不亮"))
    fault = the_fault(ledger)
    assert (fault.row, fault.column, fault.english) == (6, "(row)", "same visit, unit and problem as row 4")
    assert "第 4 行" in fault.message
    assert [row.row for row in ledger.rows] == [4, 5]


def test_blank_rows_numbered_rows_repeated_headings_and_notes_are_no_records() -> None:
    repeated: Cells = {heading: heading for heading in HEADINGS}
    ledger = read(
        {},
        {"序号": 2},
        {"序号": 3, "是否销号": "否"},
        repeated,
        issue(),
        {"督导时间": "注：本表一式两份"},
        {"序号": "合计", "存在问题": 1},
    )
    assert the_row(ledger).row == 8


def test_a_row_that_is_neither_is_reported() -> None:
    fault = the_fault(read(issue(), {"被督导单位": "永兴小学"}))
    assert (fault.row, fault.column, fault.english) == (5, "(row)", "not a record")


def test_cells_merged_over_several_issues_of_a_visit_hold_for_all_of_them() -> None:
    workbook = book([issue(), {"存在问题": "第二个"}, {"存在问题": "第三个"}, issue(被督导单位="育英幼儿园")])
    for column in "BC":
        workbook.worksheets[0].merge_cells(f"{column}4:{column}6")
    ledger = read_ledger(saved(workbook), units=UNITS)
    assert [row.unit_name for row in ledger.rows] == ["永兴小学"] * 3 + ["育英幼儿园"]


# Headings


@settings(max_examples=20, deadline=None)
@given(st.permutations(HEADINGS))
def test_the_order_of_the_columns_changes_nothing(headings: list[str]) -> None:
    rows = [
        issue(序号=1, 责任督学="DX010", 整改时限="7个工作日内", 是否销号="是", 备注="x"),
        issue(
            序号=2,
            被督导单位="育英幼儿园",
            督导主题="双减",
            整改要求="改",
            整改时限="10.31",
            责任人="马俊杰",
            整改情况="已改",
        ),
        issue(序号=3, 督导时间="9月31日"),
    ]
    expected, shuffled = (
        read_ledger(saved(book(rows, order)), units=UNITS) for order in (HEADINGS, tuple(headings))
    )
    assert (shuffled.rows, shuffled.faults) == (expected.rows, expected.faults)


def test_headings_are_known_by_other_names_too() -> None:
    headings = ("编号", "检查 日期", "学校\n（幼儿园）", "照片", "发现问题", "整改期限")
    cells: Cells = dict(
        zip(headings, (1, "9.4", "育英幼儿园", "见附件", "户外活动不足", "尽快"), strict=True)
    )
    ledger = read_ledger(
        saved(book([cells, {**cells, "发现问题": "玩教具未消毒", "整改期限": "7个工作日"}], headings)),
        units=UNITS,
    )
    assert the_fault(ledger).column == "整改期限"
    assert [(row.row, row.visited_on, row.unit_name, row.working_days) for row in ledger.rows] == [
        (5, date(2026, 9, 4), "育英幼儿园", 7)
    ]


def test_headings_may_stand_in_two_rows() -> None:
    workbook = book([], HEADINGS[:6])
    sheet = workbook.worksheets[0]
    sheet["G3"] = "整改情况"
    sheet.merge_cells("G3:H3")
    sheet["G4"], sheet["H4"] = "整改时限", "是否销号"
    for column in range(1, 7):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    sheet.append([1, "10.16", "永兴小学", "DX010", "双减", "作业过多", "5个工作日内", "是"])
    row = the_row(read_ledger(saved(workbook), units=UNITS))
    assert (row.row, row.working_days, row.closed, row.rectification) == (5, 5, True, "")


def test_the_title_may_stand_right_above_the_headings_or_be_missing() -> None:
    workbook = book([issue(督导时间="10.16")])
    workbook.worksheets[0].delete_rows(2)
    ledger = read_ledger(saved(workbook), units=UNITS)
    assert (ledger.title, the_row(ledger).row) == (TITLE, 3)
    workbook.worksheets[0].delete_rows(1)
    ledger = read_ledger(saved(workbook), units=UNITS, calendar_year=2026)
    assert (ledger.title, the_row(ledger).row) == ("Sheet", 2)


# Whatever else people type


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)),
    st.times(),
    st.timedeltas(timedelta(0), timedelta(400)),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30),
    st.sampled_from(
        [
            "=1/0",
            "=A1",
            "#N/A",
            "9月31日",
            "10.16",
            "永兴小学",
            "十个工作日",
            "99999999",
            "0.0",
            "²月³日",
            "²",
        ]
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fixed_dictionaries({}, optional=dict.fromkeys(HEADINGS, CELLS)), max_size=6))
def test_nothing_that_people_type_breaks_the_reading(rows: list[Cells]) -> None:
    ledger = read_ledger(saved(book(rows)), units=UNITS, calendar_year=2026)
    assert not {row.row for row in ledger.rows} & {fault.row for fault in ledger.faults}
    assert all(fault.message and fault.english for fault in ledger.faults)
