"""Passwords: argon2id, salted, and checked without surprises."""

from shared.identity.passwords import hash_password, password_matches


def test_only_the_right_password_matches() -> None:
    hashed = hash_password("云汀区督导室2026")
    assert password_matches("云汀区督导室2026", hashed)
    assert not password_matches("云汀区督导室2027", hashed)


def test_the_hash_is_argon2id_and_salted() -> None:
    first, second = hash_password("same"), hash_password("same")
    assert first.startswith("$argon2id$")
    assert first != second


def test_a_damaged_hash_matches_nothing() -> None:
    assert not password_matches("x", "not a hash")
