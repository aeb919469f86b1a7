"""日志核验: this service's whole log checked on request against what was signed over it."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

from services.rectification.entrypoints.views import AuditView, CheckpointView, LogFault
from shared.audit.checkpoint import Checkpoint
from shared.audit.checkpoints import kept_notes
from shared.audit.verify import Fault, LogVerifier, Report, Row
from shared.event_sourcing.event_store import EventStore, Recorded
from shared.runtime.clock import Clock
from shared.web.components import Link

BATCH: Final = 2000
NOTES: Final = 100
"""The last checkpoints the log is compared with; the newest of them covers everything before it."""
FAULTS: Final = 50
"""Faults shown one by one."""
CHECKPOINT: Final = "/rectification/audit/checkpoint"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a verification found. `noted` of the chains hold facts of other services, the others are cases."""

    report: Report
    noted: int
    note: str
    vkey: str
    at: datetime


class Audit:
    """Verifies the log, read in batches and checked in a thread.

    However many ask at a time, one verification runs: who asks meanwhile shares the next one, which begins
    after he asked.
    """

    def __init__(self, store: EventStore, folder: Path, clock: Clock) -> None:
        self._store, self._folder, self._clock = store, folder, clock
        self._turn = asyncio.Lock()
        self._began = 0.0
        self._last: Checked | None = None

    async def __call__(self) -> Checked:
        asked = time.monotonic()
        async with self._turn:
            if self._last is None or self._began < asked:
                self._began = time.monotonic()
                self._last = await self._verify()
            return self._last

    def newest_note(self) -> str | None:
        return next(iter(kept_notes(self._folder, 1)), None)

    async def _verify(self) -> Checked:
        vkey = (self._folder / "vkey").read_text(encoding="utf-8").strip()
        # Before the log is read: a note signed meanwhile could cover records that were not read.
        notes = await asyncio.to_thread(kept_notes, self._folder, NOTES)
        verifier = await asyncio.to_thread(LogVerifier, notes, vkey)
        noted: set[str] = set()
        position = 0
        while batch := await self._store.read_log(position, BATCH):
            noted.update(recorded.case for recorded in batch if recorded.case.startswith("noted-"))
            await asyncio.to_thread(_add, verifier, batch)
            position = batch[-1].position
        return Checked(verifier.finish(), len(noted), notes[-1] if notes else "", vkey, self._clock.now())


def audit_view(checked: Checked, numbers: Mapping[UUID, str]) -> AuditView:
    """The result; `numbers` are the case numbers of the cases at fault."""
    report = checked.report
    return AuditView(
        chains=report.cases_total,
        verified_chains=report.cases_verified,
        noted=checked.noted,
        records=report.records,
        waiting=max(0, report.records - report.covered),
        verified_at=checked.at,
        checkpoint=_checkpoint(checked),
        faults=tuple(_fault(fault, numbers) for fault in report.faults[:FAULTS]),
        more_faults=max(0, len(report.faults) - FAULTS),
        downloads=(Link("下载检查点", CHECKPOINT),) if checked.note else (),
    )


def cases_at_fault(checked: Checked) -> list[UUID]:
    """The cases the shown faults are in."""
    named = {fault.case for fault in checked.report.faults[:FAULTS]}
    return [found for case in named if case and (found := _case_id(case))]


def _add(verifier: LogVerifier, batch: Sequence[Recorded]) -> None:
    for r in batch:
        verifier.add(Row(r.position, r.stream, r.version, str(r.id), r.type, r.case, r.record, r.link))


def _checkpoint(checked: Checked) -> CheckpointView | None:
    if not checked.note:
        return None
    signed = Checkpoint.parse(checked.note.partition("\n\n")[0] + "\n")
    return CheckpointView(signed.origin, signed.size, signed.root.hex(), checked.vkey)


def _fault(fault: Fault, numbers: Mapping[UUID, str]) -> LogFault:
    case = _case_id(fault.case) if fault.case else None
    number = numbers.get(case, "") if case else ""
    return LogFault(
        place=str(fault).partition(" ")[0],
        reason=fault.reason,
        case_number=number,
        case_url=f"/rectification/cases/{case}" if number else "",
    )


def _case_id(case: str) -> UUID | None:
    try:
        return UUID(case)
    except ValueError:
        return None
