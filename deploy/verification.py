"""`dudao audit verify`: every record, chain and checkpoint of an installation, read from its databases."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from deploy.backends import Backends
from deploy.installation import SERVICES, Installation
from shared.audit.bundle import write_bundle
from shared.audit.checkpoints import audit_folder, kept_notes
from shared.audit.verify import Fault, LogVerifier, Report, Row
from shared.runtime.embedded_postgres import EmbeddedPostgres
from shared.runtime.embedded_server import AlreadyRunning

_ROWS = (
    'SELECT position, stream, version, id::text, type, "case", record, link FROM log.event ORDER BY position'
)


@dataclass
class Verification:
    """What was found, service by service."""

    reports: dict[str, Report] = field(default_factory=dict)

    @property
    def faults(self) -> list[tuple[str, Fault]]:
        return [(service, fault) for service, report in self.reports.items() for fault in report.faults]

    def as_json(self) -> dict[str, Any]:
        return {
            service: {
                "records": report.records,
                "cases": report.cases_total,
                "verified": report.cases_verified,
                "faults": [
                    {
                        "position": f.position,
                        "through": f.through,
                        "kind": f.kind,
                        "case": f.case,
                        "reason": f.reason,
                    }
                    for f in report.faults
                ],
            }
            for service, report in self.reports.items()
        }

    def as_text(self) -> str:
        return "\n".join(f"{service}\n{report}" for service, report in self.reports.items())


async def verify_installation(installation: Installation, external: Backends | None = None) -> Verification:
    """Read every log, whether the services run or not, and compare it with what was signed.

    The embedded PostgreSQL is started for it when it does not run.
    """
    async with AsyncExitStack() as stack:
        if external is None:
            server = await stack.enter_async_context(_embedded(installation))
        else:
            server = external.postgres_url
        found = Verification()
        for service in SERVICES:
            found.reports[service] = await _verify(
                installation, installation.database_url(server, service), service
            )
        return found


async def export_installation(
    installation: Installation, folder: Path, external: Backends | None = None
) -> list[Path]:
    """Write one bundle per service into `folder`, for `shared/audit/verify.py` to check anywhere."""
    bundles = []
    async with AsyncExitStack() as stack:
        server = (
            external.postgres_url if external else await stack.enter_async_context(_embedded(installation))
        )
        for service in SERVICES:
            signed = audit_folder(installation.keys, service)
            notes = kept_notes(signed)  # Before the rows: a note signed meanwhile would cover rows not read.
            vkey = (signed / "vkey").read_text(encoding="utf-8").strip()
            rows = [row async for row in _rows(installation.database_url(server, service))]
            write_bundle(folder / service, rows, notes, vkey)
            bundles.append(folder / service)
    return bundles


async def _rows(url: str) -> AsyncIterator[Row]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            async for row in connection.cursor(_ROWS, prefetch=1000):
                yield Row(*row)
    finally:
        await connection.close()


async def _verify(installation: Installation, url: str, service: str) -> Report:
    folder = audit_folder(installation.keys, service)
    verifier = LogVerifier(kept_notes(folder), (folder / "vkey").read_text(encoding="utf-8").strip())
    async for row in _rows(url):
        verifier.add(row)
    return verifier.finish()


@asynccontextmanager
async def _embedded(installation: Installation) -> AsyncIterator[str]:
    secret = installation.secret("postgres.postgres")
    server = EmbeddedPostgres(installation.postgres, installation.logs / "postgres.log", secret)
    try:
        await server.start(patience=0)
    except AlreadyRunning:
        server.port = int((installation.postgres / "port").read_text())
        yield server.url
        return
    try:
        yield server.url
    finally:
        await server.stop()
