"""What follows for the sample case when the roster changes."""

from datetime import date

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain.commands import LoseUnit, ReplaceInspector, TransferCase
from tests.unit.rectification.samples import CASE_ID, UNIT, at

INTO = "319991-0003"
NOW = at(9, 18)
MERGED_ON = date(2026, 9, 17)


def replace_inspector(successor: str | None, inspector: str = "DX018") -> ReplaceInspector:
    return ReplaceInspector(case_id=CASE_ID, by=SYSTEM, now=NOW, inspector=inspector, successor=successor)


def transfer() -> TransferCase:
    return TransferCase(
        case_id=CASE_ID,
        by=SYSTEM,
        now=NOW,
        former=UNIT,
        ended_on=MERGED_ON,
        unit=INTO,
        unit_name="永兴小学",
        superior="区教育局",
        zone="第五责任区",
    )


def lose_unit() -> LoseUnit:
    return LoseUnit(case_id=CASE_ID, by=SYSTEM, now=NOW, unit=UNIT, ended_on=MERGED_ON)
