"""The figures of a period as a workbook: one sheet for the totals, one each for themes, zones and months."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook

from shared.event_sourcing.read_model import Row
from shared.spreadsheets.escaped import text_cell

HEADINGS: Final[Mapping[str, str]] = {
    "theme": "主题",
    "zone": "责任区",
    "month": "月份",
    "visits": "督导次数",
    "units": "到过的单位（所）",
    "minutes": "时长（分钟）",
    "lessons_heard": "听课（节）",
    "plans_read": "查阅教案（份）",
    "people_met": "访谈座谈（人次）",
    "interviews": "其中访谈（人次）",
    "discussants": "其中座谈（人次）",
    "questionnaires": "问卷（份）",
    "patrols": "巡查（处）",
    "papers_read": "查阅资料（份）",
    "photos": "照片（张）",
    "issues": "发现问题（个）",
}
SHEETS: Final[Mapping[str, str]] = {
    "totals": "合计",
    "by_theme": "按主题",
    "by_zone": "按责任区",
    "by_month": "按月",
}


def workbook(figures: Mapping[str, Any], period: str) -> bytes:
    """The .xlsx of what `read_models.statistics.count` found; `period` is told on the first line of each sheet."""
    book = Workbook(write_only=True)
    for key, title in SHEETS.items():
        found = figures[key]
        rows: Sequence[Row] = [found] if isinstance(found, Mapping) else found
        sheet = book.create_sheet(title)
        sheet.append([text_cell(sheet, f"经常性督导统计　{title}　{period}")])
        columns = [name for name in HEADINGS if rows and name in rows[0]]
        sheet.append([text_cell(sheet, HEADINGS[name]) for name in columns])
        for row in rows:
            values = [row[name] for name in columns]
            sheet.append([text_cell(sheet, v) if isinstance(v, str) else int(v) for v in values])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
