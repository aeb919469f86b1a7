"""Which cases are there, where does each stand, and what is its next step? One row for each case."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    String,
    Uuid,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.domain import events
from services.rectification.domain.duty import Duty, DutyKind
from services.rectification.domain.ladder import Rung
from services.rectification.domain.terms import Due
from shared.event_sourcing.event_types import Stored, fields_of
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "cases",
    Column("case_id", Uuid, primary_key=True),
    Column("number", String, nullable=False),
    Column("issue", Uuid, nullable=False),
    Column("visit", Uuid, nullable=False),
    Column("unit", String, nullable=False),
    Column("unit_name", String, nullable=False),
    Column("former_unit", String),
    Column("unit_lost_on", Date),
    Column("zone", String),
    Column("superior", String),
    Column("line", String, nullable=False),
    Column("theme", String, nullable=False),
    Column("severity", String, nullable=False),
    Column("problem", String, nullable=False),
    Column("demand", String, nullable=False),
    Column("department", String),
    Column("helping", ARRAY(String), nullable=False),
    Column("source", String),
    Column("original_number", String),
    Column("reply_by", Date),
    Column("inspectors", ARRAY(String), nullable=False),
    Column("found_on", Date, nullable=False),
    Column("from_ledger", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("rung", String, nullable=False),
    Column("proposed_rung", String),
    Column("round", Integer, nullable=False),
    Column("limit_on", Date),
    Column("duty_id", Uuid),
    Column("next_kind", String),
    Column("next_owner_role", String),
    Column("next_owner", String),
    Column("due_on", Date),
    Column("due", JSONB),
    Column("missed", Boolean, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("closed_on", Date),
    Column("closed_basis", String),
    Column("version", Integer, nullable=False),
)
Index("cases_due", TABLE.c.due_on, TABLE.c.number)
Index("cases_unit", TABLE.c.unit)

SETTLED = ("revisiting", "closed")
"""The states of a case that was struck off (已销号)."""

_STATES: Final[Mapping[type[events.OnCase], str]] = {
    events.CaseOpened: "opened",
    events.ClosedInLedger: "closed",
    events.CompletedInLedger: "completed",
    events.NoticeServed: "noticed",
    events.PlanSubmitted: "planned",
    events.PlanAccepted: "in_progress",
    events.PlanReturned: "returned",
    events.CompletionReported: "completed",
    events.RecheckPassed: "rechecked",
    events.RecheckFailed: "returned",
    events.CaseClosed: "revisiting",
    events.RevisitPassed: "closed",
    events.CaseReopened: "reopened",
}
_WAITING_FOR: Final[Mapping[DutyKind, str]] = {
    DutyKind.SERVE_NOTICE: "opened",
    DutyKind.SUBMIT_PLAN: "noticed",
    DutyKind.REVIEW_PLAN: "planned",
    DutyKind.REPORT_COMPLETION: "in_progress",
    DutyKind.RECHECK: "completed",
}
_RUNGS: Final[Mapping[type[events.OnCase], Rung]] = {
    events.NoticeServed: Rung.NOTICE,
    events.SupervisionOrderServed: Rung.SUPERVISION_ORDER,
    events.InterviewScheduled: Rung.INTERVIEW,
    events.CircularIssued: Rung.CIRCULAR,
    events.AccountabilityStarted: Rung.ACCOUNTABILITY,
    events.CaseReopened: Rung.PROMPT,
}


def keys(stored: Stored[Any]) -> Sequence[UUID]:
    event = stored.event
    return (event.about.case_id,) if isinstance(event, events.OnCase) else ()


def project(row: Row | None, stored: Stored[Any], key: UUID) -> Row | None:
    event = stored.event
    before = _opened(event, stored) if isinstance(event, events.CaseOpened) else row
    if before is None:
        return None
    duty: Duty | None = event.duty
    return {
        **before,
        **_moved(before, event),
        **_owed(duty),
        "missed": _missed(before, event),
        "updated_at": stored.record.recorded_at,
        "version": stored.version,
    }


MODEL = ReadModel(TABLE, keys, project, definition=3)


async def numbers(connection: AsyncConnection, case_ids: Collection[UUID]) -> dict[UUID, str]:
    """The numbers of these cases."""
    columns = TABLE.c.case_id, TABLE.c.number
    rows = await connection.execute(select(*columns).where(TABLE.c.case_id.in_(case_ids)))
    return {row.case_id: row.number for row in rows}


def due_columns(due: Due) -> Mapping[str, Any]:
    """A due date as JSON: on, rule, basis, explanation, start, count, unit, calendar, provisional."""
    return fields_of(due) | {"on": due.on.isoformat(), "start": due.start.isoformat()}


def _opened(event: events.CaseOpened, stored: Stored[Any]) -> Row:
    about, issue, source = event.about, event.issue, event.issue.source
    return fields_of(about) | {
        "visit": issue.visit,
        "former_unit": None,
        "unit_lost_on": None,
        "zone": issue.zone,
        "line": issue.line.value,
        "theme": issue.theme,
        "demand": issue.demand,
        "department": issue.department,
        "helping": list(issue.helping),
        "source": source.kind if source else None,
        "original_number": source.number if source else None,
        "reply_by": source.reply_by if source else None,
        "inspectors": list(issue.inspectors),
        "found_on": issue.found_on,
        "from_ledger": issue.ledger is not None,
        "state": "opened",
        "rung": Rung.PROMPT.value,
        "proposed_rung": None,
        "round": 0,
        "limit_on": None,
        "duty_id": None,
        "missed": False,
        "opened_at": stored.record.occurred_at,
        "closed_on": None,
        "closed_basis": None,
    }


def _moved(row: Row, event: events.OnCase) -> Row:
    changed: dict[str, Any] = {"state": _STATES.get(type(event), row["state"])}
    if type(event) in _RUNGS:
        changed["rung"] = _RUNGS[type(event)].value
    match event:
        case events.NoticeServed():
            changed |= {"round": event.round, "limit_on": event.due.on}
        case (
            events.EscalationDeclined()
            | events.SupervisionOrderServed()
            | events.InterviewHeld()
            | events.CircularIssued()
            | events.WorkGroupFormed()
            | events.CaseReturned()
        ):
            state = _WAITING_FOR[event.duty.kind] if event.duty else row["state"]
            changed |= {"state": state, "round": event.round, "limit_on": event.due.on, "proposed_rung": None}
        case events.RecheckFailed() if row["rung"] == Rung.PROMPT:
            changed["state"] = "opened"
        case events.CompletedInLedger():
            changed["round"] = event.round
        case events.EscalationProposed():
            changed["proposed_rung"] = event.rung.value
        case events.EscalationDecided():
            changed["proposed_rung"] = None
        case events.CaseClosed() | events.ClosedInLedger():
            basis = "recheck" if isinstance(event, events.CaseClosed) else "ledger"
            changed |= {"closed_on": event.on, "closed_basis": basis}
        case events.CaseReopened():
            changed |= {"closed_on": None, "closed_basis": None, "limit_on": None}
        case events.InspectorReplaced():
            changed["inspectors"] = list(event.inspectors)
        case events.CaseTransferred(about=about):
            changed |= {"unit": about.unit, "unit_name": about.unit_name, "superior": about.superior}
            changed |= {"former_unit": event.former, "zone": event.zone}
        case events.UnitLost():
            changed["unit_lost_on"] = event.ended_on
    return changed


def _owed(duty: Duty | None) -> Row:
    return {
        "duty_id": duty.id if duty else None,
        "next_kind": duty.kind.value if duty else None,
        "next_owner_role": duty.owner_role.value if duty else None,
        "next_owner": duty.owner if duty else None,
        "due_on": duty.due.on if duty else None,
        "due": due_columns(duty.due) if duty else None,
    }


def _missed(row: Row, event: events.OnCase) -> bool:
    """Whether the date of the present duty is recorded as missed."""
    if isinstance(event, events.DeadlineMissed) and event.duty == event.missed:
        return True
    return bool(row["missed"]) and event.duty is not None and row["duty_id"] == event.duty.id
