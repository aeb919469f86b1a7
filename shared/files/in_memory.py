"""A file store in this process's memory, for tests."""

import hashlib
from collections.abc import AsyncIterator
from datetime import datetime

from shared.files.file_store import Arrived, FileDamaged, Receipt


class InMemoryFiles:
    """Keeps the promises of `FileStore`, except that it forgets when the process ends."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[Receipt, bytes]] = {}

    async def put(self, file: Arrived, now: datetime) -> Receipt:
        receipt = Receipt(file.sha256, file.bytes, file.media_type.name, now)
        return self.kept.setdefault(file.sha256, (receipt, file.content.read()))[0]

    async def receipt(self, sha256: str) -> Receipt | None:
        return self.kept[sha256][0] if sha256 in self.kept else None

    async def content(self, receipt: Receipt) -> AsyncIterator[bytes]:
        content = self.kept[receipt.sha256][1]
        if hashlib.sha256(content).hexdigest() != receipt.sha256:
            raise FileDamaged(receipt.sha256)
        yield content
