"""What of the register does the staffing board need? The rows of four read models, in memory."""

from bisect import insort
from collections.abc import Callable
from datetime import date
from itertools import chain
from typing import Any, Generic, TypeVar

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.answering import answering
from services.roster.domain.details import InspectorKind, TrainingMode, UnitKind
from services.roster.domain.inspectorate import Inspector, Post, Term
from services.roster.domain.register import Register
from services.roster.domain.requirement import Unit
from services.roster.read_models import inspectors, posts, units, zones
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.projections import checkpoint
from shared.event_sourcing.read_model import ReadModel, Row

T = TypeVar("T")
IN_PART = (TrainingMode.ONLINE, TrainingMode.SELF_STUDY)
"""The modes of training of which the rules let a part count."""


class RegisterRows:
    """The rows as they stand in the tables, each table's at its place in the log, and folded on from there.

    They are folded by the read models' own `keys` and `project`: at one position tables and memory are the same.
    """

    def __init__(self) -> None:
        self._units = _Rows(units.MODEL, _unit)
        self._inspectors = _Rows(inspectors.MODEL, _inspector)
        self._posts = _Rows(posts.MODEL, _posts)
        self._zones = _Rows(zones.MODEL, _zone)
        self._tables = (self._units, self._inspectors, self._posts, self._zones)
        self._register = Register.of([], [], [], [])

    @property
    def position(self) -> int:
        """The position every row is folded to."""
        return min(table.position for table in self._tables)

    @property
    def register(self) -> Register:
        """Everything in the order of codes; the same object until a row changes."""
        if any(table.touched for table in self._tables):
            self._register = self._made_anew()
            for table in self._tables:
                table.touched.clear()
        return self._register

    def fold(self, stored: Stored[Any]) -> None:
        """Take the next event of the log; one that was taken before changes nothing."""
        for table in self._tables:
            table.fold(stored)

    def _made_anew(self) -> Register:
        """Who answers is found anew for units that are touched themselves, by a post or by an inspector."""
        units, posts = self._units.in_order(), list(chain.from_iterable(self._posts.in_order()))
        codes = self._units.touched | {key.partition("/")[0] for key in self._posts.touched}
        if self._inspectors.touched:
            codes |= {post.unit for post in posts if post.inspector in self._inspectors.touched}
        found = answering(
            [self._units.by_key[code] for code in codes & self._units.by_key.keys()],
            [post for post in posts if post.unit in codes],
            self._inspectors.by_key,
        )
        return Register(
            units,
            self._inspectors.in_order(),
            posts,
            self._zones.in_order(),
            {**self._register.answering, **found},
        )

    async def read(self, connection: AsyncConnection) -> None:
        """Read the tables and their places. `connection` must be new: one snapshot is taken of all."""
        await connection.execution_options(isolation_level="REPEATABLE READ")
        names = ", ".join(str(table.model.table) for table in self._tables)
        # Before the snapshot: a table that is remade after it would be seen empty.
        await connection.execute(text(f"LOCK TABLE {names} IN ACCESS SHARE MODE"))
        places = await connection.execute(select(checkpoint.c.name, checkpoint.c.position))
        positions = {place.name: place.position for place in places}
        for table in self._tables:
            rows = await connection.execute(select(table.model.table))
            table.put([dict(row) for row in rows.mappings()], positions[table.model.name])


class _Rows(Generic[T]):
    """The rows of one read model by key, and what the board needs of each. All keys are text."""

    def __init__(self, model: ReadModel, make: Callable[[Row], T]) -> None:
        self.model, self._make = model, make
        self.position = 0
        self.by_key: dict[str, T] = {}
        self.touched: set[str] = set()
        self._rows: dict[str, Row] = {}
        self._keys: list[str] = []
        self._in_order: list[T] = []

    def put(self, rows: list[Row], position: int) -> None:
        self._rows = {row[self.model.key.name]: row for row in rows}
        self.by_key = {key: self._make(row) for key, row in self._rows.items()}
        self.touched, self._keys = set(self._rows), sorted(self._rows)
        self.position = position

    def fold(self, stored: Stored[Any]) -> None:
        if stored.position <= self.position:
            return
        for key in map(str, self.model.keys(stored)):
            before = self._rows.get(key)
            row = self.model.project(before, stored, key)
            self.touched.add(key)
            if row is not None:
                if before is None:
                    insort(self._keys, key)
                self._rows[key], self.by_key[key] = row, self._make(row)
            elif before is not None:
                self._keys.remove(key)
                del self._rows[key], self.by_key[key]
        self.position = stored.position

    def in_order(self) -> list[T]:
        if self.touched:
            self._in_order = [self.by_key[key] for key in self._keys]
        return self._in_order


def _unit(row: Row) -> Unit:
    return Unit(
        row["code"],
        row["unit_name"],
        UnitKind(row["kind"]),
        row["campuses"],
        len(row["stages"]),
        row["students"],
        row["zone"],
        row["closed_on"],
    )


def _inspector(row: Row) -> Inspector:
    return Inspector(
        row["inspector"],
        row["inspector_name"],
        tuple(_term(term) for term in (*row["earlier_terms"], row)),
        {year["year"]: year["hours"] for year in row["entered_training"]},
        tuple((_day(first), back and _day(back)) for first, back in row["suspensions"]),
        tuple(
            (_day(one["on"]), one["hours"]) for one in row["trainings"] if one["mode"] == TrainingMode.CENTRAL
        ),
        {one["year"]: one["grade"] for one in row["appraisals"]},
        tuple((_day(one["on"]), one["hours"]) for one in row["trainings"] if one["mode"] in IN_PART),
    )


def _term(row: Row) -> Term:
    retired, left = row["retired_on"], row["exited_on"]
    return Term(
        InspectorKind(row["kind"]),
        row["zone"],
        retired and _day(retired),
        _day(row["term_from"]),
        _day(row["term_to"]),
        row["terms_served"],
        left and _day(left),
    )


def _posts(row: Row) -> tuple[Post, ...]:
    """All times of one inspector at one unit."""
    earlier = [Post(row["unit"], row["inspector"], _day(first), _day(last)) for first, last in row["earlier"]]
    return (*earlier, Post(row["unit"], row["inspector"], row["since"], row["ended_on"]))


def _zone(row: Row) -> str:
    name: str = row["zone"]
    return name


def _day(value: date | str) -> date:
    """A day of a column, or one kept inside JSON."""
    return value if isinstance(value, date) else date.fromisoformat(value)
