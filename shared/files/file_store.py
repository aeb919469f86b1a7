"""Where files are kept: under the SHA-256 of their content, once and unchanged."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from shared.files.media_type import MediaType


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a store answers for: `bytes` long, a `media_type`, kept since `received_at` (UTC)."""

    sha256: str
    bytes: int
    media_type: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file whose content is `sha256`, in hand and read from its beginning, not yet kept."""

    sha256: str
    bytes: int
    media_type: MediaType
    content: BinaryIO


class FilesUnavailable(Exception):
    """The store cannot be reached; nothing is known of what was asked."""


class FileDamaged(Exception):
    """What the store holds under this hash is not what was put there."""


class FileStore(Protocol):
    """Keeps files. Every method raises `FilesUnavailable` when the store cannot be reached.

    A receipt is given only when the whole file outlasts a crash of the server. The same content has one
    receipt, the first, whoever puts it again and however many do so at the same time. A put that broke off is
    made good by putting again. Nothing that was kept is ever changed or removed through this port.
    """

    async def put(self, file: Arrived, now: datetime) -> Receipt: ...

    async def receipt(self, sha256: str) -> Receipt | None:
        """The receipt of a file that is kept; None when there is none under this hash."""
        ...

    def content(self, receipt: Receipt) -> AsyncIterator[bytes]:
        """The bytes, piece by piece, of a file this store gave the receipt of.

        Raises `FileDamaged`, instead of the last piece, when they are not those that were put.
        """
        ...
