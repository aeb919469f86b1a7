"""How dates, numbers and lists are worded in letters: the filters of the letter texts."""

from collections.abc import Iterable
from datetime import date, datetime

from shared.workdays.deadline import SHANGHAI

_DIGITS = "零一二三四五六七八九"


def cn_date(day: date) -> str:
    """2026年11月23日."""
    return f"{day.year}年{day.month}月{day.day}日"


def cn_datetime(moment: datetime | date) -> str:
    """2026年12月15日14时, with minutes where they are not 0; a moment with a zone is told in Shanghai's.

    Of a day whose hour is not known only the day.
    """
    if not isinstance(moment, datetime):
        return cn_date(moment)
    local = moment.astimezone(SHANGHAI) if moment.tzinfo else moment
    minutes = f"{local.minute}分" if local.minute else ""
    return f"{cn_date(local)}{local.hour}时{minutes}"


def cn_range(first: date, last: date) -> str:
    """2026年9月14日至17日: what the last day shares with the first is not said again."""
    if first == last:
        return cn_date(first)
    if first.year != last.year:
        return f"{cn_date(first)}至{cn_date(last)}"
    month = "" if first.month == last.month else f"{last.month}月"
    return f"{cn_date(first)}至{month}{last.day}日"


def cn_number(number: int) -> str:
    """十二, 一百零五; for 0 to 999."""
    if not 0 <= number <= 999:
        raise ValueError(f"{number}不能写成汉字序号，序号只到九百九十九。")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if not hundreds:
        return _below_hundred(tens, ones) if rest else _DIGITS[0]
    behind = f"{_DIGITS[tens]}十" if tens else "零" if ones else ""
    return f"{_DIGITS[hundreds]}百{behind}{_DIGITS[ones] if ones else ''}"


def _below_hundred(tens: int, ones: int) -> str:
    first = f"{'' if tens == 1 else _DIGITS[tens]}十" if tens else ""
    return first + (_DIGITS[ones] if ones else "")


def joined(parts: Iterable[str], separator: str = "、") -> str:
    """甲、乙、丙."""
    return separator.join(parts)
