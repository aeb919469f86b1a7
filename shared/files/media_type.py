"""What a file is, by its first bytes: what its sender calls it counts for nothing."""

from dataclasses import dataclass

HEAD = 16  # bytes that are looked at
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))


@dataclass(frozen=True, slots=True)
class MediaType:
    """A kind of file that is taken. `shown`: browsers show it as a picture and run nothing in it."""

    name: str
    suffix: str
    shown: bool


JPEG = MediaType("image/jpeg", "jpg", True)
PNG = MediaType("image/png", "png", True)
WEBP = MediaType("image/webp", "webp", True)
HEIC = MediaType("image/heic", "heic", False)
PDF = MediaType("application/pdf", "pdf", False)

MEDIA_TYPES = {kind.name: kind for kind in (JPEG, PNG, WEBP, HEIC, PDF)}


def sniffed(head: bytes) -> MediaType | None:
    """The kind of the file that begins with `head`; None for every other kind, and so for HTML and SVG."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        return HEIC
    if head.startswith(b"%PDF-"):
        return PDF
    return None
