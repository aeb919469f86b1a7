"""Whatever is asked of a visit in whatever order, an onlooker who only reads the events finds no rule broken."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, get_args
from uuid import UUID

from chinese_calendar import is_workday
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant

from services.inspection.domain import commands as ask
from services.inspection.domain import events as happened
from services.inspection.domain.on_site import Check, Checklist, Outcome
from services.inspection.domain.report import Finding, Severity, same_words
from services.inspection.domain.visit_stages import Visit
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.workdays.deadline import SHANGHAI
from tests.unit.inspection.chance import Acts
from tests.unit.inspection.test_visiting import CAME, OTHER, SCHOOL, schedule
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    NOW,
    OFFICE,
    SCREENS,
    UNIT,
    VISIT,
    ZHANG,
    ledger,
    ledger_issue,
    record,
)

GATE = replace(DANGER, problem="围墙倒塌", working_days=1)
ROOF = replace(SCREENS, problem="屋面渗漏")
ENDLESS = replace(SCREENS, problem="围墙开裂", working_days=None)
FOUND: list[tuple[Finding, ...]] = [
    (), (SCREENS,), (DANGER,), (ENDLESS,), (ROOF, SCREENS), (SCREENS, ROOF, DANGER), (GATE, ROOF), (ROOF, ROOF)
]  # fmt: skip
UNITS = [UNIT, UNIT, UNIT, OTHER]


@dataclass(frozen=True)
class Roster:
    """What the roster says of the inspectors and the unit, one thing at a time."""

    recused: frozenset[str] = frozenset()
    off_duty: frozenset[str] = frozenset()
    ended_on: date | None = None


HIS = frozenset({"DX010"})
ROSTERS = [Roster(), Roster(), Roster(recused=HIS), Roster(off_duty=HIS), Roster(ended_on=DAY)]
PEOPLE = [ZHANG, ZHANG, OFFICE, Actor("DX099", "外人", Role.INSPECTOR)]


GUARDS = {
    "InspectorRecused", "InspectorOffDuty", "UnitHasEnded", "NotOnesOwnVisit", "AnotherUnitsVisit",
    "ScheduledInPast", "AnnouncedTooEarly", "AnnouncedTooLate", "VisitWasCancelled", "VisitHasBegun",
    "VisitNotScheduled", "AlreadyAnnounced", "AlreadyCheckedIn", "NoHazard", "FeedbackMistimed", "LimitMissing",
    "SameProblemTwice", "ProblemWithoutFinding", "OutcomeDiffers", "FindingOutsideChecklist",
    "VisitAlreadyRecorded", "OwnRecordReceived", "NotTheVisitedUnit", "AlreadyConfirmed", "NotSubmitted",
}  # fmt: skip
act = Acts()


@dataclass
class Onlooker:
    """Knows the law and the log, and nothing of how the decider keeps its state."""

    log: list[happened.VisitEvent] = field(default_factory=list)

    def saw(self, event: happened.VisitEvent, by: Actor, now: datetime, roster: Roster) -> None:
        """What may not be at the moment it happens."""
        today = now.astimezone(SHANGHAI).date()
        self.log.append(event)
        match event:
            case happened.VisitScheduled():
                assert event.on >= today
                assert not roster.off_duty & set(event.inspectors)
                self._who_goes(event.inspectors, event.on, by, roster)
            case happened.VisitAnnounced(on=on):
                between = sum(is_workday(on - timedelta(n)) for n in range(1, (on - today).days + 1))
                assert today <= on, "told of a visit that was"
                assert between <= 2, "上海 18: told too early"
            case happened.CheckedIn(came=came):
                self._who_goes(event.inspectors, came.at.astimezone(SHANGHAI).date(), by, roster)
            case happened.VisitRecorded(report=report, from_ledger=False):
                assert report.visited_on <= today
                assert not roster.off_duty & set(report.inspectors)
                self._who_goes(report.inspectors, report.visited_on, by, roster)
            case happened.IssueRaised(ledger=None, finding=finding):
                assert finding.working_days, "条例 21: no limit"
                assert event.found_on <= event.fed_back_at.astimezone(SHANGHAI).date(), "fed back before"
                assert event.fed_back_at <= now, "Q22: not yet fed back"
                self._who_goes(event.inspectors, event.found_on, by, roster)

    def _who_goes(self, inspectors: tuple[str, ...], on: date, by: Actor, roster: Roster) -> None:
        """条例 10, 15."""
        assert inspectors
        assert not roster.recused & set(inspectors), "who must recuse himself went"
        assert by.role is not Role.INSPECTOR or by.id in inspectors, "somebody else's visit"
        assert roster.ended_on is None or on < roster.ended_on, "a unit that is no more"

    def of(self, kind: type[Any]) -> list[Any]:
        return [event for event in self.log if isinstance(event, kind)]

    def check(self) -> None:
        raised, told = self.of(happened.IssueRaised), self.of(happened.UrgentHazardReported)
        records = [event for event in self.of(happened.VisitRecorded) if not event.from_ledger]
        assert len(records) <= 1, "Q17: a submitted record is immutable"
        assert len({same_words(one.finding.problem) for one in raised}) == len(raised), (
            "one problem, one issue"
        )
        assert len({one.issue for one in told}) == len(told), "条例 15: a danger is told once"
        assert {one.issue for one in told} <= {one.issue for one in raised}, "Q22: what is told is rectified"
        assert all(one.fed_back_at is not None for one in raised), "Q22: no issue without feedback"
        grave = {one.issue for one in raised if one.finding.severity is Severity.HAZARD}
        assert grave <= {one.issue for one in told}, "条例 15: every danger is told"
        numbers = [one.number for one in raised]
        assert len(set(numbers)) == len(numbers)
        assert len({one.unit.code for one in (*raised, *(one.report for one in records))}) <= 1, (
            "one visit, one unit"
        )
        assert len(self.of(happened.CheckedIn)) <= 1, "PIPL 28: one fix, never a track"
        self._check_order(records)

    def _check_order(self, records: list[happened.VisitRecorded]) -> None:
        done = self.log.index(records[0]) if records else len(self.log)
        for n, event in enumerate(self.log):
            match event:
                case happened.VisitAnnounced() | happened.VisitCancelled():
                    assert any(isinstance(one, happened.VisitScheduled) for one in self.log[:n])
                    assert n < done
                case happened.VisitReceived() | happened.VisitConfirmed() | happened.VisitSupplemented():
                    assert n > done, "§3B: what follows the record comes after it"
                case _:
                    pass
        for report in (one.report for one in records if not one.raised_before):
            ticked = (
                {c.item for c in report.checklist.checks if c.outcome.is_problem}
                if report.checklist
                else set()
            )
            told = {one.finding.item for one in self.of(happened.IssueRaised)}
            assert ticked <= told, "Q22: a problem stayed a tick"
        cancelled = [n for n, one in enumerate(self.log) if isinstance(one, happened.VisitCancelled)]
        assert not (cancelled and records), "a cancelled visit has no record"


class AnyVisit(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state: Visit = DECIDER.initial
        self.seen = Onlooker()
        self.submitted: ask.RecordVisit | None = None
        self.roster = Roster()
        self.refused: Counter[str] = Counter()

    def ask(self, command: ask.VisitCommand) -> bool:
        """Obey, and obey again: the second time changes nothing. Says whether the first did."""
        told = {"recused": self.roster.recused, "off_duty": self.roster.off_duty}
        said: dict[str, Any] = {**told, "unit_ended_on": self.roster.ended_on}
        command = replace(command, **{name: value for name, value in said.items() if hasattr(command, name)})
        try:
            events = DECIDER.decide(command, self.state)
        except Refused as refusal:
            self.refused[type(refusal).__name__] += 1
            return False
        self.state = DECIDER.fold(events, self.state)
        for event in events:
            self.seen.saw(event, command.by, command.now, self.roster)
        assert list(DECIDER.decide(command, self.state)) == []
        return bool(events)

    @act(roster=ROSTERS)
    def the_roster_changes(self, roster: Roster) -> None:
        self.roster = roster

    @act(days=range(-1, 6), unit=UNITS, by=PEOPLE)
    def plan(self, days: int, unit: Any, by: Actor) -> None:
        on = DAY + timedelta(days=days)
        self.ask(replace(schedule(now=NOW, by=by), on=on, unit=unit))

    @act(days=range(-4, 7))
    def announce(self, days: int) -> None:
        self.ask(ask.AnnounceVisit(ZHANG, NOW + timedelta(days=days), VISIT))

    @act()
    def cancel(self) -> None:
        self.ask(ask.CancelVisit(OFFICE, NOW, VISIT, "停课"))

    @act(place=["校门", "食堂"], fixed=[True, False], unit=UNITS, by=PEOPLE)
    def check_in(self, place: str, fixed: bool, unit: Any, by: Actor) -> None:
        came = replace(CAME, place=place, fix=CAME.fix if fixed else None)
        self.ask(ask.CheckIn(by, NOW, VISIT, unit, ("DX010",), came, frozenset()))

    @act(finding=[DANGER, GATE, SCREENS], minutes=[-1, 0, 5, 90], unit=UNITS, by=PEOPLE)
    def alarm(self, finding: Finding, minutes: int, unit: Any, by: Actor) -> None:
        found_at: datetime = NOW - timedelta(minutes=minutes)
        self.ask(
            ask.ReportUrgentHazard(by, NOW, VISIT, unit, ("DX010",), finding, found_at, None, frozenset())
        )

    @act(
        found=FOUND,
        summary=["", "改过"],
        unit=UNITS,
        by=PEOPLE,
        fed_back=[-30, -30, -30, 1, -24 * 60],
        ticked=[None, None, None, None, *Outcome],
        item=[None, "1"],
    )
    def submit(
        self,
        found: tuple[Finding, ...],
        summary: str,
        unit: Any,
        by: Actor,
        fed_back: int,
        ticked: Outcome | None,
        item: str | None,
    ) -> None:
        """Not all of it as it should be: feedback of tomorrow or before, a problem that stays a tick."""
        checks = (Check("1", "消防", ticked, "", own=False),) if ticked else ()
        checklist = Checklist("2026-10", 1, checks) if ticked else None
        about = (*(replace(one, item=item) for one in found[:1]), *found[1:])
        command = record(*about, by=by, summary=summary, unit=unit, checklist=checklist)
        command = replace(command, fed_back_at=NOW + timedelta(minutes=fed_back))
        if self.ask(command):
            self.submitted = command

    @act(found=FOUND)
    def take_over_ledger(self, found: tuple[Finding, ...]) -> None:
        rows = [ledger_issue(finding, row) for row, finding in enumerate(found, start=4)]
        if rows:
            self.ask(ledger(*rows))

    @act(by=[OFFICE, Actor("DX010", "张浩然", Role.OFFICE)])
    def receive(self, by: Actor) -> None:
        if self.ask(ask.ReceiveVisit(by, NOW, VISIT)):
            assert by.id != "DX010", "a second pair of eyes"

    @act(agrees=[True, False], unit=UNITS)
    def confirm(self, agrees: bool, unit: Any) -> None:
        self.ask(ask.ConfirmVisit(replace(SCHOOL, unit=unit.code), NOW, VISIT, agrees, ""))

    @act(n=[1, 2, 3])
    def supplement(self, n: int) -> None:
        self.ask(ask.SupplementVisit(ZHANG, NOW, VISIT, UUID(int=n), "补充", ()))

    @invariant()
    def no_rule_is_broken(self) -> None:
        self.seen.check()

    @invariant()
    def what_was_submitted_can_be_sent_again_whatever_came_since(self) -> None:
        if self.submitted is not None:
            assert list(DECIDER.decide(self.submitted, self.state)) == []


TestAnyVisit = AnyVisit.TestCase
TestAnyVisit.settings = settings(max_examples=60, stateful_step_count=25)


def test_long_walks_meet_every_event_and_every_guard_and_no_way_around() -> None:
    """条例 10, 15, 21; 上海 18; Q17, Q22: the same acts by chance."""
    happened_there: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    for seed in range(400):
        chance, visit = Random(seed), AnyVisit()
        for _ in range(40):
            act.one(visit, chance)
            visit.no_rule_is_broken()
            visit.what_was_submitted_can_be_sent_again_whatever_came_since()
        happened_there += Counter(type(event).__name__ for event in visit.seen.log)
        refused += visit.refused
    assert happened_there.keys() == {event.__name__ for event in get_args(happened.VisitEvent)}
    assert refused.keys() >= GUARDS, GUARDS - refused.keys()
