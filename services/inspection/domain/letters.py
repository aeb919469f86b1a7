"""The kinds of letters of an inspection, each in a series of its own for every year."""

from enum import StrEnum


class LetterKind(StrEnum):
    """A kind of letter; the value is the last character of its code (机关代字).

    督导通知 and 督导报告 bear the code of the office alone, so they share one series.
    """

    PLAIN = ""
    PRELIMINARY = "初"
    OPINION = "意"
