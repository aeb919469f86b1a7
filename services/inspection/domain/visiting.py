"""Before the record: planning a visit, telling the unit of it in time, cancelling it, and arriving."""

from collections.abc import Iterable
from datetime import date

from services.inspection.domain.commands import AnnounceVisit, CancelVisit, CheckIn, ScheduleVisit
from services.inspection.domain.events import (
    CheckedIn,
    VisitAnnounced,
    VisitCancelled,
    VisitEvent,
    VisitScheduled,
)
from services.inspection.domain.refusals import (
    InspectorOffDuty,
    InspectorRecused,
    NoInspector,
    NotOnesOwnVisit,
    UnitHasEnded,
)
from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.terms import SET_BY_OFFICE, Terms, cited, day_of, spoken
from services.inspection.domain.visit_stages import (
    Cancelled,
    FromLedger,
    OnSite,
    Plan,
    Recorded,
    Scheduled,
    Unrecorded,
    Visit,
    unit_of,
)
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.rules.rule import Rule
from shared.workdays.deadline import workdays_before

NOTICE = "visit_notice"


class VisitWasCancelled(Refused):
    field = "visit"

    def __init__(self) -> None:
        super().__init__("这次督导已取消。实际去了的，请另填一份新的督导记录。")


class VisitHasBegun(Refused):
    field = "visit"

    def __init__(self) -> None:
        super().__init__("督导已经开始或已有记录，不能再安排、通知或取消。请刷新查看。")


class VisitNotScheduled(Refused):
    field = "visit"

    def __init__(self) -> None:
        super().__init__("没有安排这次督导。请核对编号，或先安排。")


class AlreadyAnnounced(Refused):
    field = "visit"

    def __init__(self) -> None:
        super().__init__("这次督导已经通知单位，不能再改安排。确需改期的，请先取消，再另行安排。")


class ScheduledInPast(Refused):
    field = "on"

    def __init__(self, on: date) -> None:
        super().__init__(f"{spoken(on)}已经过去。请安排今天或以后的日期；已经去过的，请直接提交督导记录。")


class AnnouncedTooEarly(Refused):
    """上海 18: a visit may come unannounced, and where a notice is needed it is not early."""

    def __init__(self, rule: Rule, earliest: date) -> None:
        super().__init__(
            f"经常性督导的通知不应早于{rule.amount}，最早{spoken(earliest)}通知。请届时再通知，或不事先通知。"
        )
        self.article = cited(rule)


class AnnouncedTooLate(Refused):
    def __init__(self, on: date) -> None:
        super().__init__(f"督导日期{spoken(on)}已过，不必再通知。")


class AnotherUnitsVisit(Refused):
    field = "unit"

    def __init__(self, name: str) -> None:
        super().__init__(f"这次督导是对{name}的。请核对单位；对其他单位的督导请另填一份。")


class AlreadyCheckedIn(Refused):
    """PIPL 28: one fix, never a track."""

    def __init__(self) -> None:
        super().__init__("这次督导已经签到，只记一次位置。请继续填写记录。")


def schedule_visit(command: ScheduleVisit, visit: Visit, terms: Terms) -> list[VisitEvent]:
    plan = Plan(command.unit, command.inspectors, command.on, command.themes)
    issues = _not_begun(visit).issues
    if isinstance(visit, Scheduled):
        if visit.plan == plan:
            return []
        if visit.announced:
            raise AlreadyAnnounced
    check_same_unit(visit, command.unit)
    if issues.raised:
        raise VisitHasBegun
    if command.on < day_of(command.now):
        raise ScheduledInPast(command.on)
    terms.require(command.on)
    check_inspectors(command.by, command.inspectors, command.recused)
    check_on_duty(command.inspectors, command.off_duty, command.on)
    check_unit(command.unit, command.unit_ended_on, command.on)
    return [VisitScheduled(command.visit, plan.unit, plan.inspectors, plan.on, plan.themes)]


def announce_visit(command: AnnounceVisit, visit: Visit, terms: Terms) -> list[VisitEvent]:
    """上海 18: the unit learns of it only now, and not before the pack's workdays."""
    match _not_begun(visit):
        case Scheduled(announced=True):
            return []
        case Scheduled(plan=plan):
            _check_own(command.by, plan.inspectors)
            today, rule = day_of(command.now), terms.get(NOTICE, plan.on)
            if today > plan.on:
                raise AnnouncedTooLate(plan.on)
            if rule and today < (earliest := workdays_before(plan.on, rule.number, terms.calendar)):
                raise AnnouncedTooEarly(rule, earliest)
            basis = (cited(rule) or SET_BY_OFFICE) if rule else None
            return [VisitAnnounced(command.visit, plan.unit, plan.inspectors, plan.on, plan.themes, basis)]
        case _:
            raise VisitNotScheduled


def cancel_visit(command: CancelVisit, visit: Visit) -> list[VisitEvent]:
    match visit:
        case Cancelled():
            return []
        case Scheduled(plan=plan, announced=announced):
            _check_own(command.by, plan.inspectors)
            return [VisitCancelled(command.visit, plan.unit, plan.on, command.reason, announced)]
        case Unrecorded():
            raise VisitNotScheduled
        case _:
            raise VisitHasBegun


def check_in(command: CheckIn, visit: Visit) -> list[VisitEvent]:
    """One position at the door. Whatever it says is recorded, and shown later."""
    match visit:
        case Recorded() | FromLedger():
            return []  # Sent late: the record has its own.
        case OnSite(came=came):
            if came == command.came:
                return []
            raise AlreadyCheckedIn
        case Cancelled():
            raise VisitWasCancelled
        case Unrecorded() | Scheduled():
            check_same_unit(visit, command.unit)
    check_inspectors(command.by, command.inspectors, command.recused)
    check_unit(command.unit, command.unit_ended_on, day_of(command.came.at))
    return [CheckedIn(command.visit, command.unit, command.inspectors, command.came)]


def check_inspectors(by: Actor, inspectors: tuple[str, ...], recused: frozenset[str]) -> None:
    """条例 10 and 15: somebody goes, nobody who must recuse himself, and an inspector on his own visits."""
    if not inspectors:
        raise NoInspector
    if concerned := recused.intersection(inspectors):
        raise InspectorRecused(concerned)
    _check_own(by, inspectors)


def check_on_duty(inspectors: Iterable[str], off_duty: frozenset[str], on: date) -> None:
    if away := off_duty.intersection(inspectors):
        raise InspectorOffDuty(away, on)


def check_unit(unit: VisitedUnit, ended_on: date | None, on: date) -> None:
    """A visit made before the unit ended counts, whenever it is told of."""
    if ended_on is not None and on >= ended_on:
        raise UnitHasEnded(unit.name, ended_on)


def check_same_unit(visit: Visit, unit: VisitedUnit) -> None:
    known = unit_of(visit)
    if known is not None and known.code != unit.code:
        raise AnotherUnitsVisit(known.name)


def _check_own(by: Actor, inspectors: tuple[str, ...]) -> None:
    if by.role is Role.INSPECTOR and by.id not in inspectors:
        raise NotOnesOwnVisit


def _not_begun(visit: Visit) -> Unrecorded | Scheduled:
    match visit:
        case Unrecorded() | Scheduled():
            return visit
        case Cancelled():
            raise VisitWasCancelled
        case _:
            raise VisitHasBegun
