"""What every fact of the roster is."""

from typing import ClassVar

from .envelope import Fact


class RosterFact(Fact):
    service: ClassVar[str] = "roster"
