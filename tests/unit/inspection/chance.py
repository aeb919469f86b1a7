"""Acts of a state machine whose arguments are chosen from lists, so that plain chance can act too."""

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule


class Acts:
    """`act = Acts()`; `@act(days=[1, 2])` makes a rule of a method. Long walks are where chance alone is quick."""

    def __init__(self) -> None:
        self._listed: list[tuple[str, dict[str, list[Any]]]] = []

    def __call__(self, **choices: Iterable[Any]) -> Callable[[Callable[..., None]], Any]:
        def of(method: Callable[..., None]) -> Any:
            listed = {given: list(values) for given, values in choices.items()}
            self._listed.append((method.__name__, listed))
            drawn: Any = {given: st.sampled_from(values) for given, values in listed.items()}
            decorate: Any = rule(**drawn)
            return decorate(method)

        return of

    def one(self, machine: RuleBasedStateMachine, chance: Random) -> None:
        """One of the acts, with arguments by chance."""
        name, choices = chance.choice(self._listed)
        getattr(machine, name)(**{given: chance.choice(values) for given, values in choices.items()})
