"""Everything the inspection institution owes, gathered from the log and the read models."""

import asyncio
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.inspection.application.planning import PlanningHandlers
from services.inspection.domain import office_duties
from services.inspection.domain.counting import Counting
from services.inspection.domain.frequency import HeadTerm, Held, Watched, of_all
from services.inspection.domain.obligations import Obligation, start_of
from services.inspection.domain.procedure import Kind
from services.inspection.domain.terms import Terms, day_of
from services.inspection.read_models import (
    external_findings,
    hazards,
    proceedings,
    visits,
    watched_units,
)
from shared.event_sourcing.read_model import Row


class Owed:
    """Obligations, done or not. What is not written down was not done only from the day the office counts from;
    what is owed in an inspection, or to who found something above, says its own log, whatever that day."""

    def __init__(self, engine: AsyncEngine, planning: PlanningHandlers, terms: Terms) -> None:
        self._engine, self._planning, self._terms = engine, planning, terms

    async def by(self, now: datetime) -> list[Obligation]:
        """What has begun to be owed by `now`, in no particular order."""
        counting, today = await self._planning.counting(), day_of(now)
        async with self._engine.connect() as connection:
            found = [
                duty
                for one in await proceedings.not_cancelled(connection)
                for duty in office_duties.of_proceeding(one, self._terms)
            ]
            found += map(office_duties.of_finding, await external_findings.awaited_above(connection))
            if counting.since is not None:
                found += await self._counted(connection, counting, counting.since, today)
        if counting.since is not None:
            found += await self._yearly(counting.since, today)
        return found

    async def _counted(
        self, connection: AsyncConnection, counting: Counting, since: date, today: date
    ) -> list[Obligation]:
        made = await visits.days_since(connection, since)
        units = [_watched(row, made, counting, since) for row in await watched_units.registered(connection)]
        begun, terms = start_of(since), self._terms
        return [
            *await asyncio.to_thread(of_all, units, terms.pack_on, today),  # Years of it hold nobody else up.
            *(office_duties.of_hazard(one, terms) for one in await hazards.due_since(connection, begun)),
            *(office_duties.of_visit(one, terms) for one in await visits.submitted_since(connection, begun)),
        ]

    async def _yearly(self, since: date, today: date) -> list[Obligation]:
        plans = {year: (await self._planning.plan_of(year))[0] for year in range(since.year, today.year + 1)}
        filed = await self._planning.reports()
        return list(office_duties.of_years(plans, filed, since, today, self._terms))


def _watched(row: Row, made: Mapping[str, list[date]], counting: Counting, since: date) -> Watched:
    """A unit that was there when the office began to count is counted from that day, a new one from its own."""
    assert counting.said_on is not None
    code, known_on = row["code"], row["known_on"]
    held = [
        Held(Kind(one["kind"]), date.fromisoformat(one["ended_on"])) for one in row["inspections"].values()
    ]
    earlier = [Held(kind, on) for kind, on in counting.earlier.get(code, ())]
    return Watched(
        code=code,
        name=row["unit_name"],
        kind=row["kind"],
        zone=row["zone"],
        inspectors=tuple(row["inspectors"]),
        since=since if known_on <= counting.said_on else known_on,
        ended_on=row["ended_on"],
        visits=tuple(made.get(code, ())),
        inspections=(*held, *earlier),
        head_terms=tuple(
            HeadTerm(term["head"], date.fromisoformat(term["since"]), date.fromisoformat(term["term_to"]))
            for term in row["head_terms"].values()
        ),
    )
