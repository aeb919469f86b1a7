"""How dates, times, counts and hashes are written for people (Simplified Chinese)."""

import re
from datetime import date, datetime, timedelta, timezone

from markupsafe import Markup

from shared.web.components import Due

# China has used one offset without daylight saving since 1991, so no time zone database is needed.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
WEEKDAYS = "一二三四五六日"
QUANTITY = re.compile(r"(\d[\d.,]*(?:个工作日|个月|小时|分钟|[个年月日天件人名所次处张台轮米岁%％]))")


def weekday(day: date) -> str:
    """周五"""
    return f"周{WEEKDAYS[day.weekday()]}"


def full_date(day: date) -> str:
    """2026年10月16日（周五）"""
    return f"{day.year}年{day.month}月{day.day}日（{weekday(day)}）"


def list_date(day: date, today: date) -> str:
    """10月16日（周五）; with its year when that is not the current one."""
    return f"{short_date(day, today)}（{weekday(day)}）"


def short_date(day: date, today: date) -> str:
    """10月16日; with its year when that is not the current one."""
    return f"{'' if day.year == today.year else f'{day.year}年'}{day.month}月{day.day}日"


def clock(moment: datetime, today: date) -> str:
    """10月13日 10:37, on the clock of Shanghai; with its year when that is not the current one."""
    local = in_shanghai(moment)
    return f"{short_date(local.date(), today)} {local:%H:%M}"


def in_shanghai(moment: datetime) -> datetime:
    """The same moment on the clock of Shanghai. ValueError: the moment is not aware."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} says no time zone")
    return moment.astimezone(SHANGHAI)


def time_left(due: Due) -> str:
    """剩3个工作日 / 今天到期 / 超期4个工作日, with 暂定 in front while the calendar may still change."""
    match due.standing:
        case "stop":
            return f"计时暂停（{due.paused}）"
        case "over":
            return f"超期{due.count}{due.unit}" if due.count else "已超期"
        case "today":
            text = "今天到期"
        case "soon" | "later":
            text = f"剩{due.count}{due.unit}" if due.count else f"不足1{due.unit}"
    return f"暂定　{text}" if due.provisional else text


def recorded_late(occurred: datetime, recorded: datetime) -> str:
    """迟录7小时15分 when a record was made an hour or more after the fact, else nothing."""
    minutes = int((recorded - occurred).total_seconds()) // 60
    if minutes < 60:
        return ""
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"迟录{days}天{hours}小时" if hours else f"迟录{days}天"
    return f"迟录{hours}小时{rest}分" if rest else f"迟录{hours}小时"


def thousands(number: int) -> str:
    """1,204"""
    return f"{number:,}"


def short_hash(digest: str) -> str:
    """7c1e…b940: the ends of a hash, for comparing by eye."""
    return f"{digest[:4]}…{digest[-4:]}" if len(digest) > 9 else digest


def local(url: str) -> str:
    """The address if it stays on this site, else "#": no datum may send a reader or a form elsewhere."""
    stays = url.startswith(("/", "?", "#")) and not url.startswith(("//", "/\\"))
    return url if stays and not any(c in url for c in "\t\r\n") else "#"


def unbroken(text: str) -> Markup:
    """The text, escaped, with every number held on one line with its unit (48小时)."""
    held = Markup('<span class="nowrap">{}</span>')
    pieces = QUANTITY.split(text)  # Every second piece is a quantity.
    return Markup("").join(held.format(piece) if n % 2 else piece for n, piece in enumerate(pieces))
