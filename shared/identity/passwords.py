"""Passwords: argon2id hashes, made and checked."""

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher(type=Type.ID)  # RFC 9106, second recommended option: 64 MiB, 3 passes


def hash_password(password: str) -> str:
    """The argon2id hash in PHC form, with its own salt. Takes tens of milliseconds of CPU."""
    return _HASHER.hash(password)


def password_matches(password: str, hashed: str) -> bool:
    """Whether `hashed` was made from `password`; takes as long as making it."""
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False
