"""The part of a service that signs its log again and again, out of the database's reach."""

import asyncio
from pathlib import Path

import structlog

from shared.audit.checkpoint import Checkpoint, Signer, StateUnusable, WouldFork
from shared.audit.keys import create_key, load_key
from shared.audit.merkle import Tree, leaf_hash
from shared.event_sourcing.event_store import EventStore, StoreUnavailable

BATCH = 5000

log = structlog.get_logger()


class Checkpoints:
    """Signs every `interval` seconds what the log gained, and once more when the service stops.

    `folder` holds the key, the signer's memory and every note signed (`notes/<size>.txt`); it belongs
    on a disk the administrators of the database cannot write to. When the service starts, the log is
    read once and compared with what was signed; a log that differs, or does not continue the signed
    one, is not signed on, and `fault` says from which position.
    """

    def __init__(self, store: EventStore, origin: str, folder: Path, interval: float) -> None:
        self._store, self._origin, self._folder, self._interval = store, origin, folder, interval
        self._task: asyncio.Task[None] | None = None
        self._compared = False
        self.size = 0
        self.fault: str | None = None

    async def start(self) -> None:
        key_file = self._folder / "key.pem"
        if not key_file.exists():
            (self._folder / "notes").mkdir(parents=True, exist_ok=True)
            create_key(key_file)
        self._signer = Signer(load_key(key_file), self._origin, self._folder / "state.json")
        (self._folder / "vkey").write_text(f"{self._signer.vkey}\n", encoding="utf-8")
        if not (self._folder / "state.json").exists() and await self._store.head() == 0:
            self._signer.begin()
        self._task = asyncio.create_task(self._keep_signing())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            if self._compared and not self.fault:
                await self.sign()

    async def settled(self) -> None:
        """Return once the log was compared and, if it is the signed one, signed."""
        while not (self.fault or (self._compared and self.size == await self._store.head())):
            await asyncio.sleep(0.01)

    async def sign(self) -> None:
        """Sign what is new. A refusal is logged and kept in `fault`; the service goes on."""
        try:
            size = self._signer.size
            while recorded := await self._store.read_log(size, BATCH):
                self._keep(self._signer.sign(recorded))
                size = recorded[-1].position
            self.size, self.fault = self._signer.size, None
        except (WouldFork, StateUnusable, OSError) as reason:
            self.fault = str(reason)
            log.error("the log is not signed", origin=self._origin, reason=str(reason))
        except StoreUnavailable as lost:
            log.warning("signing waits for PostgreSQL", error=str(lost))

    def _keep(self, note: str) -> None:
        size = Checkpoint.parse(note.partition("\n\n")[0] + "\n").size
        (self._folder / "notes" / f"{size:012}.txt").write_text(note, encoding="utf-8")

    async def compare(self) -> None:
        """Read again all that was signed. Raises `WouldFork` when it is no longer what was signed."""
        signed = Checkpoint.parse(self._signer.last_note.partition("\n\n")[0] + "\n")
        tree = Tree()
        while tree.size < signed.size:
            page = await self._store.read_log(tree.size, min(BATCH, signed.size - tree.size))
            if not page:
                raise WouldFork(f"positions {tree.size + 1} to {signed.size} were signed and are missing")
            for recorded in page:
                tree.append(leaf_hash(recorded.record))
        if tree.root() != signed.root:
            raise WouldFork(f"positions 1 to {signed.size} no longer have the root that was signed")

    async def _keep_signing(self) -> None:
        while not self._compared:
            try:
                await self.compare()
                self._compared = True
            except (WouldFork, StateUnusable) as reason:
                self.fault = str(reason)
                log.error("the log is not what was signed; it is not signed on", reason=self.fault)
                return
            except StoreUnavailable as lost:
                log.warning("comparing the log waits for PostgreSQL", error=str(lost))
                await asyncio.sleep(self._interval)
        while True:
            await self.sign()
            await asyncio.sleep(self._interval)


def audit_folder(keys: Path, service: str) -> Path:
    """Where a service keeps what it signs with and what it signed, below the installation's keys."""
    return keys / "audit" / service


def kept_notes(folder: Path, last: int = 0) -> list[str]:
    """Every note kept in a service's folder (or only the `last` ones), smallest first."""
    files = sorted((folder / "notes").glob("*.txt"))
    return [file.read_text(encoding="utf-8") for file in files[-last:]]
