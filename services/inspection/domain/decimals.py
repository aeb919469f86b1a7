"""Exact numbers of indicators and scores, and the one rule by which they are rounded: half up to 0.01."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

ROUNDING = "保留两位小数，四舍五入"
_WRITTEN = re.compile(r"[0-9]{1,7}(\.[0-9]{1,4})?")


def read_number(text: str) -> Decimal | None:
    """The number that was written, with at most 7 digits before the point and 4 behind it; None for no such."""
    return Decimal(text) if _WRITTEN.fullmatch(text) else None


def rounded(exact: Fraction) -> Decimal:
    """A number that is not negative, to two places; half a hundredth goes up."""
    hundredths = (200 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    return Decimal(hundredths).scaleb(-2)


def total(parts: Iterable[Decimal]) -> Decimal:
    """The sum of numbers of two places, which is exact."""
    return rounded(sum(map(Fraction, parts), Fraction()))


def is_hundredths(number: Decimal) -> bool:
    """Whether it has no more than two places."""
    return Fraction(number) == Fraction(rounded(Fraction(number)))


def plain(number: Decimal) -> str:
    """As people write it: 8.50 → 8.5."""
    return format(number.normalize(), "f")
