"""What every file store must do; inherited by the tests of each."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from shared.files.file_store import FileStore, Receipt
from shared.files.receiving import received

NOW = datetime(2026, 10, 16, 1, 2, 3, 4, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 5_000  # Longer than two of the pieces a store may make of it.
NOTE = b"%PDF-1.7 short"


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 65_536):
        yield content[start : start + 65_536]


async def put(files: FileStore, content: bytes, now: datetime = NOW) -> Receipt:
    async with received(pieces(content), sha256_of(content)) as file:
        return await files.put(file, now)


async def read(files: FileStore, receipt: Receipt) -> bytes:
    return b"".join([piece async for piece in files.content(receipt)])


class FileStoreSpec:
    """Each test gets an empty store, `files`."""

    async def test_what_was_put_is_read_back(self, files: FileStore) -> None:
        for content, kind in ((PHOTO, "image/jpeg"), (NOTE, "application/pdf")):
            receipt = await put(files, content)
            assert receipt == Receipt(sha256_of(content), len(content), kind, NOW)
            assert await files.receipt(receipt.sha256) == receipt
            assert await read(files, receipt) == content

    async def test_a_file_nobody_put_has_no_receipt(self, files: FileStore) -> None:
        await put(files, NOTE)
        assert await files.receipt(sha256_of(PHOTO)) is None

    async def test_the_same_file_again_has_the_same_receipt(self, files: FileStore) -> None:
        first = await put(files, PHOTO)
        assert await put(files, PHOTO, LATER) == first
        assert await files.receipt(first.sha256) == first

    async def test_many_who_put_the_same_file_at_once_get_one_receipt(self, files: FileStore) -> None:
        receipts = await asyncio.gather(*(put(files, PHOTO, NOW + timedelta(seconds=n)) for n in range(6)))
        assert len(set(receipts)) == 1
        assert await read(files, receipts[0]) == PHOTO
