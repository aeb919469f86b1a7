"""How far somebody has come as inspector (督学): nobody, candidate, in office, out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType

from services.roster.domain.details import (
    AppointmentPapers,
    CandidateDetails,
    ExitGround,
    InspectorDetails,
    TrainingMode,
)
from services.roster.domain.events import RecusalDeclared, TrainingRecorded
from services.roster.domain.shares import counted_share
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack


class InspectorNotAppointed(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"没有编号为{inspector}的督学。请核对编号，或先聘任。")


class InspectorHasExited(Refused):
    field = "inspector"

    def __init__(self, inspector: str, on: date) -> None:
        super().__init__(f"{inspector}已于{on}退出，不能再办理。再次任职请重新推荐。")


@dataclass(frozen=True, slots=True)
class Post:
    """The latest time of an inspector at a unit; `ended_on` is None while it lasts."""

    since: date
    ended_on: date | None = None
    successor: str | None = None

    def lasts_after(self, day: date) -> bool:
        """Whether nothing has ended it by the day: an end that was entered ahead is still to come."""
        return self.ended_on is None or self.ended_on > day


@dataclass(frozen=True, slots=True)
class NotAppointed:
    """Nobody has this number."""


@dataclass(frozen=True, slots=True)
class Appointed:
    """An inspector in office, whether his term still runs or has run out.

    `previous` is the term before the present one, up to the day he left it; `recusals` and `lifted` are by (unit, relation);
    `trained` whether he may take up duty (岗前培训); `suspended_on` the day from which he does no duty;
    `trainings` what was recorded beside the hours in `details`.
    """

    details: InspectorDetails
    previous: InspectorDetails | None = None
    posts: Mapping[str, Post] = field(default_factory=lambda: MappingProxyType({}))
    recusals: Mapping[tuple[str, str], RecusalDeclared] = field(default_factory=lambda: MappingProxyType({}))
    lifted: frozenset[tuple[str, str]] = frozenset()
    papers: AppointmentPapers | None = None
    trained: bool = True
    suspended_on: date | None = None
    returned_on: date | None = None
    trainings: Mapping[tuple[date, str, TrainingMode], TrainingRecorded] = field(
        default_factory=lambda: MappingProxyType({})
    )
    appraisals: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    rewards: frozenset[tuple[date, str]] = frozenset()

    def recused_from(self, unit: str) -> bool:
        return any(unit == recused for recused, _ in self.recusals)

    def hours(self, year: int, rules: RulePack) -> int:
        """Hours of training that count for a year: central ones, and as much of the rest as the pack lets."""
        central = sum(one.hours for one in self.details.training if one.year == year)
        rest = 0
        for one in self.trainings.values():
            if one.on.year == year and one.mode is TrainingMode.CENTRAL:
                central += one.hours
            elif one.on.year == year and one.mode is not TrainingMode.PRE_JOB:
                rest += one.hours
        return central + int(rest * counted_share(rules))

    def grades(self) -> Mapping[int, str]:
        """The grade of every year that was appraised; what was recorded goes before the entry."""
        on_paper = {one.year: one.grade for one in self.details.appraisals}
        return MappingProxyType(on_paper | dict(self.appraisals))

    def last_grade(self) -> tuple[int, str] | None:
        """The latest year that was appraised, and its grade."""
        return max(self.grades().items(), default=None)


@dataclass(frozen=True, slots=True)
class Exited:
    """Somebody who was in `office`; he may be recommended again."""

    office: Appointed
    on: date
    ground: ExitGround

    @property
    def served(self) -> InspectorDetails:
        """His last term, as long as it lasted in fact."""
        term = self.office.details
        if self.on < term.term_from and self.office.previous:
            term = self.office.previous
        return replace(term, term_to=min(self.on, term.term_to))


@dataclass(frozen=True, slots=True)
class Recommended:
    """A candidate (推荐); `before` is the office he held earlier."""

    candidate: CandidateDetails
    before: Exited | None


@dataclass(frozen=True, slots=True)
class Qualified:
    """A candidate who meets the conditions (资格审核), found on a day that is None where it was not recorded."""

    candidate: CandidateDetails
    before: Exited | None
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Publicised:
    """A candidate who is made known up to and with the day `last` (公示)."""

    candidate: CandidateDetails
    before: Exited | None
    first: date
    last: date
    place: str
    reviewed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate who was not appointed; he may be recommended again."""

    before: Exited | None


Candidate = Recommended | Qualified | Publicised
Inspector = NotAppointed | Candidate | Rejected | Appointed | Exited


def term_ended(inspector: Inspector, day: date) -> date | None:
    """The last day of his latest term that had run out by the day; None: he was in one, or none is known before."""
    match inspector:
        case Appointed():
            terms = [inspector.details, inspector.previous]
        case Exited():
            terms = [inspector.served, inspector.office.previous]
        case NotAppointed() | Rejected(before=None):
            terms = []
        case _:
            return term_ended(inspector.before, day) if inspector.before else None
    known = [term for term in terms if term is not None]
    if any(term.term_from <= day <= term.term_to for term in known):
        return None
    return max((term.term_to for term in known if term.term_to < day), default=None)


def in_office(inspector: Inspector, number: str) -> Appointed:
    """The office of somebody who holds one. Raises `InspectorNotAppointed`, `InspectorHasExited`."""
    if isinstance(inspector, Exited):
        raise InspectorHasExited(number, inspector.on)
    if not isinstance(inspector, Appointed):
        raise InspectorNotAppointed(number)
    return inspector
