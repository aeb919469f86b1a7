"""The register as files: a template to fill in, its import, and the same again as an export."""

import asyncio
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Annotated, Any, Final
from uuid import uuid5

from fastapi import APIRouter, Path, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.adapters.register_columns import SHEETS, TAKEN_OVER, Kind
from services.roster.adapters.register_tables import Table, listed_in, unknown_sheet
from services.roster.adapters.register_workbook import Register, csv_file, workbook
from services.roster.domain.posting import recusal_kind
from services.roster.entrypoints.personal import PERSONAL
from services.roster.entrypoints.register_answers import ImportAnswer, answer_of
from services.roster.entrypoints.register_rows import FileRows, Taken
from services.roster.read_models import inspectors, posts, recusals, units, zones
from shared.event_sourcing.read_model import Row
from shared.identity.principal import Principal
from shared.runtime.batch import Rows, obey_rows
from shared.runtime.caller import Permitted, may
from shared.runtime.http import WAIT, AfterWrites
from shared.runtime.problems import Problem
from shared.runtime.service import Service
from shared.runtime.uploads import download, sheets_of
from shared.spreadsheets.tables import Fault, read_table
from shared.spreadsheets.written import XLSX
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["register files"])

Reader = Annotated[Permitted, may("roster.read")]
Entries = dict[Kind, list[Row]]
WHY: Final = frozenset((Kind.RECUSALS, name) for name in ("relation", "kind", "since"))
"""The fields that say why somebody is recused: when a relation began says what it is."""
_OF_INSPECTORS: Final = frozenset((Kind.INSPECTORS, name) for name in PERSONAL)

_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "工作簿（.xlsx）"}}
_CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {}}, "description": "CSV，UTF-8（带 BOM）"}
}
_PARTIAL: dict[int | str, dict[str, Any]] = {
    200: {"model": ImportAnswer, "description": "全部导入：`status` 是 `complete`"},
    207: {
        "model": ImportAnswer,
        "description": "有的没有导入：`status` 是 `partial` 或 `refused`，`faults` 逐条说明",
    },
    422: {"description": "整份文件读不了，没有导入任何内容（problem+json，`unreadable-file`）"},
}


@router.get(
    "/template.xlsx",
    dependencies=[AfterWrites],
    response_class=Response,
    responses=_WORKBOOK,
    summary="导入模板",
)
async def get_template(request: Request, called: Reader) -> Response:
    """An empty workbook to fill in: 单位, 督学, 挂牌 and 回避, with drop-downs from the register and a manual."""
    register = await _register(request, called.principal)
    blank = Register(zones=register.zones, names=register.names)
    return await _workbook(request, blank, "register-template.xlsx")


@router.get(
    "/export.xlsx",
    dependencies=[AfterWrites],
    response_class=Response,
    responses=_WORKBOOK,
    summary="导出名册",
)
async def export_workbook(request: Request, called: Reader) -> Response:
    """The register in the template's form; importing it changes nothing.

    Only what stands is in it: no posts, units or inspectors of before. Why somebody is recused is told
    only to those who may appoint inspectors, what is personal of an inspector to those who decide on him.
    """
    return await _workbook(request, await _register(request, called.principal), "register.xlsx")


@router.get(
    "/export/{kind}.csv",
    dependencies=[AfterWrites],
    response_class=Response,
    responses=_CSV,
    summary="导出一种名册",
)
async def export_csv(
    request: Request,
    called: Reader,
    kind: Annotated[Kind, Path(description="单位、督学、挂牌、回避中的一种")],
) -> Response:
    """One list as CSV. A text that a spreadsheet would take for a formula has a ' before it."""
    register = await _register(request, called.principal)
    about = next(about for about in SHEETS if about.kind is kind)
    rows = [_said(row) if kind is Kind.RECUSALS else row for row in register.entries[kind]]
    content = await asyncio.to_thread(csv_file, about, replace(register, entries={kind: rows}))
    return download(content, f"{kind}.csv")


@router.post(
    "/imports/file", response_model=ImportAnswer, responses=_PARTIAL, summary="导入名册文件（.xlsx 或 .csv）"
)
async def import_file(
    request: Request, called: Annotated[Permitted, may("import.district")], file: UploadFile
) -> JSONResponse:
    """Take over a filled-in template, an export, or a CSV of one kind; each row is taken over or refused by itself.

    Units come first, then inspectors, recusals and posts, wherever their sheets are. A column that the file
    does not have leaves what the register says; an empty cell empties it. The same file again changes nothing.
    """
    content = await file.read()
    tables, unknown = await asyncio.to_thread(_read, file.filename or "文件", content)
    await _caught_up(request)
    cause = uuid5(called.context.cause, sha256(content).hexdigest())  # An upload's key is not of its content.
    rows = FileRows(request, called.by, called.context, cause)
    async with _service(request).reading.connect() as connection:
        register = await _everything(connection, _today(request))
    zones, position = await rows.draw_zones(tables)
    taken: list[Taken] = [await rows.take_over(table, register.get(table.about.kind, ())) for table in tables]
    return answer_of(taken, unknown, zones, position)


@router.post("/imports/{kind}")
async def import_rows(
    request: Request,
    called: Annotated[Permitted, may("import.district")],
    kind: Annotated[Kind, Path(description="单位、督学、挂牌、回避中的一种")],
    body: Rows,
) -> JSONResponse:
    """Take over many rows of one kind; every row has its own result."""
    rows = FileRows(request, called.by, called.context, called.context.cause)
    row_type, subject, obey = rows.obeying(kind)
    return await obey_rows(body.rows, row_type, called.context, subject, obey)


def _read(name: str, content: bytes) -> tuple[list[Table], list[Fault]]:
    """The tables in the order they need each other, and what is said of sheets that are none."""
    sheets = sheets_of(name, content)
    kinds = [(sheet, listed_in(sheet)) for sheet in sheets]
    known = [(sheet, about) for sheet, about in kinds if about is not None]
    in_turn = sorted(known, key=lambda one: TAKEN_OVER.index(one[1]))
    tables = [read_table(sheet, about) for sheet, about in in_turn]
    unknown = [unknown_sheet(sheet) for sheet, about in kinds if about is None and sheet.rows]
    if unknown and not known:
        text = f"{unknown[0].message}。{unknown[0].mend}"
        raise Problem(422, "unreadable-file", "文件不能导入", text)
    return tables, unknown


async def _workbook(request: Request, register: Register, name: str) -> Response:
    year = _today(request).year
    content = await asyncio.to_thread(workbook, register, (year - 1, year))  # Slow for a big district.
    return download(content, name)


async def _register(request: Request, principal: Principal) -> Register:
    """What the person may see of the register as it stands; why somebody is recused is personal."""
    today = _today(request)
    async with _service(request).reading.connect() as connection:
        entries = standing(await _everything(connection, today), today)
        drawn = await zones.all_zones(connection)
    names = {
        Kind.UNITS: {unit["code"]: unit["unit_name"] for unit in entries[Kind.UNITS]},
        Kind.INSPECTORS: {one["inspector"]: one["inspector_name"] for one in entries[Kind.INSPECTORS]},
    }
    personal = frozenset() if principal.may("roster.read_personal") else _OF_INSPECTORS
    if principal.may("roster.appoint_inspector"):
        return Register(entries, drawn, names, personal)
    pairs = {(row["inspector"], row["unit"]): row for row in entries[Kind.RECUSALS]}
    entries[Kind.RECUSALS] = list(pairs.values())
    return Register(entries, drawn, names, WHY | personal)


async def _everything(connection: AsyncConnection, today: date) -> Entries:
    return {
        Kind.UNITS: await units.all_units(connection),
        Kind.INSPECTORS: await inspectors.all_inspectors(connection),
        Kind.POSTS: await posts.all_posts(connection, held_on=today),
        Kind.RECUSALS: await recusals.all_recusals(connection),
    }


def as_it_stands(row: Row, today: date) -> Row:
    """An inspector with the day since when he does no duty, and, if he was renewed ahead, with the term that runs
    and after it the next: else an import would let him do duty, or have to refuse him."""
    away = next((first for first, back in row["suspensions"] if back is None), None)
    entry = {**row, "suspended_on": away and date.fromisoformat(away)}
    held = row["earlier_terms"][-1] if row["earlier_terms"] and row["term_from"] > today else None
    if held is None or held["exited_on"]:
        return entry
    runs = {name: date.fromisoformat(held[name]) for name in ("term_from", "term_to")}
    number = {"terms_served": held["terms_served"]}
    return {**entry, **runs, **number, "next_from": row["term_from"], "next_to": row["term_to"]}


def _said(row: Row) -> Row:
    """A recusal with its kind only where the words of the relation do not say it."""
    return {**row, "kind": None} if row["kind"] == recusal_kind(row["relation"]) else row


def standing(entries: Entries, today: date) -> Entries:
    """What is exported: without units that ended and inspectors who left, which an import could not enter."""
    ended = {unit["code"] for unit in entries[Kind.UNITS] if unit["closed_on"] and unit["closed_on"] <= today}
    left = {one["inspector"] for one in entries[Kind.INSPECTORS] if one["exited_on"]}

    recused = {(one["inspector"], one["unit"]) for one in entries[Kind.RECUSALS]}

    def stands(row: Row) -> bool:
        return row.get("code", row.get("unit")) not in ended and row.get("inspector") not in left

    def lasts(post: Row) -> bool:
        """Today is the last day of one that a recusal declared today has ended."""
        return post["ended_on"] is None or (post["inspector"], post["unit"]) not in recused

    there = {kind: list(filter(stands, rows)) for kind, rows in entries.items()}
    there[Kind.POSTS] = list(filter(lasts, there[Kind.POSTS]))
    there[Kind.UNITS] = [{**one, "head_until": one["head_term_to"]} for one in there[Kind.UNITS]]
    there[Kind.INSPECTORS] = [as_it_stands(one, today) for one in there[Kind.INSPECTORS]]
    return there


async def _caught_up(request: Request) -> None:
    """Wait until the read models say what the log says: what a file leaves out is taken from them."""
    service = _service(request)
    if not await service.projections.wait_for(await service.store.head(), WAIT):
        raise Problem(503, "not-yet", "请稍候", "名册还在更新，没有导入任何内容。请稍后再试。")


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def _today(request: Request) -> date:
    return _service(request).clock.now().astimezone(SHANGHAI).date()
