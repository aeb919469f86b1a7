"""One question, the table that answers it, and how events become its rows."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy import Column, Delete, MetaData, Select, Table, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from shared.event_sourcing.event_types import Stored

SCHEMA = "read_models"

Row = Mapping[str, Any]


class Keys(Protocol):
    """Which rows an event touches: their primary keys, most often one or none."""

    def __call__(self, stored: Stored[Any], /) -> Iterable[Hashable]: ...


class Project(Protocol):
    """The row after the event, from the row before (None: there is none); None removes it. Pure."""

    def __call__(self, row: Row | None, stored: Stored[Any], key: Any, /) -> Row | None: ...


@dataclass(frozen=True)
class ReadModel:
    """One question and the table that answers it. The primary key is a single column.

    Raise `definition` when the table or `project` changes: the model is then rebuilt from the log
    at the next start.
    """

    table: Table
    keys: Keys
    project: Project
    definition: int = 1

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def key(self) -> Column[Any]:
        (key,) = self.table.primary_key.columns
        return key

    # Built once: SQLAlchemy spends longer on making a statement than PostgreSQL on running it.
    @cached_property
    def rows_of_keys(self) -> Select[Any]:
        return select(self.table).where(self.key == func.any(bindparam("keys", type_=ARRAY(self.key.type))))

    @cached_property
    def removal(self) -> Delete:
        return delete(self.table).where(self.key == func.any(bindparam("keys", type_=ARRAY(self.key.type))))

    @cached_property
    def upsert(self) -> Insert:
        statement = insert(self.table)
        excluded = statement.excluded
        others = {c.name: excluded[c.name] for c in self.table.columns if not c.primary_key}
        return statement.on_conflict_do_update(index_elements=[self.key], set_=others)


def read_model_table(name: str, *columns: Column[Any]) -> Table:
    """A table in the schema of read models; its first column is the primary key."""
    for column in columns:
        column.name = str(
            column.name
        )  # As SQLAlchemy's own class of names, rows take JSON twenty times as long.
    return Table(name, MetaData(schema=SCHEMA), *columns)


async def fold_into(connection: AsyncConnection, model: ReadModel, events: Sequence[Stored[Any]]) -> None:
    """Fold `events` into the rows they touch: one read and one write for the whole batch."""
    touched = [(key, event) for event in events for key in model.keys(event)]
    if not touched:
        return
    keys = list(dict.fromkeys(key for key, _ in touched))
    found = await connection.execute(model.rows_of_keys, {"keys": keys})
    before: dict[Hashable, Row] = {row[model.key.name]: dict(row) for row in found.mappings()}
    after: dict[Hashable, Row | None] = dict(before)
    for key, event in touched:
        after[key] = model.project(after.get(key), event, key)
    changed = [dict(row) for key, row in after.items() if row is not None and row != before.get(key)]
    removed = [key for key, row in after.items() if row is None and key in before]
    if changed:
        await connection.execute(model.upsert, changed)
    if removed:
        await connection.execute(model.removal, {"keys": removed})
