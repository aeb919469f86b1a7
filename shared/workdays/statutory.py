"""The holidays of a year whose notice is not yet out, by the 放假办法 alone."""

from datetime import date, timedelta

from shared.workdays.lunar import LUNAR_FESTIVALS

SATURDAY = 5


class YearNotCovered(LookupError):
    """Neither a notice nor the lunar table reaches this year. Its text says so in Chinese."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"工作日历没有{year}年：既没有放假通知，也不在可推算的"
            f"{min(LUNAR_FESTIVALS)}年至{max(LUNAR_FESTIVALS)}年之内。请先导入{year}年的放假通知。"
        )


def statutory_holidays(year: int) -> dict[date, str]:
    """The days off of `year` with their names, by 全国年节及纪念日放假办法 (2024-11-10), articles 2 and 6.

    Article 2 names the 13 days. One that falls on a weekend is made up on a workday (article 6 补假):
    here on the next free one. Two that fall on one day (中秋 in 国庆) are given apart, as the notices of
    2009 and 2020 did. Swapped days (调休) are decreed each year and cannot be known, so none are assumed.
    Raises `YearNotCovered` outside the lunar table.
    """
    if year not in LUNAR_FESTIVALS:
        raise YearNotCovered(year)
    lunar = LUNAR_FESTIVALS[year]
    named = [
        (date(year, 1, 1), "元旦"),
        *((lunar.spring + timedelta(days), "春节") for days in range(-1, 3)),  # from 除夕
        (lunar.qingming, "清明节"),
        *((date(year, 5, day), "劳动节") for day in (1, 2)),
        (lunar.dragon_boat, "端午节"),
        *((date(year, 10, day), "国庆节") for day in (1, 2, 3)),
        (lunar.mid_autumn, "中秋节"),
    ]
    off: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in named:
        if day in off or day.weekday() >= SATURDAY:
            owed.append((day, name))
        off.setdefault(day, name)
    for day, name in owed:
        while day in off or day.weekday() >= SATURDAY:
            day += timedelta(1)
        off[day] = f"{name}补假"
    return off
