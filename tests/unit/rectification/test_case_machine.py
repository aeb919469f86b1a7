"""Whatever is asked of a case in whatever order, these hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import events
from services.rectification.domain.commands import (
    CaseCommand,
    LoseUnit,
    RecordInterview,
    ReplaceInspector,
    ScheduleInterview,
    TransferCase,
)
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.issue import GRAVE, Evidence, Measure
from services.rectification.domain.ladder import Rung, SkipGround
from services.rectification.domain.stages import Case, InterviewSet, Revisited, StruckInLedger
from services.rectification.domain.standing import code
from services.rectification.domain.terms import Due, day_of
from services.rectification.read_models import cases, due
from shared.event_sourcing.decider import Actor, Refused, Role
from tests.unit.rectification import samples
from tests.unit.rectification.samples import ABOUT, CASE_ID, CHAIR, DECIDER, DEPUTY, HEAD, INSPECTOR, OFFICE
from tests.unit.rectification.stored import stored

HOSTS = ("区教育督导委员会", "区教育局")
PEOPLE = st.sampled_from(
    [OFFICE, HEAD, INSPECTOR, DEPUTY, CHAIR, Actor(INSPECTOR.id, INSPECTOR.name, Role.DEPUTY_CHIEF_INSPECTOR)]
)
RUNGS = st.none() | st.sampled_from(list(Rung))
GROUNDS = st.none() | st.sampled_from(list(SkipGround))
GROUND_EVENTS = (events.DeadlineMissed, events.RecheckFailed, events.InterviewMissed)
ACTS = {
    events.SupervisionOrderServed: Rung.SUPERVISION_ORDER,
    events.InterviewScheduled: Rung.INTERVIEW,
    events.CircularIssued: Rung.CIRCULAR,
    events.AccountabilityStarted: Rung.ACCOUNTABILITY,
}


class CaseMachine(RuleBasedStateMachine):
    """A case, its people doing right and wrong things, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = samples.FED_BACK
        self.state = DECIDER.initial
        self.log: list[events.CaseEvent] = []
        self.duties: dict[UUID, Due] = {}
        self.limits: dict[int, Due | None] = {}
        self.rows: dict[str, Any] = {"cases": None, "due": None}
        self.letters = 0

    @property
    def case(self) -> Case:
        assert isinstance(self.state, Case)
        return self.state

    def obey(self, command: CaseCommand) -> None:
        try:
            led_to = DECIDER.decide(command, self.state)
        except Refused:
            return
        for event in led_to:
            self.log.append(event)
            self.state = DECIDER.evolve(self.state, event)
            loaded = stored(event, len(self.log), self.now)
            for name, model in (("cases", cases.MODEL), ("due", due.MODEL)):
                self.rows[name] = model.project(self.rows[name], loaded, CASE_ID)
        assert not led_to or not DECIDER.decide(command, self.state), "doing it again changed something"

    def letter(self) -> str:
        self.letters += 1
        return f"云教督改〔2026〕{self.letters}号"

    @initialize(
        severity=st.sampled_from([GRAVE, "一般"]),
        ledger=st.none()
        | st.builds(
            samples.a_ledger, closed=st.booleans(), rectification=st.sampled_from(["已完成整改", None])
        ),
        working_days=st.none() | st.integers(1, 20),
        climbed=st.integers(0, 24),
    )
    def opened(self, severity: str, ledger: Any, working_days: int | None, climbed: int) -> None:
        """The case begins anywhere up the ladder: its unit was late every time, all others did their duty."""
        about = replace(ABOUT, severity=severity)
        self.obey(samples.open_case(self.now, about=about, ledger=ledger, working_days=working_days))
        for _ in range(climbed):
            duty = self.case.duty
            if duty is not None and duty.owner_role is Role.UNIT:
                self.now += max(timedelta(), timedelta(days=(duty.due.on - day_of(self.now)).days + 1))
                self.the_watcher_looks()
            self.the_next_step_is_taken(True)

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def the_watcher_looks(self) -> None:
        if self.case.duty is not None:
            self.obey(samples.prompt(self.case, self.case.prompted + 1, self.now))
            self.obey(samples.miss(self.case, self.now))

    @rule(well=st.booleans())
    def the_next_step_is_taken(self, well: bool) -> None:
        if self.case.duty is not None:
            self.obey(_steps(self, well)[self.case.duty.kind](self.now))

    @rule(by=PEOPLE, passed=st.booleans())
    def somebody_rechecks(self, by: Actor, passed: bool) -> None:
        self.obey(samples.recheck(passed, self.now, by))

    @rule(by=PEOPLE)
    def somebody_approves(self, by: Actor) -> None:
        self.obey(samples.close_case(self.now, by))

    @rule(by=PEOPLE, escalate=st.booleans(), rung=RUNGS, ground=GROUNDS)
    def somebody_decides(
        self, by: Actor, escalate: bool, rung: Rung | None, ground: SkipGround | None
    ) -> None:
        self.obey(samples.decide(escalate, self.now, by, rung=rung, skip_ground=ground))

    @rule(by=PEOPLE, text=st.sampled_from(["", "已改", "再次整改"]))
    def somebody_submits(self, by: Actor, text: str) -> None:
        self.obey(samples.submit_plan(self.now, by, (Measure(text, "高卫东", day_of(self.now)),)))
        self.obey(samples.report_completion(self.now, by, (Evidence(text),)))

    @rule(ok=st.booleans())
    def somebody_revisits(self, ok: bool) -> None:
        self.obey(samples.revisit(ok, self.now))

    @rule(inspector=st.sampled_from(["DX018", "DX026", "DX031"]), successor=st.sampled_from(["DX031", None]))
    def a_post_ends(self, inspector: str, successor: str | None) -> None:
        self.obey(
            ReplaceInspector(
                case_id=CASE_ID, by=SYSTEM, now=self.now, inspector=inspector, successor=successor
            )
        )

    @rule(merged=st.booleans())
    def the_unit_ends(self, merged: bool) -> None:
        today = day_of(self.now)
        told: dict[str, Any] = {"case_id": CASE_ID, "by": SYSTEM, "now": self.now, "ended_on": today}
        into: dict[str, Any] = {
            "unit": "319991-0003",
            "unit_name": "永兴小学",
            "superior": None,
            "zone": None,
        }
        merger = TransferCase(former=ABOUT.unit, **told, **into)
        self.obey(merger if merged else LoseUnit(unit=ABOUT.unit, **told))

    @rule()
    def acts_are_tried(self) -> None:
        self.obey(samples.serve_notice(self.now, letter=self.letter()))
        self.obey(samples.serve_order(self.now))
        self.obey(samples.issue_circular(self.now))
        self.obey(samples.form_work_group(self.now))

    @invariant()
    def nothing_is_closed_without_a_recheck_by_somebody_else(self) -> None:
        """条例 22, Q22, four eyes."""
        passed: events.RecheckPassed | None = None
        for event in self.log:
            match event:
                case events.RecheckPassed():
                    passed = event
                case events.CompletionReported() | events.CompletedInLedger() | events.CaseReopened():
                    passed = None
                case events.CaseClosed():
                    assert passed is not None
                    assert passed.by.id != event.by.id

    @invariant()
    def no_rung_is_reached_without_its_ground_and_no_two_proposals_are_open(self) -> None:
        proposed: Rung | None = None
        decided: Rung | None = None
        for before, event in zip([None, *self.log], self.log, strict=False):
            match event:
                case events.EscalationProposed():
                    assert isinstance(before, GROUND_EVENTS)
                    assert proposed is None
                    assert decided is None
                    proposed = event.rung
                case events.EscalationDecided():
                    assert proposed is not None
                    assert event.rung is proposed or event.skip_ground is not None
                    proposed, decided = None, event.rung
                case events.EscalationDeclined():
                    assert event.rung is proposed
                    proposed = None
                case _ if type(event) in ACTS:
                    assert decided is ACTS[type(event)]
                    decided = None

    @invariant()
    def an_open_case_has_exactly_one_duty(self) -> None:
        if isinstance(self.state, Case):
            at_rest = isinstance(self.state.stage, StruckInLedger | Revisited)
            assert (self.state.duty is None) is at_rest

    @invariant()
    def dates_once_served_never_change(self) -> None:
        if isinstance(self.state, Case):
            if self.state.duty is not None:
                assert self.duties.setdefault(self.state.duty.id, self.state.duty.due) == self.state.duty.due
            for past in self.state.rounds:
                assert self.limits.setdefault(past.number, past.due) == past.due

    @invariant()
    def the_read_models_say_what_the_log_says(self) -> None:
        if not isinstance(self.state, Case):
            return
        row, owed, duty = self.rows["cases"], self.rows["due"], self.case.duty
        assert row["state"] == code(self.case.stage)
        assert (row["rung"], row["round"]) == (self.case.rung, self.case.round)
        assert row["missed"] is self.case.missed
        assert row["duty_id"] == (duty.id if duty else None)
        assert (owed and owed["duty_id"]) == (duty.id if duty else None)
        if duty:
            assert (owed["missed"], owed["prompted"]) == (self.case.missed, self.case.prompted)
            assert (owed["owner_role"], owed["owner"]) == (duty.owner_role, duty.owner)
            assert row["unit"] == owed["unit"] == self.case.about.unit


def _steps(machine: CaseMachine, well: bool) -> dict[DutyKind, Callable[[datetime], CaseCommand]]:
    """Who does his duty, and whether it turns out well."""
    today = day_of(machine.now)
    measures = (Measure("整改", "高卫东", today),)

    def interview(now: datetime) -> CaseCommand:
        if isinstance(machine.case.escalation, InterviewSet):
            return RecordInterview(
                case_id=CASE_ID, by=DEPUTY, now=now, attended=well, commitments=measures, note="约谈"
            )
        return ScheduleInterview(
            case_id=CASE_ID, by=DEPUTY, now=now, letter=machine.letter(), on=today, hosts=HOSTS
        )

    return {
        DutyKind.SERVE_NOTICE: lambda now: samples.serve_notice(now, letter=machine.letter(), working_days=5),
        DutyKind.SUBMIT_PLAN: lambda now: samples.submit_plan(now, measures=measures),
        DutyKind.REVIEW_PLAN: lambda now: samples.accept_plan(now) if well else samples.return_plan(now),
        DutyKind.REPORT_COMPLETION: lambda now: samples.report_completion(now),
        DutyKind.RECHECK: lambda now: samples.recheck(well, now),
        DutyKind.CLOSE_CASE: lambda now: samples.close_case(now),
        DutyKind.REVISIT: lambda now: samples.revisit(well, now),
        DutyKind.DECIDE_ESCALATION: lambda now: samples.decide(well, now, CHAIR),
        DutyKind.SERVE_SUPERVISION_ORDER: samples.serve_order,
        DutyKind.HOLD_INTERVIEW: interview,
        DutyKind.ISSUE_CIRCULAR: samples.issue_circular,
        DutyKind.FORM_WORK_GROUP: samples.form_work_group,
    }


TestCaseMachine = CaseMachine.TestCase
TestCaseMachine.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
