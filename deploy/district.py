"""A district's folder of CSV files, read and sent to the services that own its rows."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.client import Client, Refusal
from deploy.settling import over_http, settle

BATCH = 500
CsvRow = Mapping[str, str]
Json = dict[str, Any]

REGISTER = ("units.csv", "inspectors.csv", "relations.csv", "posts.csv")
"""The roster's own, which it reads itself; a post that a relation forbids is never assigned."""
_COLUMNS = {
    "visits.csv": ("no", "date", "start", "minutes", "unit", "inspectors", "theme"),
    "issues.csv": ("visit", "theme", "problem", "demand", "severity", "working_days"),
}


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
        check_folder(folder)
        units, inspectors, relations, posts = (_rows(folder / name) for name in REGISTER)
        return cls(units, inspectors, posts, relations, *_visits_and_issues(folder))

    def register_files(self) -> Mapping[str, bytes]:
        """What the roster is told, as the files would say it."""
        rows = (self.units, self.inspectors, self.relations, self.posts)
        return {name: _as_csv(of_file) for name, of_file in zip(REGISTER, rows, strict=True) if of_file}


def check_folder(folder: Path) -> None:
    """Raise `NotADistrict` for a folder that has none of a district's files."""
    names = (*REGISTER, *_COLUMNS)
    if not any((folder / name).exists() for name in names):
        raise NotADistrict(f"{folder} 里没有 {'、'.join(names)} 中的任何一个。请核对文件夹。")


async def import_folder(client: Client, folder: Path) -> Json:
    """Send a folder: register and visits. Counts, and every refused row with file, row and reason."""
    check_folder(folder)
    visits, issues = _visits_and_issues(folder)  # What cannot be read is told before anything is sent.
    files = {name: (folder / name).read_bytes() for name in REGISTER if (folder / name).exists()}
    result = await import_files(client, files)
    if visits:
        await settle(over_http(client))  # The inspections must know the units and inspectors of the visits.
        bodies = [visit_body(row, issues.get(row["no"], ())) for row in visits]
        await _send(client, result, "visits.csv", "/inspection/api/imports/visits", bodies)
    return result


async def import_register(client: Client, district: District) -> Json:
    """Send units, inspectors, recusals and posts, in the order they need each other."""
    return await import_files(client, district.register_files())


async def import_files(client: Client, files: Mapping[str, bytes]) -> Json:
    """Send files to the roster one after the other; one that cannot be read as a whole is refused like a row."""
    result: Json = {"imported": 0, "known": 0, "refused": [], "warnings": [], "zones": []}
    for name, content in files.items():
        try:
            answer = await client.upload("/roster/api/imports/file", name, content)
        except Refusal as refusal:
            if refusal.status not in (413, 422):  # Not the file's fault.
                raise
            result["refused"].append(
                {"file": name, "row": 1, "column": "(整个文件)", "message": str(refusal)}
            )
            continue
        result["imported"] += answer["new"] + answer["changed"]
        result["known"] += answer["unchanged"]
        result["zones"] += answer["zones"]
        result["warnings"] += [
            {"file": one["sheet"], "row": one["row"], "message": one["message"]} for one in answer["warnings"]
        ]
        result["refused"] += [
            {
                "file": fault["sheet"],
                "row": fault["row"],
                "column": fault["column"],
                "message": f"{fault['message']}。{fault['mend']}".replace("。。", "。"),
            }
            for fault in answer["faults"]
        ]
    return result


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
    missing = [name for name in _COLUMNS.get(file.name, ()) if name not in (lines.fieldnames or ())]
    if missing:
        raise NotADistrict(
            f"{file} 缺少这些列：{'、'.join(missing)}。请照样本 deploy/demo/yunting 补上表头。"
        )
    rows: list[CsvRow] = []
    for number, row in enumerate(lines, start=2):
        if None in row:
            raise NotADistrict(f"{file} 第{number}行的格数比表头多。请核对是否多了逗号，或少了引号。")
        rows.append(row)
    return rows


def _visits_and_issues(folder: Path) -> tuple[Sequence[CsvRow], Mapping[str, Sequence[CsvRow]]]:
    """The visits, and the issues by the number of theirs: each issue is of exactly one visit, and none is left out."""
    visits, issues = _rows(folder / "visits.csv"), defaultdict[str, list[CsvRow]](list)
    numbered: dict[str, int] = {}
    for n, row in enumerate(visits, start=2):
        if (first := numbered.setdefault(row["no"], n)) != n:
            raise NotADistrict(
                f"{folder / 'visits.csv'} 第{first}行和第{n}行的编号都是“{row['no']}”，"
                "分不清 issues.csv 里的问题是哪一次督导的。请一次督导用一个编号。"
            )
    for n, row in enumerate(_rows(folder / "issues.csv"), start=2):
        if row["visit"] not in numbered:
            raise NotADistrict(
                f"{folder / 'issues.csv'} 第{n}行的问题属于督导“{row['visit']}”，visits.csv 里没有这次督导。请核对编号。"
            )
        issues[row["visit"]].append(row)
    return visits, issues


def _as_csv(rows: Sequence[CsvRow]) -> bytes:
    text = io.StringIO(newline="")
    lines = csv.DictWriter(text, rows[0])
    lines.writeheader()
    lines.writerows(rows)
    return text.getvalue().encode()
