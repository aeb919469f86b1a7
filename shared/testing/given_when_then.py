"""given(events).when(command).then(events): how a decider's tests read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.event_sourcing.decider import Decider, Refused

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True)
class Outcome(Generic[S, E]):
    """What a command led to: events or a refusal."""

    state: S
    events: Sequence[E] | None
    refusal: Refused | None

    def then(self, *expected: E) -> "Outcome[S, E]":
        if self.refusal is not None:
            raise AssertionError(f"refused: {self.refusal!r}") from self.refusal
        assert list(self.events or ()) == list(expected)
        return self

    def then_nothing(self) -> None:
        """The command was obeyed before."""
        self.then()

    def then_refused(self, why: type[Refused]) -> Refused:
        assert self.refusal is not None, f"not refused, but led to {self.events}"
        assert type(self.refusal) is why, f"refused with {self.refusal!r}"
        return self.refusal


class DeciderTest(Generic[C, S, E]):
    """Tests of one decider: `case = DeciderTest(CASE)`, then `case.given(...).when(...).then(...)`."""

    def __init__(self, decider: Decider[C, S, E], history: Sequence[E] = ()) -> None:
        self._decider, self._history = decider, tuple(history)

    def given(self, *events: E) -> "DeciderTest[C, S, E]":
        return DeciderTest(self._decider, (*self._history, *events))

    def when(self, command: C) -> Outcome[S, E]:
        state = self._decider.fold(self._history)
        try:
            events = self._decider.decide(command, state)
        except Refused as refusal:
            return Outcome(state, None, refusal)
        return Outcome(self._decider.fold(events, state), list(events), None)

    def again(self, command: C) -> None:
        """Obeying the command a second time changes nothing."""
        first = self.when(command)
        assert first.events, "the command led to nothing the first time"
        self.given(*first.events).when(command).then_nothing()
