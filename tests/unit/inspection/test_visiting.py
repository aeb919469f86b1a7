"""A visit before and after its record: plan, notice in time, check-in, urgent danger, receipt and confirmation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.inspection.domain import commands as ask
from services.inspection.domain import events as happened
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.following_up import (
    AlreadyConfirmed,
    NotSubmitted,
    NotTheVisitedUnit,
    OwnRecordReceived,
    SupplementStands,
)
from services.inspection.domain.hazards import NoHazard
from services.inspection.domain.on_site import Feedback, Fix, FixSource, Presence
from services.inspection.domain.refusals import (
    InspectorOffDuty,
    InspectorRecused,
    LimitMissing,
    NoInspector,
    NotOnesOwnVisit,
    UnitHasEnded,
)
from services.inspection.domain.terms import SET_BY_OFFICE, NoRulesThen
from services.inspection.domain.visit import visit_decider
from services.inspection.domain.visiting import (
    AlreadyAnnounced,
    AlreadyCheckedIn,
    AnnouncedTooEarly,
    AnnouncedTooLate,
    AnotherUnitsVisit,
    ScheduledInPast,
    VisitHasBegun,
    VisitNotScheduled,
    VisitWasCancelled,
)
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePacks
from shared.testing.given_when_then import DeciderTest
from shared.workdays.seed import seeded_calendar
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    FED_BACK,
    HAZARD_TOLD,
    NOW,
    OFFICE,
    REPORT,
    SCREENS,
    UNIT,
    VISIT,
    ZHANG,
    raised,
    record,
    recorded,
)

visit = DeciderTest(DECIDER)
BOTH = ("DX010", "DX020")
THEMES = ("校园安全",)
AHEAD = NOW - timedelta(days=16)  # 30 September: the National Day holidays lie between.
PLAN = (VISIT, UNIT, BOTH, DAY, THEMES)
SCHEDULED = happened.VisitScheduled(*PLAN)
ANNOUNCED = happened.VisitAnnounced(*PLAN, "《上海市教育督导条例》第十八条")
CAME = Presence(
    datetime(2026, 10, 16, 0, 32, tzinfo=UTC), "校门", Fix("31.16", "121.22", 15, FixSource.GPS, False)
)
ARRIVED = happened.CheckedIn(VISIT, UNIT, BOTH, CAME)
FOUND = NOW - timedelta(minutes=10)
SCHOOL = Actor("wang", "王校长", Role.UNIT, UNIT.code)
OTHER = replace(UNIT, code="319991-0011", name="白鹭学校")
submitted = visit.given(recorded(0))


def schedule(by: Actor = ZHANG, now: datetime = AHEAD, **changes: object) -> ask.ScheduleVisit:
    command = ask.ScheduleVisit(by, now, VISIT, UNIT, BOTH, DAY, THEMES, frozenset())
    return replace(command, **changes)  # type: ignore[arg-type]


def announce(now: datetime, by: Actor = ZHANG) -> ask.AnnounceVisit:
    return ask.AnnounceVisit(by, now, VISIT)


def cancel(by: Actor = ZHANG) -> ask.CancelVisit:
    return ask.CancelVisit(by, AHEAD, VISIT, "当天全区停课")


def check_in(**changes: object) -> ask.CheckIn:
    return replace(ask.CheckIn(ZHANG, NOW, VISIT, UNIT, BOTH, CAME, frozenset()), **changes)  # type: ignore[arg-type]


def alarm(**changes: object) -> ask.ReportUrgentHazard:
    command = ask.ReportUrgentHazard(
        ZHANG, NOW, VISIT, UNIT, BOTH, DANGER, FOUND, "袁伟（校长）", frozenset(), REPORT.number
    )
    return replace(command, **changes)  # type: ignore[arg-type]


def alarmed(found_at: datetime = FOUND) -> happened.UrgentHazardReported:
    return replace(
        HAZARD_TOLD,
        found_at=found_at,
        due_at=found_at + timedelta(minutes=30),
        basis=SET_BY_OFFICE,
        told="袁伟（校长）",
    )


RAISED_AT_ONCE = raised(DANGER, "202610-001-1", fed_back_at=FOUND)


# Before


def test_a_visit_is_planned_and_planned_otherwise_while_the_unit_does_not_know() -> None:
    """§3B."""
    visit.when(schedule()).then(SCHEDULED)
    visit.again(schedule())
    later = replace(SCHEDULED, on=DAY + timedelta(days=3))
    visit.given(SCHEDULED).when(schedule(on=later.on)).then(later)
    visit.given(SCHEDULED, ANNOUNCED).when(schedule(on=later.on)).then_refused(AlreadyAnnounced)
    visit.given(SCHEDULED).when(schedule(unit=OTHER)).then_refused(AnotherUnitsVisit)


def test_a_visit_is_planned_for_a_day_to_come_with_people_who_may_go() -> None:
    """条例 10, 15."""
    visit.when(schedule(on=date(2026, 9, 29))).then_refused(ScheduledInPast)
    visit.when(schedule(inspectors=())).then_refused(NoInspector)
    visit.when(schedule(recused=frozenset({"DX020"}))).then_refused(InspectorRecused)
    visit.when(schedule(off_duty=frozenset({"DX020"}))).then_refused(InspectorOffDuty)
    visit.when(schedule(by=Actor("DX011", "郑红霞", Role.INSPECTOR))).then_refused(NotOnesOwnVisit)
    visit.when(schedule(unit_ended_on=DAY)).then_refused(UnitHasEnded)
    visit.when(schedule(on=date(2062, 10, 16))).then_refused(NoRulesThen)
    visit.when(schedule(by=OFFICE)).then(SCHEDULED)


def test_the_unit_is_told_no_earlier_than_two_workdays_ahead() -> None:
    """上海 18: 可以不事先通知; 确需通知的, 不应早于2个工作日. 2026-10-10 is a make-up Saturday."""
    scheduled = visit.given(SCHEDULED)
    refusal = scheduled.when(announce(NOW - timedelta(days=3))).then_refused(AnnouncedTooEarly)
    assert refusal.article == "《上海市教育督导条例》第十八条"
    assert "最早2026年10月14日" in str(refusal)
    scheduled.when(announce(NOW - timedelta(days=2))).then(ANNOUNCED)
    scheduled.when(announce(NOW)).then(ANNOUNCED)
    scheduled.when(announce(NOW + timedelta(days=1))).then_refused(AnnouncedTooLate)
    scheduled.again(announce(NOW))


def test_make_up_workdays_count_for_the_notice() -> None:
    """上海 18; 2026-09-20 is a Sunday that is worked: two workdays before Monday the 21st is Saturday's Friday."""
    monday = replace(SCHEDULED, on=date(2026, 9, 21))
    friday = datetime(2026, 9, 18, 2, 0, tzinfo=UTC)
    visit.given(monday).when(announce(friday - timedelta(days=1))).then_refused(AnnouncedTooEarly)
    visit.given(monday).when(announce(friday)).then(replace(ANNOUNCED, on=monday.on))


def test_where_no_rule_bounds_the_notice_it_may_be_early() -> None:
    packs = RulePacks.load()
    elsewhere = DeciderTest(visit_decider(lambda day: packs.pack("chongqing", day), seeded_calendar()))
    elsewhere.given(SCHEDULED).when(announce(AHEAD)).then(replace(ANNOUNCED, basis=None))


def test_only_a_planned_visit_is_announced_or_cancelled() -> None:
    visit.when(announce(NOW)).then_refused(VisitNotScheduled)
    visit.when(cancel()).then_refused(VisitNotScheduled)
    for begun in (visit.given(ARRIVED), submitted):
        begun.when(announce(NOW)).then_refused(VisitHasBegun)
        begun.when(cancel()).then_refused(VisitHasBegun)
        begun.when(schedule()).then_refused(VisitHasBegun)


def test_only_who_goes_or_the_office_announces_and_cancels() -> None:
    another = Actor("DX011", "郑红霞", Role.INSPECTOR)
    visit.given(SCHEDULED).when(announce(NOW, another)).then_refused(NotOnesOwnVisit)
    visit.given(SCHEDULED).when(cancel(another)).then_refused(NotOnesOwnVisit)


def test_what_was_cancelled_is_not_made() -> None:
    quiet = happened.VisitCancelled(VISIT, UNIT, DAY, "当天全区停课", announced=False)
    visit.given(SCHEDULED).when(cancel()).then(quiet)
    visit.given(SCHEDULED).again(cancel())
    visit.given(SCHEDULED, ANNOUNCED).when(cancel()).then(replace(quiet, announced=True))
    cancelled = visit.given(SCHEDULED, quiet)
    cancelled.when(record()).then_refused(VisitWasCancelled)
    cancelled.when(check_in()).then_refused(VisitWasCancelled)
    cancelled.when(schedule()).then_refused(VisitWasCancelled)


# On the spot


def test_one_position_is_taken_at_the_door() -> None:
    """Q17; PIPL 28: one fix, never a track."""
    visit.when(check_in()).then(ARRIVED)
    visit.again(check_in())
    visit.given(SCHEDULED).when(check_in()).then(ARRIVED)
    visit.given(ARRIVED).when(check_in(came=replace(CAME, place="食堂"))).then_refused(AlreadyCheckedIn)
    submitted.when(check_in()).then_nothing()


@pytest.mark.parametrize("fix", [None, replace(CAME.fix, mock=True)])  # type: ignore[type-var]
def test_a_false_or_missing_position_blocks_nothing(fix: Fix | None) -> None:
    """§5: recorded and shown."""
    came = replace(CAME, fix=fix)
    visit.when(check_in(came=came)).then(replace(ARRIVED, came=came))


def test_who_checks_in_may_inspect() -> None:
    """条例 10, 15."""
    visit.when(check_in(recused=frozenset({"DX010"}))).then_refused(InspectorRecused)
    visit.when(check_in(by=Actor("DX011", "郑红霞", Role.INSPECTOR))).then_refused(NotOnesOwnVisit)
    visit.when(check_in(unit_ended_on=DAY)).then_refused(UnitHasEnded)
    visit.given(SCHEDULED).when(check_in(unit=OTHER)).then_refused(AnotherUnitsVisit)


def test_the_record_takes_over_the_check_in_sent_ahead() -> None:
    arrived, with_came = visit.given(SCHEDULED, ARRIVED), replace(REPORT, came=CAME)
    arrived.when(record()).then(recorded(0, with_came))
    arrived.again(record())
    arrived.given(recorded(0, with_came)).when(record(came=CAME)).then_nothing()
    arrived.when(record(unit=OTHER)).then_refused(AnotherUnitsVisit)


def test_a_danger_is_told_before_the_record_and_is_an_issue_at_once() -> None:
    """条例 15: 应当及时督促; 30 minutes are 本区设定, never law."""
    for before in (visit, visit.given(SCHEDULED), visit.given(ARRIVED)):
        before.when(alarm()).then(alarmed(), RAISED_AT_ONCE)
        before.again(alarm())


def test_a_danger_that_is_told_late_is_told_all_the_same() -> None:
    """条例 15; without a connection the report comes when it can, and is seen to be late."""
    hours_ago = NOW - timedelta(hours=3)
    visit.when(alarm(found_at=hours_ago)).then(
        alarmed(hours_ago), raised(DANGER, "202610-001-1", fed_back_at=hours_ago)
    )


def test_a_phone_whose_clock_is_ahead_delays_no_report() -> None:
    """条例 15."""
    visit.when(alarm(found_at=NOW + timedelta(minutes=3))).then(
        alarmed(NOW), raised(DANGER, "202610-001-1", fed_back_at=NOW)
    )


def test_a_danger_is_told_although_what_it_is_said_to_follow_is_made_up() -> None:
    """条例 15: told at once, without the reference."""
    follows = replace(DANGER, earlier=UUID(int=5))
    made_up = alarm(finding=follows, unknown_earlier=frozenset({UUID(int=5)}))
    visit.when(made_up).then(alarmed(), RAISED_AT_ONCE)
    visit.when(alarm(finding=follows)).then(alarmed(), replace(RAISED_AT_ONCE, finding=follows))


def test_a_danger_is_told_although_the_phone_says_it_is_the_year_2000() -> None:
    """条例 15: a broken clock delays no report; nobody then knows the minute it was found."""
    nonsense = datetime(2000, 1, 1, tzinfo=UTC)
    untimed = replace(HAZARD_TOLD, told="袁伟（校长）")
    visit.when(alarm(found_at=nonsense)).then(untimed, raised(DANGER, "202610-001-1", fed_back_at=NOW))
    visit.again(alarm(found_at=nonsense))


def test_only_a_danger_goes_out_at_once() -> None:
    visit.when(alarm(finding=SCREENS)).then_refused(NoHazard)
    visit.when(alarm(finding=replace(DANGER, working_days=None))).then_refused(LimitMissing)
    visit.when(alarm(recused=frozenset({"DX010"}))).then_refused(InspectorRecused)
    visit.when(alarm(unit_ended_on=DAY)).then_refused(UnitHasEnded)
    for known in (visit.given(SCHEDULED), visit.given(ARRIVED), submitted):
        known.when(alarm(unit=OTHER)).then_refused(AnotherUnitsVisit)


def test_the_record_neither_raises_nor_tells_again_what_went_out_at_once() -> None:
    """Q22: one problem is one issue; the record may be sent again as often as the phone likes."""
    told = visit.given(alarmed(), RAISED_AT_ONCE)
    told.when(record(DANGER, SCREENS)).then(recorded(2, before=1), raised(SCREENS, "202610-001-2"))
    told.again(record(DANGER, SCREENS))
    told.again(record(replace(DANGER, demand="立即落实双人双锁")))  # Worded better at the desk.


def test_a_danger_may_go_out_after_the_record_too() -> None:
    """条例 15: never blocked; the record that follows it in the queue is still the same record."""
    done = visit.given(recorded(1), raised(SCREENS, "202610-001-1"))
    second = raised(DANGER, "202610-001-2", fed_back_at=FOUND)
    done.when(alarm()).then(alarmed(), second)
    done.given(alarmed(), second).when(record(SCREENS)).then_nothing()


def test_a_danger_first_told_by_a_record_made_on_the_spot_has_its_clock() -> None:
    """条例 15."""
    report = replace(REPORT, came=CAME, feedback=Feedback("袁伟（校长）", "", None))
    visit.when(replace(record(DANGER), report=report)).then(
        recorded(1, report), raised(DANGER, "202610-001-1"), alarmed(FED_BACK)
    )


# Afterwards


def test_the_office_receives_a_record_it_did_not_make() -> None:
    """§3B; Q3: a second pair of eyes."""
    command = ask.ReceiveVisit(OFFICE, NOW, VISIT)
    submitted.when(command).then(happened.VisitReceived(VISIT, "督导室"))
    submitted.again(command)
    visit.given(ARRIVED).when(command).then_refused(NotSubmitted)
    own = ask.ReceiveVisit(Actor("DX020", "赵佳怡", Role.OFFICE), NOW, VISIT)
    submitted.when(own).then_refused(OwnRecordReceived)


def test_the_unit_says_once_whether_the_visit_took_place() -> None:
    """§5: the school's confirmation corroborates; it changes nothing of the record."""
    command = ask.ConfirmVisit(SCHOOL, NOW, VISIT, False, "当天没有来")
    submitted.when(command).then(happened.VisitConfirmed(VISIT, "王校长", False, "当天没有来"))
    submitted.again(command)
    said = submitted.given(happened.VisitConfirmed(VISIT, "王校长", False, "当天没有来"))
    said.when(replace(command, agrees=True)).then_refused(AlreadyConfirmed)
    submitted.when(replace(command, by=replace(SCHOOL, unit=OTHER.code))).then_refused(NotTheVisitedUnit)
    visit.when(command).then_refused(NotSubmitted)


def test_a_correction_is_added_and_nothing_is_changed() -> None:
    """Q17: immutable once submitted; §3: corrections are new events."""
    id = UUID(int=7)
    command = ask.SupplementVisit(ZHANG, NOW, VISIT, id, "听课应为3节", ())
    submitted.when(command).then(happened.VisitSupplemented(VISIT, UNIT, id, "张浩然", "听课应为3节", ()))
    submitted.again(command)
    added = submitted.given(happened.VisitSupplemented(VISIT, UNIT, id, "张浩然", "听课应为3节", ()))
    added.when(replace(command, text="听课应为4节")).then_refused(SupplementStands)
    visit.given(ARRIVED).when(command).then_refused(NotSubmitted)
    submitted.when(replace(command, by=Actor("DX011", "郑红霞", Role.INSPECTOR))).then_refused(
        NotOnesOwnVisit
    )
    submitted.when(replace(command, missing=frozenset({"ab" * 32}))).then_refused(FilesNotHandedIn)
