"""A district's folder of CSV files, read and sent to the services that own its rows."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from deploy.client import Client
from deploy.settling import over_http, settle

BATCH = 500
CsvRow = Mapping[str, str]
Json = dict[str, Any]

# The headings a file cannot do without; a missing value is the row's own fault.
_COLUMNS = {
    "units.csv": ("code", "name", "kind", "ownership"),
    "inspectors.csv": ("no", "name", "kind", "healthy", "term_from", "term_to"),
    "posts.csv": ("unit", "inspector", "since"),
    "relations.csv": ("inspector", "unit", "relation", "since"),
    "visits.csv": ("no", "date", "start", "minutes", "unit", "inspectors", "theme"),
    "issues.csv": ("visit", "theme", "problem", "demand", "severity", "working_days"),
}
_KINDS = {"专职": "full_time", "兼职": "part_time"}
_YES = {"是": True, "否": False}


class NotADistrict(Exception):
    """The folder or a file in it cannot be read as a district; the text says what and how to mend it."""


@dataclass
class District:
    """The files of a district, as they are; a missing file is an empty one."""

    units: Sequence[CsvRow]
    inspectors: Sequence[CsvRow]
    posts: Sequence[CsvRow]
    relations: Sequence[CsvRow]
    visits: Sequence[CsvRow]
    issues: Mapping[str, Sequence[CsvRow]]

    @classmethod
    def read(cls, folder: Path) -> "District":
        if not any((folder / name).exists() for name in _COLUMNS):
            raise NotADistrict(f"{folder} 里没有 {'、'.join(_COLUMNS)} 中的任何一个。请核对文件夹。")
        issues: dict[str, list[CsvRow]] = defaultdict(list)
        for row in _rows(folder / "issues.csv"):
            issues[row["visit"]].append(row)
        return cls(
            units=_rows(folder / "units.csv"),
            inspectors=_rows(folder / "inspectors.csv"),
            posts=_rows(folder / "posts.csv"),
            relations=_rows(folder / "relations.csv"),
            visits=_rows(folder / "visits.csv"),
            issues=issues,
        )

    @property
    def zones(self) -> list[str]:
        return sorted({row["zone"] for row in (*self.units, *self.inspectors) if row.get("zone")})


async def import_folder(client: Client, folder: Path) -> Json:
    """Send a folder: register and visits. Counts, and every refused row with file, row and reason."""
    district = District.read(folder)
    result = await import_register(client, district)
    await settle(over_http(client))  # The inspections must know the units and inspectors of the visits.
    visits = [visit_body(row, district.issues.get(row["no"], ())) for row in district.visits]
    await _send(client, result, "visits.csv", "/inspection/api/imports/visits", visits)
    return result


async def import_register(client: Client, district: District) -> Json:
    """Send zones, units, inspectors, posts and recusals, in the order they need each other."""
    result: Json = {"imported": 0, "known": 0, "refused": []}
    for zone in district.zones:
        await client.put(f"/roster/api/zones/{quote(zone, safe='')}", {}, key=f"zone {zone}")
    for file, path, rows in (
        ("units.csv", "units", map(unit_body, district.units)),
        ("inspectors.csv", "inspectors", map(inspector_body, district.inspectors)),
        ("relations.csv", "recusals", map(_filled, district.relations)),
        ("posts.csv", "posts", map(_filled, district.posts)),
    ):
        await _send(client, result, file, f"/roster/api/imports/{path}", rows)
    return result


def unit_body(row: CsvRow) -> Json:
    body = _filled({**row, "unit_name": row["name"]}, without=("name", "stages", "lat", "lon"))
    stages = [stage for stage in row.get("stages", "").replace("、", ",").split(",") if stage]
    return body | {"stages": stages}


def inspector_body(row: CsvRow) -> Json:
    years = {name.rpartition("_") for name in row if name.startswith(("training_hours_", "appraisal_"))}
    body = _filled(row, without=("no", "name", *("".join(parts) for parts in years)))
    training = [
        {"year": year, "hours": row[kind + "_" + year]}
        for kind, _, year in sorted(years)
        if kind == "training_hours" and row[kind + "_" + year]
    ]
    appraisals = [
        {"year": year, "grade": row[kind + "_" + year]}
        for kind, _, year in sorted(years)
        if kind == "appraisal" and row[kind + "_" + year]
    ]
    return body | {
        "inspector": row["no"],
        "inspector_name": row["name"],
        "kind": _KINDS.get(row["kind"], row["kind"]),
        "healthy": _YES.get(row["healthy"], row["healthy"]),
        "training": training,
        "appraisals": appraisals,
    }


def visit_body(row: CsvRow, issues: Iterable[CsvRow]) -> Json:
    """A visit with the issues it raised, as the inspections take it."""
    hour, _, minute = row["start"].partition(":")
    body = _filled(row, without=("no", "date", "start", "theme", "inspectors"))
    findings = [_filled(issue, without=("visit", "seq")) for issue in issues]
    return body | {
        "number": row["no"],
        "visited_on": row["date"],
        "started": f"{hour:0>2}:{minute}",
        "inspectors": row["inspectors"].split("、"),
        "themes": row["theme"].split("、"),
        "findings": findings,
    }


async def _send(client: Client, result: Json, file: str, path: str, rows: Iterable[Json]) -> None:
    waiting = list(rows)
    for start in range(0, len(waiting), BATCH):
        answer = await client.post(path, {"rows": waiting[start : start + BATCH]})
        result["imported"] += answer["added"]
        result["known"] += answer["known"]
        result["refused"] += [
            {
                "file": file,
                "row": start + row["row"] + 1,  # The first line of the file is its heading.
                "column": "、".join(e["pointer"].strip("/") for e in row.get("errors", ())) or "(row)",
                "message": "；".join(e["detail"] for e in row.get("errors", ())) or row["detail"],
            }
            for row in answer["rows"]
            if row["result"] == "refused"
        ]


def _filled(row: CsvRow, without: Sequence[str] = ()) -> Json:
    return {name: value for name, value in row.items() if value and name not in without}


def _rows(file: Path) -> list[CsvRow]:
    if not file.exists():
        return []
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")  # What Excel saves a CSV in, in China.
        except UnicodeDecodeError:
            raise NotADistrict(
                f"{file} 既不是 UTF-8 也不是 GBK 编码。请另存为“CSV UTF-8”后再导入。"
            ) from None
    lines = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in _COLUMNS[file.name] if name not in (lines.fieldnames or ())]
    if missing:
        raise NotADistrict(
            f"{file} 缺少这些列：{'、'.join(missing)}。请照样本 deploy/demo/yunting 补上表头。"
        )
    return list(lines)
