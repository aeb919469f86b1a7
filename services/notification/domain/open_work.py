"""What is open in a unit when somebody takes it over."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenWork:
    """Cases not struck off, those among them that wait for a recheck, and closed ones that wait for a revisit."""

    cases: int = 0
    rechecks: int = 0
    revisits: int = 0


NOTHING_OPEN = OpenWork()

OpenWorkOf = Callable[[Collection[str]], Awaitable[OpenWork]]
"""What is open in units with these codes together, as far as messages told of it."""
