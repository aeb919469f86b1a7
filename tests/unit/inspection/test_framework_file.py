"""Frameworks as files: what was exported comes back the same, and every fault has its row, column and cure."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.inspection.adapters.framework_file import export_csv, export_xlsx, read_framework
from services.inspection.domain.framework import Framework
from shared.spreadsheets.tables import Fault
from shared.spreadsheets.upload import read_upload
from tests.unit.inspection.indicators import FRAMEWORK, D

Change = Callable[[Workbook], Any]


def read(content: bytes, known: Framework | None = None) -> tuple[Framework | None, Sequence[Fault]]:
    return read_framework("YEY", read_upload("指标.csv", content), known)


def changed(change: Change) -> bytes:
    book = load_workbook(BytesIO(export_xlsx(FRAMEWORK)))
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_what_was_exported_comes_back_the_same() -> None:
    assert read(export_xlsx(FRAMEWORK)) == (FRAMEWORK, [])


def test_a_csv_holds_the_indicators_and_leaves_the_rest_as_it_was() -> None:
    known = replace(FRAMEWORK, name="现行版", indicators=())
    assert read(export_csv(FRAMEWORK), known) == (replace(FRAMEWORK, name="现行版"), [])
    nothing, wrong = read(export_csv(FRAMEWORK))
    assert nothing is None
    assert {fault.sheet for fault in wrong} == {"指标体系", "等次"}
    assert "第一次请用 xlsx 模板" in wrong[0].mend


def test_the_template_is_told_what_it_lacks() -> None:
    nothing, wrong = read(export_xlsx(None))
    assert nothing is None
    assert ("指标体系", "没有填写") in {(fault.sheet, fault.message) for fault in wrong}


def test_a_number_in_a_cell_is_what_is_shown_and_no_float() -> None:
    def as_numbers(book: Workbook) -> None:
        book["指标"]["D3"], book["指标"]["D4"] = 12.3, 27.7

    framework, wrong = read(changed(as_numbers))
    assert wrong == []
    assert framework is not None
    assert [str(one.marks) for one in framework.indicators[1:3]] == ["12.3", "27.7"]


def put(sheet: str, cell: str, value: str | float | None) -> Change:
    def change(book: Workbook) -> None:
        book[sheet][cell] = value

    return change


@pytest.mark.parametrize(
    ("change", "row", "column", "value", "message"),
    [
        (put("指标", "D3", 12.51), 2, "分值", "40", "下级指标的分值12.51＋27.5＝40.01，与A的分值40不等"),
        (put("指标", "D3", 12.505), 3, "分值", "12.505", "应为不小于0的数，最多2位小数"),
        (put("指标", "D3", "十二"), 3, "分值", "十二", "应为不小于0的数，最多2位小数"),
        (put("指标", "C3", None), 3, "指标名称", "", "没有填写"),
        (put("指标", "E3", "打分"), 3, "评分方法", "打分", "只能是计分、比率、是否、等级之一"),
        (put("指标", "E3", None), 3, "评分方法", "", "A1没有写评分方法"),
        (put("指标", "A3", "A2"), 4, "(整行)", "", "与第3行是同一条（A2）"),
        (put("指标", "B3", "X"), 3, "上级编号", "X", "没有编号为X的上级指标"),
        (put("指标", "G4", None), 4, "达标值", "", "A2按比率评分，没有写达标值"),
        (put("指标", "H7", "A=100;B"), 7, "等级", "A=100;B", "看不出是哪个等级、占百分之几"),
        (put("指标", "D1", "分数"), 1, "分值", "", "缺少这一列，整张表没有导入"),
        (put("指标体系", "B2", 101), 2, "总分", "101", "一级指标的分值40＋60＝100，与总分101不等"),
        (put("等次", "B5", 1), 5, "最低得分", "1", "低于1分的没有等次"),
        (put("否决项", "C2", "差"), 2, "等次上限", "差", "没有“差”这个等次"),
        (put("否决项", "A2", "V 1"), 2, "编号", "V 1", "编号“V 1”不对"),
    ],
)
def test_a_fault_is_told_by_row_and_column_and_nothing_is_taken_over(
    change: Change, row: int, column: str, value: str, message: str
) -> None:
    """Partial success is never silent: a framework that does not add up is not taken over in part."""
    framework, wrong = read(changed(change))
    assert framework is None
    found = [(fault.row, fault.column, fault.value, fault.message) for fault in wrong]
    assert (row, column, value, message) in found
    assert all(fault.mend for fault in wrong)


def test_a_sheet_that_is_none_of_them_is_told() -> None:
    def more(book: Workbook) -> None:
        book.create_sheet("草稿").append(["别的"])

    framework, wrong = read(changed(more))
    assert framework is None
    assert [(fault.sheet, fault.column) for fault in wrong] == [("草稿", "(整张表)")]


def test_names_that_look_like_formulas_stay_texts() -> None:
    hostile = replace(FRAMEWORK, name='=HYPERLINK("x")', full=D(100))
    assert read(export_xlsx(hostile)) == (hostile, [])
    named = replace(FRAMEWORK.indicators[0], name="=1+1", watched=("-1", "@x"))
    formula = replace(FRAMEWORK, indicators=(named, *FRAMEWORK.indicators[1:]))
    assert read(export_csv(formula), formula) == (formula, [])
