"""Checkpoints and the signer that never forks a log."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.checkpoint import Checkpoint, Signer, StateUnusable, WouldFork
from shared.audit.merkle import leaf_hash, root
from shared.audit.note import NoteRefused, sign
from shared.event_sourcing.event_store import Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]

ORIGIN = "dudao/319991/rectification"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STREAMS = ["17/case", "18/case", "17/case", "17/case", "19/case", "18/case", "17/letters"]


@pytest.fixture
def log(log_of: LogOf) -> list[Recorded]:
    return log_of(STREAMS)


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    signer = Signer(KEY, ORIGIN, tmp_path / "state.json")
    signer.begin()
    return signer


def root_of(log: list[Recorded]) -> bytes:
    return root(leaf_hash(recorded.record) for recorded in log)


def test_a_checkpoint_is_read_as_the_specification_writes_it() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text == text
    assert Checkpoint.parse(text + "an extension\n") == checkpoint
    for bad in (text[:-1], text.replace("2085", "02085"), text.replace("2I=", "I="), text + "\n", "x\n1\n"):
        with pytest.raises(NoteRefused):
            Checkpoint.parse(bad)


def test_a_checkpoint_signed_for_another_log_is_refused(signer: Signer) -> None:
    other = Checkpoint("dudao/319991/roster", 0, root([]))
    with pytest.raises(NoteRefused, match="roster"):
        Checkpoint.open(sign(other.text, KEY, ORIGIN), signer.vkey)


def test_the_new_log_is_signed_empty(signer: Signer) -> None:
    assert signer.size == 0
    assert Checkpoint.open(signer.last_note, signer.vkey) == Checkpoint(ORIGIN, 0, root([]))
    with pytest.raises(StateUnusable, match="has begun"):
        signer.begin()


def test_the_signer_goes_on_from_what_it_signed(signer: Signer, log: list[Recorded], tmp_path: Path) -> None:
    for start, end in ((0, 3), (3, 4), (4, 7)):
        note = signer.sign(log[start:end])
        assert Checkpoint.open(note, signer.vkey) == Checkpoint(ORIGIN, end, root_of(log[:end]))
        signer = Signer(KEY, ORIGIN, tmp_path / "state.json")
        assert (signer.size, signer.last_note) == (end, note)
    assert signer.sign([]) == note


def test_the_whole_log_may_be_offered_again(signer: Signer, log: list[Recorded]) -> None:
    signer.sign(log[:3])
    note = signer.sign(log)
    assert Checkpoint.open(note, signer.vkey).root == root_of(log)
    assert signer.sign(log) == note


def test_a_rewritten_log_is_not_signed(signer: Signer, log: list[Recorded]) -> None:
    signer.sign(log[:5])
    log[2] = replace(log[2], record=log[2].record.replace(b"2026", b"2025"))
    with pytest.raises(WouldFork, match="positions 1 to 5 no longer"):
        signer.sign(log)
    assert signer.size == 5


def test_a_log_that_lost_its_end_is_not_signed(signer: Signer, log: list[Recorded]) -> None:
    signer.sign(log)
    with pytest.raises(WouldFork, match="positions 6 to 7 were signed and are missing"):
        signer.sign(log[:5])


@pytest.mark.parametrize(("offered", "due"), [([4, 5], 4), ([2, 3], 4), ([3, 5], 5)])
def test_a_log_with_a_hole_is_not_signed(
    signer: Signer, log: list[Recorded], offered: list[int], due: int
) -> None:
    signer.sign(log[:3])
    with pytest.raises(
        WouldFork, match=f"{offered[0 if due == 4 else 1] + 1} was offered where {due} is due"
    ):
        signer.sign([log[index] for index in offered])
    assert signer.size == 3


def test_after_a_crash_before_the_rename_the_signer_goes_on_from_the_old_state(
    signer: Signer, log: list[Recorded], tmp_path: Path
) -> None:
    old = signer.sign(log[:3])
    records = [[recorded.position, recorded.record.decode()] for recorded in log[3:]]
    crashed = subprocess.run(
        [sys.executable, "-c", CRASH_AT_RENAME, str(tmp_path / "state.json"), json.dumps(records)],
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert crashed.returncode == 9
    assert (tmp_path / "state.json.new").exists()
    assert (signer.size, signer.last_note) == (3, old)
    assert Checkpoint.open(signer.sign(log[3:]), signer.vkey).root == root_of(log)


CRASH_AT_RENAME = f"""
import json, os, sys
from collections import namedtuple
from pathlib import Path
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from shared.audit.checkpoint import Signer

Offered = namedtuple("Offered", "position record")
signer = Signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))), "{ORIGIN}", Path(sys.argv[1]))
sys.addaudithook(lambda event, _: os._exit(9) if event == "os.rename" else None)
signer.sign(Offered(position, text.encode()) for position, text in json.loads(sys.argv[2]))
"""


def test_a_state_that_is_missing_or_was_touched_is_not_trusted(
    signer: Signer, log: list[Recorded], tmp_path: Path
) -> None:
    path = tmp_path / "state.json"
    signer.sign(log[:3])
    good = json.loads(path.read_text(encoding="utf-8"))
    another = sign(Checkpoint(ORIGIN, 3, bytes(32)).text, Ed25519PrivateKey.generate(), ORIGIN)
    touched: list[object] = [
        good | {"peaks": good["peaks"][::-1]},
        good | {"size": 4},
        good | {"note": another},
    ]
    for state in [*touched, {}, []]:
        path.write_text(json.dumps(state), encoding="utf-8")
        with pytest.raises(StateUnusable, match="restore it from backup"):
            signer.sign(log[3:])
    path.unlink()
    with pytest.raises(StateUnusable, match="restore it from backup"):
        signer.sign(log)
