"""A district in memory: everything that is asked of it is obeyed by the roster, and seen by a witness."""

from collections import Counter
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID, uuid5

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain import inspector_commands as ask
from services.roster.domain import unit_commands as ask_units
from services.roster.domain import visit_commands as ask_visits
from services.roster.domain.alarm import ALARM
from services.roster.domain.certificate import CERTIFICATE
from services.roster.domain.details import AppointmentPapers, CandidateDetails, InspectorDetails
from services.roster.domain.events import CertificateHandedOut
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.shares import RetiredShare
from services.roster.domain.unit import UNIT
from services.roster.domain.visit import VISIT
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.decider import Decider, Refused
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.letters.numbering import LETTERS, LetterNumbered
from shared.rules.pack import RulePack, RulePacks
from tests.unit.roster.witness import Witness, later

T = TypeVar("T")
DAY = timedelta(days=1)
BEGIN = date(2026, 9, 1)
PACKS = RulePacks.load()
CAUSES = UUID("6f1f3c0e-4a1b-4a55-9d57-3f0f6d1c2b7a")
DECIDERS: dict[str, Decider[Any, Any, Any]] = {
    "unit": UNIT,
    "inspector": INSPECTOR,
    "visit": VISIT,
    "letters": LETTERS,
    "alarm": ALARM,
    "certificate": CERTIFICATE,
}

ACTS: list[tuple[str, dict[str, list[Any]]]] = []
"""What can be done, by the name of the method, with the values for each of its arguments."""

SEEN: Counter[str] = Counter()
"""How often which event happened and which refusal was given, over all lives."""


def act(**choices: Iterable[Any]) -> Callable[[Callable[..., None]], Any]:
    """A rule of the machine whose arguments are chosen from lists, so that chance can act too."""

    def of(method: Callable[..., None]) -> Any:
        listed = {given: list(values) for given, values in choices.items()}
        ACTS.append((method.__name__, listed))
        drawn: Any = {given: st.sampled_from(values) for given, values in listed.items()}
        decorate: Any = rule(**drawn)
        return decorate(method)

    return of


@lru_cache
def pack(jurisdiction: str) -> RulePack:
    return PACKS.pack(jurisdiction, BEGIN)


def run(waiting: Coroutine[Any, Any, T]) -> T:
    """The store in memory never waits for anything."""
    try:
        waiting.send(None)
    except StopIteration as done:
        value: T = done.value
        return value
    raise AssertionError("the store in memory waited")


class District(RuleBasedStateMachine):
    """The roster on a store in memory, its witness, and the day."""

    def __init__(self) -> None:
        super().__init__()
        self.store = InMemoryEventStore()
        self.roster = RosterHandlers(self.store, TYPES)
        self.today = BEGIN
        self.witness = Witness()
        self.causes = 0
        self.papers = 0
        self.asked: set[str] = set()

    # How a command is obeyed, and what is looked at each time

    def obey(self, command: Any) -> None:
        """The witness sees what comes of it, and that a second time nothing comes of it."""
        before = run(self.store.head())
        try:
            self._handle(command)
        except Refused as refused:
            refusal: Refused | None = refused
        else:
            refusal = None
        if refusal:
            SEEN[type(refusal).__name__] += 1
            assert str(refusal).endswith("。"), "a refusal is said in a sentence"
            assert run(self.store.head()) == before, "a refused command changed something"
            return
        for recorded in run(self.store.read_log(before, 100)):
            stored: Any = TYPES.load(recorded)
            SEEN[type(stored.event).__name__] += 1
            self.witness.see(stored.event, stored.record.actor, self.today)
            self.asked.add(recorded.stream)
        self.witness.look()
        after = run(self.store.head())
        self._handle(command)
        assert run(self.store.head()) == after, "the same command again changed something"

    def _handle(self, command: Any) -> None:
        self.causes += 1
        cause = uuid5(CAUSES, str(self.causes))
        context = Context(cause, cause)
        match command:
            case ask.ReassignPost():
                run(self.roster.reassign(command, context))
            case ask_visits.RaiseAlarm() | ask_visits.ClearAlarm():
                run(self.roster.alarm(command))
            case _ if isinstance(command, ask_units.UnitCommand):
                run(self.roster.unit(command, context))
            case _ if isinstance(command, ask_visits.VisitCommand):
                run(self.roster.visit(command, context))
            case _:
                run(self.roster.inspector(command, context))

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(4), UTC)

    def day(self, number: str, near: tuple[str, int]) -> date:
        """A day close to one that matters in somebody's life."""
        life, (mark, off) = self.witness.lives[number], near
        days = {"today": self.today}
        if life.terms:
            term = life.terms[-1]
            days |= {"first": term.details.term_from, "last": term.details.term_to, "left": term.last}
            days["a year after"] = later(term.last, 1)
        if life.published:
            days["publication"] = life.published[1]
        return days.get(mark, self.today) + off * DAY

    def new_papers(self) -> AppointmentPapers:
        """Every other letter gets its number from the series."""
        self.papers += 1
        letter = f"聘{self.papers}" if self.papers % 2 else ""
        return AppointmentPapers(
            "区政府教育督导委员会", f"云教督〔2026〕{self.papers}号", letter, f"督{self.papers}"
        )

    def appoint(self, command: Any, person: CandidateDetails | InspectorDetails | None, first: date) -> None:
        """Who counts as retired and makes them too many has a reason in the record (Q10)."""
        if person is None:
            self.obey(command)
            return
        flags = self.witness.retired_share(command.inspector, person, first)
        share = RetiredShare(("退休",) * sum(flags), len(flags), command.rules.rule("retired_share"))
        life = self.witness.lives[command.inspector]
        mended = life.in_office and life.terms[-1].details.term_from == first
        counted = mended and life.counts_as_retired()
        before = run(self.store.head())
        self.obey(replace(command, retired_after=share))
        for recorded in run(self.store.read_log(before, 3)):
            event: Any = TYPES.load(recorded).event
            if isinstance(event, LetterNumbered | CertificateHandedOut):
                continue
            if life.counts_as_retired() and not counted and sum(flags) * 100 > len(flags) * 40:
                assert [one.reason for one in event.overrides] == [command.reason], "40 % without a reason"
                SEEN["passed the soft limit"] += 1

    @invariant()
    def replaying_the_events_gives_the_same_state(self) -> None:
        for stream in sorted(self.asked):
            decider = DECIDERS[stream.split("-")[0]]
            events = [TYPES.load(one).event for one in run(self.store.read_stream(stream))]
            roster: Any = self.roster
            kept = (
                roster._numbers._series
                if stream.startswith("letters-")
                else getattr(roster, f"_{stream.split('-')[0].rstrip('s')}s")
            )
            state, _ = run(kept.state(stream))
            assert decider.fold(events) == state
        self.asked.clear()
