"""The staffing board as a workbook: the figures, and behind each the rows it was counted from."""

from collections.abc import Iterable, Sequence

from services.roster.domain.details import InspectorKind
from services.roster.domain.requirement import Unit
from services.roster.domain.staffing import Board
from shared.rules.rule import Rule
from shared.spreadsheets.written import Value, WrittenSheet, xlsx

KINDS = {InspectorKind.FULL_TIME: "专职", InspectorKind.PART_TIME: "兼职"}
NO_ZONE = "未划责任区"


def basis(rule: Rule) -> str:
    """The article when it may be told as law, else that the district has set it, and from where."""
    return rule.citation if rule.printable else f"本区设定（{rule.source}）"


def workbook(board: Board) -> bytes:
    """The .xlsx file."""
    return xlsx(
        WrittenSheet("配备", (24, 12, 12, 44, 60), ("项目", "现有", "要求", "算式", "依据"), _figures(board)),
        WrittenSheet(
            "应配折算",
            (18, 30, 14, 8, 8, 10, 30, 10),
            ("单位代码", "单位", "类别", "校区", "学段", "学生", "算式", "折算"),
            _counted(board),
        ),
        WrittenSheet(
            "责任区覆盖",
            (18, 10, 10, 10, 12, 10, 10),
            ("责任区", "单位", "在聘", "期满", "2名以上", "1名", "0名"),
            _zones(board),
        ),
        WrittenSheet(
            "单位覆盖",
            (18, 18, 30, 8, 30, 16),
            ("责任区", "单位代码", "单位", "督学", "姓名", "无人督导起"),
            _units(board),
        ),
        WrittenSheet(
            "聘期届满",
            (12, 12, 8, 18, 8, 14, 10, 26),
            ("编号", "督学", "类别", "责任区", "届次", "届满", "挂牌单位", "能否续聘"),
            _run_out(board),
        ),
        WrittenSheet(
            f"{board.training.year}年集中培训",
            (12, 12, 10, 10, 10),
            ("编号", "督学", "学时", "应有", "差"),
            _hours(board),
        ),
    )


def _figures(board: Board) -> Iterable[Sequence[Value]]:
    required, full_time, retired = board.required, board.full_time, board.retired
    coverage, terms, training = board.coverage, board.terms, board.training
    yield "日期", board.on.isoformat(), None, board.pack, None
    yield "督学（人）", board.in_term, required.total, required.total_arithmetic, basis(required.ratio)
    yield (
        "　小学、中学等折算（个）",
        required.of_schools,
        None,
        required.schools_arithmetic,
        basis(required.ratio),
    )
    yield (
        "　幼儿园折算（个）",
        required.of_kindergartens,
        None,
        f"{len(required.kindergartens)}所",
        basis(required.ratio),
    )
    yield (
        "　小计（人）",
        None,
        required.for_units,
        required.units_arithmetic,
        basis(required.counting),
    )
    yield (
        "　大规模学校（所）",
        len(required.large),
        required.for_large,
        f"{required.large_from.amount}以上算大规模",
        basis(required.large_from),
    )
    yield "专职（人）", full_time.part, full_time.needed, full_time.arithmetic, basis(full_time.rule)
    if full_time.least:
        yield "专职人数（人）", full_time.part, full_time.least.number, None, basis(full_time.least)
    yield "退休占兼职（人）", retired.part, retired.allowed, retired.arithmetic, basis(retired.rule)
    two, one, none = coverage.with_inspectors(2), coverage.with_inspectors(1, 1), len(coverage.uncovered)
    whole = coverage.count
    yield "2名以上督学的单位（所）", two, None, f"{two}＋{one}＋{none}＝{whole}", basis(coverage.rule)
    yield "1名督学的单位（所）", one, None, None, basis(coverage.rule)
    yield "无人督导的单位（所）", none, 0, None, basis(coverage.rule)
    yield "聘期届满（人）", len(terms.run_out), 0, None, basis(terms.length)
    yield "　不得续聘（人）", terms.not_renewable, None, None, basis(terms.most)
    yield f"不足{training.rule.amount}（人）", len(training.short), 0, None, basis(training.rule)


def _counted(board: Board) -> Iterable[Sequence[Value]]:
    required = board.required
    for unit in (*required.schools, *required.kindergartens):
        yield *_unit(unit), unit.arithmetic, unit.counts
    for unit in required.large:
        yield *_unit(unit), "大规模，每所1人", None


def _unit(unit: Unit) -> Sequence[Value]:
    return unit.code, unit.name, unit.kind.value, unit.campuses, unit.stages, unit.students


def _zones(board: Board) -> Iterable[Sequence[Value]]:
    rows = [
        (
            len(zone.units),
            zone.in_term,
            zone.run_out,
            zone.with_inspectors(2),
            zone.with_inspectors(1, 1),
            zone.with_inspectors(0, 0),
        )
        for zone in board.coverage.zones
    ]
    for zone, row in zip(board.coverage.zones, rows, strict=True):
        yield zone.zone or NO_ZONE, *row
    yield "合计", *(sum(column) for column in zip(*rows, strict=True))


def _units(board: Board) -> Iterable[Sequence[Value]]:
    for zone in board.coverage.zones:
        for one in zone.units:
            since = one.uncovered_since.isoformat() if one.uncovered_since else None
            names = "、".join(one.inspectors)
            yield zone.zone or NO_ZONE, one.unit.code, one.unit.name, len(one.inspectors), names, since


def _run_out(board: Board) -> Iterable[Sequence[Value]]:
    for one in board.terms.run_out:
        term, who = one.term, one.inspector
        last, may = term.last.isoformat(), one.objection or "可续聘"
        yield who.number, who.name, KINDS[term.kind], term.zone, term.served, last, len(one.posts), may


def _hours(board: Board) -> Iterable[Sequence[Value]]:
    for one in board.training.people:
        who = one.inspector
        yield who.number, who.name, one.hours, board.training.rule.number, one.missing
