"""Files in a bucket of the NATS object store, written so that its own tools can read them."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import nats.errors
from nats.js import JetStreamContext
from nats.js.api import Header, RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from shared.audit.record import rfc3339
from shared.files.file_store import Arrived, FileDamaged, FilesUnavailable, Receipt

CHUNK = 512 * 1024  # bytes; the server syncs each message to disk, and takes at most 1 MiB
_NUMBER = "Dudao-Chunk"
_NO_MESSAGE = 10037  # JetStream's own numbers of its errors
_OVERTAKEN = 10071


class ObjectStoreFiles:
    """The bucket `name`, which `dudao provision` has made.

    The library's own `put` replaces an object and purges the old one, for which every writer would have to be
    allowed to purge evidence. Here a chunk and the entry that makes a file known are each written only as the
    next of their subject: writers of one file take turns, one that broke off is continued, none can replace.
    """

    def __init__(self, name: str, jetstream: Callable[[], JetStreamContext]) -> None:
        self._name, self._jetstream = name, jetstream
        self._stream = f"OBJ_{name}"

    async def put(self, file: Arrived, now: datetime) -> Receipt:
        while True:
            kept = await self.receipt(file.sha256)
            if kept is not None:
                return kept
            with _reaching():
                try:
                    chunks = await self._write(file)
                    await self._write_next(
                        self._entry(file.sha256), 0, _described(self._name, file, chunks, now)
                    )
                except APIError as error:
                    if error.err_code != _OVERTAKEN:
                        raise

    async def receipt(self, sha256: str) -> Receipt | None:
        with _reaching():
            entry = await self._last(self._entry(sha256))
        if entry is None:
            return None
        told = json.loads(entry.data or b"")
        if _digest(sha256) != told["digest"]:
            raise FileDamaged(sha256)
        received_at = datetime.fromisoformat(told["mtime"]).astimezone(UTC)
        return Receipt(sha256, told["size"], told["headers"]["Content-Type"][0], received_at)

    async def content(self, receipt: Receipt) -> AsyncIterator[bytes]:
        digest, left, sequence = hashlib.sha256(), receipt.bytes, 0
        while left > 0:
            with _reaching():
                chunk = await self._next(self._chunks(receipt.sha256), sequence)
            if chunk is None:
                raise FileDamaged(receipt.sha256)
            piece, sequence = chunk.data or b"", chunk.seq or 0
            digest.update(piece)
            left -= len(piece)
            if left <= 0 and (left < 0 or digest.hexdigest() != receipt.sha256):
                raise FileDamaged(receipt.sha256)
            yield piece

    async def _write(self, file: Arrived) -> int:
        """Write the chunks that are not there yet; says how many there are then."""
        subject = self._chunks(file.sha256)
        last = await self._last(subject)
        number, sequence = (int((last.headers or {})[_NUMBER]), last.seq or 0) if last else (0, 0)
        file.content.seek(number * CHUNK)
        while piece := file.content.read(CHUNK):
            number += 1
            sequence = await self._write_next(subject, sequence, piece, {_NUMBER: str(number)})
        return number

    async def _write_next(
        self, subject: str, after: int, content: bytes, headers: dict[str, str] | None = None
    ) -> int:
        expected = {Header.EXPECTED_LAST_SUBJECT_SEQUENCE.value: str(after)}
        ack = await self._jetstream().publish(
            subject, content, stream=self._stream, headers=expected | (headers or {})
        )
        return ack.seq

    async def _last(self, subject: str) -> RawStreamMsg | None:
        return await _there(self._jetstream().get_last_msg(self._stream, subject))

    async def _next(self, subject: str, after: int) -> RawStreamMsg | None:
        return await _there(self._jetstream().get_msg(self._stream, after + 1, subject, next=True))

    def _entry(self, sha256: str) -> str:
        return f"$O.{self._name}.M.{urlsafe_b64encode(sha256.encode()).decode()}"

    def _chunks(self, sha256: str) -> str:
        return f"$O.{self._name}.C.{sha256}"


def _described(bucket: str, file: Arrived, chunks: int, now: datetime) -> bytes:
    """What the object store says of an object (ADR-20 of NATS); its parts are found under `nuid`."""
    info: dict[str, Any] = {
        "name": file.sha256,
        "bucket": bucket,
        "nuid": file.sha256,
        "size": file.bytes,
        "chunks": chunks,
        "digest": _digest(file.sha256),
        "mtime": rfc3339(now),
        "headers": {"Content-Type": [file.media_type.name]},
        "options": {"max_chunk_size": CHUNK},
    }
    return json.dumps(info).encode()


def _digest(sha256: str) -> str:
    return f"SHA-256={urlsafe_b64encode(bytes.fromhex(sha256)).decode()}"


async def _there(asked: Awaitable[RawStreamMsg]) -> RawStreamMsg | None:
    try:
        return await asked
    except NotFoundError as error:
        if error.err_code != _NO_MESSAGE:  # Such as a bucket that was never provisioned.
            raise
        return None


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise FilesUnavailable(repr(error)) from error
