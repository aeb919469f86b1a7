"""Monitoring results as files: read row by row, exported in the form they are read in."""

from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from services.inspection.adapters.monitoring_file import RESULTS, export_csv, export_xlsx, read_results
from services.inspection.entrypoints.measuring import ResultBody
from services.inspection.read_models import monitoring_results
from shared.event_sourcing.read_model import Row
from shared.spreadsheets.upload import read_upload
from tests.unit.inspection.test_monitoring import correct, record, recorded
from tests.unit.inspection.test_read_models import rows

HEADS = [column.heading for column in RESULTS.columns]
FULL = ["市院", date(2026, 9, 1), "市〔2026〕1号", "近视率", 2025, "319991-0010", 41.2, "%", None]


def sheet(*lines: list[Any], title: str = "监测结果") -> bytes:
    book = Workbook()
    book.worksheets[0].title = title
    for line in (HEADS, *lines):
        book.worksheets[0].append(line)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def kept() -> list[Row]:
    return list(rows(monitoring_results.MODEL, *recorded(record, correct)))


def test_a_row_is_read_as_it_is_shown() -> None:
    (table,), wrong = read_results(read_upload("x", sheet(FULL)))
    assert (wrong, table.faults) == ([], [])
    body = ResultBody.model_validate(table.rows[2])
    assert (body.value, body.unit, body.published_on, body.reason) == (
        "41.2",
        "319991-0010",
        date(2026, 9, 1),
        "",
    )


def test_a_row_without_a_unit_is_of_the_whole_district_and_a_wrong_one_says_where() -> None:
    whole = [*FULL[:5], None, *FULL[6:]]
    wrong = [None, "9月", *FULL[2:4], 1999, *FULL[5:]]
    (table,), _ = read_results(read_upload("x", sheet(whole, wrong)))
    assert "unit" not in table.rows[2]
    assert [(fault.row, fault.column) for fault in table.faults] == [
        (3, "发布单位"),
        (3, "发布日期"),
        (3, "年度"),
    ]
    assert table.refused == 1


def test_what_was_corrected_is_kept_with_its_reason() -> None:
    """Corrected by new versions with the old kept."""
    (row,) = kept()
    assert (row["value"], row["version"]) == ("60.98", 2)
    (old,) = row["earlier"]
    assert (old["version"], old["value"], old["reason"]) == (1, "56.91", "发布单位更正")


def test_what_was_exported_can_be_imported_and_changes_nothing() -> None:
    for content in (export_xlsx(kept(), "319991"), export_csv(kept(), "319991")):
        (table,), wrong = read_results(read_upload("x", content))
        assert (wrong, table.faults) == ([], [])
        (body,) = (ResultBody.model_validate(one) for one in table.rows.values())
        assert (body.unit, body.value, body.document) == (None, "60.98", "教监测〔2026〕3号")


def test_a_file_without_results_is_told_so() -> None:
    book = Workbook()
    book.create_sheet("二")
    for one in book.worksheets:
        one.append(["别的"])
    file = BytesIO()
    book.save(file)
    tables, wrong = read_results(read_upload("x", file.getvalue()))
    assert tables == []
    assert [fault.message for fault in wrong][-1] == "没有“监测结果”这张工作表"
