"""What the staffing board (督学配备) says of a day: who is there, who should be, and by which rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from services.roster.domain.appointment import years_after
from services.roster.domain.coverage import Coverage, Serving, coverage
from services.roster.domain.details import InspectorKind
from services.roster.domain.inspectorate import Inspector, Term
from services.roster.domain.register import Register
from services.roster.domain.requirement import Requirement, requirement
from services.roster.domain.shares import FullTimeShare, RetiredShare, counted_share
from services.roster.domain.zone import DIGITS
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

UNTOLD = "不得续聘（原因属个人信息）"


class Objection(NamedTuple):
    """Why a term cannot be renewed, empty if it can; `personal` if that tells a grade."""

    text: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class RunOut:
    """An inspector whose term has run out, with the names of the units he still has a post at.

    `objection` says why the term cannot be renewed; it is empty if it can. It is `personal` where it tells a grade.
    """

    inspector: Inspector
    term: Term
    posts: tuple[str, ...]
    objection: str
    personal: bool = False


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
    """Everybody in term, fewest hours first; of online training and self-study the rule `others` says how much counts."""

    year: int
    people: tuple[Hours, ...]
    rule: Rule
    others: Rule | None = None

    @property
    def short(self) -> list[Hours]:
        return [one for one in self.people if one.missing]

    @property
    def enough(self) -> list[Hours]:
        return [one for one in self.people if not one.missing]


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

    def for_everybody(self) -> "Board":
        """The board as everybody may read it: that somebody may not be renewed, and not which grade he got."""
        told = tuple(replace(one, objection=UNTOLD) if one.personal else one for one in self.terms.run_out)
        return self if told == self.terms.run_out else replace(self, terms=replace(self.terms, run_out=told))


def staffing(register: Register, on: date, rules: RulePack) -> Board:
    """The board of a day.

    Units are counted as registered now, until they are closed; terms, posts and trainings as they were on that
    day. Of hours that were entered for a year nobody knows the day: they count for all of it.
    """
    units = [unit for unit in register.units if unit.closed_on is None or on < unit.closed_on]
    latest = [(one, term) for one in register.inspectors if (term := one.term_on(on))]
    in_term = [(one, term) for one, term in latest if on <= term.last]
    run_out = [(one, term) for one, term in latest if term.last < on]
    full_time = [one.name for one, term in in_term if term.kind is InspectorKind.FULL_TIME]
    part_time = [(one, term) for one, term in in_term if term.kind is InspectorKind.PART_TIME]
    retired = [one.name for one, term in part_time if term.retired_on and term.retired_on <= on]
    names = {unit.code: unit.name for unit in units}
    return Board(
        on=on,
        pack=rules.label,
        in_term=len(in_term),
        required=requirement(units, rules),
        full_time=FullTimeShare(
            tuple(full_time), len(in_term), rules.rule("full_time_share"), rules.get("full_time_inspectors")
        ),
        retired=RetiredShare(tuple(retired), len(part_time), rules.rule("retired_share")),
        coverage=coverage(register, units, on, in_term, run_out, rules),
        terms=_terms(register, names, on, in_term, run_out, rules),
        training=_training(on, [one for one, _ in in_term], rules),
    )


def _terms(
    register: Register,
    names: Mapping[str, str],
    on: date,
    in_term: Serving,
    run_out: Serving,
    rules: RulePack,
) -> Terms:
    """`names` are those of the units there are on that day: a post at another is over."""
    past = {one.number for one, _ in run_out}
    held: dict[str, list[str]] = defaultdict(list)
    for post in register.posts:
        if (
            post.inspector in past
            and post.unit in names
            and post.since <= on
            and (post.ended_on is None or on <= post.ended_on)
        ):
            held[post.inspector].append(names[post.unit])
    ends = Counter(term.last for _, term in in_term)
    next_end = min(ends, default=None)
    found = [
        RunOut(one, term, tuple(held[one.number]), *objection_to_renewal(one, term, on, rules))
        for one, term in run_out
    ]
    return Terms(
        tuple(sorted(found, key=lambda one: (-one.term.served, one.inspector.number))),
        next_end,
        ends[next_end] if next_end else 0,
        rules.rule("inspector_term"),
        rules.rule("inspector_terms_max"),
    )


def objection_to_renewal(one: Inspector, term: Term, on: date, rules: RulePack) -> Objection:
    """条例 6 on the number of terms, for full-time inspectors by analogy; Q10 on years of retirement; 条例 8.

    What would refuse the renewal itself, in the same order of weight.
    """
    most, retired = rules.rule("inspector_terms_max"), rules.rule("retired_years")
    if term.served >= most.number:
        return Objection(
            f"已满{DIGITS[most.number] if most.number < len(DIGITS) else most.number}届，不得续聘"
        )
    if term.retired_on and on > years_after(term.retired_on, retired.number):
        return Objection(f"退休已超过{retired.amount}，不得续聘")
    last = one.grade_by(on)
    if last and last[1] == rules.rule("appraisal_grades").words[-1]:
        return Objection(f"{last[0]}年度考核{last[1]}，不得续聘", personal=True)
    if away := one.suspended_since(on):
        return Objection(f"自{away}起暂停履职，恢复前不得续聘")
    return Objection("")


def _training(on: date, people: Iterable[Inspector], rules: RulePack) -> Training:
    """督学管理暂行办法 21. Who has no entry for the year has no hours."""
    rule, share = rules.rule("training_hours"), counted_share(rules)
    hours = [(one, one.hours_by(on, share)) for one in people]
    found = [Hours(one, done, max(0, rule.number - done)) for one, done in hours]
    ranked = tuple(sorted(found, key=lambda one: (one.hours, one.inspector.number)))
    return Training(on.year, ranked, rule, rules.get("online_training_share") if share else None)
