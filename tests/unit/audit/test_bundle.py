"""A bundle in the hands of somebody who has only verify.py."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit import verify
from shared.audit.bundle import row_of, write_bundle
from shared.audit.checkpoint import Checkpoint
from shared.audit.merkle import leaf_hash, root
from shared.audit.note import VerifierKey, sign
from shared.audit.verify import Kind, Row, verify_bundle
from shared.event_sourcing.event_store import Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]

ORIGIN = "dudao/319991/rectification"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = str(VerifierKey.of(KEY, ORIGIN))


@pytest.fixture
def rows(log_of: LogOf) -> list[Row]:
    return [row_of(recorded) for recorded in log_of(f"{17 + position % 3}/case" for position in range(12))]


def checkpoint(rows: list[Row], size: int) -> str:
    leaves = (leaf_hash(row.record) for row in rows[:size])
    return sign(Checkpoint(ORIGIN, size, root(leaves)).text, KEY, ORIGIN)


def run_alone(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a copy of verify.py as a third party does: away from the project, isolated from its paths."""
    alone = folder / "verify.py"
    alone.write_bytes(Path(verify.__file__).read_bytes())
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(alone), *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )


def test_a_bundle_is_verified_by_the_file_alone(rows: list[Row], tmp_path: Path) -> None:
    write_bundle(tmp_path / "bundle", rows, [checkpoint(rows, size) for size in (0, 6, 12)], VKEY)
    done = run_alone(tmp_path, "bundle")
    assert (done.returncode, done.stderr) == (0, "")
    assert "检查点 3 个，成立 3 个" in done.stdout
    assert "3 of 3 case logs verified" in done.stdout


def test_the_bundles_of_all_services_are_verified_in_one_go(rows: list[Row], tmp_path: Path) -> None:
    for service in ("inspection", "roster"):
        write_bundle(tmp_path / "export" / service, rows, [checkpoint(rows, 12)], VKEY)
    done = run_alone(tmp_path, "export")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("3 of 3 case logs verified") == 2
    assert run_alone(tmp_path, "export", "--vkey", VKEY).returncode == 2
    empty = run_alone(tmp_path, ".")
    assert (empty.returncode, "没有导出的日志" in empty.stderr) == (2, True)


def test_a_byte_changed_in_the_database_is_found_in_the_bundle(rows: list[Row], tmp_path: Path) -> None:
    signed = checkpoint(rows, 12)
    rows[6] = rows[6]._replace(record=rows[6].record.replace("灭".encode(), b"\xe7\x81\xff"))
    write_bundle(tmp_path / "bundle", rows, [signed], VKEY)
    done = run_alone(tmp_path, "bundle", "--vkey", VKEY)
    assert done.returncode == 1
    assert "第7条 [link]" in done.stdout
    assert "第1至12条 [root]" in done.stdout
    assert "0 of 3 case logs verified" in done.stdout


def test_a_checkpoint_kept_elsewhere_shows_that_the_end_is_missing(rows: list[Row], tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text(checkpoint(rows, 12), encoding="utf-8")
    write_bundle(tmp_path / "bundle", rows[:6], [checkpoint(rows, 6)], VKEY)
    assert run_alone(tmp_path, "bundle").returncode == 0
    done = run_alone(tmp_path, "bundle", "--checkpoint", "kept.txt")
    assert done.returncode == 1
    assert "第7至12条 [truncated]" in done.stdout


def test_a_bundle_that_cannot_be_used_says_so(rows: list[Row], tmp_path: Path) -> None:
    assert run_alone(tmp_path, "nowhere").returncode == 2
    write_bundle(tmp_path / "bundle", rows, [checkpoint(rows, 6)], VKEY)
    done = run_alone(tmp_path, "bundle", "--vkey", "dudao")
    assert done.returncode == 2
    assert "vkey 无效" in done.stderr


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b'"link": "', b'"link": "g'),
        (b'{"position": 6, ', b"{"),
        (b'"position": 6', b'"position": "6"'),
        (b'{"position": 6', b'"position": 6'),
        (b'"version": ', b'"version": "'),
        (b'"record": "', b'"record": ["'),
        (b'"case": "', b'"case": "\xff'),
    ],
)
def test_a_line_that_cannot_be_read_is_reported_at_its_position(
    rows: list[Row], tmp_path: Path, good: bytes, bad: bytes
) -> None:
    write_bundle(tmp_path, rows, [checkpoint(rows, 12)], VKEY)
    lines = (tmp_path / "records.jsonl").read_bytes().splitlines(keepends=True)
    assert good in lines[5]
    lines[5] = lines[5].replace(good, bad)
    (tmp_path / "records.jsonl").write_bytes(b"".join(lines))
    found = {(fault.kind, fault.position) for fault in verify_bundle(tmp_path).faults}
    assert {(Kind.UNREADABLE, 6), (Kind.GAP, 6)} <= found
