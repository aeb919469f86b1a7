"""The kinds of letters that rectification numbers, each in a series of its own for every year."""

from enum import StrEnum


class LetterKind(StrEnum):
    """A kind of letter; the value is the last character of its code (机关代字)."""

    NOTICE = "改"
    SUPERVISION_ORDER = "办"
    INTERVIEW = "约"
    CIRCULAR = "委"
