"""What the API tells of the staffing board, as JSON."""

import json
from collections.abc import Callable, Iterable, Mapping
from json.encoder import encode_basestring as _quoted
from typing import Any, Generic, TypeVar

from services.roster.domain.answering import UnitCoverage
from services.roster.domain.coverage import Coverage
from services.roster.domain.requirement import Unit
from services.roster.domain.shares import Share
from services.roster.domain.staffing import Board, Hours, RunOut, Terms, Training
from shared.rules.rule import Rule

Json = dict[str, Any]
T = TypeVar("T")

KEPT = 20_000  # texts of units, and as many of who answers for them

_plain = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Written(bytes):
    """A value that is JSON already: thousands of rows are written faster one by one than as dicts."""

    __slots__ = ()


def board_json(board: Board) -> bytes:
    """All of the board."""
    return _json(_board(board))


def coverage_json(board: Board) -> bytes:
    """Only who answers for which unit."""
    return _json({"on": board.on.isoformat(), "rules": board.pack, "coverage": _coverage(board.coverage)})


def _json(value: object) -> bytes:
    if isinstance(value, Written):
        return value
    if isinstance(value, Mapping):
        return b"{%b}" % b",".join(
            [_quoted(name).encode() + b":" + _json(one) for name, one in value.items()]
        )
    if isinstance(value, list):
        return b"[%b]" % b",".join(map(_json, value))
    return _plain(value).encode()


def _list(rows: Iterable[str]) -> Written:
    return Written(f"[{','.join(rows)}]".encode())


class Texts(Generic[T]):
    """The JSON of objects that stay the same from board to board, each written once."""

    def __init__(self, write: Callable[[T], str]) -> None:
        self._write = write
        # By identity: nothing else can have it while the object is kept.
        self._kept: dict[int, tuple[T, bytes]] = {}

    def list(self, rows: Iterable[T]) -> Written:
        if len(self._kept) > KEPT:
            self._kept = {}
        kept = self._kept
        texts = [kept[id(row)][1] if id(row) in kept else self._written(row) for row in rows]
        return Written(b"[%b]" % b",".join(texts))

    def _written(self, row: T) -> bytes:
        text = self._write(row).encode()
        self._kept[id(row)] = row, text
        return text


def _board(board: Board) -> Json:
    full_time, retired = board.full_time, board.retired
    return {
        "on": board.on.isoformat(),
        "rules": board.pack,
        "required": _required(board),
        "full_time": {
            **_share(full_time),
            "needed": full_time.needed,
            "missing": full_time.missing,
            "needed_arithmetic": full_time.needed_arithmetic,
            "met": not full_time.missing,
            "also": _rule(full_time.least) if full_time.least else None,
        },
        "retired": {
            **_share(retired),
            "allowed": retired.allowed,
            "over": retired.over,
            "allowed_arithmetic": retired.allowed_arithmetic,
            "met": not retired.over,
            "soft": True,
        },
        "coverage": _coverage(board.coverage),
        "terms": _terms(board.terms),
        "training": _training(board.training),
    }


def _required(board: Board) -> Json:
    required = board.required
    return {
        "in_term": board.in_term,
        "required": required.total,
        "missing": board.missing,
        "arithmetic": required.total_arithmetic,
        "for_units": {
            "required": required.for_units,
            "arithmetic": required.units_arithmetic,
            "rule": _rule(required.ratio),
            "counting": _rule(required.counting),
        },
        "schools": {
            "counted": required.of_schools,
            "arithmetic": required.schools_arithmetic,
            "units": _UNITS.list(required.schools),
        },
        "kindergartens": {
            "counted": required.of_kindergartens,
            "units": _UNITS.list(required.kindergartens),
        },
        "large": {
            "required": required.for_large,
            "rule": _rule(required.large_ratio),
            "from": _rule(required.large_from),
            "units": _UNITS.list(required.large),
        },
    }


def _unit(unit: Unit) -> str:
    return (
        f'{{"code":{_quoted(unit.code)},"name":{_quoted(unit.name)},"campuses":{unit.campuses},'
        f'"stages":{unit.stages},"students":{unit.students},"counts":{unit.counts},'
        f'"arithmetic":{_quoted(unit.arithmetic)}}}'
    )


_UNITS = Texts(_unit)


def _share(share: Share) -> Json:
    return {
        "part": share.part,
        "whole": share.whole,
        "percent": share.percent or None,
        "arithmetic": share.arithmetic,
        "people": _list(map(_quoted, share.people)),
        "rule": _rule(share.rule),
    }


def _coverage(coverage: Coverage) -> Json:
    return {
        "needed": coverage.needed,
        "rule": _rule(coverage.rule),
        "units": coverage.count,
        "two_or_more": coverage.with_inspectors(2),
        "one": coverage.with_inspectors(1, 1),
        "none": coverage.with_inspectors(0, 0),
        "zones": [
            {
                "zone": zone.zone,
                "in_term": zone.in_term,
                "run_out": zone.run_out,
                "two_or_more": zone.with_inspectors(2),
                "one": zone.with_inspectors(1, 1),
                "none": zone.with_inspectors(0, 0),
                "units": _COVERED.list(zone.units),
            }
            for zone in coverage.zones
        ],
    }


def _covered(one: UnitCoverage) -> str:
    since = f'"{one.uncovered_since}"' if one.uncovered_since else "null"
    return (
        f'{{"code":{_quoted(one.unit.code)},"name":{_quoted(one.unit.name)},'
        f'"inspectors":[{",".join(map(_quoted, one.inspectors))}],"uncovered_since":{since}}}'
    )


_COVERED = Texts(_covered)


def _terms(terms: Terms) -> Json:
    return {
        "run_out": len(terms.run_out),
        "not_renewable": terms.not_renewable,
        "people": _list(map(_run_out, terms.run_out)),
        "next": {"ends_on": terms.next_end and terms.next_end.isoformat(), "people": terms.next_ending},
        "rules": [_rule(terms.length), _rule(terms.most)],
    }


def _run_out(one: RunOut) -> str:
    term = one.term
    return (
        f'{{"inspector":{_quoted(one.inspector.number)},"name":{_quoted(one.inspector.name)},'
        f'"kind":"{term.kind}","zone":{_plain(term.zone)},"term":{term.served},"ended_on":"{term.last}",'
        f'"posts":{len(one.posts)},"units":[{",".join(map(_quoted, one.posts))}],'
        f'"renewable":{_plain(not one.objection)},"objection":{_plain(one.objection or None)}}}'
    )


def _training(training: Training) -> Json:
    return {
        "year": training.year,
        "short": len(training.short),
        "people": _list(map(_hours, training.people)),
        "rule": _rule(training.rule),
    }


def _hours(one: Hours) -> str:
    who = one.inspector
    return (
        f'{{"inspector":{_quoted(who.number)},"name":{_quoted(who.name)},"hours":{one.hours},'
        f'"missing":{one.missing}}}'
    )


def _rule(rule: Rule) -> Json:
    """`law` is false for what the office has set itself; then `source` says where it comes from."""
    return {
        "key": rule.key,
        "title": rule.title,
        "amount": rule.amount,
        "law": rule.printable,
        "citation": rule.citation or None,
        "source": rule.source,
    }
