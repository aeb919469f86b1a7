"""Who is a candidate for inspector, and how far has he come? Who is appointed is none any more."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.domain.events import (
    CandidatePublicised,
    CandidateRejected,
    InspectorAppointed,
    InspectorQualified,
    InspectorRecommended,
)
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row, read_model_table

TABLE = read_model_table(
    "candidates",
    Column("inspector", String, primary_key=True),
    Column("step", String, nullable=False),
    Column("recommended_by", String, nullable=False),
    Column("inspector_name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("retired_on", Date),
    Column("birth_year", Integer, nullable=False),
    Column("degree", String, nullable=False),
    Column("education_years", Integer, nullable=False),
    Column("healthy", Boolean, nullable=False),
    Column("zone", String),
    Column("phone", String),
    Column("leading_cadre", Boolean, nullable=False),
    Column("assessment", String),
    Column("clearance", String),
    Column("publicised_from", Date),
    Column("publicised_to", Date),
    Column("publicised_at", String),
    Column("rejected_for", String),
    Column("version", BigInteger, nullable=False),
)
PUBLICISED = "公示"
EVENTS = (
    InspectorRecommended,
    InspectorQualified,
    CandidatePublicised,
    CandidateRejected,
    InspectorAppointed,
)


def keys(stored: Stored[Any]) -> Sequence[str]:
    return (stored.event.inspector,) if isinstance(stored.event, EVENTS) else ()


def project(row: Row | None, stored: Stored[Any], key: str) -> Row | None:
    match stored.event:
        case InspectorRecommended(candidate=candidate, recommended_by=recommended_by):
            blank = {column.name: None for column in TABLE.columns}
            changed: Row = {
                **blank,
                **asdict(candidate),
                "step": "推荐",
                "recommended_by": recommended_by,
            }
        case InspectorQualified(assessment=assessment, clearance=clearance):
            changed = {"step": "审核通过", "assessment": assessment, "clearance": clearance}
        case CandidatePublicised() as one:
            changed = {
                "step": PUBLICISED,
                "publicised_from": one.first,
                "publicised_to": one.last,
                "publicised_at": one.place,
            }
        case CandidateRejected(ground=ground):
            changed = {"step": "不予聘任", "rejected_for": ground}
        case _:
            return None
    return {**(row or {}), **changed, "inspector": key, "version": stored.version}


MODEL = ReadModel(TABLE, keys, project)


async def all_candidates(connection: AsyncConnection) -> list[Row]:
    """Every candidate, by number."""
    rows = await connection.execute(select(TABLE).order_by(TABLE.c.inspector))
    return [dict(row) for row in rows.mappings()]
