"""Whatever is asked of an inspection in whatever order, nobody finds a way around a guard."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, get_args

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, run_state_machine_as_test

from services.inspection.adapters.storage import TYPES
from services.inspection.domain import inspection_commands as ask
from services.inspection.domain import inspection_events as happened
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import (
    Document,
    Draft,
    Dropped,
    Group,
    Hearing,
    Kind,
    Obstruction,
    RosterSays,
    SiteVisit,
    Step,
    Team,
)
from services.inspection.domain.report import Finding, Severity
from services.inspection.domain.stages import (
    Announced,
    Ended,
    FedBack,
    Formed,
    Inspection,
    Planned,
    Reported,
    Served,
    UnderOpinion,
)
from shared.event_sourcing.decider import Actor, Refused, Role
from tests.unit.inspection import procedures as p
from tests.unit.inspection.chance import Acts
from tests.unit.inspection.onlooker import Onlooker
from tests.unit.inspection.visits import DANGER

BEGIN, LAST = date(2026, 9, 1), date(2026, 11, 20)
DAY = timedelta(days=1)
NUMBERS = [*p.TEAM.inspectors, "DX040", "DX050"]
INSPECTORS = [Actor(number, "督学", Role.INSPECTOR) for number in NUMBERS]
INSIDE = [p.OFFICE, p.CLERK, *INSPECTORS[:4], p.STRANGER, p.SYSTEM]
LEADERS = [
    p.DEPUTY,
    Actor("zhouwq", "周文清", Role.CHIEF_INSPECTOR),
    Actor("DX010", "督学", Role.CHIEF_INSPECTOR),
]
UNITS = [p.HEAD, p.HEAD, p.HEAD, p.OTHER_HEAD]
OFFSETS = [0, 0, 0, -1, 1, -7]
FOUND: list[tuple[Finding, ...]] = [(DANGER, p.PROBLEM), (p.PROBLEM,), (p.PROBLEM, p.PROBLEM), ()]
PEOPLE = [p.TEAM.inspectors, ("DX010", "DX020"), ("DX010", "DX020", "DX040"), ("DX010",) * 3, ()]

act = Acts()
SEEN: Counter[str] = Counter()
"""How often which event happened and which refusal was given."""


class Proceedings(RuleBasedStateMachine):
    """One inspection, an office that does right and wrong, a roster that changes, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.today, self.roster = BEGIN, RosterSays()
        self.events: list[InspectionEvent] = []

    @initialize(jurisdiction=st.sampled_from(["shanghai", "chongqing"]), kind=st.sampled_from(list(Kind)))
    def an_inspection_is_planned(self, jurisdiction: str, kind: Kind) -> None:
        self.decider = p.decider(jurisdiction)
        self.state = self.decider.initial
        self.onlooker = Onlooker(jurisdiction == "shanghai", kind is Kind.COMPREHENSIVE, p.HEAD.id)
        self.obey(ask.PlanInspection, p.OFFICE, about=replace(p.ABOUT, kind=kind), matters=p.MATTERS)

    def obey(self, command: type[Any], by: Actor, **fields: Any) -> None:
        """The onlooker sees what comes of it, and that a second time nothing comes of it."""
        now = datetime.combine(self.today, time(4), UTC)
        asked = command(inspection=p.ID, by=by, now=now, roster=self.roster, **fields)
        events: Sequence[InspectionEvent] = ()
        try:
            events = self.decider.decide(asked, self.state)
        except Refused as refused:
            refusal: Refused | None = refused
        else:
            refusal = None
        if refusal is not None:
            SEEN[type(refusal).__name__] += 1
            assert str(refusal).endswith("。"), "a refusal is said in a sentence"
            return
        for event in events:
            name, _, data = TYPES.dump(event)
            SEEN[name] += 1
            assert data
        self.events += events
        self.onlooker.see(events, self.today, self.roster)
        self.state = self.decider.fold(events, self.state)
        assert self.decider.decide(asked, self.state) == [], "the same command again changed something"

    @property
    def inspection(self) -> Inspection:
        assert isinstance(self.state, Inspection)
        return self.state

    # The clock and the roster

    @act(days=[1, 1, 1, 2, 6, 12])
    def time_passes(self, days: int) -> None:
        self.today = min(self.today + days * DAY, LAST)

    @act(past=[0, 0, 1], of=["defence", "opinion"])
    def a_limit_comes(self, past: int, of: str) -> None:
        """The last day of a limit, or the day after."""
        stage = self.inspection.stage
        if isinstance(stage, FedBack):
            due = stage.defence_due if of == "defence" else stage.opinion_due
            self.today = max(self.today, due.on + past * DAY)

    @act(who=NUMBERS, what=["off_duty", "out_of_term", "recused", "out_of_term", ""])
    def the_roster_changes(self, who: str, what: str) -> None:
        """Nothing, or one thing about one inspector."""
        one = frozenset({who})
        self.roster = {
            "off_duty": RosterSays(off_duty=one),
            "out_of_term": RosterSays(out_of_term=one),
            "recused": RosterSays(recused=one),
            "": RosterSays(),
        }[what]

    # What comes next, as it should be

    @act(times=[1, 1, 1, 2, 3])
    def it_goes_on_as_it_should(self, times: int) -> None:
        for _ in range(times):
            self.roster = RosterSays()
            self.the_next_step_is_taken()

    def the_next_step_is_taken(self) -> None:
        inspection, stage = self.inspection, self.inspection.stage
        if inspection.asked:
            self.obey(
                ask.DecideRecusal,
                p.DEPUTY,
                inspector=next(iter(inspection.asked)),
                granted=False,
                reason="无关",
            )
            return
        if not isinstance(stage, Planned | Served | Reported | Ended):
            members = inspection.team.inspectors
            if len(members) < 3:
                for number in NUMBERS:
                    self.obey(ask.AddInspector, p.OFFICE, inspector=number)
            if silent := set(self.inspection.team.inspectors) - self.inspection.stated:
                for actor in INSPECTORS:
                    if actor.id in silent:
                        self.obey(ask.StateNoConflict, actor, inspector=actor.id)
                return
        team = self.inspection.team.inspectors
        match stage:
            case Planned():
                self.obey(ask.FormTeam, p.OFFICE, team=p.TEAM)
            case Formed():
                self.the_notice_goes_out(4, 2)
            case Announced():
                self._inquire(stage)
            case UnderOpinion():
                self.obey(ask.ServePreliminaryOpinion, p.OFFICE, letter="初1")
            case FedBack(unreceived=True, waived=False):
                self.the_unit_receives_it(0)
            case FedBack():
                for n in range(1, len(stage.defences) + 1 if self.today.day % 3 else 1):
                    self.obey(ask.AnswerDefence, p.OFFICE, defence=n, answer="已研究")
                if (self.today <= stage.defence_due.on and not stage.waived) or (
                    stage.settled and stage.settled.agreed and self.today.day % 2
                ):
                    self.time_passes(6)
                elif stage.settled and stage.settled.agreed:
                    self.obey(ask.ServeOpinion, p.OFFICE, letter="意1", late_reason="集中不齐")
                else:
                    draft = Draft("评价", "依据", stage.findings)
                    self.obey(ask.SettleOpinion, p.OFFICE, draft=draft, ayes=team, noes=())
            case Served():
                self.a_report_is_filed("市教督办")
            case Reported() if len(stage.approvals) < len(Document):
                document = next(document for document in Document if document not in stage.approvals)
                self.obey(ask.ApprovePublication, LEADERS[self.today.day % 2], document=document)
            case Reported() if len(stage.published) < len(Document):
                for document in Document:
                    self.obey(ask.PublishResult, p.CLERK, document=document, place="网站")
            case Reported():
                self.obey(ask.CloseInspection, p.DEPUTY, settled=frozenset(self.onlooker.settled_cases))
            case Ended():
                pass

    def _inquire(self, stage: Announced) -> None:
        if self.today < stage.starts_on:
            self.obey(ask.HandInSelfEvaluation, p.HEAD, text="自评")
            self.obey(ask.ReviewSelfEvaluation, p.OFFICE, note="已审核")
            self.today = max(self.today, stage.starts_on)
            return
        team = self.inspection.team.inspectors
        if not stage.site_visits:
            self.obey(ask.RecordSiteVisit, p.OFFICE, visit=SiteVisit(self.today, team, "考察"))
            return
        heard = {hearing.group for hearing in stage.hearings}
        for group in Group:
            if group not in heard:
                self.a_group_is_drawn(p.OFFICE, group, 12)
                hearing = Hearing(group, self.today, "座谈", 8, "意见", unit_withdrew=True)
                self.obey(ask.RecordHearing, p.OFFICE, hearing=hearing)
                return
        self.obey(ask.HandInSelfEvaluation, p.HEAD, text="自评")
        self.obey(ask.ReviewSelfEvaluation, p.OFFICE, note="已审核")
        self.it_is_deliberated(p.OFFICE, team, FOUND[self.today.day % 2])

    # The same and worse, at any time

    @act(by=INSIDE, members=PEOPLE, leader=NUMBERS)
    def a_team_is_formed(self, by: Actor, members: tuple[str, ...], leader: str) -> None:
        self.obey(ask.FormTeam, by, team=Team(members, leader))

    @act(who=NUMBERS, what=["off_duty", "out_of_term", "recused"])
    def somebody_unfit_is_taken(self, who: str, what: str) -> None:
        """And the roster is as it was."""
        before = self.roster
        self.the_roster_changes(who, what)
        self.obey(ask.FormTeam, p.OFFICE, team=Team((*p.TEAM.inspectors, who), "DX010"))
        self.obey(ask.AddInspector, p.OFFICE, inspector=who)
        self.roster = before

    @act(number=NUMBERS, off=[True, False], reason=["另有任务", " "])
    def the_team_changes(self, number: str, off: bool, reason: str) -> None:
        if off:
            self.obey(ask.ReleaseInspector, p.OFFICE, inspector=number, reason=reason)
        else:
            self.obey(ask.AddInspector, p.OFFICE, inspector=number)

    @act(by=[*INSIDE, *INSIDE, p.OFFICE], number=NUMBERS, paper=[None, "声明.pdf"])
    def somebody_states(self, by: Actor, number: str, paper: str | None) -> None:
        self.obey(ask.StateNoConflict, by, inspector=number, paper=paper)

    @act(by=[*INSIDE, *UNITS], number=NUMBERS)
    def a_recusal_is_asked_for(self, by: Actor, number: str) -> None:
        self.obey(ask.RaiseRecusal, by, inspector=number, ground="同学")

    @act(by=LEADERS, number=NUMBERS, granted=[True, False])
    def a_recusal_is_decided(self, by: Actor, number: str, granted: bool) -> None:
        asked = next(iter(self.inspection.asked), number)
        self.obey(ask.DecideRecusal, by, inspector=asked, granted=granted, reason="研究决定")

    @act(ahead=[-1, 0, 1, 4], due=[None, 0, 1, 2, 5, -1])
    def the_notice_goes_out(self, ahead: int, due: int | None) -> None:
        by = None if due is None else self.today + due * DAY
        starts_on = self.today + ahead * DAY
        self.obey(ask.AnnounceInspection, p.OFFICE, letter="督1", starts_on=starts_on, self_evaluation_by=by)

    @act(by=UNITS, text=["自评", "另一份", " "])
    def a_self_evaluation_comes(self, by: Actor, text: str) -> None:
        self.obey(ask.HandInSelfEvaluation, by, text=text)

    @act(by=INSIDE, note=["已审核", "另一种"])
    def a_self_evaluation_is_reviewed(self, by: Actor, note: str) -> None:
        self.obey(ask.ReviewSelfEvaluation, by, note=note)

    @act(by=INSIDE, off=OFFSETS, who=PEOPLE)
    def the_site_is_visited(self, by: Actor, off: int, who: tuple[str, ...]) -> None:
        self.obey(ask.RecordSiteVisit, by, visit=SiteVisit(self.today + off * DAY, who, "考察"))

    @act(by=INSIDE, group=list(Group), count=[12, 3, 0])
    def a_group_is_drawn(self, by: Actor, group: Group, count: int) -> None:
        self.obey(
            ask.DrawParticipants,
            by,
            group=group,
            population=40,
            count=count,
            list_sha256=p.LIST,
            method="随机",
            seed=str(self.today),
        )

    @act(by=INSIDE, group=list(Group), off=OFFSETS, heard=[3, 8, 13, 0], withdrew=[True, True, False])
    def a_group_is_heard(self, by: Actor, group: Group, off: int, heard: int, withdrew: bool) -> None:
        hearing = Hearing(group, self.today + off * DAY, "座谈", heard, "意见", withdrew)
        self.obey(ask.RecordHearing, by, hearing=hearing)

    @act(by=INSIDE, step=list(Step), group=[None, *Group], off=OFFSETS)
    def the_unit_obstructs(self, by: Actor, step: Step, group: Group | None, off: int) -> None:
        obstruction = Obstruction(step, self.today + off * DAY, "拒绝", group)
        self.obey(ask.RecordObstruction, by, obstruction=obstruction)

    @act(by=INSIDE, present=PEOPLE, findings=FOUND)
    def it_is_deliberated(self, by: Actor, present: tuple[str, ...], findings: tuple[Finding, ...]) -> None:
        self.obey(ask.Deliberate, by, present=present, evaluation="评价", findings=findings)

    @act(found=[(p.PROBLEM,), ()])
    def a_danger_that_was_told_is_left_out(self, found: tuple[Finding, ...]) -> None:
        """By another team, which must deliberate again."""
        if isinstance(self.inspection.stage, Announced) and self.inspection.told:
            self.it_is_deliberated(p.OFFICE, self.inspection.team.inspectors, found)

    @act(letter=["初1", "初2"])
    def the_preliminary_opinion_is_served(self, letter: str) -> None:
        self.obey(ask.ServePreliminaryOpinion, p.OFFICE, letter=letter)

    @act(before=[0, 1, 3])
    def the_unit_receives_it(self, before: int) -> None:
        """浙江 11, 重庆 26: the receipt starts the clock, and may be entered later."""
        received_on = self.today - before * DAY
        self.obey(ask.ReceivePreliminaryOpinion, p.OFFICE, received_on=received_on)

    @act(by=UNITS, text=["不属实", "已改正", "不属实"], waive=[False, False, True])
    def the_unit_defends_itself_or_does_not(self, by: Actor, text: str, waive: bool) -> None:
        if waive:
            self.obey(ask.WaiveDefence, by)
        else:
            self.obey(ask.FileDefence, by, text=text)

    @act(by=INSIDE, n=[1, 1, 2, 3], answer=["已研究", "不成立"])
    def a_defence_is_answered(self, by: Actor, n: int, answer: str) -> None:
        self.obey(ask.AnswerDefence, by, defence=n, answer=answer)

    @act(
        by=INSIDE,
        upheld=FOUND,
        dropped=[(), (Dropped(p.PROBLEM.problem, "成立"),)],
        ayes=PEOPLE,
        noes=[(), ("DX030",)],
    )
    def the_opinion_is_settled(
        self,
        by: Actor,
        upheld: tuple[Finding, ...],
        dropped: tuple[Dropped, ...],
        ayes: tuple[str, ...],
        noes: tuple[str, ...],
    ) -> None:
        self.obey(ask.SettleOpinion, by, draft=Draft("评价", "依据", upheld, dropped), ayes=ayes, noes=noes)

    @act(at_the_limit=[True, False, False], ayes=[9, 9, 1])
    def a_good_opinion_comes_too_soon(self, at_the_limit: bool, ayes: int) -> None:
        """Only its day may be wrong, or too few are for it."""
        stage = self.inspection.stage
        if isinstance(stage, FedBack):
            if at_the_limit:
                self.a_limit_comes(0, "defence")
            draft = Draft("评价", "依据", stage.findings)
            team = self.inspection.team.inspectors
            self.obey(ask.SettleOpinion, p.OFFICE, draft=draft, ayes=team[:ayes], noes=team[ayes:])

    @act(said=[{"severity": Severity.HAZARD}, {"theme": "师德师风"}, {"severity": Severity.MINOR}])
    def a_good_opinion_says_otherwise_what_was_fed_back(self, said: dict[str, Any]) -> None:
        """Only one thing about its last problem may be wrong."""
        stage = self.inspection.stage
        if isinstance(stage, FedBack) and stage.findings:
            problems = (*stage.findings[:-1], replace(stage.findings[-1], **said))
            ayes = self.inspection.team.inspectors
            draft = Draft("评价", "依据", problems)
            self.obey(ask.SettleOpinion, p.OFFICE, draft=draft, ayes=ayes, noes=())

    @act(reason=[None, "集中不齐", " "])
    def the_opinion_is_served(self, reason: str | None) -> None:
        self.obey(ask.ServeOpinion, p.OFFICE, letter="意1", late_reason=reason)

    @act(filed_with=["市教督办", "省教督办"])
    def a_report_is_filed(self, filed_with: str) -> None:
        self.obey(
            ask.FileReport,
            p.OFFICE,
            letter="督2",
            government="区政府",
            filed_with=filed_with,
            signed_by="沈静宜",
            summary="报告",
        )

    @act(by=LEADERS, document=list(Document))
    def a_publication_is_approved(self, by: Actor, document: Document) -> None:
        self.obey(ask.ApprovePublication, by, document=document)

    @act(by=[p.OFFICE, p.CLERK], document=list(Document), down=[False, False, True])
    def something_is_published_or_taken_down(self, by: Actor, document: Document, down: bool) -> None:
        if down:
            self.obey(ask.TakeDownPublication, p.DEPUTY, document=document, place="网站", reason="有误")
        else:
            self.obey(ask.PublishResult, by, document=document, place="网站")

    @act(reason=["学校停办", " "], really=[False] * 7 + [True])
    def it_is_cancelled(self, reason: str, really: bool) -> None:
        if really:
            self.obey(ask.CancelInspection, p.DEPUTY, reason=reason)

    @act(what=["one settled", "all settled", "reopened"])
    def rectification_tells(self, what: str) -> None:
        issues = sorted(one.issue for one in self.onlooker.issues)
        told = {"one settled": issues[:1], "all settled": issues, "reopened": []}[what]
        self.onlooker.settled_cases = frozenset(told)

    @act(by=LEADERS)
    def it_is_closed(self, by: Actor) -> None:
        self.obey(ask.CloseInspection, by, settled=frozenset(self.onlooker.settled_cases))

    def replayed(self) -> object:
        return self.decider.fold(self.events)


EVENTS = {event.__name__ for event in get_args(happened.ProcedureEvent)} | {
    "IssueRaised",
    "UrgentHazardReported",
}
REFUSALS = {
    "TeamTooSmall", "OutOfTerm", "OffDuty", "MemberMustRecuse", "LeaderNotInTeam", "RecusalUndecided",
    "StatementMissing", "NotForAnother", "PaperMissing", "OwnRecusalRequest", "NotOfTheTeam", "NotTheUnitsOwn",
    "NoticeAfterTheVisit", "SelfEvaluationMistimed", "BeforeTheNoticeSays", "InFuture", "NotDrawn",
    "MoreHeardThanDrawn", "UnitDidNotWithdraw", "NothingToObstruct", "SelfEvaluationNotReviewed",
    "NotExaminedOnSite", "NotHeard", "DefenceTooLate", "DefenceWaivedBefore", "DefenceStillOpen",
    "DefenceNotWeighed", "ProblemNeverPutToTheUnit", "ProblemPassedOver", "OpinionNotSettled",
    "LatenessUnexplained", "NotApproved", "ApproverPublishes", "NotPublished", "IssuesStillOpen",
    "VotersChosen", "OpinionAlreadyServed", "FindingsUnanswered", "DangerPassedOver", "GraverThanFedBack", "OutsideTheMatters",
    "OnlyPeopleAct", "DoneOtherwise", "NotNow",
}  # fmt: skip


def test_nobody_finds_a_way_around_a_guard() -> None:
    """条例 10, 16 to 21, 23, 25; 上海 17, 21, 22; 重庆 25 to 27."""
    run_state_machine_as_test(
        Proceedings,
        settings=settings(
            max_examples=60,
            stateful_step_count=40,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_long_proceedings_meet_every_event_and_every_refusal_and_no_way_around() -> None:
    """The same acts by chance, a hundred and twenty in a row, going on as it should now and then."""
    SEEN.clear()
    for seed in range(400):
        chance, proceedings = Random(seed), Proceedings()
        proceedings.an_inspection_is_planned(
            chance.choice(["shanghai", "chongqing"]), chance.choice(list(Kind))
        )
        for _ in range(120):
            if chance.random() < 0.2:
                proceedings.it_goes_on_as_it_should(1)
            act.one(proceedings, chance)
        assert proceedings.replayed() == proceedings.state
    assert SEEN.keys() >= EVENTS | REFUSALS, (EVENTS | REFUSALS) - SEEN.keys()
