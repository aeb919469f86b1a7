"""Where in a sheet the ledger is: its headings by their names, and the records below them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from services.inspection.adapters.ledger_days import plain
from services.inspection.adapters.ledger_sheet import NotALedger, Sheet, Value, text

_SEARCHED = 50  # rows that are not blank, from the top


class Field(StrEnum):
    """What a column holds, by the heading it usually has."""

    VISITED_ON = "督导时间"
    UNIT = "被督导单位"
    INSPECTORS = "责任督学"
    THEME = "督导主题"
    PROBLEM = "存在问题"
    DEMAND = "整改要求"
    LIMIT = "整改时限"
    RESPONSIBLE = "责任人"
    RECTIFICATION = "整改情况"
    CLOSED = "是否销号"
    REMARK = "备注"


REQUIRED = (Field.VISITED_ON, Field.UNIT, Field.PROBLEM)

# fmt: off
# Best first: where several columns have one, the first of these is taken and the others are not read.
SYNONYMS: Mapping[Field, tuple[str, ...]] = {
    Field.VISITED_ON: (
        "督导时间", "督导日期", "检查时间", "检查日期", "督查时间", "督查日期", "督导检查时间", "督导检查日期",
        "入校时间", "入校日期", "入校督导时间", "时间", "日期",
    ),
    Field.UNIT: (
        "被督导单位", "被督导学校", "被督导单位名称", "被督导学校名称", "受督导单位", "受督单位", "被检查单位",
        "被检查学校", "受检单位", "受检学校", "督导单位", "督导学校", "单位名称", "学校名称", "单位", "学校",
        "学校幼儿园", "校园名称", "校名",
    ),
    Field.INSPECTORS: ("责任督学", "挂牌督学", "督学", "督学姓名", "督导人员", "检查人员", "督查人员", "督导人", "检查人"),
    Field.THEME: (
        "督导主题", "主题", "督导内容", "督导事项", "督导项目", "检查内容", "检查项目", "问题类别", "问题类型", "类别",
    ),
    Field.PROBLEM: (
        "存在问题", "存在的问题", "发现问题", "发现的问题", "督导发现问题", "督导发现的问题", "主要问题",
        "存在的主要问题", "问题描述", "问题内容", "具体问题", "问题清单", "问题",
    ),
    Field.DEMAND: ("整改要求", "整改意见", "整改建议", "整改意见和建议", "整改措施", "督导意见", "意见建议", "要求"),
    Field.LIMIT: ("整改时限", "整改期限", "整改完成时限", "整改完成期限", "完成时限", "完成期限", "限期", "时限", "期限"),
    Field.RESPONSIBLE: ("责任人", "整改责任人", "学校责任人", "单位责任人", "负责人"),
    Field.RECTIFICATION: ("整改情况", "整改落实情况", "整改完成情况", "整改结果", "整改进展", "完成情况", "落实情况"),
    Field.CLOSED: ("是否销号", "销号情况", "销号状态", "是否已销号", "是否完成销号", "销号"),
    Field.REMARK: ("备注", "备注说明", "说明"),
}
# fmt: on
_FIELDS = {name: field for field, names in SYNONYMS.items() for name in names}

_NOTES = re.compile(
    r"(?:\d+[.、])?(?:注|备注|说明|填表说明|合计|总计|小计|共计|制表|填表|填报|审核|审批|联系|单位负责人|第\d+页)"
)


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row of the ledger, by field; a cell inside a vertical merge has its value."""

    row: int
    values: Mapping[Field, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet with its headings found. `headings` are as the file has them; `lines` stand above."""

    sheet: Sheet
    columns: Mapping[Field, int]
    headings: Mapping[Field, str]
    lines: tuple[str, ...]
    last_heading_row: int

    def records(self) -> Iterator[Record]:
        """The rows below the headings, without notes, totals, repeated headings and empty numbered rows."""
        held: dict[int, tuple[int, Value]] = {}
        for row, cells in self.sheet.rows.items():
            if row <= self.last_heading_row:
                continue
            values: dict[Field, Value] = {}
            for field, column in self.columns.items():
                value = cells[column] if column < len(cells) else None
                if bottom := self.sheet.merged.get((row, column)):
                    held[column] = (bottom, value)
                elif not text(value) and held.get(column, (0, None))[0] >= row:
                    value = held[column][1]
                if text(value):
                    values[field] = value
            if (
                values.keys() - {Field.CLOSED}
                and not self._repeats_headings(values)
                and not _is_note(cells, values)
            ):
                yield Record(row, values)

    def _repeats_headings(self, values: Mapping[Field, Value]) -> bool:
        return all(_FIELDS.get(_name(text(values.get(field)))) is field for field in REQUIRED)


def find_table(sheets: tuple[Sheet, ...]) -> Table:
    """The one visible sheet that is a ledger. Raises `NotALedger`."""
    tables = [table for sheet in sheets if (table := _table(sheet)) is not None]
    if len(tables) > 1:
        titles = "、".join(f"“{table.sheet.title}”" for table in tables)
        raise NotALedger(f"工作表{titles}都像台账，不知该导入哪一张。请每次只留一张，其余的删去或者隐藏。")
    if not tables:
        found = max(
            (_fields_of(cells) for sheet in sheets for cells in _top(sheet).values()), key=len, default={}
        )
        missing = "、".join(f"“{field}”" for field in REQUIRED if field not in found)
        raise NotALedger(
            f"没有找到台账的表头：缺少{missing}。请在同一行写上这些列名，并把那一行放在前{_SEARCHED}行之内。"
        )
    return tables[0]


def _table(sheet: Sheet) -> Table | None:
    best: Table | None = None
    for row, cells in _top(sheet).items():
        columns, last = dict(_fields_of(cells)), row
        below, above = sheet.rows.get(row + 1, ()), sheet.rows.get(row - 1, ())
        if sub := _sub_headings(below, columns):
            columns, last = {**{f: c for f, c in columns.items() if c not in sub.values()}, **sub}, row + 1
        taken = set(columns.values())
        columns |= {f: c for f, c in _fields_of(above).items() if f not in columns and c not in taken}
        if all(field in columns for field in REQUIRED) and (best is None or len(columns) > len(best.columns)):
            headings = {f: _heading(f, c, below if f in sub else cells, above) for f, c in columns.items()}
            lines = tuple(
                text(value) for n, line in sheet.rows.items() if n < row for value in line if text(value)
            )
            best = Table(sheet, columns, headings, lines, last)
    return best


def _sub_headings(below: tuple[Value, ...], columns: Mapping[Field, int]) -> Mapping[Field, int]:
    """The headings of a second row under those of the first; none if that row has anything else there."""
    if not any(field in columns for field in REQUIRED):
        return {}
    recognised = _fields_of(below)
    others = [
        c for c in columns.values() if c < len(below) and text(below[c]) and c not in recognised.values()
    ]
    return {} if others else {f: c for f, c in recognised.items() if f not in columns or columns[f] == c}


def _heading(field: Field, column: int, cells: tuple[Value, ...], above: tuple[Value, ...]) -> str:
    own = text(cells[column]) if column < len(cells) else ""
    return "".join((own if _FIELDS.get(_name(own)) is field else text(above[column])).split())


def _top(sheet: Sheet) -> Mapping[int, tuple[Value, ...]]:
    return dict(list(sheet.rows.items())[:_SEARCHED])


def _fields_of(cells: tuple[Value, ...]) -> Mapping[Field, int]:
    names: dict[str, int] = {}
    for column, value in enumerate(cells):
        names.setdefault(_name(text(value)), column)
    found = {
        field: [names[name] for name in synonyms if name in names] for field, synonyms in SYNONYMS.items()
    }
    return {field: columns[0] for field, columns in found.items() if columns}


def _name(heading: str) -> str:
    """督导\\n时间 （年月日） → 督导时间."""
    return re.sub(r"\(.*?\)|[:*/、,.]", "", plain(heading)) if len(heading) <= 60 else ""


def _is_note(cells: tuple[Value, ...], values: Mapping[Field, Value]) -> bool:
    first = next((text(value) for value in cells if text(value)), "")
    return sum(field in values for field in REQUIRED) < 2 and _NOTES.match(plain(first)) is not None
