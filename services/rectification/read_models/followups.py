"""What are cases still to be told of the proceedings they belong to? One row for each step and case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args
from uuid import UUID, uuid5

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, Column, String, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain import events
from services.rectification.domain.accountability_events import InvestigationGroupFormed
from services.rectification.domain.interview_events import (
    CommitmentsOpened,
    InterviewNoticeServed,
    MeetingHeld,
    MeetingUnattended,
)
from shared.event_sourcing.decider import Actor
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "followups",
    Column("followup", Uuid, primary_key=True),
    Column("subject", Uuid, nullable=False),
    Column("step", String, nullable=False),
    Column("event", JSONB, nullable=False),
    Column("actor", JSONB, nullable=False),
    Column("position", BigInteger, nullable=False, index=True),
    Column("correlation", Uuid, nullable=False),
)
"""`subject` is the case, or the issue of a commitment that is to become one. What a case does about it has
`followup` as its cause, and then the row is gone."""

Followed = (
    InterviewNoticeServed | MeetingHeld | MeetingUnattended | InvestigationGroupFormed | CommitmentsOpened
)
_EVENTS: Mapping[str, TypeAdapter[Followed]] = {
    kind.__name__: TypeAdapter(kind) for kind in get_args(Followed)
}
_ACTOR: TypeAdapter[Actor] = TypeAdapter(Actor)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A step and who took it, to be told to the case, or to become the case, `subject`."""

    id: UUID
    subject: UUID
    event: Followed
    by: Actor
    correlation: UUID


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    if isinstance(stored.event, events.OnCase):
        return (stored.record.causation,)
    return [uuid5(stored.record.id, str(subject)) for subject in subjects(stored.event)]


def subjects(event: object) -> Sequence[UUID]:
    """The cases, or issues, that a step is to be followed by."""
    match event:
        case MeetingUnattended(excused=True):
            return ()
        case InterviewNoticeServed(cases=cases) | MeetingHeld(cases=cases) | MeetingUnattended(cases=cases):
            return cases
        case InvestigationGroupFormed(case=UUID() as case):
            return (case,)
        case CommitmentsOpened(commitments=commitments):
            return [issue for issue, _ in commitments]
        case _:
            return ()


def project(_row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event = stored.event
    if isinstance(event, events.OnCase):
        return None
    (subject,) = (one for one in subjects(event) if uuid5(stored.record.id, str(one)) == key)
    return {
        "followup": key,
        "subject": subject,
        "step": type(event).__name__,
        "event": _EVENTS[type(event).__name__].dump_python(event, mode="json"),
        "actor": _ACTOR.dump_python(stored.record.actor, mode="json"),
        "position": stored.position,
        "correlation": stored.record.correlation,
    }


MODEL = ReadModel(TABLE, keys, project)


async def waiting(connection: AsyncConnection, besides: Collection[UUID], limit: int) -> list[FollowUp]:
    """What waits, the oldest first, but for those that were passed over."""
    query = select(TABLE).where(TABLE.c.followup.not_in(besides)).limit(limit)
    rows = await connection.execute(query.order_by(TABLE.c.position, TABLE.c.followup))
    return [
        FollowUp(
            row["followup"],
            row["subject"],
            _EVENTS[row["step"]].validate_python(row["event"]),
            _ACTOR.validate_python(row["actor"]),
            row["correlation"],
        )
        for row in rows.mappings()
    ]
