"""What the autumn came to: counted in the logs, measured between them, and verified."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import asyncpg
from fastapi import FastAPI

from deploy.ground import Ground
from deploy.installation import SERVICES
from deploy.verification import verify_installation
from shared.runtime.service import Service

_COUNTS = "SELECT type, count(*) FROM log.event GROUP BY type"
_CASES_OF_EVENT = "SELECT type, count(DISTINCT stream) FROM log.event GROUP BY type"
_STORED = "SELECT id, position, extract(epoch FROM stored_at)::float8 FROM log.event"
_CAUSED = """
SELECT (convert_from(record, 'UTF8')::jsonb ->> 'causation')::uuid AS cause, max(position) AS position
FROM log.event WHERE type <> 'FactNoted' GROUP BY cause
"""
_RUNGS = {
    "整改通知书": "NoticeServed",
    "督办": "SupervisionOrderServed",
    "约谈": "InterviewScheduled",
    "通报批评": "CircularIssued",
    "问责": "AccountabilityStarted",
}


@dataclass(frozen=True)
class Summary:
    """The figures of one run; latencies in milliseconds, from commit to the other service's read model."""

    visits: int
    issues: int
    cases: int
    by_state: dict[str, int]
    rungs: dict[str, int]
    prompts: int
    notices: int
    deadlines_missed: int
    escalations_proposed: int
    escalations_declined: int
    rechecks_failed: int
    closed: int
    reopened: int
    messages: int
    p50_ms: float
    p99_ms: float
    hops: int
    cases_verified: int
    cases_total: int
    faults: list[str]
    dead_letters: int
    refusals: list[str]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


async def summarise(
    base: Ground, apps: Mapping[str, FastAPI], by_state: dict[str, int], refusals: list[str], seconds: float
) -> Summary:
    """Read the logs of the services, once everything has settled."""
    services: dict[str, Service] = {name: app.state.service for name, app in apps.items()}
    for service in services.values():
        await service.checkpoints.sign()
    counts, climbed, delays = {}, {}, []
    stored: dict[str, dict[Any, tuple[int, float]]] = {}
    caused: dict[str, list[tuple[Any, int]]] = {}
    for name in SERVICES:
        connection = await asyncpg.connect(base.installation.database_url(base.backends.postgres_url, name))
        try:
            counts[name] = {row[0]: row[1] for row in await connection.fetch(_COUNTS)}
            stored[name] = {row[0]: (row[1], row[2]) for row in await connection.fetch(_STORED)}
            caused[name] = [(row[0], row[1]) for row in await connection.fetch(_CAUSED)]
            if name == "rectification":
                climbed = {row[0]: row[1] for row in await connection.fetch(_CASES_OF_EVENT)}
        finally:
            await connection.close()
    for here, service in services.items():
        applied = list(service.projections.applied)
        positions = [position for position, _ in applied]
        for cause, position in caused[here]:
            for there in SERVICES:
                if there != here and cause in stored[there]:
                    seen = applied[bisect_left(positions, position)][1]
                    delays.append((seen - stored[there][cause][1]) * 1000)
    delays.sort()
    verification = await verify_installation(base.installation, base.backends)
    cases, inspection = counts["rectification"], counts["inspection"]
    letters = [await service.dead_letters.count() for service in services.values()]
    reports = verification.reports.values()
    return Summary(
        visits=inspection.get("VisitRecorded", 0),
        issues=inspection.get("IssueRaised", 0),
        cases=cases.get("CaseOpened", 0),
        by_state=by_state,
        rungs={word: climbed.get(event, 0) for word, event in _RUNGS.items()},
        prompts=cases.get("PromptIssued", 0),
        notices=cases.get("NoticeServed", 0),
        deadlines_missed=cases.get("DeadlineMissed", 0),
        escalations_proposed=cases.get("EscalationProposed", 0),
        escalations_declined=cases.get("EscalationDeclined", 0),
        rechecks_failed=cases.get("RecheckFailed", 0),
        closed=cases.get("CaseClosed", 0),
        reopened=cases.get("CaseReopened", 0),
        messages=counts["notification"].get("MessageDelivered", 0),
        p50_ms=round(_share(delays, 0.50), 1),
        p99_ms=round(_share(delays, 0.99), 1),
        hops=len(delays),
        cases_verified=sum(report.cases_verified for report in reports),
        cases_total=sum(report.cases_total for report in reports),
        faults=[f"{service} {fault}" for service, fault in verification.faults],
        dead_letters=sum(letters),
        refusals=refusals,
        seconds=round(seconds, 1),
    )


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0
