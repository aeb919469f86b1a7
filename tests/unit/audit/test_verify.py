"""What the stand-alone verifier finds, and where."""

from collections.abc import Callable, Iterable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from shared.audit.bundle import row_of
from shared.audit.chain import START, link
from shared.audit.checkpoint import Checkpoint
from shared.audit.merkle import leaf_hash, root
from shared.audit.note import VerifierKey, sign
from shared.audit.verify import Kind, Report, Row, verify_case, verify_log
from shared.event_sourcing.event_store import Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]

ORIGIN = "dudao/319991/rectification"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
VKEY = str(VerifierKey.of(KEY, ORIGIN))
STREAMS = [f"{17 + position % 3}/{'case' if position % 4 else 'letters'}" for position in range(12)]

streams = st.lists(st.sampled_from(["17/case", "17/letters", "18/case", "19/case"]), min_size=2, max_size=24)


def checkpoint(rows: list[Row], size: int, key: Ed25519PrivateKey = KEY, origin: str = ORIGIN) -> str:
    leaves = (leaf_hash(row.record) for row in rows[:size])
    return sign(Checkpoint(origin, size, root(leaves)).text, key, origin)


def rows_of(log: list[Recorded]) -> list[Row]:
    return [row_of(recorded) for recorded in log]


def places(report: Report) -> set[tuple[Kind, int | None, int | None]]:
    return {(fault.kind, fault.position, fault.through) for fault in report.faults}


def points_at(report: Report, position: int) -> bool:
    """Whether some fault's range has `position` in it."""
    spans = [(fault.position, fault.through) for fault in report.faults]
    return any(first is not None and last is not None and first <= position <= last for first, last in spans)


def relink(rows: list[Row]) -> list[Row]:
    """What a superuser who knows the format does after a change."""
    links: dict[str, bytes] = {}
    relinked = []
    for row in rows:
        links[row.case] = link(links.get(row.case, START), row.record)
        relinked.append(row._replace(link=links[row.case]))
    return relinked


@pytest.fixture
def rows(log_of: LogOf) -> list[Row]:
    return rows_of(log_of(STREAMS))


@given(streams, st.data())
def test_a_sound_log_is_verified_whole(log_of: LogOf, streams: list[str], data: st.DataObject) -> None:
    rows = rows_of(log_of(streams))
    sizes = data.draw(st.sets(st.integers(0, len(rows))))
    report = verify_log(rows, [checkpoint(rows, size) for size in sizes], VKEY)
    assert report.ok
    assert report.cases_verified == report.cases_total == len({row.case for row in rows})
    assert (report.records, report.checkpoints_verified) == (len(rows), len(sizes))
    assert report.covered == max(sizes, default=0)
    assert f"{report.cases_total} of {report.cases_total} case logs verified" in str(report)


@given(streams, st.data())
def test_a_change_of_one_byte_is_reported_at_its_position_and_nowhere_else(
    log_of: LogOf, streams: list[str], data: st.DataObject
) -> None:
    rows = rows_of(log_of(streams))
    index = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(["record", "link"]))
    changed = bytearray(getattr(rows[index], column))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    rows[index] = Row(**(rows[index]._asdict() | {column: bytes(changed)}))
    report = verify_log(rows, [], VKEY)
    assert (Kind.LINK, index + 1, index + 1) in places(report)
    assert {fault.position for fault in report.faults} == {index + 1}
    assert {fault.case for fault in report.faults} == {rows[index].case}
    assert report.cases_verified == report.chains_holding == report.cases_total - 1


@given(streams, st.data())
def test_a_deletion_is_reported_at_its_position(
    log_of: LogOf, streams: list[str], data: st.DataObject
) -> None:
    rows = rows_of(log_of(streams))
    index = data.draw(st.integers(0, len(rows) - 1))
    signed = [checkpoint(rows, size) for size in {len(rows), index + 1}]
    del rows[index]
    report = verify_log(rows, signed, VKEY)
    if index < len(rows):
        assert (Kind.GAP, index + 1, index + 1) in places(report)
    else:
        assert places(report) == {(Kind.TRUNCATED, index + 1, index + 1)}


@given(streams, st.data())
def test_a_lost_end_is_reported_from_its_first_position(
    log_of: LogOf, streams: list[str], data: st.DataObject
) -> None:
    rows = rows_of(log_of(streams))
    kept = data.draw(st.integers(0, len(rows) - 1))
    report = verify_log(rows[:kept], [checkpoint(rows, len(rows))], VKEY)
    assert places(report) == {(Kind.TRUNCATED, kept + 1, len(rows))}


@given(streams, st.data())
def test_a_swap_is_reported_where_it_begins(log_of: LogOf, streams: list[str], data: st.DataObject) -> None:
    rows = rows_of(log_of(streams))
    first, second = sorted(
        data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True))
    )
    signed = checkpoint(rows, len(rows))
    rows[first], rows[second] = (
        rows[second]._replace(position=first + 1),
        rows[first]._replace(position=second + 1),
    )
    assert points_at(verify_log(rows, [signed], VKEY), first + 1)
    assert points_at(verify_log(relink(rows), [signed], VKEY), first + 1)


@given(streams, st.data())
def test_a_rewrite_with_all_links_recomputed_is_reported_between_its_checkpoints(
    log_of: LogOf, streams: list[str], data: st.DataObject
) -> None:
    rows = rows_of(log_of(streams))
    index = data.draw(st.integers(0, len(rows) - 1))
    before = data.draw(st.integers(0, index))
    after = data.draw(st.integers(index + 1, len(rows)))
    signed = [checkpoint(rows, size) for size in {before, after, len(rows)}]
    rows[index] = rows[index]._replace(record=rows[index].record.replace(b"2026", b"2025"))
    report = verify_log(relink(rows), signed, VKEY)
    assert places(report) == {(Kind.ROOT, before + 1, after)}
    assert report.covered == before
    assert report.chains_holding == report.cases_total
    touched = {row.case for row in rows[before:]}
    assert report.cases_verified == report.cases_total - len(touched)


@given(streams, st.data())
def test_a_deletion_with_all_positions_and_links_moved_up_is_reported_between_its_checkpoints(
    log_of: LogOf, streams: list[str], data: st.DataObject
) -> None:
    rows = rows_of(log_of(streams))
    index = data.draw(st.integers(0, len(rows) - 1))
    signed = [checkpoint(rows, size) for size in (index, len(rows))]
    del rows[index]
    moved = [row._replace(position=position) for position, row in enumerate(rows, 1)]
    assert not verify_log(relink(moved), signed, VKEY).ok


@pytest.mark.parametrize(
    ("column", "value"),
    [("stream", "99/case"), ("version", 7), ("id", "x"), ("type", "CaseClosed"), ("case", "99")],
)
def test_a_column_that_does_not_say_what_the_record_says_is_reported_once(
    rows: list[Row], column: str, value: object
) -> None:
    rows[5] = Row(**(rows[5]._asdict() | {column: value}))
    report = verify_log(rows, [checkpoint(rows, 12)], VKEY)
    assert places(report) == {(Kind.HEADER, 6, 6)}
    assert repr(value) in str(report)


def test_a_hole_in_the_versions_of_a_stream_is_reported(log_of: LogOf) -> None:
    rows = rows_of(log_of(["17/case", "17/case", "17/case"]))
    del rows[1]
    rows[1] = rows[1]._replace(position=2)
    assert places(verify_log(relink(rows), [], VKEY)) == {(Kind.VERSION, 2, 2)}


@pytest.mark.parametrize(
    ("canonical", "changed"),
    [
        (b'"v":1', b'"v": 1'),
        (b'"v":1', b'"v":1.0'),
        (b'"v":1', b'"v":2'),
        (b'"reason":null', b'"reason":NaN'),
        (b'"percent":6', b'"percent":9007199254740992'),
        (b'"percent":6', b'"percent":6,"percent":6'),
        (b'"percent":6', b'"zzz":6'),
        (b'"version":2', b'"version":"2"'),
        (b',"traceparent":null', b""),
        ("灭".encode(), b"\\u706d"),
        ("灭".encode(), b"\xff"),
        ("灭".encode(), b"\\ud83d"),
        (b'"percent":6', b'"percent":' + b"[" * 100_000),
    ],
)
def test_bytes_that_are_not_canonical_are_reported_even_when_linked(
    rows: list[Row], canonical: bytes, changed: bytes
) -> None:
    assert canonical in rows[5].record
    rows[5] = rows[5]._replace(record=rows[5].record.replace(canonical, changed))
    rows = relink(rows)
    assert places(verify_log(rows, [checkpoint(rows, 12)], VKEY)) == {(Kind.BYTES, 6, 6)}


def test_a_position_given_twice_is_reported(rows: list[Row]) -> None:
    report = verify_log([*rows[:6], rows[5], *rows[6:]], [], VKEY)
    assert (Kind.ORDER, 6, 6) in places(report)


def test_checkpoints_that_cannot_be_trusted_are_reported(rows: list[Row]) -> None:
    forged = checkpoint(rows, 6, Ed25519PrivateKey.generate())
    of_another_log = checkpoint(rows, 6, origin="dudao/319991/roster")
    changed = checkpoint(rows, 6).replace("\n6\n", "\n7\n")
    for note in (forged, of_another_log, changed, "no note at all"):
        report = verify_log(rows, [note, checkpoint(rows, 12)], VKEY)
        assert places(report) == {(Kind.SIGNATURE, None, None)}
        assert (report.checkpoints_total, report.checkpoints_verified) == (2, 1)


def test_two_signed_histories_are_reported(rows: list[Row]) -> None:
    another = [row._replace(record=row.record + b" ") for row in rows]
    report = verify_log(rows, [checkpoint(rows, 6), checkpoint(another, 6), checkpoint(rows, 12)], VKEY)
    assert (Kind.FORK, 6, 6) in places(report)
    assert report.covered == 12


def test_a_checkpoint_seen_twice_counts_once(rows: list[Row]) -> None:
    note = checkpoint(rows, 6)
    witnessed = note + checkpoint(rows, 6, Ed25519PrivateKey.generate()).splitlines()[-1] + "\n"
    report = verify_log(rows, [note, note, witnessed], VKEY)
    assert report.ok
    assert (report.checkpoints_total, report.checkpoints_verified) == (1, 1)


def test_a_mistyped_vkey_is_refused(rows: list[Row]) -> None:
    for vkey in ("", "x+y+z", VKEY[:-1], VKEY.replace("dudao", "dadao")):
        with pytest.raises(ValueError):  # noqa: PT011  # the base64 error differs from ours
            verify_log(rows, [checkpoint(rows, 6)], vkey)


def test_the_report_says_what_no_checkpoint_covers(rows: list[Row]) -> None:
    assert "第6条之后的记录尚无有效检查点" in str(verify_log(rows, [checkpoint(rows, 6)], VKEY))


def test_one_case_is_verified_alone(rows: list[Row]) -> None:
    case = [row for row in rows if row.case == "18"]
    report = verify_case(case)
    assert report.ok
    assert (report.cases_verified, report.cases_total) == (1, 1)
    changed = case[1].record.replace(b"2026", b"2025")
    assert places(verify_case([case[0], case[1]._replace(record=changed), *case[2:]])) == {
        (Kind.LINK, case[1].position, case[1].position)
    }
    assert (Kind.LINK, case[2].position, case[2].position) in places(verify_case([case[0], *case[2:]]))
