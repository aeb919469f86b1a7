"""What of the register does the staffing board need?"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Column, Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.details import InspectorKind, UnitKind
from services.roster.domain.requirement import Unit
from services.roster.domain.staffing import Inspector, Post, Register, Term
from services.roster.read_models import inspectors, posts, units, zones


def _as_one_text(key: Column[Any], *columns: Any) -> Select[Any]:
    """A table as one JSON array: for thousands of rows much less work than a row at a time."""
    row = func.json_build_array(*columns)
    return select(func.json_agg(aggregate_order_by(row, key), type_=JSON))


_u, _i, _p = units.TABLE.c, inspectors.TABLE.c, posts.TABLE.c
_UNITS = _as_one_text(
    _u.code,
    _u.code,
    _u.unit_name,
    _u.kind,
    _u.campuses,
    func.cardinality(_u.stages),
    _u.students,
    _u.zone,
)
_INSPECTORS = _as_one_text(
    _i.inspector,
    _i.inspector,
    _i.inspector_name,
    _i.training,
    _i.earlier_terms,
    func.json_build_object(*(part for name in inspectors.TERM for part in (name, _i[name]))),
)
_POSTS = _as_one_text(_p.post, _p.unit, _p.inspector, _p.since, _p.ended_on, _p.earlier)


async def register(connection: AsyncConnection) -> Register:
    """Units, inspectors and posts by code, with all terms and posts there ever were."""
    kinds = {kind.value: kind for kind in UnitKind}  # Calling the class is slow.
    return Register(
        units=[
            Unit(code, name, kinds[kind], campuses, stages, students, zone)
            for code, name, kind, campuses, stages, students, zone in await _rows(connection, _UNITS)
        ],
        inspectors=[
            Inspector(
                number,
                name,
                tuple(_term(one) for one in (*earlier, latest)),
                {year["year"]: year["hours"] for year in training},
            )
            for number, name, training, earlier, latest in await _rows(connection, _INSPECTORS)
        ],
        posts=[
            Post(unit, inspector, date.fromisoformat(first), last and date.fromisoformat(last))
            for unit, inspector, since, ended_on, earlier in await _rows(connection, _POSTS)
            for first, last in (*earlier, (since, ended_on))
        ],
        zones=await zones.all_zones(connection),
    )


async def _rows(connection: AsyncConnection, statement: Select[Any]) -> Sequence[Any]:
    rows: Sequence[Any] | None = (await connection.execute(statement)).scalar_one()
    return rows or ()  # The text of an empty table is NULL.


def _term(row: dict[str, Any]) -> Term:
    return Term(
        InspectorKind(row["kind"]),
        row["zone"],
        date.fromisoformat(row["retired_on"]) if row["retired_on"] else None,
        date.fromisoformat(row["term_from"]),
        date.fromisoformat(row["term_to"]),
        row["terms_served"],
    )
