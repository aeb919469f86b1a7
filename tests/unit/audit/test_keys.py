"""Key files."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from shared.audit.keys import KeyUnusable, create_key, load_key


def test_a_new_key_is_for_its_owner_only_and_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "signer.pem"
    key = create_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_key(path).private_bytes_raw() == key.private_bytes_raw()


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    create_key(tmp_path / "signer.pem")
    with pytest.raises(KeyUnusable, match="already exists"):
        create_key(tmp_path / "signer.pem")


def test_a_raw_seed_is_a_key_too(tmp_path: Path) -> None:
    assert load_key(stored(tmp_path, bytes(range(32)))).private_bytes_raw() == bytes(range(32))


def test_a_key_that_others_may_use_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "signer.pem"
    create_key(path)
    path.chmod(0o644)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_key(path)


def test_a_file_that_is_not_our_kind_of_key_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match=r"create_key\(\)"):
        load_key(tmp_path / "none.pem")
    with pytest.raises(KeyUnusable, match="cannot be read"):
        load_key(tmp_path)
    with pytest.raises(KeyUnusable, match="openssl pkcs8"):
        load_key(stored(tmp_path, b"not a key"))
    with pytest.raises(KeyUnusable, match="openssl pkcs8"):
        load_key(stored(tmp_path, pem(Ed25519PrivateKey.generate(), BestAvailableEncryption(b"secret"))))
    with pytest.raises(KeyUnusable, match="not an Ed25519 key"):
        load_key(stored(tmp_path, pem(generate_private_key(SECP256R1()), NoEncryption())))


def pem(key: PrivateKeyTypes, encryption: KeySerializationEncryption) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def stored(folder: Path, content: bytes) -> Path:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(0o600)
    return path
