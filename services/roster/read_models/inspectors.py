"""Who is an inspector, and until when?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.details import TrainingMode
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRenewed,
    InspectorReturned,
    InspectorRewarded,
    InspectorSuspended,
    TrainingRecorded,
)
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "inspectors",
    Column("inspector", String, primary_key=True),
    Column("inspector_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("retired_on", Date),
    Column("birth_year", Integer, nullable=False),
    Column("degree", String, nullable=False),
    Column("education_years", Integer, nullable=False),
    Column("healthy", Boolean, nullable=False),
    Column("zone", String),
    Column("term_from", Date, nullable=False),
    Column("term_to", Date, nullable=False),
    Column("terms_served", Integer, nullable=False),
    Column("training", JSONB, nullable=False),
    Column("appraisals", JSONB, nullable=False),
    Column("recorded_appraisals", JSONB, nullable=False),
    Column("phone", String),
    Column("earlier_terms", JSONB, nullable=False),
    Column("papers", JSONB),
    Column("trained", Boolean, nullable=False),
    Column("entered_training", JSONB, nullable=False),
    Column("trainings", JSONB, nullable=False),
    Column("rewards", JSONB, nullable=False),
    Column("overrides", JSONB, nullable=False),
    Column("suspensions", JSONB, nullable=False),
    Column("exited_on", Date),
    Column("exit_ground", String),
    Column("version", BigInteger, nullable=False),
)


TERM = ("kind", "zone", "retired_on", "term_from", "term_to", "terms_served", "exited_on")
"""What is kept of a term when the next one begins; days as ISO 8601 text. `exited_on` is the day he left it."""
TRAINING = ("on", "hours", "mode", "title")
"""What is kept of a training. `training` are the central hours by year: those that the entry brought
(`entered_training`) and those recorded since. So too `appraisals`: the grades the entry brought, and before
them those recorded (`recorded_appraisals`) and those of the terms before."""

KEPT = ("earlier_terms", "trainings", "recorded_appraisals", "rewards", "overrides", "suspensions")
"""What an entry does not bring, and what so stays when it is mended or another term begins."""

EVENTS = (
    InspectorAppointed,
    InspectorRenewed,
    TrainingRecorded,
    InspectorAppraised,
    InspectorRewarded,
    InspectorSuspended,
    InspectorReturned,
    InspectorExited,
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    return (stored.event.inspector,) if isinstance(stored.event, EVENTS) else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    changed = _term(row, stored.event) if row is None else _changed(row, stored.event)
    return {**(row or {}), **changed, "inspector": key, "version": stored.version}


def _changed(row: Row, event: Any) -> Row:
    match event:
        case TrainingRecorded():
            others = [one for one in row["trainings"] if not _same_training(one, event)]
            trainings = [*others, {name: _plain(getattr(event, name)) for name in TRAINING}]
            pre_job = event.mode is TrainingMode.PRE_JOB
            hours = _hours(row["entered_training"], trainings)
            return {
                "trainings": trainings,
                "training": hours,
                "trained": event.completes if pre_job else row["trained"],
            }
        case InspectorAppraised(year=year, grade=grade):
            given = [{"year": year, "grade": grade}]
            return {
                "appraisals": _grades(row["appraisals"], given),
                "recorded_appraisals": _grades(row["recorded_appraisals"], given),
            }
        case InspectorRewarded():
            reward = {"on": event.on.isoformat(), "title": event.title, "document": event.document}
            return {"rewards": [*row["rewards"], reward]}
        case InspectorSuspended(on=on):
            return {"suspensions": [*row["suspensions"], [on.isoformat(), None]]}
        case InspectorReturned(on=on):
            *before, (first, _) = row["suspensions"]
            return {"suspensions": [*before, [first, on.isoformat()]]}
        case InspectorExited(on=on, ground=ground):
            return {**_left(row, on.isoformat()), "exited_on": on, "exit_ground": ground.value}
        case _:
            return _term(row, event)


def _left(row: Row, on: str) -> Row:
    """Who leaves has left the term before one renewed ahead too, and is not suspended any more."""
    terms = [{**term, "exited_on": term["exited_on"] or on} for term in row["earlier_terms"]]
    suspensions = [[first, back or max(first, on)] for first, back in row["suspensions"]]
    return {"earlier_terms": terms, "suspensions": suspensions}


def _term(row: Row | None, event: InspectorAppointed | InspectorRenewed) -> Row:
    """Another term, or the entry of this one mended."""
    details = asdict(event.details)
    lists = {name: list(details[name]) for name in ("training", "appraisals")}
    before: Row = row or {"trained": event.papers is None} | {name: [] for name in KEPT}
    earlier, recorded = list(before["earlier_terms"]), before["recorded_appraisals"]
    if row and row["term_from"] != details["term_from"]:
        earlier.append({name: _plain(row[name]) for name in TERM})
        recorded = row["appraisals"]
    entered = lists["training"]
    lists["training"] = _hours(entered, before["trainings"])
    lists["appraisals"] = _grades(lists["appraisals"], recorded)
    if event.papers and row:  # An appointment brings no entries: those there are stay.
        entered, lists = row["entered_training"], {name: row[name] for name in lists}
    overrides = [*before["overrides"], *(asdict(one) for one in event.overrides)]
    papers = asdict(event.papers) if event.papers else before.get("papers")
    return {
        **before,
        **details,
        **lists,
        "entered_training": entered,
        "recorded_appraisals": recorded,
        "earlier_terms": earlier,
        "papers": papers,
        "overrides": overrides,
        "exited_on": None,
        "exit_ground": None,
    }


def _hours(entered: Sequence[Row], trainings: Sequence[Row]) -> list[Row]:
    hours = Counter({one["year"]: one["hours"] for one in entered})
    for one in trainings:
        if one["mode"] == TrainingMode.CENTRAL:
            hours[date.fromisoformat(one["on"]).year] += one["hours"]
    return [{"year": year, "hours": hours[year]} for year in sorted(hours)]


def _grades(entered: Sequence[Row], recorded: Sequence[Row]) -> list[Row]:
    """The grade of every year, by year; what was recorded goes before the entry."""
    grades = {one["year"]: one["grade"] for one in (*entered, *recorded)}
    return [{"year": year, "grade": grades[year]} for year in sorted(grades)]


def _same_training(one: Row, event: TrainingRecorded) -> bool:
    return bool((one["on"], one["title"], one["mode"]) == (event.on.isoformat(), event.title, event.mode))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


MODEL = ReadModel(TABLE, keys, project, definition=5)


async def all_inspectors(connection: AsyncConnection) -> list[Row]:
    """Every inspector, by number."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.inspector))
    return [dict(row) for row in rows.mappings()]


async def inspector(connection: AsyncConnection, number: str) -> Row | None:
    row = (await connection.execute(select(TABLE).where(TABLE.c.inspector == number))).mappings().first()
    return dict(row) if row else None
