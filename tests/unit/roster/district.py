"""Districts for the staffing board: the sample, read from its files, and one made up person by person."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from deploy.district import District
from services.roster.adapters.register_columns import INSPECTORS, UNITS, SheetKind
from services.roster.domain.details import InspectorKind, UnitDetails, UnitKind
from services.roster.domain.inspectorate import Inspector, Post, Term
from services.roster.domain.register import Register
from services.roster.domain.requirement import Unit
from services.roster.domain.staffing import Board, staffing
from services.roster.entrypoints.bodies import InspectorRow, UnitRow
from shared.rules.pack import RulePacks
from shared.spreadsheets.tables import Body, read_table
from shared.spreadsheets.upload import read_csv

SAMPLE = Path(__file__).parents[3] / "deploy" / "demo" / "yunting"
DAY = date(2026, 10, 13)
PACKS = RulePacks.load()


def sample() -> Register:
    """What deploy/demo/yunting says."""
    district = District.read(SAMPLE)
    posts = [Post(row["unit"], row["inspector"], day(row["since"]), None) for row in district.posts]
    return Register.of(
        [_unit(body) for body in _bodies(UNITS)],
        [_inspector(body) for body in _bodies(INSPECTORS)],
        posts,
        sorted({row["zone"] for row in (*district.units, *district.inspectors) if row["zone"]}),
    )


def board(register: Register, on: date = DAY, jurisdiction: str = "shanghai") -> Board:
    return staffing(register, on, PACKS.pack(jurisdiction, on))


def units(count: int, kind: UnitKind = UnitKind.PRIMARY, **about: Any) -> list[Unit]:
    """So many units of a kind, with one campus, one stage and 500 students unless told."""
    said: Mapping[str, Any] = {"campuses": 1, "stages": 1, "students": 500, "zone": "第一责任区", **about}
    return [Unit(f"{kind}-{n}", f"{kind}{n}", kind, **said) for n in range(count)]


def term(**about: Any) -> Term:
    """A part-time inspector's first term, of three years, in force on `DAY`."""
    said: Mapping[str, Any] = {
        "kind": InspectorKind.PART_TIME,
        "zone": "第一责任区",
        "retired_on": None,
        "first": date(2025, 9, 1),
        "last": date(2028, 8, 31),
        "served": 1,
        **about,
    }
    return Term(**said)


def inspector(number: str, *terms: Term, hours: int = 40) -> Inspector:
    return Inspector(number, f"督学{number}", terms or (term(),), {DAY.year: hours})


def inspectors(count: int, kind: InspectorKind = InspectorKind.PART_TIME, **about: Any) -> list[Inspector]:
    """So many inspectors who are in term on `DAY`."""
    first = f"{kind}{about.get('retired_on') or ''}"
    return [inspector(f"{first}{n}", term(kind=kind, **about)) for n in range(count)]


def district(
    units: Iterable[Unit] = (), inspectors: Iterable[Inspector] = (), posts: Iterable[Post] = ()
) -> Register:
    return Register.of(list(units), list(inspectors), list(posts), [])


def day(text: str) -> date:
    return date.fromisoformat(text)


def _bodies(about: SheetKind) -> list[Body]:
    name = f"{about.kind}.csv"
    return list(read_table(read_csv(name, (SAMPLE / name).read_bytes()), about).rows.values())


def _unit(body: Mapping[str, Any]) -> Unit:
    row = UnitRow.model_validate(body)
    return Unit(row.code, row.unit_name, row.kind, row.campuses, len(row.stages), row.students, row.zone)


def _inspector(body: Mapping[str, Any]) -> Inspector:
    row = InspectorRow.model_validate(body)
    held = Term(row.kind, row.zone, row.retired_on, row.term_from, row.term_to, row.terms_served)
    return Inspector(
        row.inspector, row.inspector_name, (held,), {one.year: one.hours for one in row.training}
    )


def sample_units() -> dict[str, UnitDetails]:
    """Every unit of the sample by its code."""
    rows = [UnitRow.model_validate(body) for body in _bodies(UNITS)]
    return {row.code: row.details() for row in rows}
