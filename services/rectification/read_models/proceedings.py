"""Which interviews, accountabilities and commendations are there, where does each stand, and what was done?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    String,
    Uuid,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain import accountability_events as account
from services.rectification.domain import commendation_stages as commend
from services.rectification.domain import interview_events as meet
from services.rectification.domain.accountability_parts import Outcome, Prior, Result
from services.rectification.domain.proceeding import ClockPrompted, Kind, OnProceeding
from services.rectification.read_models import units
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "proceedings",
    Column("proceeding", Uuid, primary_key=True),
    Column("kind", String, nullable=False, index=True),
    Column("number", String, nullable=False),
    Column("line", String, nullable=False),
    Column("unit", String, nullable=False, index=True),
    Column("unit_name", String, nullable=False),
    Column("superior", String),
    Column("matter", String, nullable=False),
    Column("cases", ARRAY(Uuid), nullable=False),
    Column("subject", String, index=True),
    Column("subject_kind", String),
    Column("state", String, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("told", Boolean, nullable=False),
    Column("letter", String),
    Column("served_on", Date),
    Column("stands", Boolean, nullable=False),
    Column("duties", JSONB, nullable=False),
    Column("due_on", Date, index=True),
    Column("steps", JSONB, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
)
"""`told`: something was served on the unit, which sees it from then on. `stands`: a served decision that was not
revoked. `duties` is what its clocks wait for, by clock; `due_on` the earliest of their dates."""

STATES: Final[Mapping[type[OnProceeding], str]] = {
    meet.InterviewProposed: "proposed",
    meet.InterviewApproved: "approved",
    meet.InterviewDeclined: "declined",
    meet.InterviewNoticeServed: "notified",
    meet.MeetingHeld: "held",
    meet.RecordSigned: "signed",
    meet.InterviewClosed: "closed",
    account.ClueRegistered: "registered",
    account.InvestigationGroupFormed: "investigating",
    account.FactsEstablished: "established",
    account.OpinionNotified: "notified",
    account.AccountabilityDropped: "dropped",
    account.MembersConsulted: "consulted",
    account.DecisionApproved: "approved",
    account.DecisionServed: "in_force",
    account.AccountabilityArchived: "archived",
    account.AccountabilityFiled: "filed",
    commend.CommendationProposed: "proposed",
    commend.CommendationChecked: "checked",
    commend.CommendationPublicised: "publicised",
    commend.CommendationApproved: "approved",
    commend.CommendationPublished: "published",
    commend.CommendationRevoked: "revoked",
}
ENDED: Final = frozenset({"declined", "closed", "dropped", "not_started", "filed", "published", "revoked"})
TOLD: Final = (
    meet.InterviewNoticeServed,
    account.OpinionNotified,
    commend.CommendationPublicised,
)
SHOWN_TO_UNIT: Final = frozenset(
    {
        "InterviewNoticeServed", "MeetingHeld", "RecordServed", "InterviewClosed", "OpinionNotified",
        "DefenceHeard", "DefenceWaived", "DefenceAnswered", "DecisionServed", "MeasureExecuted",
        "DecisionPublished", "ReviewAsked", "ReviewDecided", "AppealFiled", "AppealDecided",
        "DecisionCorrected", "CommendationPublicised", "CommendationPublished", "CommendationRevoked",
    }
)  # fmt: skip
"""The steps a unit and the departments above it are told of; the rest is the committee's own."""
UNSAID: Final = frozenset({"about", "on", "started", "stopped", "ground", "barred"})
"""What is not shown of a step: said otherwise there, or personal and left in the log."""
_ANY: Final = TypeAdapter(Any)
_c = TABLE.c


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.about.id,) if isinstance(event, OnProceeding) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row:
    event: OnProceeding = stored.event
    before = row or _begun(event)
    state = _state(event, before["state"])
    duties = {clock: duty for clock, duty in before["duties"].items() if clock not in event.stopped}
    duties |= {duty.clock.value: _ANY.dump_python(duty, mode="json") for duty in event.started}
    days = [date.fromisoformat(duty["due"]["on"]) for duty in duties.values()]
    step = [] if isinstance(event, ClockPrompted) else [_step(event)]
    return {
        **before,
        **_decided(event),
        "state": state,
        "open": state not in ENDED,
        "told": before["told"] or isinstance(event, TOLD),
        "duties": duties,
        "due_on": min(days, default=None),
        "steps": [*before["steps"], *step],
        "updated_at": stored.record.occurred_at,
        "version": stored.version,
    }


MODEL = ReadModel(TABLE, keys, project)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """A unit sees what was served on it; a department that of its units too; others see everything."""
    if actor.role is Role.UNIT:
        return (_c.unit == actor.unit) & _c.told
    if actor.role in (Role.SUPERIOR, Role.MEMBER_UNIT):
        name = select(units.TABLE.c.unit_name).where(units.TABLE.c.code == actor.unit).scalar_subquery()
        return or_(_c.unit == actor.unit, _c.superior == name) & _c.told
    return true()


async def find(
    connection: AsyncConnection,
    kind: Kind,
    reader: Actor,
    *,
    unit: str | None = None,
    open: bool | None = None,
    overdue_on: date | None = None,
    limit: int = 200,
    offset: int = 0,
) -> list[Row]:
    """Proceedings of one kind without their steps, the most urgent first; `overdue_on`: those late on that day."""
    where = [_c.kind == kind.value, visible_to(reader)]
    where += [_c.unit == unit] if unit is not None else []
    where += [_c.open == open] if open is not None else []
    where += [_c.due_on < overdue_on] if overdue_on is not None else []
    columns = [column for column in TABLE.columns if column.name != "steps"]
    order = (_c.due_on.asc().nulls_last(), _c.number, _c.proceeding)
    rows = await connection.execute(
        select(*columns).where(*where).order_by(*order).offset(offset).limit(limit)
    )
    return [dict(row) for row in rows.mappings()]


async def one(connection: AsyncConnection, kind: Kind, id: UUID, reader: Actor) -> Row | None:
    """One proceeding with its steps; None when there is none, or none the reader may see."""
    query = select(TABLE).where(_c.proceeding == id, _c.kind == kind.value, visible_to(reader))
    found = (await connection.execute(query)).mappings().first()
    return dict(found) if found else None


async def priors(connection: AsyncConnection, subject: str, besides: UUID) -> tuple[Prior, ...]:
    """The decisions against a subject that still stand, the earliest first."""
    query = select(TABLE).where(_c.subject == subject, _c.stands, _c.proceeding != besides)
    rows = (await connection.execute(query.order_by(_c.served_on))).mappings()
    return tuple(Prior(row["proceeding"], row["letter"], row["served_on"]) for row in rows)


async def open_accountabilities(connection: AsyncConnection, unit: str) -> tuple[str, ...]:
    """The numbers of the accountabilities of a unit that are not over (Q29)."""
    query = select(_c.number).where(_c.unit == unit, _c.kind == Kind.ACCOUNTABILITY.value, _c.open)
    return tuple(row.number for row in await connection.execute(query.order_by(_c.number)))


async def of_cases(connection: AsyncConnection, cases: Collection[UUID]) -> list[Row]:
    """The proceedings a case is linked to, the earliest first."""
    query = select(_c.proceeding, _c.kind, _c.number, _c.state, _c.cases).where(_c.cases.overlap(list(cases)))
    return [dict(row) for row in (await connection.execute(query.order_by(_c.opened_on))).mappings()]


def _begun(event: OnProceeding) -> Row:
    about = event.about
    cases: tuple[UUID, ...] = getattr(event, "cases", ())
    subject = kind = None
    if isinstance(event, account.ClueRegistered):
        cases = (event.clue.case,) if event.clue.case else ()
        subject, kind = event.subject.key, event.subject.kind.value
    return {
        "proceeding": about.id,
        "kind": about.kind.value,
        "number": about.number,
        "line": about.line.value,
        "unit": about.unit,
        "unit_name": about.unit_name,
        "superior": about.superior,
        "matter": about.matter,
        "cases": list(cases),
        "subject": subject,
        "subject_kind": kind,
        "state": "",
        "told": False,
        "letter": None,
        "served_on": None,
        "stands": False,
        "duties": {},
        "steps": [],
        "opened_on": event.on,
    }


def _state(event: OnProceeding, before: str) -> str:
    match event:
        case account.StartDecided(start=start):
            return "started" if start else "not_started"
        case meet.MeetingUnattended(excused=excused):
            return "approved" if excused else "unattended"
        case _:
            return STATES.get(type(event), before)


def _decided(event: OnProceeding) -> Row:
    match event:
        case account.DecisionServed(decision=decision):
            return {"letter": decision.letter, "served_on": decision.served_on, "stands": True}
        case account.ReviewDecided(outcome=Outcome(result=Result.REVOKE)):
            return {"stands": False}
        case account.DecisionCorrected(outcome=Outcome(result=Result.REVOKE)):
            return {"stands": False}
        case commend.CommendationPublished(letter=letter):
            return {"letter": letter, "served_on": event.on}
        case meet.InterviewNoticeServed(letter=letter):
            return {"letter": letter, "served_on": event.on}
        case _:
            return {}


def _step(event: OnProceeding) -> Row:
    content = {name: getattr(event, name) for name in event.__dataclass_fields__ if name not in UNSAID}
    by = content.pop("by")
    return {
        "step": type(event).__name__,
        "on": event.on.isoformat(),
        "by": by.name,
        "content": _ANY.dump_python(content, mode="json"),
    }
