"""Who answers for which unit (挂牌), and who followed when a post ended? One row for each inspector and unit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Column, Date, Index, String, Uuid

from services.rectification.domain.terms import day_of
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.noted import FactNoted
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "posts",
    Column("post", String, primary_key=True),
    Column("inspector", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("since", Date),
    Column("ended_on", Date),
    Column("handed_on", Date),
    Column("successor", String),
    Column("fact", Uuid, nullable=False),
    Column("correlation", Uuid, nullable=False),
)
"""`handed_on`: what he found up to this day goes over. `fact` is the id of the latest fact about the post."""
Index("posts_unit", TABLE.c.unit)

FACTS: Final = ("roster.post-assigned.v1", "roster.post-ended.v1")


def keys(stored: Stored[Any]) -> Sequence[str]:
    event = stored.event
    if not isinstance(event, FactNoted) or event.type not in FACTS:
        return ()
    return (f"{event.data['inspector']}/{event.data['unit']}",)


def project(row: Row | None, stored: Stored[Any], key: str) -> Row:
    data, record = stored.event.data, stored.record
    since = date.fromisoformat(data["since"]) if data.get("since") else (row or {}).get("since")
    ended_on = date.fromisoformat(data["ended_on"]) if "ended_on" in data else None
    successor = data.get("successor")
    # Who hands over names a day of the past now and then: what he found since is handed over as well.
    handed_on = max(ended_on, day_of(record.recorded_at)) if ended_on and successor else ended_on
    return {
        "post": key,
        "inspector": data["inspector"],
        "unit": data["unit"],
        "since": since,
        "ended_on": ended_on,
        "handed_on": handed_on,
        "successor": successor,
        "fact": record.causation,
        "correlation": record.correlation,
    }


MODEL = ReadModel(TABLE, keys, project, definition=2)
