"""A plan of 2027, its people, and its history up to any step."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from services.inspection.domain import plan_commands as ask
from services.inspection.domain.plan import PlanDecider, plan_decider
from services.inspection.domain.plan_commands import PlanCommand
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.planning import Activity, PlanItem, PlannedUnit
from services.inspection.domain.report import Line
from services.inspection.domain.year_plan import PlanState
from shared.testing.given_when_then import DeciderTest
from shared.workdays.deadline import SHANGHAI
from tests.unit.inspection import procedures as p

YEAR = 2027
IDS = UUID("00000000-0000-4000-8000-0000000000b1")
PRIMARY, MIDDLE, NURSERY = (
    PlannedUnit("319991-0010", "永兴小学"),
    PlannedUnit("319991-0002", "白鹭学校"),
    PlannedUnit("319991-0026", "东风幼儿园"),
)
DECIDER: PlanDecider = plan_decider(p.pack_of("shanghai"), p.CALENDAR)
EDUCATION, FINANCE = "区教育局", "区财政局"


def item(theme: str, month: int, *units: PlannedUnit, **about: Any) -> PlanItem:
    """A special inspection of the line 督学, unless told otherwise."""
    said: dict[str, Any] = {"activity": Activity.SPECIAL, "line": Line.SCHOOL, **about}
    return PlanItem(id=uuid5(IDS, f"{theme}{month}"), theme=theme, month=month, units=units, **said)


SAFETY = item("校园安全", 3, PRIMARY, MIDDLE)
CANTEEN = item("食堂食品安全", 10, PRIMARY, NURSERY)
ITEMS = (SAFETY, CANTEEN)


def at(day: date) -> datetime:
    return datetime.combine(day, time(10), SHANGHAI)


DRAFTED, SENT, REPLIED, APPROVED = (date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 8), date(2027, 1, 4))


def draft(**about: Any) -> ask.DraftPlan:
    said: dict[str, Any] = {
        "by": p.OFFICE,
        "now": at(DRAFTED),
        "title": "2027年督导计划",
        "items": ITEMS,
        **about,
    }
    return ask.DraftPlan(year=YEAR, **said)


def consult(**about: Any) -> ask.ConsultDepartment:
    said: dict[str, Any] = {"department": EDUCATION, "sent_on": SENT, "reply_by": date(2026, 12, 12), **about}
    return ask.ConsultDepartment(**{"year": YEAR, "by": p.OFFICE, "now": at(SENT), **said})


def reply(*suggestions: str, **about: Any) -> ask.RecordReply:
    said: dict[str, Any] = {
        "department": EDUCATION,
        "replied_on": REPLIED,
        "suggestions": suggestions,
        **about,
    }
    return ask.RecordReply(**{"year": YEAR, "by": p.OFFICE, "now": at(REPLIED), **said})


def settle(n: int, adopted: bool = True, reason: str = "符合实际") -> ask.SettleSuggestion:
    return ask.SettleSuggestion(
        year=YEAR,
        by=p.OFFICE,
        now=at(REPLIED),
        department=EDUCATION,
        suggestion=n,
        adopted=adopted,
        reason=reason,
    )


def approve(**about: Any) -> ask.ApprovePlan:
    return ask.ApprovePlan(**{"year": YEAR, "by": p.DEPUTY, "now": at(APPROVED), **about})


def publish(**about: Any) -> ask.PublishPlan:
    said: dict[str, Any] = {"place": "区政府网站", "by": p.OFFICE, "now": at(APPROVED), **about}
    return ask.PublishPlan(year=YEAR, **said)


def amend(removed: Sequence[PlanItem], added: Sequence[PlanItem], **about: Any) -> ask.ProposeAmendment:
    said: dict[str, Any] = {
        "by": p.OFFICE,
        "now": at(APPROVED),
        "reason": "学校迁址",
        "amendment": UUID(int=1),
        **about,
    }
    return ask.ProposeAmendment(
        year=YEAR, removed=tuple(one.id for one in removed), added=tuple(added), **said
    )


def decide(granted: bool = True, **about: Any) -> ask.DecideAmendment:
    said: dict[str, Any] = {
        "by": p.DEPUTY,
        "now": at(APPROVED),
        "reason": "同意",
        "amendment": UUID(int=1),
        **about,
    }
    return ask.DecideAmendment(year=YEAR, granted=granted, **said)


def combine(items: Sequence[PlanItem], *units: PlannedUnit, **about: Any) -> ask.MergeItems:
    said: dict[str, Any] = {"by": p.OFFICE, "now": at(APPROVED), "reason": "减少入校", **about}
    return ask.MergeItems(
        year=YEAR, items=tuple(i.id for i in items), units=tuple(u.code for u in units), **said
    )


STEPS: tuple[PlanCommand, ...] = (draft(), consult(), reply("三月改到四月"), settle(1), approve(), publish())


def after(*commands: PlanCommand) -> DeciderTest[PlanCommand, PlanState, PlanEvent]:
    """The plan after these commands."""
    test = DeciderTest(DECIDER)
    for command in commands:
        test = test.given(*(test.when(command).events or ()))
    return test


def until(step: str) -> DeciderTest[PlanCommand, PlanState, PlanEvent]:
    """The plan just after a step: drafted, consulted, replied, settled, approved, published."""
    names = ("drafted", "consulted", "replied", "settled", "approved", "published")
    return after(*STEPS[: names.index(step) + 1])
