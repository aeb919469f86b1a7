"""Which cases match these filters, as this reader may see them? Asked of the rows of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain.accountability_parts import OpenCase
from services.rectification.domain.issue import GRAVE
from services.rectification.domain.ladder import Rung
from services.rectification.read_models import cases, units
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.read_model import Row

Tab = Literal["open", "late", "soon", "recheck", "close", "escalated", "grave", "revisiting", "closed", "all"]
DueWithin = Literal["over", "today", "soon", "later"]
Sort = Literal["due", "-due", "updated", "-updated", "number", "-number"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What of the ledger is looked at. `soon_until` is the last day that counts as soon after `today`."""

    today: date
    soon_until: date
    tab: Tab = "open"
    q: str | None = None
    zone: str | None = None
    theme: str | None = None
    severity: str | None = None
    state: str | None = None
    rung: str | None = None
    due: DueWithin | None = None
    unit: str | None = None


_c = cases.TABLE.c
_ESCALATED = [rung.value for rung in Rung if rung.height >= Rung.SUPERVISION_ORDER.height]


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """A unit sees its own cases; a department also those of its units and those it helps with."""
    if actor.role is Role.UNIT:
        return _c.unit == actor.unit
    if actor.role in (Role.SUPERIOR, Role.MEMBER_UNIT):
        name = select(units.TABLE.c.unit_name).where(units.TABLE.c.code == actor.unit).scalar_subquery()
        return or_(
            _c.unit == actor.unit, _c.superior == name, _c.department == name, name == func.any(_c.helping)
        )
    return true()


async def find(
    connection: AsyncConnection,
    filters: Filters,
    reader: Actor,
    *,
    sort: Sort = "due",
    offset: int = 0,
    limit: int = 50,
) -> tuple[Sequence[Row], int]:
    """The rows of one page, and how many there are on all pages."""
    where = and_(visible_to(reader), matching(filters))
    column = {"due": _c.due_on, "updated": _c.updated_at, "number": _c.number}[sort.lstrip("-")]
    order = (column.desc() if sort.startswith("-") else column.asc()).nulls_last()
    query = (
        select(cases.TABLE).where(where).order_by(order, _c.number, _c.case_id).offset(offset).limit(limit)
    )
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    total = (
        await connection.execute(select(func.count()).select_from(cases.TABLE).where(where))
    ).scalar_one()
    return rows, int(total)


async def row(connection: AsyncConnection, case_id: UUID, reader: Actor) -> Row | None:
    """One case; None when there is none, or none the reader may see."""
    query = select(cases.TABLE).where(_c.case_id == case_id, visible_to(reader))
    found = (await connection.execute(query)).mappings().first()
    return dict(found) if found else None


async def waiting_proposals(connection: AsyncConnection, reader: Actor) -> list[Row]:
    """Cases in which a person must decide on a proposed rung, the most urgent first."""
    query = select(cases.TABLE).where(_c.proposed_rung.is_not(None), visible_to(reader))
    rows = await connection.execute(query.order_by(_c.due_on, _c.number))
    return [dict(row) for row in rows.mappings()]


async def unrectified(connection: AsyncConnection, unit: str, today: date) -> tuple[OpenCase, ...]:
    """The cases of a unit that are not struck off although their limit has passed, by number."""
    where = and_(_c.unit == unit, _c.state.not_in(cases.SETTLED), _c.limit_on < today)
    rows = await connection.execute(select(_c.number, _c.limit_on).where(where).order_by(_c.number))
    return tuple(OpenCase(row.number, row.limit_on) for row in rows)


async def tab_counts(connection: AsyncConnection, filters: Filters, reader: Actor) -> dict[str, int]:
    """How many cases each tab holds under the other filters."""
    tabs = _tabs(filters)
    counts = [func.count().filter(where).label(tab) for tab, where in tabs.items()]
    query = select(*counts).select_from(cases.TABLE).where(visible_to(reader), *_chosen(filters))
    return dict((await connection.execute(query)).mappings().one())


async def due_counts(connection: AsyncConnection, filters: Filters, reader: Actor) -> dict[str, int]:
    """The cases under all filters by how far away their next date is; `none` have no next step."""
    within = {**_due_within(filters), "none": _c.due_on.is_(None)}
    counts = [func.count().filter(where).label(name) for name, where in within.items()]
    query = select(*counts).select_from(cases.TABLE).where(visible_to(reader), matching(filters))
    return dict((await connection.execute(query)).mappings().one())


def matching(filters: Filters) -> ColumnElement[bool]:
    """The condition of all filters together."""
    return and_(_tabs(filters)[filters.tab], *_chosen(filters))


def _chosen(filters: Filters) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [true()]
    for column in (_c.zone, _c.theme, _c.severity, _c.state, _c.rung, _c.unit):
        value = getattr(filters, column.name)
        if value is not None:
            where.append(column == value)
    if filters.due is not None:
        where.append(_due_within(filters)[filters.due])
    if filters.q:
        where.append(
            or_(
                *(
                    column.icontains(filters.q, autoescape=True)
                    for column in (_c.number, _c.original_number, _c.unit_name, _c.problem)
                )
            )
        )
    return where


def _due_within(filters: Filters) -> dict[str, ColumnElement[bool]]:
    return {
        "over": _c.due_on < filters.today,
        "today": _c.due_on == filters.today,
        "soon": and_(_c.due_on > filters.today, _c.due_on <= filters.soon_until),
        "later": _c.due_on > filters.soon_until,
    }


def _tabs(filters: Filters) -> dict[Tab, ColumnElement[bool]]:
    being_done = _c.state.not_in(cases.SETTLED)
    near = _c.due_on.between(filters.today, filters.soon_until)
    return {
        "open": being_done,
        "late": and_(being_done, _c.due_on < filters.today),
        "soon": and_(being_done, near),
        "recheck": _c.state == "completed",
        "close": _c.state == "rechecked",
        "escalated": and_(being_done, _c.rung.in_(_ESCALATED)),
        "grave": and_(being_done, _c.severity == GRAVE),
        "revisiting": _c.state == "revisiting",
        "closed": _c.state == "closed",
        "all": true(),
    }
