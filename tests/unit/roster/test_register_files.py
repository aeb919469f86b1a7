"""The register as files: what is written is read back as it was, and what is wrong is told by its heading."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from pydantic import BaseModel

from services.roster.adapters.register_columns import (
    INSPECTORS,
    POSTS,
    RECUSALS,
    SHEETS,
    UNITS,
    Kind,
    SheetKind,
)
from services.roster.adapters.register_tables import Table, listed_in, unknown_sheet
from services.roster.adapters.register_workbook import Entry, Register, csv_file, workbook
from services.roster.entrypoints.bodies import InspectorRow, PostRow, RecusalBody, UnitRow
from shared.spreadsheets.tables import WHOLE_ROW, WHOLE_SHEET, RawSheet, read_table
from shared.spreadsheets.upload import LISTS, MANUAL, read_csv, read_upload

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"
BODIES: Mapping[Kind, type[BaseModel]] = {
    Kind.UNITS: UnitRow,
    Kind.INSPECTORS: InspectorRow,
    Kind.POSTS: PostRow,
    Kind.RECUSALS: RecusalBody,
}
UNIT = {"单位代码": "319991-0200", "单位名称": "新苑小学", "单位类型": "小学", "办学性质": "公办"}
NOT_KEPT = ("lat", "lon")
UNSAID = {
    "campuses": "1",
    "students": "0",
    "classes": "0",
}  # What a blank cell counts as, and is exported as.
EVERY = pytest.mark.parametrize("about", SHEETS, ids=lambda about: about.kind.value)


def csv_of(about: SheetKind) -> bytes:
    return (SAMPLE / f"{about.kind}.csv").read_bytes()


def sample(about: SheetKind) -> list[Entry]:
    """The entries as the read models have them."""
    table = read_table(read_csv("sample.csv", csv_of(about)), about)
    assert not table.faults
    return [BODIES[about.kind].model_validate(body).model_dump() for body in table.rows.values()]


def sheet_of(title: str, *rows: list[Any]) -> bytes:
    book = Workbook()
    book.worksheets[0].title = title
    for row in rows:
        book.worksheets[0].append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def read(content: bytes, name: str = "名册.csv") -> Table:
    (sheet,) = read_upload(name, content)
    about = listed_in(sheet)
    assert about is not None
    return read_table(sheet, about)


def units(*rows: Mapping[str, Any]) -> Table:
    """Sheet 单位 with these rows."""
    heads = list(dict.fromkeys(head for row in rows for head in row))
    return read(sheet_of("单位", heads, *[[row.get(head) for head in heads] for row in rows]))


@EVERY
def test_every_field_of_the_body_has_a_column_and_what_must_be_filled_is_marked(about: SheetKind) -> None:
    fields = BODIES[about.kind].model_fields
    assert set(fields) <= {column.field for column in about.columns}
    assert {c.field for c in about.required} == {name for name, f in fields.items() if f.is_required()}


@EVERY
def test_every_example_of_the_manual_can_be_read(about: SheetKind) -> None:
    for column in about.columns:
        column.value.read(column.example)


@EVERY
def test_the_sample_exported_as_csv_has_the_rows_and_values_of_its_file(about: SheetKind) -> None:
    exported = csv_file(about, Register({about.kind: sample(about)}))
    was, now = (list(csv.DictReader(io.StringIO(c.decode("utf-8-sig")))) for c in (csv_of(about), exported))
    assert now == [
        {name: value or UNSAID.get(name, "") for name, value in row.items() if name not in NOT_KEPT}
        for row in was
    ]


def test_the_sample_exported_as_a_workbook_is_read_as_it_was() -> None:
    entries = {about.kind: sample(about) for about in SHEETS}
    names = {Kind.UNITS: {str(unit["code"]): str(unit["unit_name"]) for unit in sample(UNITS)}}
    content = workbook(Register(entries, ("第一责任区",), names), (2025, 2026))
    for sheet, about in zip(read_upload("", content), SHEETS, strict=True):
        table = read_table(sheet, about)
        bodies = [BODIES[about.kind].model_validate(body).model_dump() for body in table.rows.values()]
        assert (bodies, table.faults) == (entries[about.kind], [])


def test_what_a_big_district_exports_is_imported_whole() -> None:
    """3,000 units with several inspectors each: more posts than ten thousand."""
    posts: list[Entry] = [
        {"unit": f"319991-{n:05}", "inspector": f"DX{n % 800:03}", "since": date(2026, 9, 1)}
        for n in range(12_000)
    ]
    register = Register({Kind.POSTS: posts})
    (of_book,) = [sheet for sheet in read_upload("register.xlsx", workbook(register, ())) if sheet.rows[1:]]
    about = next(about for about in SHEETS if about.kind is Kind.POSTS)
    (of_csv,) = read_upload("posts.csv", csv_file(about, register))
    for sheet in (of_book, of_csv):
        table = read_table(sheet, about)
        assert (len(table.rows), table.faults) == (12_000, [])


def test_the_template_is_empty_and_offers_what_may_be_chosen() -> None:
    register = Register(
        zones=("第一责任区", "第二责任区"),
        names={Kind.UNITS: {"319991-0001": "临水学校"}, Kind.INSPECTORS: {"DX001": "林美玲"}},
    )
    book = load_workbook(BytesIO(workbook(register, (2026, 2027))))
    assert book.sheetnames == [MANUAL, "单位", "督学", "挂牌", "回避", LISTS]
    assert book[LISTS].sheet_state == "hidden"
    for about in SHEETS:
        sheet = book[about.title]
        assert (sheet.max_row, sheet.freeze_panes) == (1, "A2")
    offered = {
        (sheet.title, str(rule.promptTitle)): [cell.value for (cell,) in book[LISTS][_within(rule.formula1)]]
        for sheet in book.worksheets
        for rule in sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert "九年一贯制学校" in offered["单位", "单位类型"]
    assert offered["单位", "责任区"] == offered["督学", "责任区"] == ["第一责任区", "第二责任区"]
    assert offered["督学", "类别"] == ["专职", "兼职"]
    assert offered["督学", "学历"] == ["专科", "本科", "硕士", "博士"]
    assert offered["督学", "2027年考核等次"][0] == "优秀"
    assert "子女在该校就读" in offered["回避", "关系"]
    assert offered["挂牌", "单位"] == ["319991-0001 临水学校"]


def _within(formula: str) -> str:
    """The range of a formula such as '选项'!$B$1:$B$10."""
    return formula.partition("!")[2].replace("$", "")


def test_numbers_and_days_are_checked_while_they_are_typed_and_told_of_in_chinese() -> None:
    sheet = load_workbook(BytesIO(workbook(Register(), (2026,))))["督学"]
    rules = {rule.errorTitle: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["任期开始"].type, rules["2026年培训学时"].type) == ("date", "whole")
    assert rules["2026年培训学时"].error == "请填0到9000的整数，例如 40。"


def test_a_cell_that_may_be_empty_can_be_emptied_while_it_is_edited() -> None:
    """Excel refuses an empty cell under a rule that does not allow it, by the words of the wrong value."""
    rules = {
        rule.errorTitle: rule.allowBlank
        for rule in load_workbook(BytesIO(workbook(Register(), (2026,))))[
            "督学"
        ].data_validations.dataValidation
    }
    assert (rules["退休日期"], rules["2026年培训学时"]) == (True, True)
    assert (rules["任期开始"], rules["类别"]) == (False, False)


def test_the_manual_says_of_every_column_what_it_means_and_whether_it_must_be_filled() -> None:
    rows = list(load_workbook(BytesIO(workbook(Register(), ())))[MANUAL].iter_rows(values_only=True))
    told = {(row[0], row[1]): row for row in rows}
    for about in SHEETS:
        for column in about.columns:
            if column.field:
                row = told[about.title, column.heading.replace("{year}", "2026")]
                assert (row[2] == "是", row[3], row[5]) == (column.required, column.meaning, column.example)


@pytest.mark.parametrize("name", ["=1+1", "+86 21", "-1", "@SUM(A1)", "'=x", "＝1", "#REF!"])
def test_a_name_that_looks_like_a_formula_stays_a_name(name: str) -> None:
    entry = {**sample(UNITS)[0], "unit_name": name}
    register = Register({Kind.UNITS: [entry]})
    content = workbook(register, ())
    cell = load_workbook(BytesIO(content))["单位"]["B2"]
    assert (cell.value, cell.data_type) == (name, "s")
    assert read_table(read_upload("", content)[0], UNITS).rows[2]["unit_name"] == name
    exported = csv_file(UNITS, register)
    assert exported.decode("utf-8-sig").splitlines()[1].split(",")[1][0] not in "=+-@＝"
    assert read(exported).rows[2]["unit_name"] == name


def test_what_is_hidden_of_one_list_is_shown_of_another() -> None:
    """The kind of a recusal is personal, that of a unit is not."""
    register = Register({Kind.UNITS: sample(UNITS)}, hidden=frozenset({(Kind.RECUSALS, "kind")}))
    assert csv_file(UNITS, register).decode("utf-8-sig").splitlines()[0].startswith("code,name,kind,")


def test_who_may_not_see_the_relation_gets_no_column_of_it() -> None:
    register = Register({Kind.RECUSALS: sample(RECUSALS)}, hidden=frozenset({(Kind.RECUSALS, "relation")}))
    assert csv_file(RECUSALS, register).decode("utf-8-sig").splitlines()[0] == "inspector,unit,since"
    assert "就读" not in str(list(load_workbook(BytesIO(workbook(register, ())))["回避"].values))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_it_is_saved_in(encoding: str) -> None:
    table = read(csv_of(UNITS).decode().encode(encoding))
    assert (len(table.rows), table.rows[2]["unit_name"], table.ignored) == (132, "临水学校", ["lat", "lon"])


def test_what_a_csv_lists_is_told_by_its_headings_in_either_language() -> None:
    assert [listed_in(read_csv("a.csv", csv_of(about))) for about in SHEETS] == list(SHEETS)
    chinese = "督学,单位,挂牌日期\nDX001,319991-0001,2026/9/1\n".encode()
    assert listed_in(read_csv("a.csv", chinese)) is POSTS
    assert read(chinese).rows[2]["since"] == "2026-09-01"


@pytest.mark.parametrize(
    "cell",
    [date(2026, 9, 1), datetime(2026, 9, 1), "2026-9-1", "2026.09.01", "2026年9月1日", "20260901", 20260901],
)
def test_a_day_is_read_however_an_office_writes_it(cell: object) -> None:
    assert units(UNIT | {"负责人任职日期": cell}).rows[2]["head_since"] == "2026-09-01"


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("单位类型", "小学校", "只能是幼儿园、小学"),
        ("学生数", "约300", "应为0到1000000000的整数"),
        ("学生数", 12.5, "应为0到1000000000的整数"),
        ("校区数", 0, "应为1到1000000000的整数"),
        ("负责人任职日期", "2026-02-30", "不是有效日期"),
        ("负责人任职日期", datetime(2026, 9, 1, 8, 30), "不带时刻"),
        ("负责人任职日期", 46266, "不是有效日期"),
        ("电话", True, "不是文字"),
        ("电话", date(2026, 1, 2), "不是文字"),
        ("单位名称", None, "没有填写"),
        ("单位名称", "  ", "没有填写"),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_says_how_to_mend_it(
    column: str, cell: object, message: str
) -> None:
    table = units(UNIT, UNIT | {"单位代码": "319991-0201", column: cell})
    (fault,) = table.faults
    assert (fault.sheet, fault.row, fault.column) == ("单位", 3, column)
    assert message in fault.message
    assert "例如" in fault.mend
    assert (list(table.rows), table.refused) == ([2], 1)


def test_a_phone_and_a_code_that_became_numbers_are_texts_again() -> None:
    row = units(UNIT | {"电话": 18000037982, "单位代码": 3199910001.0}).rows[2]
    assert (row["phone"], row["code"]) == ("18000037982", "3199910001")


def test_the_same_entry_twice_is_refused_the_second_time() -> None:
    table = units(UNIT, UNIT | {"单位名称": "别的名称"})
    assert [(f.row, f.column) for f in table.faults] == [(3, WHOLE_ROW)]
    assert "第2行" in table.faults[0].message


def test_a_column_nobody_knows_is_told_and_the_rows_are_taken_over() -> None:
    table = units(UNIT | {"电 话": "1", "手机": "139"})
    assert [(f.row, f.column) for f in table.faults] == [(1, "手机")]
    assert table.rows[2]["phone"] == "1"


def test_values_below_no_heading_are_told() -> None:
    table = read(sheet_of("单位", [*UNIT], [*UNIT.values(), None, "备注"]))
    assert [(f.row, f.column) for f in table.faults] == [(1, "F列")]


def test_a_missing_column_refuses_the_whole_sheet_by_name() -> None:
    table = read(sheet_of("单位", ["单位代码", "单位名称", "办学性质"], ["a", "b", "公办"]))
    assert [(f.row, f.column) for f in table.faults] == [(1, "单位类型")]
    assert (table.rows, table.refused) == ({}, 1)


def test_a_column_that_comes_twice_refuses_the_whole_sheet() -> None:
    table = read(sheet_of("单位", [*UNIT, "单位名称"], [*UNIT.values(), "别名"]))
    assert [(f.column, f.message[:8]) for f in table.faults] == [("单位名称", "这一列出现了两次")]
    assert table.rows == {}


def test_a_sheet_of_something_else_is_told_and_not_passed_over() -> None:
    (sheet,) = read_upload("", sheet_of("台账", ["督导时间", "问题"], ["2026-09-01", "灯不亮"]))
    assert listed_in(sheet) is None
    assert (unknown_sheet(sheet).sheet, unknown_sheet(sheet).column) == ("台账", WHOLE_SHEET)


def test_years_stand_in_order_whatever_the_order_of_their_columns() -> None:
    entry = sample(INSPECTORS)[0]
    head = [c.heading for c in INSPECTORS.columns if "{" not in c.heading and c.required]
    row = [c.value.show(entry[c.field or ""]) for c in INSPECTORS.columns if c.heading in head]
    table = read(sheet_of("督学", [*head, "2027年培训学时", "2025年培训学时"], [*row, 8, 40]))
    assert table.rows[2]["training"] == [{"year": 2025, "hours": 40}, {"year": 2027, "hours": 8}]


def test_a_sheet_without_rows_says_nothing() -> None:
    assert read_table(RawSheet("单位", []), UNITS).faults == []
