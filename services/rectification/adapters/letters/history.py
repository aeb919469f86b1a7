"""What the log of a case says to somebody who writes one of its letters, and nothing of what came later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeVar, get_args

from services.rectification.domain import events
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.evolving import evolve
from services.rectification.domain.issue import Line
from services.rectification.domain.letters import served
from services.rectification.domain.stages import Case, CaseState, Unopened
from shared.event_sourcing.event_types import Stored
from shared.letters.served import ServedAs
from shared.letters.units import unit_of
from shared.letters.values import Office, Unit
from shared.rules.pack import RulePack

LINES: Final[Mapping[Line, str]] = {Line.GOVERNMENT: "督政", Line.SCHOOL: "督学", Line.MONITORING: "评估监测"}
_OF_CASE: Final = get_args(events.CaseEvent)

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class History:
    """A case up to the event that serves the letter; `before` is how it stood just before that.

    `unit`, `inspectors` (their names) and `pack` are of the day of service.
    """

    log: Sequence[Stored[Any]]
    before: Case
    office: Office
    unit: Unit
    inspectors: tuple[str, ...]
    pack: RulePack

    def last(self, kind: type[E]) -> E | None:
        """The latest event of a kind before the letter."""
        found = (stored.event for stored in reversed(self.log[:-1]) if isinstance(stored.event, kind))
        return next(found, None)

    def last_letter(self) -> tuple[object, ServedAs] | None:
        """The latest letter that set a limit before this one, as event and as letter."""
        for stored in reversed(self.log[:-1]):
            letter = served(stored.event)
            if letter is not None and isinstance(
                stored.event, events.NoticeServed | events.SupervisionOrderServed | events.CircularIssued
            ):
                return stored.event, letter
        return None

    @property
    def plan_missing(self) -> bool:
        """Whether the duty that was missed last is the plan."""
        missed = self.last(events.DeadlineMissed)
        return missed is not None and missed.missed.kind is DutyKind.SUBMIT_PLAN

    @property
    def ground(self) -> str:
        """Why the present rung was proposed."""
        proposed = self.last(events.EscalationProposed)
        return proposed.ground if proposed else ""

    @property
    def copies(self) -> tuple[str, ...]:
        """抄送: the superior department and the inspectors who answer for the unit."""
        superior = (self.unit.superior_name,) if self.unit.superior_name else ()
        names = "、".join(self.inspectors)
        return (*superior, f"责任督学{names}")

    @property
    def told_apart(self) -> tuple[str, ...]:
        """To whom an interview is told besides the unit."""
        return (self.unit.superior_name,) if self.unit.superior_name else ()


def history(
    log: Sequence[Stored[Any]],
    *,
    office: Office,
    unit: Mapping[str, Any],
    inspectors: tuple[str, ...],
    pack: RulePack,
) -> History:
    """The history up to the last event of `log`; `unit` is the roster's entry of the unit at that time."""
    case = folded(log[:-1])
    about = case.about
    return History(log, case, office, unit_of(about.unit_name, about.superior, unit), inspectors, pack)


def folded(log: Sequence[Stored[Any]]) -> Case:
    """The case these events make."""
    state: CaseState = Unopened()
    for stored in log:
        if isinstance(stored.event, _OF_CASE):
            state = evolve(state, stored.event)
    assert isinstance(state, Case), "a letter is served in a case that was opened"
    return state


def days_late(due: date, on: date) -> int:
    """Calendar days from the last day of a limit; 0 when it had not passed."""
    return max(0, (on - due).days)
