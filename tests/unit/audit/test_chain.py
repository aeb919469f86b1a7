"""The case chain."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from hashlib import sha256

from shared.audit.chain import START, first_break, link
from shared.event_sourcing.event_store import Recorded

LogOf = Callable[[Iterable[str]], list[Recorded]]


def test_a_link_commits_to_the_link_before_it_and_the_record() -> None:
    assert bytes(32) == START
    assert link(START, b"record") == sha256(bytes(32) + b"record").digest()


def test_a_sound_case_has_no_break(log_of: LogOf) -> None:
    assert first_break(log_of(["17/a", "17/b", "17/a"])) is None
    assert first_break([]) is None


def test_the_first_record_that_was_changed_is_named(log_of: LogOf) -> None:
    case = log_of(["17/a", "17/b", "17/a"])
    case[1] = replace(case[1], record=case[1].record + b" ")
    assert first_break(case) == case[1]


def test_the_record_after_a_missing_one_is_named(log_of: LogOf) -> None:
    first, _, third = log_of(["17/a", "17/b", "17/a"])
    assert first_break([first, third]) == third
