"""Whatever is asked of a visit in whatever order, an onlooker who only reads the events finds no rule broken."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.inspection.domain import commands as ask
from services.inspection.domain import events as happened
from services.inspection.domain.report import Finding, Severity, same_words
from services.inspection.domain.visit_stages import Visit
from shared.event_sourcing.decider import Actor, Refused, Role
from tests.unit.inspection.test_visiting import CAME, OTHER, SCHOOL, schedule
from tests.unit.inspection.visits import (
    DANGER,
    DAY,
    DECIDER,
    NOW,
    OFFICE,
    SCREENS,
    VISIT,
    ZHANG,
    ledger,
    ledger_issue,
    record,
)

GATE = replace(DANGER, problem="围墙倒塌", working_days=1)
ROOF = replace(SCREENS, problem="屋面渗漏")
findings = st.lists(st.sampled_from([DANGER, GATE, SCREENS, ROOF]), max_size=4, unique=True)
units = st.sampled_from([OTHER, schedule().unit])


@dataclass
class Onlooker:
    """Knows the law and the log, and nothing of how the decider keeps its state."""

    log: list[happened.VisitEvent] = field(default_factory=list)

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
        cancelled = [n for n, one in enumerate(self.log) if isinstance(one, happened.VisitCancelled)]
        assert not (cancelled and records), "a cancelled visit has no record"


class AnyVisit(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.state: Visit = DECIDER.initial
        self.seen = Onlooker()
        self.submitted: ask.RecordVisit | None = None

    def ask(self, command: ask.VisitCommand) -> bool:
        """Obey, and obey again: the second time changes nothing. Says whether the first did."""
        try:
            events = DECIDER.decide(command, self.state)
        except Refused:
            return False
        self.state = DECIDER.fold(events, self.state)
        self.seen.log += events
        assert list(DECIDER.decide(command, self.state)) == []
        return bool(events)

    @rule(days=st.integers(-1, 3), unit=units)
    def plan(self, days: int, unit: Any) -> None:
        on = DAY + timedelta(days=days)
        self.ask(replace(schedule(now=NOW), on=on, unit=unit))

    @rule(days=st.integers(-4, 1))
    def announce(self, days: int) -> None:
        self.ask(ask.AnnounceVisit(ZHANG, NOW + timedelta(days=days), VISIT))

    @rule()
    def cancel(self) -> None:
        self.ask(ask.CancelVisit(OFFICE, NOW, VISIT, "停课"))

    @rule(place=st.sampled_from(["校门", "食堂"]), fixed=st.booleans(), unit=units)
    def check_in(self, place: str, fixed: bool, unit: Any) -> None:
        came = replace(CAME, place=place, fix=CAME.fix if fixed else None)
        self.ask(ask.CheckIn(ZHANG, NOW, VISIT, unit, ("DX010",), came, frozenset()))

    @rule(finding=st.sampled_from([DANGER, GATE, SCREENS]), minutes=st.integers(-1, 90), unit=units)
    def alarm(self, finding: Finding, minutes: int, unit: Any) -> None:
        found_at: datetime = NOW - timedelta(minutes=minutes)
        self.ask(
            ask.ReportUrgentHazard(ZHANG, NOW, VISIT, unit, ("DX010",), finding, found_at, None, frozenset())
        )

    @rule(found=findings, summary=st.sampled_from(["", "改过"]), unit=units)
    def submit(self, found: list[Finding], summary: str, unit: Any) -> None:
        command = record(*found, summary=summary, unit=unit)
        if self.ask(command):
            self.submitted = command

    @rule(found=findings)
    def take_over_ledger(self, found: list[Finding]) -> None:
        rows = [ledger_issue(finding, row) for row, finding in enumerate(found, start=4)]
        if rows:
            self.ask(ledger(*rows))

    @rule(by=st.sampled_from([OFFICE, Actor("DX010", "张浩然", Role.OFFICE)]))
    def receive(self, by: Actor) -> None:
        if self.ask(ask.ReceiveVisit(by, NOW, VISIT)):
            assert by.id != "DX010", "a second pair of eyes"

    @rule(agrees=st.booleans(), unit=units)
    def confirm(self, agrees: bool, unit: Any) -> None:
        self.ask(ask.ConfirmVisit(replace(SCHOOL, unit=unit.code), NOW, VISIT, agrees, ""))

    @rule(n=st.integers(1, 3))
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
