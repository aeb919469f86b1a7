"""A witness of the lives of inspectors and units: what may never be, told from the events alone.

It knows the law by its numbers and nothing of how the roster decides.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import singledispatchmethod

from services.roster.domain import events
from services.roster.domain.details import (
    CandidateDetails,
    CostItem,
    Degree,
    ExitGround,
    InspectorDetails,
    InspectorKind,
    Override,
    TrainingMode,
)
from shared.event_sourcing.decider import Actor

_DAY = timedelta(days=1)
FAILED = "不称职"
GOOD = ("优秀", "称职")


def later(day: date, years: int) -> date:
    """The same day so many years on; 1 March where there is no 29 February."""
    leap = (day.month, day.day) == (2, 29)
    return (
        date(day.year + years, 3, 1)
        if leap and (day.year + years) % 4
        else day.replace(year=day.year + years)
    )


@dataclass
class Term:
    """One term as it was in fact; `number` counts it among those that follow each other within a year."""

    details: InspectorDetails
    number: int
    last: date


@dataclass
class Life:
    """What is known of one inspector."""

    person: CandidateDetails | None = None
    steps: list[str] = field(default_factory=list)
    published: tuple[date, date] | None = None
    terms: list[Term] = field(default_factory=list)
    in_office: bool = False
    by_procedure: bool = False
    pre_job: bool = False
    reviewed: date = date.max
    suspended: bool = False
    recusals: set[tuple[str, str]] = field(default_factory=set)
    posts: dict[str, list[tuple[date, date | None]]] = field(default_factory=lambda: defaultdict(list))
    hours: dict[tuple[date, str, TrainingMode], int] = field(default_factory=dict)
    on_paper: dict[int, str] = field(default_factory=dict)
    recorded: dict[int, str] = field(default_factory=dict)

    def posts_after(self, day: date) -> set[str]:
        """The units he answers for beyond that day, also where an end was entered ahead."""
        last = {unit: times[-1] for unit, times in self.posts.items() if times}
        return {unit for unit, (since, end) in last.items() if end is None or end > max(day, since)}

    @property
    def grades(self) -> dict[int, str]:
        return self.on_paper | self.recorded

    @property
    def last_grade(self) -> str | None:
        return self.grades[max(self.grades)] if self.grades else None

    def counts_as_retired(self) -> bool:
        """Whether he is in office and one of the retired among the part-time ones of his last term."""
        if not self.terms or not self.in_office:
            return False
        return _retired_part_time(self.terms[-1].details)


@dataclass
class Witness:
    """Sees every event in its order and raises `AssertionError` at the first that should not be."""

    lives: dict[str, Life] = field(default_factory=lambda: defaultdict(Life))
    units: dict[str, bool] = field(default_factory=dict)
    """By code: whether the unit still is."""
    visits: dict[str, events.VisitNoted] = field(default_factory=dict)
    claims: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """Of a visit and an inspector: how far the claim is, and who claimed."""
    alarms: set[tuple[str, str]] = field(default_factory=set)
    cards: set[str] = field(default_factory=set)
    by: Actor = field(init=False)
    today: date = field(init=False)

    def see(self, event: object, by: Actor, today: date) -> None:
        self.by, self.today = by, today
        code = getattr(event, "code", None)
        if code is not None:
            assert self.units.get(code, True), "an ended unit changed"
        if isinstance(event, events.InspectorEvent) and not isinstance(event, _PROCEDURE):
            assert self.lives[event.inspector].in_office, "something was done with somebody out of office"
        self.saw(event)

    @singledispatchmethod
    def saw(self, event: object) -> None:
        """Events of which nothing is asked."""

    # Units

    @saw.register
    def _(self, event: events.UnitRegistered) -> None:
        assert event.code not in self.units, "one code for two units"
        self.units[event.code] = True

    @saw.register
    def _(self, event: events.UnitMerged) -> None:
        assert self.units[event.into], "merged into a unit that ended"
        assert event.into != event.code
        self.units[event.code] = False

    @saw.register
    def _(self, event: events.UnitClosed) -> None:
        self.units[event.code] = False

    @saw.register
    def _(self, event: events.HeadAppointed) -> None:
        assert event.term_to is None or event.since <= event.term_to

    # Candidates: 推荐→审核→公示→公布

    @saw.register
    def _(self, event: events.InspectorRecommended) -> None:
        life = self.lives[event.inspector]
        assert not life.in_office
        life.person, life.steps, life.published = event.candidate, ["推荐"], None

    @saw.register
    def _(self, event: events.InspectorQualified) -> None:
        life = self.lives[event.inspector]
        assert life.steps == ["推荐"]
        assert life.person
        self._fit(life.person, self.today)
        assert event.clearance or not life.person.leading_cadre, "a leading cadre without clearance"
        life.steps.append("审核")
        life.reviewed = self.today

    @saw.register
    def _(self, event: events.CandidatePublicised) -> None:
        life = self.lives[event.inspector]
        assert life.steps[:2] == ["推荐", "审核"]
        assert life.reviewed <= event.first <= event.last
        assert (event.last - event.first).days >= 4, "shorter than five workdays"
        life.steps, life.published = ["推荐", "审核", "公示"], (event.first, event.last)

    @saw.register
    def _(self, event: events.CandidateRejected) -> None:
        life = self.lives[event.inspector]
        assert life.steps
        life.steps, life.published = [], None

    # Terms

    @saw.register
    def _(self, event: events.InspectorAppointed) -> None:
        life, details = self.lives[event.inspector], event.details
        if event.papers is None:
            assert not life.steps, "a candidate was entered on paper"
            assert life.in_office or not life.terms, "who had left was entered on paper"
        else:
            assert not life.in_office
            assert life.steps == ["推荐", "审核", "公示"], "a step was left out"
            assert life.published
            assert life.published[1] < min(self.today, details.term_from), "the publication was not over"
            life.by_procedure = life.by_procedure or not life.terms
        if life.in_office and details.term_from == life.terms[-1].details.term_from:
            life.terms.pop()
        else:
            if life.in_office:
                self._renewable(life)
            life.recorded = life.grades
        self._begin(life, details, event.overrides)
        life.on_paper = {one.year: one.grade for one in details.appraisals}
        life.in_office, life.steps, life.published = True, [], None

    @saw.register
    def _(self, event: events.InspectorRenewed) -> None:
        life = self.lives[event.inspector]
        self._renewable(life)
        self._begin(life, event.details, event.overrides)

    def _renewable(self, life: Life) -> None:
        assert not life.suspended, "somebody suspended was renewed"
        assert life.last_grade != FAILED, "a failed last appraisal was renewed"

    def _begin(self, life: Life, details: InspectorDetails, overrides: tuple[Override, ...]) -> None:
        self._fit(details, details.term_from)
        number = details.terms_served
        if life.terms:
            before = life.terms[-1]
            said = before.details
            assert said.inspector_name == details.inspector_name or said.birth_year == details.birth_year, (
                "one number for two people"
            )
            assert before.last < details.term_from, "two terms at once"
            if details.term_from < later(before.last + _DAY, 1):
                number = before.number + 1
        assert number <= details.terms_served, "fewer terms were counted than served"
        assert details.term_from <= details.term_to
        if details.kind is InspectorKind.PART_TIME:
            assert details.term_to < later(details.term_from, 3), "a part-time term of more than three years"
            assert number <= 3, "a fourth consecutive term"
        assert all(one.reason and one.measured for one in overrides), "a soft limit passed without a reason"
        life.terms.append(Term(details, number, details.term_to))

    def _fit(self, person: CandidateDetails | InspectorDetails, on: date) -> None:
        assert person.degree is not Degree.COLLEGE, "no degree"
        assert person.education_years >= 10, "no ten years"
        assert person.healthy, "not healthy"
        assert person.retired_on is None or on <= later(person.retired_on, 5), "retired too long"

    # Service

    @saw.register
    def _(self, event: events.TrainingRecorded) -> None:
        life, key = self.lives[event.inspector], (event.on, event.title, event.mode)
        assert event.hours > 0 or (event.correction and key in life.hours)
        assert event.on <= self.today
        assert key not in life.hours or event.correction, "hours were changed without a reason"
        life.hours[key] = event.hours
        if event.mode is TrainingMode.PRE_JOB:
            life.pre_job = sum(n for key, n in life.hours.items() if key[2] is event.mode) >= 8

    @saw.register
    def _(self, event: events.InspectorAppraised) -> None:
        life = self.lives[event.inspector]
        assert event.year <= self.today.year
        assert event.year not in life.grades or event.reason, "a grade was changed without a reason"
        central = sum(
            hours
            for (on, _, mode), hours in life.hours.items()
            if on.year == event.year and mode is TrainingMode.CENTRAL
        )
        on_paper = sum(one.hours for one in life.terms[-1].details.training if one.year == event.year)
        if event.grade in GOOD:
            assert central + on_paper >= 40 or event.reason, "forty hours were passed over without a reason"
        life.recorded[event.year] = event.grade

    @saw.register
    def _(self, event: events.InspectorSuspended) -> None:
        life = self.lives[event.inspector]
        assert not life.suspended
        life.suspended = True

    @saw.register
    def _(self, event: events.InspectorReturned) -> None:
        life = self.lives[event.inspector]
        assert life.suspended
        life.suspended = False

    @saw.register
    def _(self, event: events.InspectorExited) -> None:
        life = self.lives[event.inspector]
        assert event.on <= self.today
        assert not life.posts_after(self.today), "a post outlived the office"
        if event.ground is ExitGround.EXPIRY:
            assert life.terms[-1].last < event.on
        if event.ground is ExitGround.FAILED_APPRAISAL:
            assert life.last_grade == FAILED
        while event.on < life.terms[-1].details.term_from:
            assert life.terms.pop().details.term_from > self.today, "left before the term that runs"
        life.terms[-1].last = min(life.terms[-1].last, event.on)
        life.in_office = life.suspended = False

    # Posts and recusals

    @saw.register
    def _(self, event: events.PostAssigned) -> None:
        life = self.lives[event.inspector]
        assert self.units[event.unit], "a post at a unit that ended"
        assert event.unit not in {unit for unit, _ in life.recusals}, "a post for somebody recused"
        assert not life.suspended, "a post for somebody suspended"
        assert life.pre_job or not life.by_procedure, "a post for somebody untrained"
        assert event.since <= life.terms[-1].last, "a post after the term"
        for since, ended_on in life.posts[event.unit]:
            assert ended_on is not None
            assert since <= ended_on < event.since, "two posts at one unit at once"
        life.posts[event.unit].append((event.since, None))

    @saw.register
    def _(self, event: events.PostEnded) -> None:
        times = self.lives[event.inspector].posts[event.unit]
        since, ended_on = times[-1]
        assert ended_on is None or ended_on > self.today, "a post ended twice"
        assert since <= event.ended_on
        times[-1] = since, event.ended_on

    @saw.register
    def _(self, event: events.RecusalDeclared) -> None:
        assert event.unit in self.units
        self.lives[event.inspector].recusals.add((event.unit, event.relation))

    @saw.register
    def _(self, event: events.RecusalLifted) -> None:
        life = self.lives[event.inspector]
        life.recusals.remove((event.unit, event.relation))
        assert event.recused is (event.unit in {unit for unit, _ in life.recusals})

    # Claims and alarms

    @saw.register
    def _(self, event: events.VisitNoted) -> None:
        assert event.visit not in self.visits
        self.visits[event.visit] = event

    @saw.register
    def _(self, event: events.CostClaimed) -> None:
        assert event.inspector in self.visits[event.visit].inspectors, "a claim without a visit"
        assert event.items
        assert all(isinstance(one, CostItem) and one.amount > 0 for one in event.items)
        step, _ = self.claims.get((event.visit, event.inspector), ("退回", ""))
        assert step == "退回", "claimed twice"
        self.claims[event.visit, event.inspector] = "申报", self.by.id

    @saw.register
    def _(self, event: events.ClaimApproved) -> None:
        step, claimed_by = self.claims[event.visit, event.inspector]
        assert event.inspector in self.visits[event.visit].inspectors, "paid without a visit"
        assert step == "申报"
        assert self.by.id not in (event.inspector, claimed_by), "approved by the claimant"
        self.claims[event.visit, event.inspector] = "审批", claimed_by

    @saw.register
    def _(self, event: events.ClaimRejected) -> None:
        step, claimed_by = self.claims[event.visit, event.inspector]
        assert step != "退回"
        assert self.by.id not in (event.inspector, claimed_by), "sent back by the claimant"
        self.claims[event.visit, event.inspector] = "退回", claimed_by

    @saw.register
    def _(self, event: events.CertificateHandedOut) -> None:
        assert event.certificate not in self.cards, "one number for two cards"
        self.cards.add(event.certificate)

    @saw.register
    def _(self, event: events.AlarmRaised) -> None:
        assert (event.kind, event.subject) not in self.alarms, "an alarm was raised twice"
        self.alarms.add((event.kind, event.subject))

    @saw.register
    def _(self, event: events.AlarmRefreshed) -> None:
        assert (event.kind, event.subject) in self.alarms, "figures of an alarm that does not stand"

    @saw.register
    def _(self, event: events.AlarmCleared) -> None:
        self.alarms.remove((event.kind, event.subject))

    def look(self) -> None:
        """What must hold between any two commands."""
        for number, life in self.lives.items():
            assert life.in_office or not life.posts_after(self.today), (
                f"{number} is out of office and has a post"
            )
            recused = {unit for unit, _ in life.recusals}
            assert not life.posts_after(self.today) & recused, f"{number} has a post where he is recused"

    def retired_share(self, number: str, person: CandidateDetails | InspectorDetails, on: date) -> list[bool]:
        """Of each part-time inspector in office on that day, `number` as `person` among them: is he retired?"""
        others = [
            life.terms[-1].details
            for other, life in self.lives.items()
            if other != number
            and life.in_office
            and life.terms[-1].details.term_from <= on <= life.terms[-1].last
        ]
        return [
            one.retired_on is not None and one.retired_on <= on
            for one in (*others, person)
            if one.kind is InspectorKind.PART_TIME
        ]


_PROCEDURE = (
    events.InspectorRecommended,
    events.InspectorQualified,
    events.CandidatePublicised,
    events.CandidateRejected,
    events.InspectorAppointed,
)


def _retired_part_time(details: InspectorDetails) -> bool:
    retired_on = details.retired_on
    return (
        details.kind is InspectorKind.PART_TIME and retired_on is not None and retired_on <= details.term_from
    )
