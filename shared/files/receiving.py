"""Takes a file from its sender: bounded, of a kind that is kept, and with the hash it was announced by."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from shared.files.file_store import Arrived
from shared.files.media_type import HEAD, sniffed

MAX_BYTES = 20 * 1024 * 1024
IN_MEMORY = 1024 * 1024  # bytes; what is longer waits on disk


class FileRefused(Exception):
    """The file is not taken; the text tells its sender why and what to do, in Chinese."""


class FileTooLarge(FileRefused):
    def __init__(self) -> None:
        super().__init__(f"一个文件最大{MAX_BYTES // 1024 // 1024}MB。请缩小图片或分成几个文件后再传。")


class FileTypeNotTaken(FileRefused):
    def __init__(self) -> None:
        super().__init__("只收 JPEG、PNG、WebP、HEIC 图片和 PDF 文件。请换成这些格式后再传。")


class HashDiffers(FileRefused):
    """The content is not what the address says: cut off or changed on its way."""

    def __init__(self, announced: str, actual: str) -> None:
        super().__init__("收到的内容与文件的校验值不一致，可能没有传完整。请重新上传这个文件。")
        self.announced, self.actual = announced, actual


@asynccontextmanager
async def received(body: AsyncIterator[bytes], sha256: str) -> AsyncIterator[Arrived]:
    """The file in `body`, checked. Raises a `FileRefused`; nothing has been kept then."""
    digest, size, head = hashlib.sha256(), 0, b""
    with SpooledTemporaryFile(IN_MEMORY) as spooled:
        async for piece in body:
            size += len(piece)
            if size > MAX_BYTES:
                raise FileTooLarge
            head += piece[: HEAD - len(head)] if len(head) < HEAD else b""
            digest.update(piece)
            spooled.write(piece)
        if digest.hexdigest() != sha256:
            raise HashDiffers(sha256, digest.hexdigest())
        media_type = sniffed(head)
        if media_type is None:
            raise FileTypeNotTaken
        spooled.seek(0)
        yield Arrived(sha256, size, media_type, cast(BinaryIO, spooled))
