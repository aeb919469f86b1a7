"""The board by API, export and page: the same figures, and nothing a name says is taken for code."""

import json
import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from services.roster.adapters.staffing_sheet import workbook
from services.roster.domain.register import Register
from services.roster.domain.staffing import Board, staffing
from services.roster.entrypoints import staffing_page
from services.roster.entrypoints.staffing_json import board_json, coverage_json
from services.roster.entrypoints.staffing_page import ListOf, board_body, list_view, staffing_view
from shared.runtime.problems import Problem
from shared.web.page import Page
from shared.web.shell import Shell
from shared.workdays.seed import seeded_calendar
from tests.unit.roster.district import DAY, PACKS, board, district, inspector, sample, term, units

SHELL = Shell(Path(staffing_page.__file__).with_name("templates"), "/roster")
HOSTILE = '=cmd|"/c calc"!A1<script>\x07'


def page(of: Board) -> str:
    shell = Page("督学配备", "云汀区教育督导", DAY, "/rectification/ledger")
    body = board_body(SHELL, shell, staffing_view(of, DAY, seeded_calendar()))
    return SHELL.render("staffing.html", shell, body)


def book(of: Board) -> Workbook:
    return load_workbook(BytesIO(workbook(of)))


def rows(sheet: Any) -> list[Any]:
    """The values below the headings."""
    return list(sheet.iter_rows(min_row=2, values_only=True))


def hostile() -> Register:
    schools = [replace(units(1)[0], name=HOSTILE, zone=HOSTILE)]
    who = replace(inspector("1", term(zone="@SUM(A1)", last=date(2026, 8, 31))), name="+1")
    return district(schools, [who, replace(inspector("2"), name="-2")])


def test_the_api_tells_every_figure_with_its_arithmetic_and_its_basis() -> None:
    said = json.loads(board_json(board(sample())))
    required, full_time, retired = said["required"], said["full_time"], said["retired"]
    assert (required["in_term"], required["required"], required["missing"]) == (22, 23, 1)
    assert required["for_units"]["arithmetic"] == "(26＋75)÷5＝20.2→21"
    assert [unit["arithmetic"] for unit in required["schools"]["units"] if unit["counts"] > 1] == [
        "1＋1（多1个学段）＝2",
        "1＋1（多1个校区）＝2",
        "1＋1（多1个校区）＝2",
    ]
    assert (full_time["percent"], full_time["missing"], full_time["met"]) == ("22.7", 2, False)
    assert (retired["percent"], retired["over"], retired["soft"]) == ("41.2", 1, True)
    coverage, terms, training = said["coverage"], said["terms"], said["training"]
    assert [coverage[name] for name in ("units", "two_or_more", "one", "none")] == [106, 37, 65, 4]
    assert coverage["rule"]["citation"] == "《上海市教育督导条例》第十四条"
    assert (terms["run_out"], terms["not_renewable"], training["short"]) == (8, 3, 13)


def test_what_the_district_has_set_is_never_told_as_law() -> None:
    said = json.loads(board_json(board(sample())))
    assert said["training"]["rule"]["law"]
    assert not said["required"]["large"]["from"]["law"]
    bases = {row[0]: row[4] for row in rows(book(board(sample()))["配备"])}
    assert bases["督学（人）"].startswith("本区设定")
    assert bases["不足40学时（人）"] == "《督学管理暂行办法》（教督〔2016〕2号）第二十一条"


def test_the_export_holds_the_same_figures_and_the_rows_they_are_counted_from() -> None:
    made = book(board(sample()))
    figures = {row[0]: (row[1], row[2]) for row in rows(made["配备"])}
    assert figures["督学（人）"] == (22, 23)
    assert figures["专职（人）"] == (5, 7)
    assert figures["退休占兼职（人）"] == (7, 6)
    assert figures["无人督导的单位（所）"] == (4, 0)
    assert [figures[name][0] for name in ("聘期届满（人）", "　不得续聘（人）", "不足40学时（人）")] == [
        8,
        3,
        13,
    ]
    counted = [row[7] for row in rows(made["应配折算"])]
    assert (len(counted), sum(one for one in counted if one)) == (100, 101)
    assert rows(made["责任区覆盖"])[-1] == ("合计", 106, 22, 8, 37, 65, 4)
    assert [len(rows(made[title])) for title in ("单位覆盖", "聘期届满", "2026年集中培训")] == [106, 8, 22]


def test_no_cell_of_the_export_is_a_formula() -> None:
    cells = [
        cell for sheet in book(board(hostile())) for row in sheet.iter_rows() for cell in row if cell.value
    ]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    beginning = {str(cell.value)[0]: cell for cell in cells if isinstance(cell.value, str)}
    for sign in "=+-@":
        assert beginning[sign].quotePrefix, sign


def test_the_page_says_of_online_training_what_the_pack_says() -> None:
    """`online_training_share`: 督学管理暂行办法 21 speaks of centralised training; the rest is the district's own."""
    assert "只算集中培训，网络自学不算" in page(board(sample()))
    rules = PACKS.pack("shanghai", DAY)
    half = replace(rules.rule("online_training_share"), values=(50,))
    pack = replace(rules, rules={**rules.rules, half.key: half})
    html = page(staffing(sample(), DAY, pack))
    assert "网络培训和自学按50%计入：本区设定" in html
    assert "网络自学不算" not in html


def test_the_page_shows_the_figures_of_the_sample() -> None:
    html = page(board(sample()))
    for figure in (
        "22<small>/ 23人",
        "22.7<small>%",
        "41.2<small>%",
        "4<small>/ 106所",
        "缺1人",
        "应不低于30%，缺2人",
        "原则上不超40%，须写理由",
        "第一责任区，9月1日起",
        "37＋65＋4＝106",
        "(26＋75)÷5＝20.2→21",
        "21＋2＝23人",
        "临水学校2,332人、柳浪小学2,980人",
        "13人不足40学时，距年底还有57个工作日",
        "2027年8月31日",
        "其中3人不得续聘",
        "再看已够40学时的9人",
    ):
        assert figure in html, figure
    assert html.count("已满三届，不得续聘") == 3
    assert "style=" not in html  # The Content-Security-Policy forbids it.


def test_the_page_of_an_empty_register_says_that_nothing_is_missing() -> None:
    html = page(board(district()))
    for said in ("已配足", "每个单位都有责任督学", "没有届满的聘期"):
        assert said in html, said


def test_the_page_shows_names_as_they_are() -> None:
    html = page(board(hostile()))
    assert "<script>" not in html.replace('<script src="', "").replace('<script type="module"', "")
    assert "&lt;script&gt;" in html


def test_a_year_without_a_holiday_notice_yet_is_provisional() -> None:
    assert "（暂定）" in page(board(district(inspectors=[inspector("1", hours=0)]), date(2028, 3, 1)))


def big() -> Board:
    """A district too big for one page: 700 schools in two zones, five of them large."""
    schools = [
        replace(
            one,
            code=str(n),
            zone="东<片>" if n % 2 else None,
            students=2500 if n < 5 else 500,
            campuses=1 + n % 2,
        )
        for n, one in enumerate(units(700))
    ]
    return board(district(schools, [inspector(str(n), hours=n % 80) for n in range(60)]))


def list_page(of: Board, which: ListOf, zone: str | None = None) -> str:
    shell = Page("督学配备", "云汀区教育督导", DAY, "/rectification/ledger")
    return SHELL.render(
        "staffing_list.html", shell, list_view(staffing_view(of, DAY, seeded_calendar()), which, zone)
    )


def test_the_page_of_a_big_district_begins_its_lists_and_says_where_all_of_it_stands() -> None:
    html = page(big())
    assert html.count("<li>") < 150
    assert "695所 ＋ 多出的校区和学段348个" in html
    for url, said in (
        ("uncovered?on=2026-10-13", "看全部700所"),
        ("zone?on=2026-10-13&amp;zone=%E4%B8%9C%3C%E7%89%87%3E", "看全部350所"),
        ("zone?on=2026-10-13", "看全部350所"),
        ("schools?on=2026-10-13", "看全部695所"),
        ("short?on=2026-10-13", "看全部40人"),
        ("enough?on=2026-10-13", "看全部20人"),
    ):
        assert f'<a href="/roster/staffing/{url}">{said}</a>' in html, url
    assert "看全部" not in page(board(sample()))


def test_every_list_has_a_page_of_its_own() -> None:
    of = big()
    for which, rows_there in (
        (ListOf.UNCOVERED, 700),
        (ListOf.SCHOOLS, 695),
        (ListOf.KINDERGARTENS, 0),
        (ListOf.LARGE, 5),
        (ListOf.SHORT, 40),
        (ListOf.ENOUGH, 20),
    ):
        listed = list_page(of, which)
        assert len(re.findall("<li[ >]", listed)) == rows_there, which
        assert "/roster/staffing?on=2026-10-13" in listed
    assert (
        list_page(of, ListOf.ZONE, "东<片>").count("<li>") == list_page(of, ListOf.ZONE).count("<li>") == 350
    )
    assert "东&lt;片&gt;的单位" in list_page(of, ListOf.ZONE, "东<片>")
    assert list_page(board(sample()), ListOf.TERMS).count("不得续聘") == 3


def test_a_zone_that_is_not_there_is_not_found() -> None:
    with pytest.raises(Problem) as missing:
        list_page(big(), ListOf.ZONE, "第九责任区")
    assert missing.value.status == 404


def test_coverage_alone_is_the_boards_own_part() -> None:
    of = board(sample())
    assert json.loads(coverage_json(of)) == {
        name: value
        for name, value in json.loads(board_json(of)).items()
        if name in ("on", "rules", "coverage")
    }


def test_json_shows_names_as_they_are() -> None:
    said = json.loads(board_json(board(hostile())))
    assert said["coverage"]["zones"][0]["units"][0]["name"] == HOSTILE
    assert [one["name"] for one in said["terms"]["people"]] == ["+1"]
