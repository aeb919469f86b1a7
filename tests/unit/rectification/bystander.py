"""An independent witness of accountabilities and interviews: it knows the rules from the law's text, not the code's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import singledispatchmethod

from chinese_calendar import is_workday

from services.rectification.domain import accountability_events as happened
from services.rectification.domain import interview_events as met
from services.rectification.domain.accountability_parts import Result
from services.rectification.domain.interview_parts import Recipient, Side
from services.rectification.domain.proceeding import ClockLapsed, ClockMissed, ClockPrompted

DAY = timedelta(days=1)
PARTYS_OWN = (
    happened.DefenceHeard,
    happened.DefenceWaived,
    happened.ReviewAsked,
    happened.AppealFiled,
    happened.RecusalAsked,
)
BY_THE_CALENDAR = (ClockMissed, ClockLapsed, ClockPrompted)


def days_after(day: date, count: int) -> date:
    """日: the first day is not counted, and a rest day at the end is passed over (民法典 201, 203)."""
    day += count * DAY
    while not is_workday(day):
        day += DAY
    return day


def workdays_after(day: date, count: int) -> date:
    while count:
        day += DAY
        count -= is_workday(day)
    return day


@dataclass
class Bystander:
    """Sees every event in its order and raises `AssertionError` at the first that should not be."""

    subject: str
    barred: set[str]
    chairs: frozenset[str]
    today: date = date.min
    recused: frozenset[str] = frozenset()
    asked: dict[str, str] = field(default_factory=dict)
    group: set[str] = field(default_factory=set)
    took_part: set[str] = field(default_factory=set)
    facts: bool = False
    started: bool = False
    notice: happened.OpinionNotified | None = None
    unanswered: set[int] = field(default_factory=set)
    waived: bool = False
    draft: happened.MembersConsulted | None = None
    approved: bool = False
    served: happened.DecisionServed | None = None
    stands: tuple[str, ...] = ()
    done: set[str] = field(default_factory=set)
    sent: dict[str, tuple[str, ...]] = field(default_factory=dict)
    published: bool = False
    review: happened.ReviewAsked | None = None
    reviewed: happened.ReviewDecided | None = None
    appeal: happened.AppealFiled | None = None
    appealed: happened.AppealDecided | None = None
    corrected: happened.DecisionCorrected | None = None
    archived: bool = False
    over: bool = False

    def see(self, events: Iterable[object], today: date, recused: frozenset[str]) -> None:
        self.today, self.recused = today, recused
        for event in events:
            assert not self.over, "it went on after its end"
            if not isinstance(event, PARTYS_OWN + BY_THE_CALENDAR):
                assert event.by.id not in self.barred | recused, "a barred person acted"  # type: ignore[attr-defined]
                if not isinstance(event, happened.RecusalDecided):
                    assert event.by.id not in self.asked, "whose recusal is open acted"  # type: ignore[attr-defined]
            self.saw(event)

    @singledispatchmethod
    def saw(self, event: object) -> None:
        raise AssertionError(f"the bystander has never heard of {type(event).__name__}")

    @saw.register(ClockPrompted)
    @saw.register(happened.ClueRegistered)
    def _(self, event: object) -> None:
        pass

    @saw.register
    def _(self, event: ClockMissed) -> None:
        assert event.missed.due.on < self.today

    @saw.register
    def _(self, event: ClockLapsed) -> None:
        assert event.lapsed.due.on < self.today

    @saw.register
    def _(self, event: happened.InvestigationGroupFormed) -> None:
        self.group = {member.id for member in event.members}
        assert len(self.group) >= 2
        assert len({member.department for member in event.members}) >= 2
        assert not self.group & (self.barred | self.recused)
        self.took_part |= self.group

    @saw.register
    def _(self, event: happened.RecusalAsked) -> None:
        self.asked[event.person] = event.by.id

    @saw.register
    def _(self, event: happened.RecusalDecided) -> None:
        assert event.by.id not in (self.asked.pop(event.person), event.person)
        if event.granted:
            self.barred.add(event.person)
            self.group.discard(event.person)

    @saw.register
    def _(self, event: happened.FactsEstablished) -> None:
        assert len(self.group) >= 2
        assert not self.group & (self.barred | self.recused | self.asked.keys())
        assert event.facts
        self.facts = True

    @saw.register
    def _(self, event: happened.StartDecided) -> None:
        assert self.facts, "started without facts"
        assert event.by.id in self.chairs
        assert event.reason.strip()
        self.started, self.over = event.start, not event.start

    @saw.register
    def _(self, event: happened.AccountabilityDropped) -> None:
        assert event.by.id in self.chairs
        assert self.started
        assert not self.served
        self.over = True

    @saw.register
    def _(self, event: happened.OpinionNotified) -> None:
        assert self.started, "notified what nobody started"
        assert event.defence_due.on == workdays_after(self.today, 10)
        assert event.measures
        assert event.basis
        self.notice = event

    @saw.register
    def _(self, event: happened.DefenceHeard) -> None:
        assert self.notice
        assert self.today <= self.notice.defence_due.on
        assert not self.waived
        self.unanswered.add(event.defence)

    @saw.register
    def _(self, event: happened.DefenceWaived) -> None:
        self.waived = True

    @saw.register
    def _(self, event: happened.DefenceAnswered) -> None:
        self.unanswered.remove(event.defence)

    @saw.register
    def _(self, event: happened.MembersConsulted) -> None:
        assert self.notice, "decided what was never notified"
        assert self.waived or self.today > self.notice.defence_due.on, "decided before the defence was over"
        assert not self.unanswered, "a defence nobody weighed"
        assert event.consulted
        assert event.draft.measures
        assert set(event.draft.measures) <= set(self.notice.measures), "worse than notified"
        self.draft = event

    @saw.register
    def _(self, event: happened.DecisionApproved) -> None:
        assert self.draft
        assert event.by.id in self.chairs
        assert event.by.id not in self.took_part
        self.took_part.add(event.by.id)
        self.approved = True

    @saw.register
    def _(self, event: happened.DecisionServed) -> None:
        assert self.approved
        assert self.draft
        assert self.notice
        said = event.decision
        assert said.background
        assert said.facts == self.notice.facts
        assert said.basis == self.notice.basis
        assert said.measures == self.draft.draft.measures
        assert said.effective_on >= self.today
        assert event.review_due.on == days_after(self.today, 30)
        assert event.appeal_due.on == days_after(self.today, 15)
        self.served, self.stands = event, said.measures

    @saw.register
    def _(self, event: happened.MeasureExecuted) -> None:
        assert event.measure in self.stands
        self.done.add(event.measure)

    @saw.register
    def _(self, event: happened.MeasuresTransferred) -> None:
        assert event.reply_by > self.today
        self.sent[event.letter] = event.measures

    @saw.register
    def _(self, event: happened.ReplyReceived) -> None:
        self.done |= set(self.sent.pop(event.transfer))

    @saw.register
    def _(self, event: happened.DecisionPublished) -> None:
        assert self.served
        assert self.served.decision.effective_on <= self.today
        self.published = True

    @saw.register
    def _(self, event: happened.ReviewAsked) -> None:
        assert self.served
        assert self.today <= self.served.review_due.on
        assert not self.review
        assert not self.appeal
        assert event.decision_due.on == days_after(self.today, 30)
        self.review = event

    @saw.register
    def _(self, event: happened.ReviewDecided) -> None:
        assert self.review
        handlers = {member.id for member in event.handlers}
        assert handlers
        assert not handlers & (self.took_part | self.barred | self.recused)
        assert event.appeal_due.on == days_after(self.today, 15)
        assert set(event.outcome.measures) <= set(self.stands), "a review made it worse"
        self.reviewed, self.stands = event, event.outcome.measures

    @saw.register
    def _(self, event: happened.AppealFiled) -> None:
        assert self.served
        assert not self.appeal
        assert bool(self.review) == bool(self.reviewed), "appealed in the middle of a review"
        until = self.reviewed.appeal_due.on if self.reviewed else self.served.appeal_due.on
        assert self.today <= until
        assert event.direct == (self.reviewed is None)
        assert event.decision_due.on == days_after(self.today, 60)
        self.appeal = event

    @saw.register
    def _(self, event: happened.AppealDecided) -> None:
        assert self.appeal
        wrong = event.outcome.result is not Result.UPHOLD
        assert (event.correct_by.on if event.correct_by else None) == (
            days_after(self.today, 15) if wrong else None
        )
        self.appealed = event

    @saw.register
    def _(self, event: happened.DecisionCorrected) -> None:
        assert self.appealed
        assert self.appealed.correct_by
        assert event.by.id in self.chairs
        assert event.outcome == self.appealed.outcome
        self.corrected, self.stands = event, event.outcome.measures

    @saw.register
    def _(self, event: happened.AccountabilityArchived) -> None:
        assert self.served
        assert bool(self.review) == bool(self.reviewed)
        assert bool(self.appeal) == bool(self.appealed)
        assert bool(self.appealed and self.appealed.correct_by) == bool(self.corrected)
        until = self.reviewed.appeal_due.on if self.reviewed else self.served.review_due.on
        assert self.appeal or self.today > until, "archived while it could be challenged"
        assert set(self.stands) <= self.done
        assert self.published or not self.stands
        self.archived = True

    @saw.register
    def _(self, event: happened.AccountabilityFiled) -> None:
        assert self.archived
        self.over = True


@dataclass
class Usher:
    """The same for an interview of a school."""

    now: datetime = datetime.min.replace(tzinfo=UTC)
    proposed_by: str = ""
    approved: bool = False
    hosts: set[str] = field(default_factory=set)
    notices: list[met.InterviewNoticeServed] = field(default_factory=list)
    waiting: bool = False
    meeting: met.MeetingHeld | None = None
    absent: bool = False
    signed: bool = False
    served: bool = False
    copies: set[Recipient] = field(default_factory=set)
    opened: bool = False
    over: bool = False

    def see(self, events: Iterable[object], now: datetime) -> None:
        self.now = now
        for event in events:
            assert not self.over, "it went on after its end"
            self.saw(event)

    @singledispatchmethod
    def saw(self, event: object) -> None:
        raise AssertionError(f"the usher has never heard of {type(event).__name__}")

    @saw.register
    def _(self, event: ClockMissed) -> None:
        assert event.missed.due.on < event.on

    @saw.register
    def _(self, event: met.InterviewProposed) -> None:
        self.proposed_by = event.by.id

    @saw.register(met.InterviewApproved)
    @saw.register(met.InterviewDeclined)
    def _(self, event: met.InterviewApproved | met.InterviewDeclined) -> None:
        assert event.by.id != self.proposed_by
        assert event.reason.strip()
        self.approved = isinstance(event, met.InterviewApproved)
        self.over = not self.approved

    @saw.register
    def _(self, event: met.CoHostConfirmed) -> None:
        assert self.approved
        self.hosts.add(event.host)

    @saw.register
    def _(self, event: met.InterviewNoticeServed) -> None:
        assert len(self.hosts) >= 2
        assert "区教育局" in self.hosts, "a school is interviewed with the education department"
        assert set(event.hosts) == self.hosts
        assert event.invitation.at > self.now
        assert event.invitation.persons
        assert not self.waiting
        self.notices.append(event)
        self.waiting = True

    @saw.register
    def _(self, event: met.MeetingHeld) -> None:
        assert self.waiting
        assert self.now >= self.notices[-1].invitation.at
        assert any(not one.absence for one in event.attendees)
        assert set(event.cases) <= {one.case for one in event.commitments}
        self.meeting, self.waiting = event, False

    @saw.register
    def _(self, event: met.MeetingUnattended) -> None:
        assert self.waiting
        assert event.excused or self.now >= self.notices[-1].invitation.at
        self.waiting, self.absent = False, not event.excused

    @saw.register
    def _(self, event: met.RecordSigned) -> None:
        assert self.meeting
        sides = {one.side for one in event.signatures}
        assert {Side.HOST, Side.RECORDER} <= sides
        assert Side.UNIT in sides or (event.refusal and len(set(event.witnesses)) >= 2)
        self.signed = True

    @saw.register
    def _(self, event: met.RecordServed) -> None:
        assert self.signed
        self.served = True

    @saw.register
    def _(self, event: met.RecordCopied) -> None:
        assert self.signed
        assert event.receipt.strip()
        assert event.recipient not in self.copies
        self.copies.add(event.recipient)

    @saw.register
    def _(self, event: met.CommitmentsOpened) -> None:
        assert self.meeting
        free = tuple(one for one in self.meeting.commitments if one.case is None)
        assert tuple(one for _, one in event.commitments) == free
        self.opened = True

    @saw.register
    def _(self, event: met.InterviewClosed) -> None:
        assert self.absent or (self.served and self.copies == set(Recipient))
        if self.meeting and any(one.case is None for one in self.meeting.commitments):
            assert self.opened
        self.over = True
