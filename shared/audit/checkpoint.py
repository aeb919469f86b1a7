"""Checkpoints (c2sp.org/tlog-checkpoint): a service's tree head, and the signer that never forks it."""

import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.audit.merkle import Tree, leaf_hash
from shared.audit.note import NoteRefused, VerifierKey, open_note, sign

_body = re.compile(r"([^\n]+)\n(0|[1-9][0-9]*)\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")


class Positioned(Protocol):
    """A record and its position in the service's log; `event_store.Recorded` is one."""

    @property
    def position(self) -> int: ...

    @property
    def record(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed: the root over the first `size` records of the log `dudao/<district>/<service>`."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        match = _body.fullmatch(text)
        if match is None:
            raise NoteRefused("not a checkpoint: origin, size and root, each on its line")
        return cls(match[1], int(match[2]), b64decode(match[3]))

    @classmethod
    def open(cls, note: str, key: VerifierKey) -> "Checkpoint":
        """The checkpoint in `note` when `key`, named as its origin, signed it; else `NoteRefused`."""
        checkpoint = cls.parse(open_note(note, key))
        if checkpoint.origin != key.name:
            raise NoteRefused(f"this checkpoint is of {checkpoint.origin}, the key is {key.name}'s")
        return checkpoint


class WouldFork(Exception):
    """The log offered does not continue the one that was signed: signing it would rewrite history."""


class StateUnusable(Exception):
    """The signer's state file cannot be trusted; the message says how to mend it."""


class Signer:
    """Signs a growing log, remembering in its own file, out of the database's reach, what it signed.

    A note is returned only after the state that implies it is on disk: after a crash the signer knows
    every size it may have published, and `last_note` can be published again.
    """

    def __init__(self, key: Ed25519PrivateKey, origin: str, state: Path) -> None:
        self._key, self._origin, self._state = key, origin, state
        self.vkey = VerifierKey.of(key, origin)

    def begin(self) -> None:
        """Sign the empty log. Once, when the log is new; later a missing state must be restored."""
        if self._state.exists():
            raise StateUnusable(f"{self._state} already exists: this log has begun")
        self._sign(Tree())

    @property
    def size(self) -> int:
        """The last position signed: offer the log from here on."""
        return self._load()[0].size

    @property
    def last_note(self) -> str:
        """The last note signed."""
        return self._load()[1]

    def sign(self, log: Iterable[Positioned]) -> str:
        """The checkpoint after `log`: the records after `size`, or the whole log from position 1.

        The whole log is compared with what was signed on the way; only it can show that something signed
        was changed or is missing. Without new records the last note is returned. Raises `WouldFork`
        with the positions at fault and then signs nothing.
        """
        signed, note = self._load()
        tree: Tree | None = None
        for row in log:
            if tree is None:
                tree = Tree() if row.position == 1 else Tree(signed.size, list(signed.peaks))
            if row.position != tree.size + 1:
                raise WouldFork(f"position {row.position} was offered where {tree.size + 1} is due")
            tree.append(leaf_hash(row.record))
            if tree.size == signed.size and tree != signed:
                raise WouldFork(f"positions 1 to {signed.size} no longer have the root that was signed")
        if tree is None or tree == signed:
            return note
        if tree.size < signed.size:
            raise WouldFork(f"positions {tree.size + 1} to {signed.size} were signed and are missing")
        return self._sign(tree)

    def _sign(self, tree: Tree) -> str:
        checkpoint = Checkpoint(self._origin, tree.size, tree.root())
        note = sign(checkpoint.text, self._key, self._origin)
        state = {"size": tree.size, "peaks": [peak.hex() for peak in tree.peaks], "note": note}
        _replace(self._state, json.dumps(state, ensure_ascii=False, indent=1))
        return note

    def _load(self) -> tuple[Tree, str]:
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            tree = Tree(state["size"], [bytes.fromhex(peak) for peak in state["peaks"]])
            note: str = state["note"]
            if Checkpoint.open(note, self.vkey) != Checkpoint(self._origin, tree.size, tree.root()):
                raise ValueError("its tree is not the one its note signs")
        except FileNotFoundError as error:
            raise StateUnusable(
                f"{self._state} is missing: restore it from backup; begin() only for a log that is new"
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StateUnusable(f"{self._state} is damaged ({error}): restore it from backup") from error
        return tree, note


def _replace(path: Path, content: str) -> None:
    """Write `path` so that a crash leaves either the old content or the new one, on disk."""
    new = path.with_name(path.name + ".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(new, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # Else a power cut may bring the old name back.
    finally:
        os.close(folder)
