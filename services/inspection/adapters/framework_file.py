"""An indicator framework as a file: what is exported can be changed and imported, and every fault has its place."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from services.inspection.domain.decimals import plain, read_number
from services.inspection.domain.framework import Band, Framework, Indicator, Level, MarkingMethod, Veto
from services.inspection.domain.framework_faults import BAND, HEAD, INDICATOR, VETO, faults
from shared.spreadsheets.cell_values import Choice, Exact, Several, Text
from shared.spreadsheets.tables import (
    WHOLE_ROW,
    WHOLE_SHEET,
    Body,
    Column,
    Fault,
    Layout,
    RawSheet,
    Table,
    read_table,
)
from shared.spreadsheets.written import Value, WrittenSheet, csv_bytes, xlsx

POINTS: Final = Exact(2)

# fmt: off
OF_HEAD = Layout(HEAD, (
    Column("名称", "name", "name", Text(), "指标体系的名称", "幼儿园办园行为督导评估指标", required=True, width=34),
    Column("总分", "full", "full", POINTS, "满分是多少分", "100", required=True, width=8),
    Column("适用单位类型", "unit_types", "unit_types", Several(), "适用于哪些类型的单位", "幼儿园", required=True, width=30),
), key=("name",))
OF_INDICATORS = Layout(INDICATOR, (
    Column("编号", "code", "code", Text(), "指标的编号，一份指标体系里不重复", "A1", required=True, width=8),
    Column("上级编号", "parent", "parent", Text(), "上级指标的编号；一级指标不填", "A", width=10),
    Column("指标名称", "name", "name", Text(), "指标的名称", "玩教具配备", required=True, width=30),
    Column("分值", "marks", "marks", POINTS, "满分是多少分；下级之和等于上级", "12.5", required=True, width=8),
    Column("评分方法", "method", "method", Choice({method: method.value for method in MarkingMethod}), "只写在最末一级", "计分", width=10),
    Column("观测点", "watched", "watched", Text(), "看什么；几个观测点用分号隔开", "数量；安全", width=40),
    Column("达标值", "target", "target", Exact(4), "按比率评分的，百分之几得满分（不带%）", "85", width=8),
    Column("等级", "levels", "levels", Text(), "按等级评分的，各等级占分值的百分之几", "A=100,B=85,C=60,D=0", width=24),
), key=("code",))
OF_BANDS = Layout(BAND, (
    Column("等次", "name", "name", Text(), "等次的名称，从最好的写起", "优秀", required=True, width=10),
    Column("最低得分", "at_least", "at_least", POINTS, "达到多少分；最末等次写0", "90", required=True, width=10),
), key=("name",))
OF_VETOES = Layout(VETO, (
    Column("编号", "code", "code", Text(), "否决项的编号", "V1", required=True, width=8),
    Column("否决项", "name", "name", Text(), "发生什么就否决", "发生重大安全责任事故", required=True, width=40),
    Column("等次上限", "caps_at", "caps_at", Text(), "发生后最高只能是哪个等次", "不合格", required=True, width=10),
), key=("code",))
# fmt: on
LAYOUTS: Final = {layout.title: layout for layout in (OF_HEAD, OF_INDICATORS, OF_BANDS, OF_VETOES)}
OPTIONAL: Final = {VETO}

Tables = Mapping[str, Table[Layout]]


def read_framework(
    code: str, sheets: Sequence[RawSheet], known: Framework | None
) -> tuple[Framework | None, list[Fault]]:
    """The framework of the sheets, or what is wrong with them: one that is faulty is not taken over in part.

    A CSV holds the indicators alone; the rest is then that of the `known` version.
    """
    tables, wrong = _tables(sheets)
    made = tables.get(INDICATOR)
    if tables.keys() != {INDICATOR} or known is None:
        wrong += _missing(tables, known)
        known = None
    wrong += [fault for table in tables.values() for fault in table.faults]
    if made is None or wrong:
        return None, wrong
    framework = _framework(code, tables, made, known)
    wrong += [fault for table in tables.values() for fault in table.faults]
    wrong += _placed(framework, tables) if not wrong else []
    return (None, wrong) if wrong else (framework, [])


def export_xlsx(framework: Framework | None) -> bytes:
    """The framework as a workbook that can be imported; without one the template."""
    return xlsx(*(_written(layout, framework) for layout in LAYOUTS.values()))


def export_csv(framework: Framework) -> bytes:
    """Its indicators as CSV."""
    written = _written(OF_INDICATORS, framework)
    return csv_bytes(written.heads, written.rows)


def _tables(sheets: Sequence[RawSheet]) -> tuple[dict[str, Table[Layout]], list[Fault]]:
    tables: dict[str, Table[Layout]] = {}
    wrong: list[Fault] = []
    for sheet in sheets:
        # A CSV has the name of its file.
        title = INDICATOR if len(sheets) == 1 else sheet.title.strip()
        if title in LAYOUTS:
            tables[title] = read_table(sheet, LAYOUTS[title])
        elif sheet.rows:
            mend = f"请把工作表改名为{'、'.join(LAYOUTS)}之一；不用导入的请删去。"
            wrong.append(Fault(sheet.title, sheet.rows[0][0], WHOLE_SHEET, "", "认不出这张工作表", mend))
    return tables, wrong


def _missing(tables: Tables, known: Framework | None) -> Iterable[Fault]:
    for title in LAYOUTS.keys() - tables.keys() - OPTIONAL:
        only = "CSV 只能导入指标，其余沿用已有的版本；第一次请用 xlsx 模板。" if known is None else ""
        yield Fault(title, 1, WHOLE_SHEET, "", f"没有“{title}”这张工作表", f"请照模板补上。{only}")
    if (head := tables.get(HEAD)) is not None and len(head.rows) > 1:
        mend = "一份文件只写一个指标体系。请只留一行。"
        yield Fault(HEAD, max(head.rows), WHOLE_ROW, "", "写了不止一个指标体系", mend)
    if head is not None and not head.rows and not head.faults:
        yield Fault(HEAD, 2, WHOLE_ROW, "", "没有填写", "请在表头下面写明名称、总分和适用单位类型。")


def _framework(code: str, tables: Tables, made: Table[Layout], known: Framework | None) -> Framework:
    indicators = tuple(_indicator(made, row, body) for row, body in made.rows.items())
    if known is not None:
        return Framework(
            code, known.name, known.full, known.unit_types, indicators, known.bands, known.vetoes
        )
    (head,) = tables[HEAD].rows.values()
    vetoes = tables[VETO].rows.values() if VETO in tables else ()
    return Framework(
        code,
        str(head["name"]),
        _number(head, "full"),
        tuple(map(str, _listed(head, "unit_types"))),
        indicators,
        tuple(Band(str(one["name"]), _number(one, "at_least")) for one in tables[BAND].rows.values()),
        tuple(Veto(str(one["code"]), str(one["name"]), str(one["caps_at"])) for one in vetoes),
    )


def _indicator(table: Table[Layout], row: int, body: Body) -> Indicator:
    watched = str(body.get("watched", "")).replace("\n", "；").replace(";", "；").split("；")
    return Indicator(
        str(body["code"]),
        str(body["name"]),
        _number(body, "marks"),
        str(body["parent"]) if "parent" in body else None,
        MarkingMethod(str(body["method"])) if "method" in body else None,
        tuple(one.strip() for one in watched if one.strip()),
        _number(body, "target") if "target" in body else None,
        _levels(table, row, str(body.get("levels", ""))),
    )


def _levels(table: Table[Layout], row: int, text: str) -> tuple[Level, ...]:
    levels: list[Level] = []
    for part in filter(None, (one.strip() for one in text.replace("，", ",").split(","))):
        name, _, share = part.replace("＝", "=").partition("=")
        number = read_number(share.strip().rstrip("%"))
        if number is None or not name.strip():
            column = OF_INDICATORS.column_of("levels")
            assert column is not None
            table.fault(row, column.heading, part[:100], "看不出是哪个等级、占百分之几", column.mend)
            return ()
        levels.append(Level(name.strip(), number))
    return tuple(levels)


def _number(body: Body, field: str) -> Decimal:
    return Decimal(str(body[field]))


def _listed(body: Body, field: str) -> Sequence[Any]:
    found = body[field]
    return found if isinstance(found, list) else ()


def _placed(framework: Framework, tables: Tables) -> Iterable[Fault]:
    """What is wrong with the whole, at the row and column where it is mended."""
    for fault in faults(framework):
        table = tables.get(fault.part)
        column = LAYOUTS[fault.part].column_of(fault.field)
        heading = column.heading if column else WHOLE_SHEET
        key = "name" if fault.part == BAND else "code"
        rows = [] if table is None else [
            row for row, body in table.rows.items() if not fault.code or body.get(key) == fault.code
        ]  # fmt: skip
        row = rows[-1] if rows else 1
        value = str(table.rows[row].get(fault.field, ""))[:100] if table is not None and rows else ""
        yield Fault(fault.part, row, heading, value, fault.message, fault.mend)


def _written(layout: Layout, framework: Framework | None) -> WrittenSheet:
    widths = [column.width for column in layout.columns]
    heads = [column.heading for column in layout.columns]
    return WrittenSheet(layout.title, widths, heads, _rows(layout, framework) if framework else ())


def _rows(layout: Layout, framework: Framework) -> Iterable[Sequence[Value]]:
    if layout is OF_HEAD:
        yield framework.name, framework.full, ",".join(framework.unit_types)
    elif layout is OF_INDICATORS:
        for one in framework.indicators:
            levels = ",".join(f"{level.name}={plain(level.share)}" for level in one.levels)
            watched = "；".join(one.watched)
            yield one.code, one.parent, one.name, one.marks, one.method, watched, one.target, levels
    elif layout is OF_BANDS:
        for band in framework.bands:
            yield band.name, band.at_least
    else:
        for veto in framework.vetoes:
            yield veto.code, veto.name, veto.caps_at
