"""What the staffing board (督学配备) says of a day: who is there, who should be, and by which rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.roster.domain.appointment import years_after
from services.roster.domain.details import InspectorKind, UnitKind
from services.roster.domain.requirement import Requirement, Unit, requirement
from services.roster.domain.shares import FullTimeShare, RetiredShare
from services.roster.domain.zone import DIGITS, by_number
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

UNSUPERVISED = frozenset({UnitKind.TOWN, UnitKind.MEMBER})
"""What is inspected as government (督政) and so has no responsible inspector."""

_FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an inspector; `first` and `last` are both in it."""

    kind: InspectorKind
    zone: str | None
    retired_on: date | None
    first: date
    last: date
    served: int


@dataclass(frozen=True, slots=True)
class Inspector:
    """An inspector with all his terms from the first to the last, and hours of training by year."""

    number: str
    name: str
    terms: tuple[Term, ...]
    hours: Mapping[int, int]

    def term_on(self, day: date) -> Term | None:
        """The latest term that had begun, which may have run out; None before the first."""
        return next((term for term in reversed(self.terms) if term.first <= day), None)


@dataclass(frozen=True, slots=True)
class Post:
    """A time in which an inspector answers for a unit, both days included; `ended_on` None: it lasts."""

    unit: str
    inspector: str
    since: date
    ended_on: date | None

    def held_on(self, day: date) -> bool:
        return self.since <= day <= (self.ended_on or _FOREVER)


@dataclass(frozen=True, slots=True)
class Register:
    """All of the register that the board is made of."""

    units: Sequence[Unit]
    inspectors: Sequence[Inspector]
    posts: Sequence[Post]
    zones: Sequence[str]


@dataclass(frozen=True, slots=True)
class UnitCoverage:
    """Who answers for a unit. `uncovered_since` is None also for a unit nobody ever answered for."""

    unit: Unit
    inspectors: tuple[str, ...]
    uncovered_since: date | None


@dataclass(frozen=True, slots=True)
class ZoneCoverage:
    """The units of a zone (None: of no zone) by how many answer for them, and its inspectors."""

    zone: str | None
    units: tuple[UnitCoverage, ...]
    in_term: int
    run_out: int

    def with_inspectors(self, least: int, most: int | None = None) -> int:
        """How many units at least and at most so many inspectors answer for."""
        counts = [len(unit.inspectors) for unit in self.units]
        return sum(least <= n and (most is None or n <= most) for n in counts)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every supervised unit, by zone. `needed` inspectors are to answer for each under `rule`."""

    zones: tuple[ZoneCoverage, ...]
    needed: int
    rule: Rule

    @property
    def units(self) -> list[UnitCoverage]:
        return [unit for zone in self.zones for unit in zone.units]

    @property
    def most(self) -> int:
        """How many inspectors answer for the unit that has most of them."""
        return max((len(unit.inspectors) for unit in self.units), default=0)

    @property
    def uncovered(self) -> list[UnitCoverage]:
        return [unit for unit in self.units if not unit.inspectors]

    def with_inspectors(self, least: int, most: int | None = None) -> int:
        return sum(zone.with_inspectors(least, most) for zone in self.zones)


@dataclass(frozen=True, slots=True)
class RunOut:
    """An inspector whose term has run out, with the names of the units he still has a post at.

    `objection` says why the term cannot be renewed; it is empty if it can.
    """

    inspector: Inspector
    term: Term
    posts: tuple[str, ...]
    objection: str


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms that have run out, and when and for how many the next will."""

    run_out: tuple[RunOut, ...]
    next_end: date | None
    next_ending: int
    length: Rule
    most: Rule

    @property
    def not_renewable(self) -> int:
        return sum(bool(one.objection) for one in self.run_out)


@dataclass(frozen=True, slots=True)
class Hours:
    """An inspector's hours of centralised training in the year, and how many are missing."""

    inspector: Inspector
    hours: int
    missing: int


@dataclass(frozen=True, slots=True)
class Training:
    """Everybody in term, fewest hours first."""

    year: int
    people: tuple[Hours, ...]
    rule: Rule

    @property
    def short(self) -> list[Hours]:
        return [one for one in self.people if one.missing]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board says of the day `on` under the rules of that day."""

    on: date
    pack: str
    in_term: int
    required: Requirement
    full_time: FullTimeShare
    retired: RetiredShare
    coverage: Coverage
    terms: Terms
    training: Training

    @property
    def missing(self) -> int:
        return max(0, self.required.total - self.in_term)


def staffing(register: Register, on: date, rules: RulePack) -> Board:
    """The board of a day. Units are counted as registered now; terms and posts as they were on that day."""
    latest = [(one, term) for one in register.inspectors if (term := one.term_on(on))]
    in_term = [(one, term) for one, term in latest if on <= term.last]
    run_out = [(one, term) for one, term in latest if term.last < on]
    full_time = [one.name for one, term in in_term if term.kind is InspectorKind.FULL_TIME]
    part_time = [(one, term) for one, term in in_term if term.kind is InspectorKind.PART_TIME]
    retired = [one.name for one, term in part_time if term.retired_on and term.retired_on <= on]
    return Board(
        on=on,
        pack=rules.label,
        in_term=len(in_term),
        required=requirement(register.units, rules),
        full_time=FullTimeShare(
            tuple(full_time), len(in_term), rules.rule("full_time_share"), rules.get("full_time_inspectors")
        ),
        retired=RetiredShare(tuple(retired), len(part_time), rules.rule("retired_share")),
        coverage=_coverage(register, on, in_term, run_out, rules),
        terms=_terms(register, on, in_term, run_out, rules),
        training=_training(on.year, [one for one, _ in in_term], rules.rule("training_hours")),
    )


_Serving = Sequence[tuple[Inspector, Term]]


def _coverage(
    register: Register, on: date, in_term: _Serving, run_out: _Serving, rules: RulePack
) -> Coverage:
    """上海 14 asks for two at each school; where no law names a number, one must answer (挂牌督导)."""
    here = {one.number: one.name for one, _ in in_term}
    names: dict[str, list[str]] = defaultdict(list)
    for post in register.posts:
        if post.inspector in here and post.held_on(on):
            names[post.unit].append(here[post.inspector])
    units: dict[str | None, list[UnitCoverage]] = defaultdict(list)
    supervised = [unit for unit in register.units if unit.kind not in UNSUPERVISED]
    since = _uncovered_since(register, on, {unit.code for unit in supervised if unit.code not in names})
    for unit in supervised:
        covered = UnitCoverage(unit, tuple(names.get(unit.code, ())), since.get(unit.code))
        units[unit.zone].append(covered)
    present, past = (Counter(term.zone for _, term in group) for group in (in_term, run_out))
    known = units.keys() | present.keys() | past.keys()
    named = sorted({*register.zones, *(zone for zone in known if zone)}, key=by_number)
    order = [*named, *([None] if None in known else [])]
    rule = rules.get("responsible_inspectors_per_school")
    return Coverage(
        tuple(ZoneCoverage(zone, tuple(units[zone]), present[zone], past[zone]) for zone in order),
        rule.number if rule else 1,
        rule or rules.rule("schools_per_responsible_inspector"),
    )


def _uncovered_since(register: Register, on: date, units: Iterable[str]) -> Mapping[str, date]:
    """The day after the last on which somebody in term answered for the unit."""
    wanted, people = set(units), {one.number: one for one in register.inspectors}
    last: dict[str, date] = {}
    for post in register.posts:
        if post.unit not in wanted or post.inspector not in people:
            continue
        for term in people[post.inspector].terms:
            first, end = max(post.since, term.first), min(post.ended_on or _FOREVER, term.last)
            if first <= end < on:
                last[post.unit] = max(end, last.get(post.unit, date.min))
    return {unit: end + timedelta(days=1) for unit, end in last.items()}


def _terms(register: Register, on: date, in_term: _Serving, run_out: _Serving, rules: RulePack) -> Terms:
    names, past = {unit.code: unit.name for unit in register.units}, {one.number for one, _ in run_out}
    held: dict[str, list[str]] = defaultdict(list)
    for post in register.posts:
        if post.inspector in past and post.held_on(on):
            held[post.inspector].append(names.get(post.unit, post.unit))
    ends = Counter(term.last for _, term in in_term)
    next_end = min(ends, default=None)
    most, retired = rules.rule("inspector_terms_max"), rules.rule("retired_years")
    found = [
        RunOut(one, term, tuple(held[one.number]), _objection(term, on, most, retired))
        for one, term in run_out
    ]
    return Terms(
        tuple(sorted(found, key=lambda one: (-one.term.served, one.inspector.number))),
        next_end,
        ends[next_end] if next_end else 0,
        rules.rule("inspector_term"),
        most,
    )


def _objection(term: Term, on: date, most: Rule, retired: Rule) -> str:
    """条例 6 on the number of terms, for full-time inspectors by analogy; Q10 on years of retirement."""
    if term.served >= most.number:
        return f"已满{DIGITS[most.number] if most.number < len(DIGITS) else most.number}届，不得续聘"
    if term.retired_on and on > years_after(term.retired_on, retired.number):
        return f"退休已超过{retired.amount}，不得续聘"
    return ""


def _training(year: int, people: Iterable[Inspector], rule: Rule) -> Training:
    """督学管理暂行办法 21. Who has no entry for the year has no hours."""
    hours = [(one, one.hours.get(year, 0)) for one in people]
    found = [Hours(one, done, max(0, rule.number - done)) for one, done in hours]
    return Training(year, tuple(sorted(found, key=lambda one: (one.hours, one.inspector.number))), rule)
