"""Signed notes (c2sp.org/signed-note): a text and the Ed25519 signatures under it."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
PUBLIC_SIZE = 32
MOST_SIGNATURES = 100

_signature_line = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


class NoteRefused(ValueError):
    """A note that is malformed, or not signed by the key we trust."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a signing key and its name, published as a vkey string."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[^\s+]+", self.name):
            raise ValueError(f"key name {self.name!r} must be without spaces and plus signs")

    @property
    def id(self) -> bytes:
        """The 4 bytes SHA-256(name ‖ LF ‖ 0x01 ‖ public key)[:4]."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def of(cls, key: Ed25519PrivateKey, name: str) -> "VerifierKey":
        return cls(name, key.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """Read a vkey string; raises ValueError when it is not an Ed25519 one or was mistyped."""
        name, _, rest = vkey.strip().partition("+")
        encoded = b64decode(rest.partition("+")[2], validate=True)
        key = cls(name, encoded[1:])
        if encoded[:1] != ED25519 or len(key.public) != PUBLIC_SIZE or str(key) != vkey.strip():
            raise ValueError(f"{vkey!r} is not an Ed25519 vkey: copy the published line whole")
        return key


def sign(text: str, key: Ed25519PrivateKey, name: str) -> str:
    """The note of `text` (whole lines, each ending in LF) signed by `key` under `name`."""
    if not text.endswith("\n") or not _clean(text):
        raise NoteRefused("a note's text is whole lines without control characters")
    signature = VerifierKey.of(key, name).id + key.sign(text.encode())
    return f"{text}\n— {name} {b64encode(signature).decode()}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """The text of `note` when `key` signed it; other keys' signatures are ignored, as the format asks."""
    text, separator, signatures = note.rpartition("\n\n")
    lines = signatures.split("\n")
    if not separator or lines.pop() or not lines or len(lines) > MOST_SIGNATURES or not _clean(note):
        raise NoteRefused("not a signed note: a text, an empty line and lines of signatures")
    text += "\n"
    known = False
    for line in lines:
        match = _signature_line.fullmatch(line)
        if match is None:
            raise NoteRefused(f"not a signature line: {line!r}")
        name, encoded = match.groups()
        try:
            signature = b64decode(encoded, validate=True)
        except ValueError as error:
            raise NoteRefused(f"not a signature line: {line!r}") from error
        if name == key.name and signature[:4] == key.id:
            try:
                Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], text.encode())
            except InvalidSignature as error:
                raise NoteRefused(f"the signature of {key.name} does not hold for this text") from error
            known = True
    if not known:
        raise NoteRefused(f"not signed by {key.name}+{key.id.hex()}")
    return text


def _clean(text: str) -> bool:
    return not re.search(r"[\x00-\x09\x0b-\x1f\ud800-\udfff]", text)
