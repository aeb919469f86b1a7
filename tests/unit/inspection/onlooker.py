"""A witness of inspections: what may never be, told from the events alone.

It knows the law by its numbers, counts days by itself, and knows nothing of how the inspections decide.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import singledispatchmethod

from chinese_calendar import is_workday

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.events import IssueRaised, UrgentHazardReported
from services.inspection.domain.procedure import Document, Draft, Group, RosterSays, Step, Team
from services.inspection.domain.report import Severity
from shared.event_sourcing.decider import Role

DAY = timedelta(days=1)
GOES_ON = (
    happened.InspectionAnnounced,
    happened.SelfEvaluationReviewed,
    happened.SiteVisited,
    happened.ParticipantsDrawn,
    happened.HearingHeld,
    happened.Deliberated,
    happened.PreliminaryOpinionServed,
    happened.DefenceAnswered,
    happened.OpinionSettled,
    happened.OpinionServed,
)
"""What a team does; everything else is done by others, or is about the team itself."""
INQUIRY = (
    happened.SelfEvaluationHandedIn,
    happened.SelfEvaluationReviewed,
    happened.SiteVisited,
    happened.ParticipantsDrawn,
    happened.HearingHeld,
)
LATER = (happened.ReportFiled, happened.PublicationApproved, happened.ResultPublished)


def workdays_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= is_workday(day)
    return day


def days_after(day: date, count: int) -> date:
    day += count * DAY
    while not is_workday(day):
        day += DAY
    return day


def words(problem: str) -> str:
    return "".join(problem.split())


@dataclass
class Onlooker:
    """Sees every event in its order and raises `AssertionError` at the first that should not be."""

    shanghai: bool
    comprehensive: bool
    head: str
    today: date = date.min
    roster: RosterSays = RosterSays()
    matters: tuple[str, ...] = ()
    settled_cases: frozenset[object] = frozenset()
    team: Team | None = None
    stated: set[str] = field(default_factory=set)
    accused: dict[str, str] = field(default_factory=dict)
    conflicted: set[str] = field(default_factory=set)
    notice: happened.InspectionAnnounced | None = None
    handed_in: bool = False
    reviewed: bool = False
    seen_on: list[date] = field(default_factory=list)
    draws: dict[Group, tuple[date, int]] = field(default_factory=dict)
    heard: set[Group] = field(default_factory=set)
    obstructed: set[tuple[Step, Group | None]] = field(default_factory=set)
    deliberated: happened.Deliberated | None = None
    found: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    fed_back: happened.PreliminaryOpinionServed | None = None
    unanswered: set[int] = field(default_factory=set)
    waived: bool = False
    agreed: Draft | None = None
    against: set[str] = field(default_factory=set)
    opinion: happened.OpinionServed | None = None
    issues: list[IssueRaised] = field(default_factory=list)
    reported: bool = False
    approvals: dict[Document, str] = field(default_factory=dict)
    published: set[tuple[Document, str]] = field(default_factory=set)
    ended: bool = False

    def see(self, events: Iterable[object], today: date, roster: RosterSays) -> None:
        self.today, self.roster = today, roster
        for event in events:
            assert not self.ended or isinstance(event, happened.PublicationTakenDown), (
                "it went on after its end"
            )
            if isinstance(event, GOES_ON):
                self._the_team_can_act()
            if isinstance(event, INQUIRY):
                assert self.notice, "inquired before the notice"
                assert not self.deliberated, "inquired after the deliberation"
            if isinstance(event, LATER):
                assert self.opinion, "reported or published before the opinion"
            if isinstance(event, happened.OnInspection):
                assert event.by.role is not Role.SYSTEM
                assert event.by.role not in (Role.SUPERIOR, Role.MEMBER_UNIT)
                assert event.by.role is not Role.UNIT or event.by.id == self.head, "another unit's head"
            self.saw(event)
        if self.deliberated:
            grave = {words(f.problem) for f in self.deliberated.findings if f.severity is Severity.HAZARD}
            assert grave <= self.told <= self.found, (
                "a danger nobody was told of, or that was told and left out"
            )
        if self.opinion:
            assert len(self.issues) == len(self.opinion.draft.problems), "a problem without an issue"

    def _able(self) -> set[str]:
        assert self.team
        return (
            set(self.team.inspectors) - self.roster.out_of_term - self.roster.off_duty - self.roster.recused
        )

    def _the_team_can_act(self) -> None:
        assert self.team
        assert not self.accused, "went on while a recusal was undecided"
        assert len(self._able()) >= 3, "went on with fewer than three"
        assert not set(self.team.inspectors) & self.roster.recused
        assert not set(self.team.inspectors) & self.conflicted
        assert set(self.team.inspectors) <= self.stated, "went on without a statement"

    def _another_team(self, team: Team) -> None:
        self.team, self.agreed = team, None
        if not self.fed_back:
            self.deliberated = None

    @singledispatchmethod
    def saw(self, event: object) -> None:
        raise AssertionError(f"the onlooker has never heard of {type(event).__name__}")

    @saw.register
    def _(self, event: happened.InspectionPlanned) -> None:
        assert event.matters
        assert all(matter.strip() for matter in event.matters)
        self.matters = event.matters

    @saw.register
    def _(self, event: happened.TeamFormed) -> None:
        self.team = event.team
        assert len(set(event.team.inspectors)) == len(event.team.inspectors)
        assert event.team.leader in event.team.inspectors
        assert len(set(event.team.inspectors) - self.roster.unfit) == len(event.team.inspectors) >= 3

    @saw.register
    def _(self, event: happened.InspectorAdded) -> None:
        assert not self.opinion
        assert event.inspector not in self.conflicted, "who was found conflicted came back"
        assert event.inspector not in self.roster.unfit
        if self.fed_back and self.shanghai:
            assert len(event.team.inspectors) <= self.voters, "outvoted by who was brought in"
        self._another_team(event.team)

    @saw.register
    def _(self, event: happened.InspectorReleased) -> None:
        assert event.inspector not in self.accused, "slipped away"
        assert event.reason.strip()
        assert not self.shanghai or event.inspector not in self.against, "sent away for his vote"
        self.stated.discard(event.inspector)
        self._another_team(event.team)

    @saw.register
    def _(self, event: happened.NoConflictStated) -> None:
        assert event.by.id == event.inspector or event.paper, "somebody else stated for him"
        assert event.inspector not in self.roster.recused | self.accused.keys()
        self.stated.add(event.inspector)

    @saw.register
    def _(self, event: happened.RecusalRaised) -> None:
        assert event.by.role is not Role.INSPECTOR or event.by.id == event.inspector
        assert event.by.role is not Role.UNIT or self.notice
        self.accused[event.inspector] = event.by.id
        self.stated.discard(event.inspector)

    @saw.register
    def _(self, event: happened.RecusalDecided) -> None:
        assert event.by.id not in (self.accused.pop(event.inspector), event.inspector)
        if event.granted:
            assert event.inspector not in event.team.inspectors
            self.conflicted.add(event.inspector)
            self._another_team(event.team)

    @saw.register
    def _(self, event: happened.InspectionAnnounced) -> None:
        assert event.starts_on > self.today
        self.notice = event

    @saw.register
    def _(self, event: happened.SelfEvaluationHandedIn) -> None:
        assert event.by.role is Role.UNIT
        assert self.notice
        due = self.notice.self_evaluation
        assert due
        assert event.on_time == (self.today <= due.on)
        self.handed_in = True

    @saw.register
    def _(self, event: happened.SelfEvaluationReviewed) -> None:
        assert self.handed_in
        self.reviewed = True

    @saw.register
    def _(self, event: happened.SiteVisited) -> None:
        assert self.notice
        assert self.notice.on < self.notice.starts_on <= event.visit.on <= self.today
        assert event.visit.inspectors
        assert set(event.visit.inspectors) <= self._able()
        self.seen_on.append(event.visit.on)

    @saw.register
    def _(self, event: happened.ParticipantsDrawn) -> None:
        made = event.draw
        assert made.group not in self.draws, "drawn twice"
        assert len(set(made.drawn)) == len(made.drawn) > 0
        assert set(made.drawn) <= set(range(1, made.population + 1))
        self.draws[made.group] = self.today, len(made.drawn)

    @saw.register
    def _(self, event: happened.HearingHeld) -> None:
        hearing = event.hearing
        assert self.notice
        assert self.notice.starts_on <= hearing.on <= self.today
        if hearing.group is not Group.PUBLIC and self.shanghai and self.comprehensive:
            drawn_on, count = self.draws[hearing.group]
            assert drawn_on <= hearing.on, "heard before the draw"
            assert hearing.heard <= count
        if hearing.group is not Group.PUBLIC and not self.shanghai:
            assert hearing.unit_withdrew
        assert hearing.heard > 0
        self.heard.add(hearing.group)
        self.seen_on.append(hearing.on)

    @saw.register
    def _(self, event: happened.InspectionObstructed) -> None:
        assert self.notice
        assert not self.opinion
        told = event.obstruction
        assert told.step is not Step.SELF_EVALUATION or not self.handed_in or self.deliberated
        if not self.deliberated:
            due = self.notice.self_evaluation
            first = due.on + DAY if due and told.step is Step.SELF_EVALUATION else self.notice.starts_on
            assert first <= told.on <= self.today, "obstructed before it was due"
        self.obstructed.add((told.step, told.group))

    @saw.register
    def _(self, event: happened.Deliberated) -> None:
        assert self.notice
        if self.notice.self_evaluation and not self.reviewed:
            assert not self.handed_in
            assert (Step.SELF_EVALUATION, None) in self.obstructed
        prevented = {group for step, group in self.obstructed if step is Step.HEARING}
        assert self.seen_on, "nobody was there"
        assert set(Group) <= self.heard | prevented
        assert Group.PUBLIC in self.heard
        assert len(set(event.present)) >= 3
        assert set(event.present) <= self._able()
        assert event.ended_on == max(self.seen_on)
        self.deliberated, self.found = event, {words(one.problem) for one in event.findings}
        assert len(self.found) == len(event.findings), "one problem twice"
        assert self.comprehensive or all(one.theme in self.matters for one in event.findings)

    @saw.register
    def _(self, event: UrgentHazardReported) -> None:
        assert self.deliberated
        assert words(event.problem) not in self.told, "told twice"
        self.told.add(words(event.problem))

    @saw.register
    def _(self, event: happened.PreliminaryOpinionServed) -> None:
        assert self.deliberated, "nobody of this team deliberated"
        assert event.findings == self.deliberated.findings
        defence = workdays_after(self.today, 10) if self.shanghai else days_after(self.today, 5)
        begins = self.deliberated.ended_on if self.shanghai else self.today
        assert (event.defence_due.on, event.opinion_due.on) == (defence, days_after(begins, 30))
        assert event.defence_from_receipt is not self.shanghai
        assert self.team
        self.fed_back, self.voters = event, len(self.team.inspectors)
        self.window = defence if self.shanghai else None

    @saw.register
    def _(self, event: happened.PreliminaryOpinionReceived) -> None:
        assert self.window is None, "a clock that ran was started again"
        self.window = days_after(event.received_on, 5)
        assert event.defence_due.on == self.window

    @saw.register
    def _(self, event: happened.DefenceFiled) -> None:
        assert event.by.role is Role.UNIT
        assert self.fed_back
        assert not self.waived
        assert self.window is None or self.today <= self.window
        assert not self.opinion
        self.unanswered.add(event.defence)

    @saw.register
    def _(self, event: happened.DefenceWaived) -> None:
        assert event.by.role is Role.UNIT
        assert self.fed_back
        self.waived = True

    @saw.register
    def _(self, event: happened.DefenceAnswered) -> None:
        self.unanswered.remove(event.defence)

    @saw.register
    def _(self, event: happened.OpinionSettled) -> None:
        self._defence_is_over()
        assert self.fed_back
        assert self.team
        found = {words(one.problem) for one in self.fed_back.findings}
        upheld = {words(one.problem) for one in event.draft.problems}
        dropped = {words(one.problem) for one in event.draft.dropped}
        assert upheld | dropped == found, "a problem was passed over or made up"
        assert not upheld & dropped
        assert all(one.working_days for one in event.draft.problems)
        assert self.comprehensive or all(one.theme in self.matters for one in event.draft.problems)
        grades, said = list(Severity), {words(one.problem): one.severity for one in self.fed_back.findings}
        for one in event.draft.problems:
            assert grades.index(one.severity) <= grades.index(said[words(one.problem)]), (
                "graver than fed back"
            )
        voters = [*event.vote.ayes, *event.vote.noes]
        assert len(set(voters)) == len(voters)
        assert set(voters) <= self._able()
        enough = 3 * len(event.vote.ayes) >= 2 * len(self.team.inspectors)
        assert event.agreed == (enough or not self.shanghai)
        self.agreed = event.draft if event.agreed else None
        self.against = (self.against | set(event.vote.noes)) - set(event.vote.ayes)

    @saw.register
    def _(self, event: happened.OpinionServed) -> None:
        self._defence_is_over()
        assert self.fed_back
        assert self.agreed == event.draft, "not what this team agreed on"
        assert bool(event.late_reason) == (self.today > self.fed_back.opinion_due.on)
        assert not self.opinion
        self.opinion = event

    def _defence_is_over(self) -> None:
        assert self.fed_back, "no preliminary opinion"
        over = self.window is not None and self.today > self.window
        assert self.waived or over, "an opinion before the window closed"
        assert not self.unanswered, "a defence nobody weighed"

    @saw.register
    def _(self, event: IssueRaised) -> None:
        assert self.opinion
        assert event.opinion == self.opinion.letter
        assert event.finding in self.opinion.draft.problems
        assert event.issue not in {one.issue for one in self.issues}
        assert event.finding.severity in Severity
        self.issues.append(event)

    @saw.register
    def _(self, event: happened.ReportFiled) -> None:
        assert not self.reported
        self.reported = True

    @saw.register
    def _(self, event: happened.PublicationApproved) -> None:
        assert self.reported
        self.approvals[event.document] = event.by.id

    @saw.register
    def _(self, event: happened.ResultPublished) -> None:
        assert self.approvals[event.document] != event.by.id
        self.published.add((event.document, event.place))

    @saw.register
    def _(self, event: happened.PublicationTakenDown) -> None:
        self.published.remove((event.document, event.place))

    @saw.register
    def _(self, event: happened.InspectionCancelled) -> None:
        assert not self.opinion
        assert not self.found, "what was found was buried (Q22)"
        assert event.reason.strip()
        self.ended = True

    @saw.register
    def _(self, event: happened.InspectionClosed) -> None:
        assert self.reported
        standing = {document for document, _ in self.published}
        assert Document.REPORT in standing
        assert not self.shanghai or Document.OPINION in standing
        assert {issue.issue for issue in self.issues} <= self.settled_cases, "closed over open cases"
        self.ended = True
