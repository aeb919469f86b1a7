"""Reports the office owes year after year: to the party committee (Q3), to the government (上海 24)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from services.inspection.domain.procedure import Person, person
from services.inspection.domain.standing import DoneOtherwise, OnlyPeopleAct, require_text
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Decider, Role


class Series(StrEnum):
    """Which report; the stored format, never renamed."""

    PARTY = "party"  # 向党委报告督导结果
    ANNUAL = "annual"  # 年度教育督导工作报告


@dataclass(frozen=True, slots=True, kw_only=True)
class FileStandingReport:
    """提交. `period` is what it reports on: the month that ends a half-year (2026-12), or the year (2026)."""

    by: Actor
    now: datetime
    series: Series
    period: str
    title: str
    addressee: str


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


def evolve(filed: Filed, event: StandingReportFiled) -> Filed:
    return MappingProxyType({**filed, (event.series, event.period): event})


STANDING_REPORTS: Decider[FileStandingReport, Filed, StandingReportFiled] = Decider(
    MappingProxyType({}), decide, evolve
)
