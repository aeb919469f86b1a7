"""The one source of `now`: the system's clock, or a file that says what time it is."""

import os
import struct
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_MICROSECONDS = struct.Struct("<q")


class Clock(Protocol):
    """Gives the present instant, aware and in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class FileClock:
    """A clock whose time stands in a file: microseconds since 1970, little-endian, 8 bytes.

    Processes that share nothing else can thus live in the same, faster, time.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY)

    def now(self) -> datetime:
        (microseconds,) = _MICROSECONDS.unpack(os.pread(self._file, 8, 0))
        return datetime.fromtimestamp(microseconds / 1_000_000, UTC)

    @staticmethod
    def set(path: Path, now: datetime) -> None:
        """Move the clock; the eight bytes are written in one piece."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o644)
        try:
            os.pwrite(descriptor, _MICROSECONDS.pack(int(now.timestamp() * 1_000_000)), 0)
        finally:
            os.close(descriptor)
