"""A service signs what its log gained, and nothing on top of a log that is not the signed one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from shared.audit.bundle import row_of
from shared.audit.checkpoint import Checkpoint
from shared.audit.checkpoints import Checkpoints, audit_folder, kept_notes
from shared.audit.verify import LogVerifier, Row
from shared.event_sourcing.event_store import Append, Appended, Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]


class AGivenLog:
    """A store that holds what it is given."""

    def __init__(self, log: list[Recorded]) -> None:
        self.log = log

    async def read_log(self, after: int, limit: int) -> Sequence[Recorded]:
        return self.log[after : after + limit]

    async def head(self) -> int:
        return len(self.log)

    async def append(self, append: Append) -> Appended:
        raise AssertionError("nothing is appended here")

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Recorded]:
        raise AssertionError("no stream is read here")

    async def read_case(self, case: str) -> Sequence[Recorded]:
        raise AssertionError("no case is read here")

    async def wait_beyond(self, position: int, timeout: float) -> None:
        raise AssertionError("nobody waits here")


async def signing(log: list[Recorded], folder: Path) -> Checkpoints:
    """One life of a service over `log`: started, its log compared and signed, stopped."""
    checkpoints = Checkpoints(AGivenLog(log), "dudao/319991/test", folder, interval=3600)
    await checkpoints.start()
    await checkpoints.settled()
    await checkpoints.stop()
    return checkpoints


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return audit_folder(tmp_path, "test")


async def test_every_start_signs_what_the_log_gained(log_of: LogOf, folder: Path) -> None:
    log = log_of(["a", "b", "a", "a", "b"])
    await signing([], folder)
    assert (await signing(log[:3], folder)).size == 3
    assert (await signing(log, folder)).size == 5
    notes = kept_notes(folder)
    assert [Checkpoint.parse(n.partition("\n\n")[0] + "\n").size for n in notes] == [3, 5]
    verifier = LogVerifier(notes, (folder / "vkey").read_text().strip())
    for recorded in log:
        verifier.add(Row(*row_of(recorded)))
    assert verifier.finish().ok


@pytest.mark.parametrize("what", ["changed", "cut", "cut and grown again"])
async def test_a_log_that_is_not_the_signed_one_is_not_signed_on(
    log_of: LogOf, folder: Path, what: str
) -> None:
    log = log_of(["a", "b", "a", "a", "b"])
    await signing([], folder)
    await signing(log[:4], folder)
    forged = {
        "changed": [*log[:1], replace(log[1], record=log[1].record.replace(b"a", b"b", 1)), *log[2:]],
        "cut": log[:3],
        "cut and grown again": [*log[:3], *log_of(["c", "c", "c", "c", "c"])[3:]],
    }[what]
    checkpoints = await signing(forged, folder)
    assert checkpoints.fault is not None
    assert "4" in checkpoints.fault
    assert len(kept_notes(folder)) == 1
