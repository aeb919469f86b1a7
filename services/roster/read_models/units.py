"""Which units are in the register?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import (
    HeadAppointed,
    UnitChanged,
    UnitClosed,
    UnitMerged,
    UnitRegistered,
)
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table
from shared.workdays.deadline import SHANGHAI

TABLE = read_model_table(
    "units",
    Column("code", String, primary_key=True),
    Column("unit_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("campuses", Integer, nullable=False),
    Column("stages", ARRAY(String), nullable=False),
    Column("students", Integer, nullable=False),
    Column("classes", Integer, nullable=False),
    Column("ownership", String, nullable=False),
    Column("zone", String),
    Column("superior", String),
    Column("head", String),
    Column("head_since", Date),
    Column("phone", String),
    Column("address", String),
    Column("contact", String),
    Column("duties", String),
    Column("joined_on", Date),
    Column("left_on", Date),
    Column("head_term_to", Date),
    Column("head_known_on", Date),
    Column("former_head", String),
    Column("former_since", Date),
    Column("former_term_to", Date),
    Column("former_known_on", Date),
    Column("former_last_day", Date),
    Column("earlier_heads", JSONB, nullable=False),
    Column("closed_on", Date),
    Column("merged_into", String),
    Column("version", BigInteger, nullable=False),
)


FORMER = ("former_head", "former_since", "former_term_to", "former_known_on", "former_last_day")
"""Who headed the unit last before; `earlier_heads` are those before him, the same of each, days as ISO 8601 text."""
HEAD = ("head", "head_since", "head_term_to", "head_known_on", "last_day")


def keys(stored: Stored[Any]) -> Sequence[str]:
    match stored.event:
        case UnitRegistered(code=code) | UnitChanged(code=code) | HeadAppointed(code=code):
            return (code,)
        case UnitMerged(code=code) | UnitClosed(code=code):
            return (code,)
        case _:
            return ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    event, before = stored.event, row or {}
    match event:
        case HeadAppointed():
            changed: Row = {"head_term_to": event.term_to}
        case UnitMerged() | UnitClosed():
            changed = {
                "closed_on": event.on,
                "merged_into": event.into if isinstance(event, UnitMerged) else None,
            }
        case _:
            changed = _entry(before, stored)
    return {**before, **changed, "code": key, "version": stored.version}


def _entry(before: Row, stored: Stored[Any]) -> Row:
    """The entry as it is now; the term and the day we came to know of the head stay while he does."""
    details = asdict(stored.event.details)
    same = before and (before["head"], before["head_since"]) == (details["head"], details["head_since"])
    today = stored.record.recorded_at.astimezone(SHANGHAI).date()
    known_on = before["head_known_on"] if same else today
    ended = {name: before.get(name) for name in ("closed_on", "merged_into")}
    return {
        **details,
        **ended,
        **_former(before, details, today),
        "stages": list(details["stages"]),
        "head_term_to": before["head_term_to"] if same else None,
        "head_known_on": known_on if details["head"] else None,
    }


def _former(before: Row, details: Row, today: date) -> Row:
    """Who headed the unit before, and his last day. Another name with the same day only mends the entry; the same
    head from a day after his term was over is appointed anew, and that term is one before."""
    left, following = before.get("head"), details["head_since"]
    since, term_to = before.get("head_since"), before.get("head_term_to")
    mended = following is not None and since is not None and following <= since
    stays = left == details["head"] and not (following and term_to and following > term_to)
    if not left or stays or (details["head"] and mended):
        return {name: before.get(name) for name in FORMER} | {
            "earlier_heads": before.get("earlier_heads", [])
        }
    last_day = following - timedelta(days=1) if details["head"] and following else today
    told = (left, since, term_to, before["head_known_on"], last_day)
    earlier = list(before["earlier_heads"])
    if before["former_head"]:
        earlier.append({name: _plain(before[of]) for name, of in zip(HEAD, FORMER, strict=True)})
    return dict(zip(FORMER, told, strict=True)) | {"earlier_heads": earlier}


def _plain(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


MODEL = ReadModel(TABLE, keys, project, definition=4)


async def all_units(connection: AsyncConnection) -> list[Row]:
    """Every unit, by code."""
    return [dict(row) for row in (await connection.execute(select(TABLE).order_by(TABLE.c.code))).mappings()]


async def unit(connection: AsyncConnection, code: str) -> Row | None:
    row = (await connection.execute(select(TABLE).where(TABLE.c.code == code))).mappings().first()
    return dict(row) if row else None


async def ended(connection: AsyncConnection, today: date) -> set[str]:
    """The codes of the units that were closed or merged by today."""
    rows = await connection.execute(select(TABLE.c.code).where(TABLE.c.closed_on <= today))
    return set(rows.scalars())


async def heads(connection: AsyncConnection, today: date) -> list[Row]:
    """Of every unit there still is today, who heads it and who did before, since when, and since when we know.

    `last_day` is that of who heads it no more, None for who does.
    """
    there = TABLE.c.closed_on.is_(None) | (TABLE.c.closed_on > today)
    query = select(TABLE).where(there).order_by(TABLE.c.code)
    rows = [dict(row) for row in (await connection.execute(query)).mappings()]
    return [one for row in rows for one in _heads(row)]


def _heads(row: Row) -> list[Row]:
    """Who heads the unit first, who headed it first last; without those of whom no day is known."""
    unit = {name: row[name] for name in ("code", "unit_name", "kind")}
    now = {**{name: row[name] for name in HEAD[:4]}, "last_day": None}
    former = {name: row[of] for name, of in zip(HEAD, FORMER, strict=True)}
    earlier = [
        {"head": one["head"]} | {name: _day(one[name]) for name in HEAD[1:]} for one in row["earlier_heads"]
    ]
    return [unit | one for one in (now, former, *reversed(earlier)) if one["head"] and one["head_since"]]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
