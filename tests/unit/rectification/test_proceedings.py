"""Whatever is asked of an accountability and an interview in whatever order, nobody finds a way around a guard."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, get_args

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from services.rectification.adapters.storage import TYPES
from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import accountability_commands as ask
from services.rectification.domain import interview_commands as meet
from services.rectification.domain import interview_stages as meeting
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import Member, Range, Result
from services.rectification.domain.accountability_stages import (
    Accountability,
    Approved,
    Archived,
    Ended,
    Established,
    InForce,
    Investigating,
    Notified,
    Registered,
    Started,
    UnderApproval,
)
from services.rectification.domain.clocks import Clock
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_parts import Recipient, Side, Signature
from services.rectification.domain.proceeding import ClockPrompted, EndClock
from shared.event_sourcing.decider import Actor, Refused
from shared.workdays.deadline import SHANGHAI
from tests.unit.rectification import accountabilities as a
from tests.unit.rectification import interviews as i
from tests.unit.rectification.bystander import Bystander, Usher

BEGIN, LAST = date(2026, 3, 2), date(2026, 12, 18)
DAY = timedelta(days=1)
LI = Member("lixm", "李晓明", "区教育局")
BARRED = Actor("wangq", "王强", a.OFFICE.role)
INSIDE = [a.OFFICE, a.OFFICE, a.CLERK, BARRED, a.DEPUTY, a.CHAIR, SYSTEM]
CHAIRS = [a.CHAIR, a.CHAIR, a.VICE_CHAIR, a.DEPUTY]
PARTY = [a.HEAD, a.HEAD, a.HEAD, a.OTHER_HEAD, a.OFFICE]
GROUPS = [(a.ZHAO, a.QIAN), (a.ZHAO,), (a.ZHAO, LI), (a.ZHAO, a.QIAN, Member("wangq", "王强", "督导室"))]
GROUPS += [(a.ZHAO, Member(a.CHAIR.id, a.CHAIR.name, "督委会"))]
MEASURES = [("督导通报", "约谈"), ("约谈",), ("公开批评",), ("处分",), ()]
PEOPLE = ["DX031", "zhaoyp", "linjia", "chenxd", "zhouwq"]

ACTS: list[tuple[str, dict[str, list[Any]]]] = []
"""What can be done, by the name of the method, with the values for each of its arguments."""
SEEN: Counter[str] = Counter()
"""How often which event happened and which refusal was given."""


def act(**choices: Iterable[Any]) -> Callable[[Callable[..., None]], Any]:
    """A rule of the machine whose arguments are chosen from lists, so that chance can act too."""

    def of(method: Callable[..., None]) -> Any:
        listed = {given: list(values) for given, values in choices.items()}
        ACTS.append((method.__name__, listed))
        drawn: Any = {given: st.sampled_from(values) for given, values in listed.items()}
        decorate: Any = rule(**drawn)
        return decorate(method)

    return of


class Proceedings(RuleBasedStateMachine):
    """An accountability and an interview, people who do right and wrong, a roster that changes, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.today, self.recused = BEGIN, frozenset[str]()
        self.events: list[AccountabilityEvent] = []
        self.state, self.talk = a.DECIDER.initial, i.DECIDER.initial
        self.usher = Usher()
        self.bystander = Bystander("", {BARRED.id}, frozenset({a.CHAIR.id, a.VICE_CHAIR.id}))

    @initialize(grave=st.booleans())
    def it_begins(self, grave: bool) -> None:
        self.grave = grave
        self.obey(
            ask.RegisterClue, a.OFFICE, about=a.ABOUT, subject=a.SUBJECT, clue=a.CLUE, barred=(BARRED.id,)
        )
        self.meet(meet.ProposeInterview, a.DEPUTY, about=i.ABOUT, reason="督办逾期", cases=i.PROPOSE.cases)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(15), SHANGHAI).astimezone(UTC)

    @property
    def accountability(self) -> Accountability:
        assert isinstance(self.state, Accountability)
        return self.state

    @property
    def interview(self) -> meeting.Interview:
        assert isinstance(self.talk, meeting.Interview)
        return self.talk

    def obey(self, command: type[Any], by: Actor, **fields: Any) -> None:
        """The bystander sees what comes of it, and that a second time nothing comes of it."""
        more = {} if command is EndClock else {"recused": self.recused}
        asked = command(proceeding=a.ID, by=by, now=self.now, **more, **fields)
        events = self.led_to(lambda: a.DECIDER.decide(asked, self.state))
        if events:
            self.events += events
            self.bystander.see(events, self.today, self.recused)
            self.state = a.DECIDER.fold(events, self.state)
            assert list(a.DECIDER.decide(asked, self.state)) == [], "the same command again changed something"
        self.what_was_served_stands()

    def meet(self, command: type[Any], by: Actor, **fields: Any) -> None:
        asked = command(proceeding=i.ID, by=by, now=self.now, **fields)
        events: Sequence[InterviewEvent] = self.led_to(lambda: i.DECIDER.decide(asked, self.talk))
        if events:
            self.usher.see(events, self.now)
            self.talk = i.DECIDER.fold(events, self.talk)
            assert list(i.DECIDER.decide(asked, self.talk)) == [], "the same command again changed something"
            assert list(self.interview.notices) == self.usher.notices, "a served notice changed"
            over = isinstance(self.interview.stage, meeting.Ended | meeting.NotAttended)
            done = self.usher.served and len(self.usher.copies) == 2
            assert bool(self.interview.clocks.running) != over or done

    def led_to(self, decide: Callable[[], Sequence[Any]]) -> Sequence[Any]:
        try:
            events = list(decide())
        except Refused as refused:
            refusal: Refused | None = refused
        else:
            refusal = None
        if refusal is not None:
            SEEN[type(refusal).__name__] += 1
            assert str(refusal).endswith("。"), "a refusal is said in a sentence"
            return ()
        for event in events:
            name, _, data = TYPES.dump(event)
            SEEN[name] += 1
            assert data
        return events

    def what_was_served_stands(self) -> None:
        """Dates on served letters never change, a correction erases nothing, and somebody owes the next step."""
        stage, served = self.accountability.stage, self.bystander.served
        if isinstance(stage, InForce) and served:
            assert stage.decision == served.decision
            assert (stage.review_due, stage.appeal_due) == (served.review_due, served.appeal_due)
            assert stage.measures == self.bystander.stands
        running = self.accountability.clocks.running
        assert bool(running) != isinstance(stage, Ended)
        assert all(duty.owner and duty.due.on for duty in running.values())

    # The clock and the roster

    @act(days=[1, 1, 2, 5, 12])
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + days * DAY, LAST)

    @act(clock=list(Clock), past=[0, 1])
    def a_date_comes(self, clock: Clock, past: int) -> None:
        duty = self.accountability.clocks.running.get(clock)
        if duty and duty.due.on <= LAST:
            self.today = max(self.today, duty.due.on + past * DAY)
            self.obey(EndClock, SYSTEM, duty=duty.id)

    @act(who=[None, None, "linjia", "DX031", "chenxd"])
    def the_roster_changes(self, who: str | None) -> None:
        self.recused = frozenset({who}) if who else frozenset()

    # What comes next, as it should be

    @act(times=[1, 1, 2, 3])
    def it_goes_on_as_it_should(self, times: int) -> None:
        for _ in range(times):
            self.recused = frozenset()
            self.the_next_step_is_taken()

    def the_next_step_is_taken(self) -> None:
        state = self.accountability
        for person in state.asked:
            self.obey(ask.DecideRecusal, a.DEPUTY, person=person, granted=False, reason="无关")
            return
        match state.stage:
            case Registered():
                self.obey(ask.FormGroup, a.OFFICE, members=(a.ZHAO, a.QIAN), late_reason="取证困难")
            case Investigating():
                self.obey(ask.EstablishFacts, a.OFFICE, facts=a.FACTS, grave=self.grave)
            case Established():
                self.obey(ask.DecideStart, a.CHAIR, start=True, reason="事实清楚")
            case Started():
                measures = MEASURES[0]
                self.obey(ask.NotifyOpinion, a.OFFICE, letter="告1", measures=measures, basis=a.BASIS)
            case Notified() as stage:
                for n, defence in enumerate(stage.defences, start=1):
                    if defence.answer is None:
                        self.obey(ask.AnswerDefence, a.OFFICE, defence=n, answer="已研究")
                if self.today <= stage.defence_due.on and not stage.waived:
                    self.time_passes(3)
                else:
                    self.obey(ask.ConsultMembers, a.OFFICE, consulted=a.CONSULTED, draft=a.DRAFT)
            case UnderApproval():
                self.obey(ask.ApproveDecision, a.VICE_CHAIR)
            case Approved():
                self.obey(ask.ServeDecision, a.OFFICE, letter="责1")
            case InForce() as stage:
                self._enforce(stage)
            case Archived():
                self.obey(ask.FileUpward, a.OFFICE, recipient="市教育督导委员会办公室")
            case Ended():
                pass

    def _enforce(self, stage: InForce) -> None:
        if stage.remaining:
            self.obey(ask.ExecuteMeasure, a.OFFICE, measure=stage.remaining[0], record="已办")
        elif len(stage.published) < 3:
            for one in Range:
                self.obey(ask.PublishDecision, a.OFFICE, range=one, place="网站")
        elif stage.review_pending:
            self.a_review_is_decided(a.OFFICE, Result.UPHOLD, (a.SUN,), ())
        elif stage.appeal_pending:
            self.an_appeal_is_decided(a.OFFICE, Result.CHANGE, ("约谈",))
        elif stage.appeals and stage.appeals[-1].to_correct:
            self.it_is_corrected(a.CHAIR)
        else:
            self.time_passes(5)
            self.obey(ask.ArchiveAccountability, a.OFFICE, contents=("决定书",), retention="30年")

    @act(times=[1, 1, 2, 3])
    def the_interview_goes_on_as_it_should(self, times: int) -> None:
        for _ in range(times):
            self.the_interviews_next_step_is_taken()

    def the_interviews_next_step_is_taken(self) -> None:
        match self.interview.stage:
            case meeting.Proposed():
                self.meet(meet.ApproveInterview, i.CHIEF, approve=True, reason="同意")
            case meeting.Approved() as stage if not meeting.hosted(stage):
                self.a_host_confirms("区教育局" if stage.confirmed else "区教育督导委员会")
            case meeting.Approved():
                self.the_notice_goes_out(3)
            case meeting.Notified():
                self.today = max(self.today, self.interview.clocks.running[Clock.PROCEDURE].due.on)
                self.it_is_held(i.CAME, 5, True)
            case meeting.Held():
                self.the_record_is_signed(list(Side), ())
            case meeting.Signed():
                for what in ("serve", "open", *Recipient):
                    self.the_record_goes_out(what, "回执")

    # The same and worse, at any time

    @act(by=INSIDE, members=GROUPS, why=["", "取证困难"])
    def a_group_is_formed(self, by: Actor, members: tuple[Member, ...], why: str) -> None:
        self.obey(ask.FormGroup, by, members=members, late_reason=why)

    @act(by=[*PARTY, *INSIDE], person=PEOPLE, really=[False, False, True])
    def a_recusal_is_asked_for(self, by: Actor, person: str, really: bool) -> None:
        if really:
            self.obey(ask.AskRecusal, by, person=person, ground="亲属")

    @act(by=[a.DEPUTY, a.CHAIR, a.OFFICE, BARRED], granted=[True, False])
    def a_recusal_is_decided(self, by: Actor, granted: bool) -> None:
        person = next(iter(self.accountability.asked), "nobody")
        self.obey(ask.DecideRecusal, by, person=person, granted=granted, reason="研究决定")

    @act(by=INSIDE, facts=[a.FACTS, ()], grave=[True, False])
    def facts_are_established(self, by: Actor, facts: Any, grave: bool) -> None:
        self.obey(ask.EstablishFacts, by, facts=facts, grave=grave)

    @act(by=CHAIRS, start=[True] * 9 + [False], reason=["事实清楚", " "])
    def it_is_started_or_not(self, by: Actor, start: bool, reason: str) -> None:
        self.obey(ask.DecideStart, by, start=start, reason=reason)

    @act(by=INSIDE, measures=MEASURES, basis=[a.BASIS, ()])
    def an_opinion_is_notified(self, by: Actor, measures: tuple[str, ...], basis: tuple[str, ...]) -> None:
        self.obey(ask.NotifyOpinion, by, letter="告1", measures=measures, basis=basis)

    @act(by=PARTY, text=["不属实", "已改正"], waive=[False, False, True])
    def it_defends_itself_or_does_not(self, by: Actor, text: str, waive: bool) -> None:
        if waive:
            self.obey(ask.WaiveDefence, by, paper="声明" if text == "已改正" else "")
        else:
            self.obey(ask.FileDefence, by, text=text)

    @act(by=INSIDE, n=[1, 1, 2], answer=["已研究", "不成立"])
    def a_defence_is_answered(self, by: Actor, n: int, answer: str) -> None:
        self.obey(ask.AnswerDefence, by, defence=n, answer=answer)

    @act(by=INSIDE, measures=MEASURES, consulted=[a.CONSULTED, ()], background=["三次逾期", ""])
    def members_are_consulted(
        self, by: Actor, measures: tuple[str, ...], consulted: Any, background: str
    ) -> None:
        draft = replace(a.DRAFT, measures=measures, background=background)
        self.obey(ask.ConsultMembers, by, consulted=consulted, draft=draft)

    @act(by=CHAIRS, drop=[False] * 19 + [True])
    def it_is_approved_or_dropped(self, by: Actor, drop: bool) -> None:
        if drop:
            self.obey(ask.DropAccountability, by, reason="申辩成立")
        else:
            self.obey(ask.ApproveDecision, by)

    @act(by=INSIDE)
    def it_is_served(self, by: Actor) -> None:
        self.obey(ask.ServeDecision, by, letter="责1")

    @act(by=INSIDE, measure=["约谈", "督导通报", "处分"])
    def a_measure_is_carried_out(self, by: Actor, measure: str) -> None:
        self.obey(ask.ExecuteMeasure, by, measure=measure, record="已办")

    @act(by=INSIDE, place=["网站", " "], range=list(Range))
    def it_is_published(self, by: Actor, place: str, range: Range) -> None:
        self.obey(ask.PublishDecision, by, range=range, place=place)

    @act(by=PARTY, text=["请求撤销", "再来"])
    def a_review_is_asked_for(self, by: Actor, text: str) -> None:
        self.obey(ask.AskReview, by, text=text)

    @act(by=INSIDE, result=list(Result), handlers=[(a.SUN,), (a.QIAN,), ()], measures=MEASURES)
    def a_review_is_decided(
        self, by: Actor, result: Result, handlers: tuple[Member, ...], measures: tuple[str, ...]
    ) -> None:
        self.obey(
            ask.DecideReview,
            by,
            letter="复1",
            result=result,
            reasons="理由",
            handlers=handlers,
            measures=measures,
        )

    @act(by=PARTY, text=["不服", "再次不服"])
    def an_appeal_is_filed(self, by: Actor, text: str) -> None:
        self.obey(ask.FileAppeal, by, text=text)

    @act(by=INSIDE, result=list(Result), measures=MEASURES)
    def an_appeal_is_decided(self, by: Actor, result: Result, measures: tuple[str, ...]) -> None:
        self.obey(
            ask.RecordAppealDecision, by, letter="市1", result=result, reasons="理由", measures=measures
        )

    @act(by=CHAIRS)
    def it_is_corrected(self, by: Actor) -> None:
        self.obey(ask.CorrectDecision, by, letter="责2", text="按申诉处理决定纠正")

    @act(by=INSIDE)
    def it_is_archived(self, by: Actor) -> None:
        self.obey(ask.ArchiveAccountability, by, contents=("决定书",), retention="30年")

    # The interview

    @act(by=[i.CHIEF, a.DEPUTY, SYSTEM], yes=[True] * 9 + [False])
    def the_interview_is_approved_or_not(self, by: Actor, yes: bool) -> None:
        self.meet(meet.ApproveInterview, by, approve=yes, reason="同意")

    @act(host=["区教育督导委员会", "区教育局", "区财政局"])
    def a_host_confirms(self, host: str) -> None:
        self.meet(meet.ConfirmCoHost, a.OFFICE, host=host, paper="复函")

    @act(ahead=[-1, 0, 3])
    def the_notice_goes_out(self, ahead: int) -> None:
        day = datetime.combine(self.today + ahead * DAY, time(10), SHANGHAI).astimezone(UTC)
        invitation = replace(i.INVITATION, at=day, papers_due=self.today)
        letter = f"约{len(self.interview.notices) + 1}"
        self.meet(meet.ServeInterviewNotice, a.OFFICE, letter=letter, invitation=invitation)

    @act(attendees=[i.CAME, i.CAME[:1]], far=[5, 40], own=[True, True, False])
    def it_is_held(self, attendees: Any, far: int, own: bool) -> None:
        promised = (replace(i.OWN, due_on=self.today + far * DAY), i.OTHER)
        self.meet(
            meet.RecordMeeting,
            a.OFFICE,
            letter="约9",
            attendees=attendees,
            host_statement="限期整改",
            unit_statement="接受",
            commitments=promised if own else (i.OTHER,),
        )

    @act(excused=[True] * 4 + [False])
    def nobody_comes(self, excused: bool) -> None:
        self.meet(meet.RecordAbsence, a.OFFICE, excused=excused, reason="住院")

    @act(sides=[list(Side), [Side.HOST, Side.RECORDER], [Side.UNIT]], witnesses=[("甲", "乙"), ("甲",)])
    def the_record_is_signed(self, sides: list[Side], witnesses: tuple[str, ...]) -> None:
        signatures = tuple(Signature(side, "某某") for side in sides)
        refusal = "" if Side.UNIT in sides else "不认可"
        self.meet(meet.SignRecord, a.OFFICE, signatures=signatures, refusal=refusal, witnesses=witnesses)

    @act(what=["serve", "open", *Recipient], receipt=["回执", " "])
    def the_record_goes_out(self, what: str, receipt: str) -> None:
        if what == "serve":
            self.meet(meet.ServeRecord, a.OFFICE, received_by="高卫东")
        elif what == "open":
            self.meet(meet.OpenCommitments, a.OFFICE)
        else:
            self.meet(meet.CopyRecord, a.OFFICE, recipient=Recipient(what), name="某机关", receipt=receipt)

    @act(by=[i.CHIEF, a.DEPUTY])
    def the_interview_is_closed(self, by: Actor) -> None:
        self.meet(meet.CloseInterview, by, note="已办结")

    @act(past=[0, 1])
    def a_date_of_the_interview_comes(self, past: int) -> None:
        for duty in list(self.interview.clocks.running.values()):
            if duty.due.on <= LAST:
                self.today = max(self.today, duty.due.on + past * DAY)
                self.meet(EndClock, SYSTEM, duty=duty.id)


NEVER_HERE = {ClockPrompted.__name__, "MeasuresTransferred", "ReplyReceived"}
"""Of measures that others carry out there are none against a unit; prompts come from the watcher."""
EVENTS = {event.__name__ for kind in (AccountabilityEvent, InterviewEvent) for event in get_args(kind)}
REFUSALS = {
    "MustRecuse", "RecusalUndecided", "OwnRecusal", "NoRecusalAsked", "GroupTooSmall", "DepartmentMissing",
    "FactsMissing", "OnlyTheChair", "MeasureNotForSubject", "BasisMissing",
    "DefenceTooLate", "DefenceWaivedBefore", "NoSuchDefence", "DefenceStillOpen",
    "NobodyConsulted", "NeverNotified", "ItemMissing", "NotAmongTheMeasures", "PeriodNotOver",
    "ReviewTooLate", "AppealTooLate", "UnderReview", "AppealedAlready",
    "OnlySoOften", "NothingAsked", "ReviewerTookPart", "NotTheUnitsOwn", "NotYetDue",
    "OnlyPeopleDecide", "DoneOtherwise", "NotAtThisStep", "ReasonMissing", "OwnProposal", "HostsUnconfirmed",
    "InterviewDayUnfit", "NotYetMet", "SomebodyUnaccountedFor", "MeasureAfterLimit",
    "SignatureMissing", "ReceiptMissing",
}  # fmt: skip


def test_nobody_finds_a_way_around_a_guard() -> None:
    """问责办法 (V2), 条例 10 and 25, 民法典 201 to 203, S 000."""
    run_state_machine_as_test(
        Proceedings,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_long_proceedings_meet_every_event_and_most_refusals_and_no_way_around() -> None:
    """The same acts by chance, a hundred and fifty in a row, going on as it should now and then."""
    SEEN.clear()
    for seed in range(100):
        chance, proceedings = Random(seed), Proceedings()
        proceedings.it_begins(chance.random() < 0.5)
        if chance.random() < 0.2:
            proceedings.a_date_comes(Clock.PROCEDURE, 1)  # Nobody formed a group in time.
        for _ in range(chance.randrange(3)):
            proceedings.a_group_is_formed(chance.choice(INSIDE), chance.choice(GROUPS), "")
        for _ in range(150):
            if chance.random() < 0.15:
                proceedings.it_goes_on_as_it_should(1)
            name, choices = chance.choice(ACTS)
            getattr(proceedings, name)(**{given: chance.choice(values) for given, values in choices.items()})
        assert a.DECIDER.fold(proceedings.events) == proceedings.state
    met = SEEN.keys()
    missing = ((EVENTS - NEVER_HERE) | REFUSALS) - met
    assert not missing
