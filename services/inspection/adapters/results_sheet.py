"""Results as workbooks: the ranking of every group, and one inspection's scores with their arithmetic."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from services.inspection.domain.decimals import ROUNDING
from shared.spreadsheets.written import Value, WrittenSheet, xlsx

Json = Mapping[str, Any]


def ranking(groups: Iterable[Json]) -> bytes:
    """The .xlsx of the groups: who was ranked, and below who was not scored and why."""
    heads = ("年度", "指标体系", "版本", "单位类型", "名次", "同类单位", "单位代码", "单位", "自评分", "专家平均", "最终得分", "满分", "等次", "否决项", "说明")  # fmt: skip
    widths = (8, 34, 6, 16, 6, 10, 16, 26, 10, 10, 10, 8, 10, 10, 40)
    return xlsx(WrittenSheet("督导结果", widths, heads, (row for group in groups for row in _of(group))))


def _of(group: Json) -> Iterable[Sequence[Value]]:
    about = (group["year"], group["framework_name"], group["version"], group["unit_type"])
    for one in group["results"]:
        totals = (_number(one[name]) for name in ("self_total", "average_total", "total", "full"))
        yield (
            *about,
            one["rank"],
            group["of"],
            one["unit"],
            one["unit_name"],
            *totals,
            one["grade"],
            "、".join(one["vetoed"]),
            None if one["rank"] else "同一年度另有较晚的结果，不计名次",
        )
    for one in group["not_scored"]:
        nothing = (None,) * 6
        yield *about, None, group["of"], one["unit"], one["unit_name"], *nothing, f"未评分：{one['why']}"


def scores(told: Json) -> bytes:
    """The .xlsx of one inspection's scores, indicator by indicator."""
    heads = ("编号", "指标", "满分", "自评", "专家平均", "平均的算式", "最终得分", "得分的算式", "调整理由")
    rows = ([one[name] for name in _FIELDS] for one in told["indicators"])
    totals = (told[name] for name in ("full", "self_total", "average_total"))
    sums = ["", "合计", *totals, None, told["total"], None, None]
    about = [
        ("督导", told["number"]),
        ("单位", f"{told['unit_name']}（{told['unit_type']}）"),
        ("指标体系", f"{told['framework_name']} 第{told['version']}版"),
        ("等次", told["grade"]),
        ("取舍", f"{ROUNDING}；各指标先求平均再相加"),
    ]
    return xlsx(
        WrittenSheet("得分", (8, 34, 8, 10, 10, 30, 10, 34, 40), heads, map(_numbers, (*rows, sums))),
        WrittenSheet("说明", (12, 60), ("项目", "内容"), about),
    )


_FIELDS = ("code", "name", "full", "own", "average", "average_arithmetic", "final", "arithmetic", "reason")
_NUMBERS = frozenset({2, 3, 4, 6})


def _numbers(row: Sequence[str | None]) -> Sequence[Value]:
    return [_number(value) if n in _NUMBERS else value for n, value in enumerate(row)]


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
