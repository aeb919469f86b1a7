"""Wrong passwords: five in a row lock an account for a quarter of an hour."""

from datetime import timedelta

from services.roster.adapters.credentials import FAILURES, LOCKED_FOR, Attempts, after_attempt
from tests.unit.roster.people import NOW

NONE = Attempts(0, None)


def after_wrong(times: int, attempts: Attempts = NONE) -> Attempts:
    for _ in range(times):
        attempts = after_attempt(attempts.failed, attempts.locked_until, False, NOW)
    return attempts


def test_the_fifth_wrong_password_locks_for_a_quarter_of_an_hour() -> None:
    assert after_wrong(FAILURES - 1).locked_until is None
    assert after_wrong(FAILURES).locked_until == NOW + timedelta(minutes=15)


def test_a_right_password_forgets_the_wrong_ones() -> None:
    attempts = after_wrong(FAILURES - 1)
    assert after_attempt(attempts.failed, attempts.locked_until, True, NOW) == NONE


def test_after_a_lock_has_run_out_five_more_are_allowed() -> None:
    locked = after_wrong(FAILURES)
    later = NOW + LOCKED_FOR
    assert after_attempt(locked.failed, locked.locked_until, False, later) == Attempts(1, None)
    assert after_attempt(locked.failed, locked.locked_until, True, later) == NONE
