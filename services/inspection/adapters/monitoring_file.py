"""Monitoring results as a file: its columns, its rows, and what is wrong with the others."""

from collections.abc import Iterable, Sequence
from typing import Final

from shared.event_sourcing.read_model import Row
from shared.spreadsheets.cell_values import Day, Text, Whole
from shared.spreadsheets.tables import WHOLE_SHEET, Column, Fault, Layout, RawSheet, Table, read_table
from shared.spreadsheets.written import Value, WrittenSheet, csv_bytes, xlsx

# fmt: off
RESULTS: Final = Layout("监测结果", (
    Column("发布单位", "publisher", "publisher", Text(), "谁发布的", "教育部基础教育质量监测中心", required=True, width=30),
    Column("发布日期", "published_on", "published_on", Day(), "哪一天发布的", "2026-09-10", required=True),
    Column("文号", "document", "document", Text(), "在哪个文件里；没有文号的不填", "教监测〔2026〕3号", width=22),
    Column("指标", "indicator", "indicator", Text(), "监测的是什么", "四年级数学达到中等以上水平的比例", required=True, width=36),
    Column("年度", "year", "year", Whole(2000, 2100), "是哪一年的", "2025", required=True, width=8),
    Column("单位代码", "unit", "unit", Text(), "是哪个单位的；全区的不填", "319991-0010", width=16),
    Column("值", "value", "value", Text(), "监测的结果，照原文", "60.98", required=True, width=10),
    Column("计量单位", "measure", "measure", Text(), "%、分、人等；没有的不填", "%", width=10),
    Column("更正理由", "reason", "reason", Text(), "与已登记的不同时，写明为什么更正", "发布单位更正", width=24),
), key=("publisher", "indicator", "year", "unit"))
# fmt: on
CORRECTED: Final = "更正记录"


def read_results(sheets: Sequence[RawSheet]) -> tuple[list[Table[Layout]], list[Fault]]:
    """The sheets of results as tables, and what is said of the others; the only sheet is one whatever its title."""
    tables: list[Table[Layout]] = []
    wrong: list[Fault] = []
    for sheet in sheets:
        if len(sheets) == 1 or sheet.title.strip() == RESULTS.title:
            tables.append(read_table(sheet, RESULTS))
        elif sheet.rows and sheet.title.strip() != CORRECTED:
            mend = f"请把工作表改名为{RESULTS.title}；不用导入的请删去。"
            wrong.append(Fault(sheet.title, sheet.rows[0][0], WHOLE_SHEET, "", "认不出这张工作表", mend))
    if not tables:
        mend = f"请照模板填写“{RESULTS.title}”工作表。"
        wrong.append(Fault(RESULTS.title, 1, WHOLE_SHEET, "", f"没有“{RESULTS.title}”这张工作表", mend))
    return tables, wrong


def export_xlsx(results: Iterable[Row], district: str) -> bytes:
    """The results as they hold, in the form they can be imported in, and beside them what was corrected."""
    kept = list(results)
    widths = [column.width for column in RESULTS.columns]
    corrected = ("指标", "年度", "对象", "第几版", "原值", "文号", "发布日期", "更正日期", "更正理由")
    return xlsx(
        WrittenSheet(RESULTS.title, widths, _heads(), (_row(one, district) for one in kept)),
        WrittenSheet(CORRECTED, (36, 8, 24, 8, 10, 22, 12, 12, 30), corrected, _corrections(kept)),
    )


def export_csv(results: Iterable[Row], district: str) -> bytes:
    """The results as they hold, in the form they can be imported in."""
    return csv_bytes(_heads(), (_row(one, district) for one in results))


def _heads() -> list[str]:
    return [column.heading for column in RESULTS.columns]


def _row(one: Row, district: str) -> Sequence[Value]:
    unit = "" if one["subject"] == district else one["subject"]
    source = (one["publisher"], one["published_on"], one["document"])
    return *source, one["indicator"], one["year"], unit, one["value"], one["measure"], ""


def _corrections(results: Iterable[Row]) -> Iterable[Sequence[Value]]:
    for one in results:
        for old in one["earlier"]:
            of = (one["indicator"], one["year"], one["subject_name"], old["version"], old["value"])
            yield *of, old["document"], old["published_on"], old["corrected_on"], old["reason"]
