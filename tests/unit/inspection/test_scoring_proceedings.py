"""Whatever is entered and asked in whatever order, a served score is what those who may judge gave, and stays."""

from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.inspection.domain import scoring_events as happened
from services.inspection.domain.marking import Seen
from services.inspection.domain.scoring import SCORING
from services.inspection.domain.scoring_commands import Phase, ScoringCommand, SubjectSays
from services.inspection.domain.scoring_events import Adjustment, ScoringEvent
from services.inspection.domain.scoring_states import Scoring
from shared.event_sourcing.decider import Actor, Refused
from tests.unit.inspection import indicators as i
from tests.unit.inspection.procedures import OFFICE, STRANGER

INSPECTORS = [i.ZHANG, i.LI, i.WANG, STRANGER]
ACTORS = [OFFICE, i.HEAD, *INSPECTORS]
POINTS = st.sampled_from(["0", "3.33", "8.5", "12.5"])
RATIOS = st.sampled_from(["0", "33.3333", "60.98", "85", "100"])
SEEN = st.builds(
    lambda a1, a2, b1, b2: (Seen("A1", a1), Seen("A2", a2), Seen("B1", b1), Seen("B2", b2)),
    POINTS, RATIOS, st.sampled_from("是否"), st.sampled_from("ABCD"),
)  # fmt: skip
REASONS = st.sampled_from(["", "", "笔误"])


def hundredths(seen: tuple[Seen, ...]) -> list[int]:
    """The marks of a sheet in hundredths, by whole numbers only: a second way to the same figures."""
    a1, a2, b1, b2 = (one.value for one in seen)
    ratio = min(round(float(a2) * 10_000), 850_000)
    return [
        round(float(a1) * 100),
        (2 * 2750 * ratio + 850_000) // (2 * 850_000),
        2000 if b1 == "是" else 0,
        {"A": 4000, "B": 3400, "C": 2400, "D": 0}[b2],
    ]


class Scores(RuleBasedStateMachine):
    """The witness keeps the sheets as they were handed in, and who may not judge, in its own way."""

    def __init__(self) -> None:
        super().__init__()
        self.state: Scoring = SCORING.initial
        self.phase = Phase.PREPARING
        self.recused: set[str] = set()
        self.asked: set[str] = set()
        self.team = {"DX010", "DX020", "DX030"}
        self.sheets: dict[str, list[int]] = {}
        self.events: list[ScoringEvent] = []
        self.served: int | None = None

    def says(self) -> SubjectSays:
        members = frozenset(self.team - self.recused)
        return SubjectSays(
            self.phase,
            members,
            recused=frozenset(self.recused),
            undecided=frozenset(self.asked),
            stated=members,
            examined=self.phase > Phase.PREPARING,
        )

    def ask(self, command: ScoringCommand) -> list[ScoringEvent] | None:
        command = replace(command, says=self.says())
        try:
            events = SCORING.decide(command, self.state)
        except Refused:
            return None
        self.state = SCORING.fold(events, self.state)
        self.events += events
        assert SCORING.decide(command, self.state) == [] or isinstance(command, type(i.freeze()))
        assert self.served is None or not events
        return list(events)

    @rule()
    def bind(self) -> None:
        if self.ask(i.bind()):
            assert self.phase is Phase.PREPARING

    @rule(by=st.sampled_from(ACTORS), seen=SEEN, reason=REASONS)
    def score_itself(self, by: Actor, seen: tuple[Seen, ...], reason: str) -> None:
        if self.ask(i.score_itself(by=by, seen=seen, reason=reason)):
            assert by is i.HEAD
            assert self.phase is Phase.INQUIRING

    @rule(by=st.sampled_from(ACTORS), who=st.sampled_from(INSPECTORS), seen=SEEN, reason=REASONS)
    def score(self, by: Actor, who: Actor, seen: tuple[Seen, ...], reason: str) -> None:
        paper = "" if by in INSPECTORS else "评分表.pdf"
        events = self.ask(i.score(by=by, scorer=who.id, seen=seen, reason=reason, paper=paper))
        if events:
            assert by is who or by not in INSPECTORS
            assert who.id in self.team - self.recused - self.asked
            assert who.id not in self.sheets or reason
            self.sheets[who.id] = hundredths(seen)

    @rule(by=st.sampled_from(INSPECTORS), why=REASONS, other=st.booleans(), reason=REASONS)
    def decide(self, by: Actor, why: str, other: bool, reason: str) -> None:
        adjusted: dict[str, Any] = {}
        if other:
            adjusted = {"seen": (Seen("B1", "是"),), "adjustments": (Adjustment("B1", why),)}
        if events := self.ask(i.decide(by=by, reason=reason, **adjusted)):
            assert self.phase is Phase.DELIBERATED
            assert by.id in self.team - self.recused
            assert not self.asked
            (event,) = events
            assert isinstance(event, happened.FinalScoreDecided)
            counted = sorted(self.sheets.keys() & self.team - self.recused - self.asked)
            assert list(event.final.counted) == counted
            means = [self.mean(column) for column in zip(*(self.sheets[n] for n in counted), strict=True)]
            decided = [*means[:2], 2000, means[3]] if other else means
            assert decided == means or why
            assert int(event.final.sheet.total * 100) == sum(decided)

    def mean(self, column: tuple[int, ...]) -> int:
        return (2 * sum(column) + len(column)) // (2 * len(column))

    @rule(reason=REASONS)
    def leave(self, reason: str) -> None:
        if self.ask(i.leave(reason=reason)):
            assert reason

    @rule()
    def freeze(self) -> None:
        if self.phase is not Phase.DELIBERATED:
            return  # An opinion is served after the deliberation only.
        if events := self.ask(i.freeze()):
            (event,) = events
            assert isinstance(event, happened.ScoresFrozen)
            self.served = len(self.events)
            final = next(
                (e for e in reversed(self.events)
                 if isinstance(e, happened.FinalScoreDecided | happened.LeftUnscored)), None
            )  # fmt: skip
            if isinstance(final, happened.FinalScoreDecided):
                assert event.total == final.final.sheet.total
                assert set(final.final.counted) <= self.team - self.recused - self.asked
            else:
                assert (event.total, event.grade) == (None, None)

    @rule(who=st.sampled_from(INSPECTORS), granted=st.booleans())
    def recuse(self, who: Actor, granted: bool) -> None:
        if who.id in self.asked:
            self.asked.discard(who.id)
            self.recused |= {who.id} if granted else set()
        elif who.id not in self.recused:
            self.asked.add(who.id)

    @rule()
    def go_on(self) -> None:
        self.phase = Phase(min(self.phase + 1, Phase.DELIBERATED))

    @invariant()
    def nothing_was_replaced_in_silence(self) -> None:
        first: set[tuple[type, str]] = set()
        for event in self.events:
            if isinstance(event, happened.SelfScored | happened.ExpertScored):
                key = (type(event), getattr(event, "scorer", ""))
                assert (event.reason is not None) == (key in first)
                first.add(key)


def test_no_path_leads_around_a_guard() -> None:
    run_state_machine_as_test(
        Scores, settings=settings(max_examples=30, stateful_step_count=40, deadline=None)
    )


def test_a_whole_way_through_the_machine_leads_to_a_served_score() -> None:
    """The machine above can get there: chance alone may not."""
    machine = Scores()
    machine.bind()
    machine.go_on()
    machine.score_itself(i.HEAD, i.SEEN, "")
    machine.score(i.ZHANG, i.ZHANG, i.SEEN, "")
    machine.score(OFFICE, i.LI, i.seen(A2="33.3333"), "")
    machine.go_on()
    machine.recuse(i.LI, granted=True)
    machine.recuse(i.LI, granted=True)
    machine.decide(i.ZHANG, "复核", other=True, reason="")
    machine.freeze()
    assert machine.served
    assert [type(event).__name__ for event in machine.events][-2:] == ["FinalScoreDecided", "ScoresFrozen"]
