"""Key files: the Ed25519 key that signs checkpoints, kept where no database administrator reads."""

import os
import stat
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

RAW_SIZE = 32


class KeyUnusable(Exception):
    """A key file that cannot be used; the message says how to mend it."""


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make a new key and its file: PEM (PKCS#8), mode 0600, on disk on return. Never overwrites."""
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise KeyUnusable(f"{path} already exists: load it, or move it away to start a new log") from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    return key


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read a key file: PEM (PKCS#8, not encrypted) or the raw 32 byte seed. Raises `KeyUnusable`."""
    try:
        content = path.read_bytes()
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError as error:
        raise KeyUnusable(f"{path} is missing: restore it, or make a new one with create_key()") from error
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be read ({error.strerror}): chown it to the signer") from error
    if mode & (stat.S_IWGRP | stat.S_IRWXO):
        raise KeyUnusable(f"{path} has mode {mode:04o}, others may use it: chmod 600 {path}")
    if len(content) == RAW_SIZE:
        return Ed25519PrivateKey.from_private_bytes(content)
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:  # TypeError: the PEM is encrypted.
        raise KeyUnusable(
            f"{path} is neither an unencrypted PKCS#8 PEM nor {RAW_SIZE} raw bytes: "
            f"convert it with openssl pkcs8 -topk8 -nocrypt"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(f"{path} is not an Ed25519 key: make one with create_key()")
    return key
