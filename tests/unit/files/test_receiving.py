"""A file is taken whole, of a kind that is kept, and within bounds; or its sender is told why not."""

from collections.abc import AsyncIterator

import pytest

from shared.files.media_type import HEAD, HEIC, JPEG, PDF, PNG, WEBP, MediaType, sniffed
from shared.files.receiving import MAX_BYTES, FileTooLarge, FileTypeNotTaken, HashDiffers, received
from tests.integration.file_store_spec import NOTE, PHOTO, pieces, sha256_of

HEADS = {
    JPEG: b"\xff\xd8\xff\xe0\x00\x10JFIF",
    PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    WEBP: b"RIFF\x24\x00\x00\x00WEBPVP8 ",
    HEIC: b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    PDF: b"%PDF-1.7\n%\xe2\xe3",
}


@pytest.mark.parametrize(("kind", "head"), HEADS.items(), ids=lambda value: getattr(value, "suffix", ""))
def test_the_first_bytes_say_what_a_file_is(kind: MediaType, head: bytes) -> None:
    assert sniffed(head[:HEAD]) is kind
    assert not kind.shown or kind.name.startswith("image/")


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"<!doctype html>",
        b"<svg xmlns=",
        b"GIF89a",
        b"PK\x03\x04",
        b"RIFF\0\0\0\0WAVE",
        b"\0\0\0\x18ftypisom",
    ],
)
def test_what_is_none_of_them_is_not_taken(head: bytes) -> None:
    assert sniffed(head) is None


async def test_a_file_is_in_hand_from_its_beginning() -> None:
    async with received(pieces(PHOTO), sha256_of(PHOTO)) as file:
        assert (file.bytes, file.media_type, file.content.read()) == (len(PHOTO), JPEG, PHOTO)


async def test_a_file_that_was_cut_off_is_not_taken() -> None:
    with pytest.raises(HashDiffers, match="没有传完整"):
        async with received(pieces(PHOTO[:-1]), sha256_of(PHOTO)):
            pass


async def test_a_page_called_a_picture_is_not_taken() -> None:
    page = b"<script>alert(1)</script>"
    with pytest.raises(FileTypeNotTaken, match="JPEG"):
        async with received(pieces(page), sha256_of(page)):
            pass


async def test_a_file_without_end_is_let_go_of_at_the_limit() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1024 * 1024
            yield NOTE.ljust(1024 * 1024)

    with pytest.raises(FileTooLarge, match="20MB"):
        async with received(endless(), sha256_of(NOTE)):
            pass
    assert sent == MAX_BYTES + 1024 * 1024
