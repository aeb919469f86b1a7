"""The staffing board over HTTP: every figure with its arithmetic, school by school, and as a workbook."""

import asyncio
import json
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from markupsafe import Markup

from services.roster.adapters.staffing_sheet import workbook
from services.roster.domain.requirement import Unit
from services.roster.domain.shares import Share
from services.roster.domain.staffing import Board, Coverage, Inspector, Terms, Training, staffing
from services.roster.read_models.staffing import register
from shared.rules.pack import NoSuchPack, RulePacks
from shared.rules.rule import Rule
from shared.runtime.caller import Called
from shared.runtime.http import AfterWrites
from shared.runtime.problems import Problem
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["staffing"])

FIRST, LAST = date(2012, 10, 1), date(2100, 12, 31)
"""The day 教育督导条例 came into force, and the last the calendar knows."""

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

On = Annotated[
    date | None, Query(ge=FIRST, le=LAST, description="哪一天的配备，例如 2026-10-13；不写就是今天")
]


@router.get("/staffing", dependencies=[AfterWrites])
async def get_staffing(request: Request, called: Called, on: On = None) -> Response:
    """The board of a day; by default of today in Shanghai."""
    called.acting("roster.read")
    return Response((await kept_board(request, on)).json, media_type="application/json")


@router.get("/staffing.xlsx", dependencies=[AfterWrites])
async def export_staffing(request: Request, called: Called, on: On = None) -> Response:
    """The same figures as a workbook."""
    called.acting("roster.read")
    board = (await kept_board(request, on)).board
    content = await asyncio.to_thread(workbook, board)  # Slow for a big district; others need not wait.
    name = {"Content-Disposition": f'attachment; filename="staffing-{board.on}.xlsx"'}
    return Response(content, media_type=XLSX, headers=name)


class KeptBoard:
    """A board and what was made of it; `bodies` are the page's, by the day they were written on."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.bodies: dict[date, Markup] = {}

    @cached_property
    def json(self) -> bytes:
        return json.dumps(as_json(self.board), ensure_ascii=False).encode()


class Boards:
    """The boards last asked for, each kept until the log goes on."""

    KEPT = 8

    def __init__(self, service: Service, packs: RulePacks) -> None:
        self._service, self._packs = service, packs
        self._kept: dict[tuple[int, date], KeptBoard] = {}

    async def on(self, day: date) -> KeptBoard:
        """The board of a day; raises `NoSuchPack` before the first day of the rules."""
        key = self._service.projections.position, day  # Read before the register: never newer than that.
        if key not in self._kept:
            rules = self._packs.pack(self._service.settings.jurisdiction, day)
            async with self._service.engine.connect() as connection:
                kept = KeptBoard(staffing(await register(connection), day, rules))
            self._kept[key] = kept
            for oldest in list(self._kept)[: -self.KEPT]:
                del self._kept[oldest]
            return kept
        return self._kept[key]


async def kept_board(request: Request, on: date | None) -> KeptBoard:
    """The board of a day, by default of today in Shanghai; a 422 `Problem` before the rules' first day."""
    service: Service = request.app.state.service
    boards: Boards = request.app.state.boards
    try:
        return await boards.on(on or service.clock.now().astimezone(SHANGHAI).date())
    except NoSuchPack as error:
        raise Problem(422, "no-rules", "没有这一天的规则", str(error)) from error


Json = dict[str, Any]


def as_json(board: Board) -> Json:
    """What the API answers."""
    full_time, retired = board.full_time, board.retired
    return {
        "on": board.on.isoformat(),
        "rules": board.pack,
        "required": _required(board),
        "full_time": {
            **_share(full_time),
            "needed": full_time.needed,
            "missing": full_time.missing,
            "needed_arithmetic": full_time.needed_arithmetic,
            "met": not full_time.missing,
            "also": _rule(full_time.least) if full_time.least else None,
        },
        "retired": {
            **_share(retired),
            "allowed": retired.allowed,
            "over": retired.over,
            "allowed_arithmetic": retired.allowed_arithmetic,
            "met": not retired.over,
            "soft": True,
        },
        "coverage": _coverage(board.coverage),
        "terms": _terms(board.terms),
        "training": _training(board.training),
    }


def _required(board: Board) -> Json:
    required = board.required
    return {
        "in_term": board.in_term,
        "required": required.total,
        "missing": board.missing,
        "arithmetic": required.total_arithmetic,
        "for_units": {
            "required": required.for_units,
            "arithmetic": required.units_arithmetic,
            "rule": _rule(required.ratio),
            "counting": _rule(required.counting),
        },
        "schools": {
            "counted": required.of_schools,
            "arithmetic": required.schools_arithmetic,
            "units": [_unit(unit) for unit in required.schools],
        },
        "kindergartens": {
            "counted": required.of_kindergartens,
            "units": [_unit(unit) for unit in required.kindergartens],
        },
        "large": {
            "required": required.for_large,
            "rule": _rule(required.large_ratio),
            "from": _rule(required.large_from),
            "units": [_unit(unit) for unit in required.large],
        },
    }


def _unit(unit: Unit) -> Json:
    return {
        "code": unit.code,
        "name": unit.name,
        "campuses": unit.campuses,
        "stages": unit.stages,
        "students": unit.students,
        "counts": unit.counts,
        "arithmetic": unit.arithmetic,
    }


def _share(share: Share) -> Json:
    return {
        "part": share.part,
        "whole": share.whole,
        "percent": share.percent or None,
        "arithmetic": share.arithmetic,
        "people": share.people,
        "rule": _rule(share.rule),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "needed": coverage.needed,
        "rule": _rule(coverage.rule),
        "units": len(coverage.units),
        "two_or_more": coverage.with_inspectors(2),
        "one": coverage.with_inspectors(1, 1),
        "none": coverage.with_inspectors(0, 0),
        "zones": [
            {
                "zone": zone.zone,
                "in_term": zone.in_term,
                "run_out": zone.run_out,
                "two_or_more": zone.with_inspectors(2),
                "one": zone.with_inspectors(1, 1),
                "none": zone.with_inspectors(0, 0),
                "units": [
                    {
                        "code": one.unit.code,
                        "name": one.unit.name,
                        "inspectors": one.inspectors,
                        "uncovered_since": one.uncovered_since and one.uncovered_since.isoformat(),
                    }
                    for one in zone.units
                ],
            }
            for zone in coverage.zones
        ],
    }


def _terms(terms: Terms) -> Json:
    return {
        "run_out": len(terms.run_out),
        "not_renewable": terms.not_renewable,
        "people": [
            {
                **_person(one.inspector),
                "kind": one.term.kind,
                "zone": one.term.zone,
                "term": one.term.served,
                "ended_on": one.term.last.isoformat(),
                "posts": len(one.posts),
                "units": one.posts,
                "renewable": not one.objection,
                "objection": one.objection or None,
            }
            for one in terms.run_out
        ],
        "next": {"ends_on": terms.next_end and terms.next_end.isoformat(), "people": terms.next_ending},
        "rules": [_rule(terms.length), _rule(terms.most)],
    }


def _training(training: Training) -> Json:
    return {
        "year": training.year,
        "short": len(training.short),
        "people": [
            {**_person(one.inspector), "hours": one.hours, "missing": one.missing} for one in training.people
        ],
        "rule": _rule(training.rule),
    }


def _person(inspector: Inspector) -> Json:
    return {"inspector": inspector.number, "name": inspector.name}


def _rule(rule: Rule) -> Json:
    """`law` is false for what the office has set itself; then `source` says where it comes from."""
    return {
        "key": rule.key,
        "title": rule.title,
        "amount": rule.amount,
        "law": rule.printable,
        "citation": rule.citation or None,
        "source": rule.source,
    }
