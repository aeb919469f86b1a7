"""Reports the office owes year after year: to the party committee (Q3), to the government (上海 24)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from services.inspection.domain.procedure import Person, person
from services.inspection.domain.standing import DoneOtherwise, OnlyPeopleAct, require_text
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Decider, Refused, Role


class Series(StrEnum):
    """Which report; the stored format, never renamed."""

    PARTY = "party"  # 向党委报告督导结果
    ANNUAL = "annual"  # 年度教育督导工作报告


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStandingReport:
    """提交. `period` is what it reports on: the month that ends a half-year (2026-12), or the year (2026).

    `months` are those by whose end the pack wants a report to the party.
    """

    by: Actor
    now: datetime
    series: Series
    period: str
    title: str
    addressee: str
    months: tuple[int, ...]


class PeriodMistaken(Refused):
    """A report on a period that nobody asks for, or that has not begun, is none of those that are owed."""

    field = "period"

    def __init__(self, series: Series, period: str, months: Iterable[int]) -> None:
        ends = "、".join(f"2026-{month:02}" for month in months)
        written = "写年份，如2026" if series is Series.ANNUAL else f"写所报告的期间末月，如{ends}"
        super().__init__(f"报告的期间“{period}”不对：{written}；还没有开始的期间不能报告。请改正。")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingReportFiled:
    series: Series
    period: str
    by: Person
    on: date
    title: str
    addressee: str


Filed: TypeAlias = Mapping[tuple[Series, str], StandingReportFiled]


def decide(command: FileStandingReport, filed: Filed) -> list[StandingReportFiled]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if before := filed.get((command.series, command.period)):
        if (before.title, before.addressee) == (command.title, command.addressee):
            return []
        raise DoneOtherwise("这份报告")
    if not _begun(command):
        raise PeriodMistaken(command.series, command.period, command.months)
    require_text(command.title, "报告标题")
    require_text(command.addressee, "报告的对象")
    return [
        StandingReportFiled(
            series=command.series,
            period=command.period,
            by=person(command.by),
            on=day_of(command.now),
            title=command.title,
            addressee=command.addressee,
        )
    ]


def _begun(command: FileStandingReport) -> bool:
    """Whether there is such a period, and it has begun."""
    year, _, month = command.period.partition("-")
    if command.series is Series.ANNUAL:
        return not month and date(int(year), 1, 1) <= day_of(command.now)
    if not month or int(month) not in command.months:
        return False
    before = max((n for n in command.months if n < int(month)), default=0)
    return date(int(year), before + 1, 1) <= day_of(command.now)


def evolve(filed: Filed, event: StandingReportFiled) -> Filed:
    return MappingProxyType({**filed, (event.series, event.period): event})


STANDING_REPORTS: Decider[FileStandingReport, Filed, StandingReportFiled] = Decider(
    MappingProxyType({}), decide, evolve
)
