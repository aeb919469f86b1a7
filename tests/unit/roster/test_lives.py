"""Whatever is asked of inspectors and units in whatever order, no forbidden state is reached."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from random import Random

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from services.roster.adapters.storage import TYPES
from services.roster.domain import inspector_commands as ask
from services.roster.domain import unit_commands as ask_units
from services.roster.domain import visit_commands as ask_visits
from services.roster.domain.details import (
    Appraisal,
    CandidateDetails,
    CostItem,
    CostKind,
    Degree,
    ExitGround,
    InspectorDetails,
    InspectorKind,
    TrainingMode,
)
from services.roster.domain.shares import RetiredShare
from shared.event_sourcing.decider import Actor, Role
from shared.workdays.deadline import workdays_between
from shared.workdays.seed import seeded_calendar
from tests.unit.roster.lives import ACTS, BEGIN, DAY, SEEN, District, act, pack
from tests.unit.roster.people import LIN, OFFICE, lin, school
from tests.unit.roster.people import wang as somebody_else
from tests.unit.roster.shown import nothing_else_is_shown_than_is_known
from tests.unit.roster.witness import later

NUMBERS = ["DX001", "DX002", "DX001", "DX002", "DX001", "DX003"]
CALENDAR = seeded_calendar()
CODES = ["319991-0001", "319991-0002", "319991-0001", "319991-0002", "319991-0003"]


def wang(**changes: object) -> CandidateDetails:
    """A candidate who can be the one that was entered: a number is one person's."""
    return somebody_else(**{"inspector_name": LIN.inspector_name, "birth_year": LIN.birth_year, **changes})


WANG = wang()
PEOPLE = [
    WANG,
    somebody_else(),
    wang(phone="17000092973"),
    wang(retired_on=date(2026, 1, 31)),
    wang(retired_on=date(2025, 9, 1)),
    wang(leading_cadre=True),
    wang(kind=InspectorKind.FULL_TIME, degree=Degree.MASTER),
    wang(degree=Degree.COLLEGE),
    wang(education_years=9),
    wang(healthy=False),
    wang(retired_on=date(2021, 9, 30)),
]
ENTRIES = [
    LIN,
    lin(phone="17000092973"),
    lin(retired_on=date(2023, 2, 28)),
    lin(appraisals=(Appraisal(2025, "不称职"),)),
    lin(kind=InspectorKind.FULL_TIME),
    lin(degree=Degree.COLLEGE),
    lin(education_years=9),
    lin(healthy=False),
]
DAYS = [0, 0, 1, -1, 40, -40]
MARKS = ["today", "first", "last", "left", "publication", "a year after"]
MARKED = list(product(MARKS, DAYS))
LENGTH = later(BEGIN, 3) - BEGIN
LENGTHS = [LENGTH, LENGTH, 364 * DAY, LENGTH + DAY, LENGTH + 2 * DAY, -DAY]
TERMS = list(product(MARKS, DAYS, LENGTHS))
REASONS = [None, "特殊情况，已集体研究"]
HOW = list(product(REASONS, ["shanghai", "zhejiang", "chongqing", "national"]))
VISITS = ["v1", "v1", "v2"]
RELATIONS = ["与主要负责人系近亲属", "子女在该校就读"]
ACTORS = [
    OFFICE,
    Actor("chief", "周国强", Role.CHIEF_INSPECTOR),
    *(Actor(number, "督学", Role.INSPECTOR) for number in ("DX001", "DX002")),
]


class Lives(District):
    """Three inspectors, three units, two visits, an office that does right and wrong, and a clock."""

    # The clock

    @act(days=[1, 1, 8, 8, 31, 100, 366])
    def time_passes(self, days: int) -> None:
        self.today += days * DAY

    # Units

    @initialize(
        entry=st.sampled_from(list(product(ENTRIES[:4], [1, 2, 3]))),
        person=st.sampled_from(PEOPLE),
        trained=st.booleans(),
        by=st.sampled_from(ACTORS),
    )
    def the_district(
        self, entry: tuple[InspectorDetails, int], person: CandidateDetails, trained: bool, by: Actor
    ) -> None:
        """Two units, one inspector of before and one who is new, and a visit of theirs."""
        for code in ("319991-0001", "319991-0002"):
            self.obey(ask_units.RegisterUnit(OFFICE, self.now, code, school(unit_name=code)))
        details = replace(
            entry[0], terms_served=entry[1], term_from=BEGIN - 300 * DAY, term_to=BEGIN + 200 * DAY
        )
        self.obey(ask.AppointInspector(OFFICE, self.now, "DX001", details, pack("shanghai")))
        self.the_whole_procedure_is_gone_through("DX002", person, trained)
        self.a_post_is_assigned("DX001", "319991-0001", ("today", 0))
        self.a_post_is_assigned("DX002", "319991-0001", ("today", 0))
        self.a_recusal_is_declared(OFFICE, "DX001", "319991-0002", RELATIONS[0])
        self.a_visit_is_noted("v1", "319991-0001", ["DX001", "DX002"])
        self.a_cost_is_claimed(by, "v1", "DX001", [1200])

    @act(code=CODES, students=[2332, 2400, -1], change=[True, False])
    def a_unit_is_entered(self, code: str, students: int, change: bool) -> None:
        command = ask_units.ChangeUnit if change else ask_units.RegisterUnit
        self.obey(command(OFFICE, self.now, code, school(unit_name=code, students=students)))

    @act(code=CODES, head=["马丽华", "郑文博"], off=DAYS, years=[None, 5, -1])
    def a_head_is_appointed(self, code: str, head: str, off: int, years: int | None) -> None:
        since = self.today + off * DAY
        until = later(since, years) if years else None
        self.obey(ask_units.AppointHead(OFFICE, self.now, code, head, since, until, None))

    @act(code=CODES, into=[None, *CODES])
    def a_unit_ends(self, code: str, into: str | None) -> None:
        if into:
            self.obey(ask_units.MergeUnit(OFFICE, self.now, code, into, self.today, "云教〔2026〕30号"))
        else:
            self.obey(ask_units.CloseUnit(OFFICE, self.now, code, self.today, "云教〔2026〕31号"))

    # Candidates

    @act(number=NUMBERS, person=PEOPLE)
    def somebody_is_recommended(self, number: str, person: CandidateDetails) -> None:
        self.obey(ask.RecommendInspector(OFFICE, self.now, number, person, "区教育学院"))

    @act(number=NUMBERS, clearance=[None, "云组干〔2026〕8号"])
    def a_candidate_is_qualified(self, number: str, clearance: str | None) -> None:
        rules = pack("zhejiang")
        self.obey(ask.QualifyInspector(OFFICE, self.now, number, "云教督考〔2026〕1号", clearance, rules))

    @act(number=NUMBERS, off=DAYS, length=[8, 6, 2, -1])
    def a_candidate_is_publicised(self, number: str, off: int, length: int) -> None:
        first = self.today + off * DAY
        last = first + length * DAY
        rules = pack("zhejiang")
        workdays = workdays_between(first - DAY, last, CALENDAR)
        self.obey(
            ask.PubliciseCandidate(OFFICE, self.now, number, first, last, "区教育局网站", workdays, rules)
        )

    @act(number=NUMBERS)
    def a_candidate_is_rejected(self, number: str) -> None:
        self.obey(ask.RejectCandidate(OFFICE, self.now, number, "人选已满"))

    @act(number=NUMBERS, term=TERMS, how=HOW)
    def a_candidate_is_appointed(
        self, number: str, term: tuple[str, int, timedelta], how: tuple[str | None, str]
    ) -> None:
        first, rules = self.day(number, term[:2]), pack(how[1])
        nobody = RetiredShare((), 0, rules.rule("retired_share"))
        last, papers = first + term[2] - DAY, self.new_papers()
        command = ask.EngageInspector(OFFICE, self.now, number, first, last, papers, nobody, how[0], rules)
        self.appoint(command, self.witness.lives[number].person, first)

    @act(number=NUMBERS, person=PEOPLE, trained=[True, False], off=[0, 0, -40], waited=[7, 7, 6])
    def the_whole_procedure_is_gone_through(
        self, number: str, person: CandidateDetails, trained: bool, off: int = 0, waited: int = 7
    ) -> None:
        self.somebody_is_recommended(number, person)
        self.a_candidate_is_qualified(number, "云组干〔2026〕8号")
        self.a_candidate_is_publicised(number, off, 6)
        self.time_passes(waited)
        self.a_candidate_is_appointed(number, ("publication", 1, LENGTH), HOW[-1 if trained else 0])
        if trained:
            self.hours_are_recorded(number, 0, (TrainingMode.PRE_JOB, 8), None)

    @act(number=NUMBERS, back=[True, False], trained=[True, False], off=[0, -40])
    def somebody_leaves_and_tries_again(self, number: str, back: bool, trained: bool, off: int) -> None:
        """He goes through the procedure again, or is rejected and entered on paper."""
        self.somebody_leaves(number, ("today", 0), ExitGround.RESIGNATION)
        if back:
            self.the_whole_procedure_is_gone_through(number, WANG, trained, off)
            self.a_post_is_assigned(number, CODES[0], ("today", 1))
        else:
            self.somebody_is_recommended(number, WANG)
            self.a_candidate_is_rejected(number)
            self.somebody_is_entered_on_paper(number, (LIN, 1), ("today", 1, LENGTH), True, HOW[-1])

    @act(
        number=NUMBERS,
        entry=list(product(ENTRIES, [1, 2, 3, 4])),
        term=TERMS,
        by_hand=[True, False],
        how=HOW,
    )
    def somebody_is_entered_on_paper(
        self,
        number: str,
        entry: tuple[InspectorDetails, int],
        term: tuple[str, int, timedelta],
        by_hand: bool,
        how: tuple[str | None, str],
    ) -> None:
        """A first term or a later one."""
        first = self.day(number, term[:2])
        details = replace(entry[0], terms_served=entry[1], term_from=first, term_to=first + term[2] - DAY)
        command = ask.AppointInspector(OFFICE, self.now, number, details, pack(how[1]), None, how[0])
        self.appoint(command, details if by_hand else None, first)

    @act(number=NUMBERS, entry=product(ENTRIES, [1, 2, 3]), by_hand=[True, False], how=HOW)
    def an_entry_is_mended(
        self, number: str, entry: tuple[InspectorDetails, int], by_hand: bool, how: tuple[str | None, str]
    ) -> None:
        """Another count, another person, or no more retired, of the same term."""
        terms = self.witness.lives[number].terms
        if terms:
            held = terms[-1].details
            length = held.term_to - held.term_from + DAY
            self.somebody_is_entered_on_paper(number, entry, ("first", 0, length), by_hand, how)

    # Service

    @act(number=NUMBERS, term=TERMS, how=HOW)
    def somebody_is_renewed(
        self, number: str, term: tuple[str, int, timedelta], how: tuple[str | None, str]
    ) -> None:
        first, rules = self.day(number, term[:2]), pack(how[1])
        nobody = RetiredShare((), 0, rules.rule("retired_share"))
        last, papers = first + term[2] - DAY, self.new_papers()
        terms = self.witness.lives[number].terms
        command = ask.RenewInspector(OFFICE, self.now, number, first, last, papers, nobody, how[0], rules)
        self.appoint(command, terms[-1].details if terms else None, first)

    @act(number=NUMBERS, ahead=[True, False], how=HOW)
    def a_term_is_renewed(self, number: str, ahead: bool, how: tuple[str | None, str]) -> None:
        """As it should be: the next begins the day after; it is entered ahead, or on the last day."""
        life = self.witness.lives[number]
        if life.in_office and life.terms[-1].last >= self.today:
            if not ahead:
                self.today = life.terms[-1].last
            self.somebody_is_renewed(number, ("last", 1, LENGTH), how)
            self.time_passes(1)

    @act(
        number=NUMBERS,
        off=DAYS,
        what=list(product(TrainingMode, [40, 8, 0])),
        correction=REASONS,
    )
    def hours_are_recorded(
        self, number: str, off: int, what: tuple[TrainingMode, int], correction: str | None
    ) -> None:
        mode, hours = what
        on = self.today + off * DAY
        rules = pack("zhejiang")
        self.obey(
            ask.RecordTraining(OFFICE, self.now, number, on, hours, mode, "秋季培训", rules, correction)
        )

    @act(
        number=NUMBERS,
        ago=[0, 1, -1],
        grade=["称职", "不称职", "优秀", "不称职", "合格"],
        how=HOW,
    )
    def a_year_is_appraised(self, number: str, ago: int, grade: str, how: tuple[str | None, str]) -> None:
        year, rules = self.today.year - ago, pack(how[1])
        self.obey(ask.AppraiseInspector(OFFICE, self.now, number, year, grade, how[0], rules))

    @act(number=NUMBERS, off=DAYS)
    def somebody_is_rewarded(self, number: str, off: int) -> None:
        on = self.today + off * DAY
        self.obey(ask.RewardInspector(OFFICE, self.now, number, on, "优秀督学", "云教督〔2026〕9号"))

    @act(number=NUMBERS, off=DAYS)
    def somebody_is_suspended(self, number: str, off: int) -> None:
        on = self.today + off * DAY
        self.obey(ask.SuspendInspector(OFFICE, self.now, number, on, "接受调查"))

    @act(number=NUMBERS, off=DAYS)
    def somebody_returns(self, number: str, off: int) -> None:
        self.obey(ask.ReturnInspector(OFFICE, self.now, number, self.today + off * DAY))

    @act(number=NUMBERS, day=MARKED, ground=ExitGround)
    def somebody_leaves(self, number: str, day: tuple[str, int], ground: ExitGround) -> None:
        on = self.day(number, day)
        self.obey(ask.ExitInspector(OFFICE, self.now, number, on, ground, "工作调动", pack("chongqing")))

    # Posts and recusals

    @act(number=NUMBERS, code=CODES, day=MARKED)
    def a_post_is_assigned(self, number: str, code: str, day: tuple[str, int]) -> None:
        self.obey(ask.AssignPost(OFFICE, self.now, number, code, self.day(number, day)))

    @act(number=NUMBERS, code=CODES, off=DAYS)
    def a_post_ends(self, number: str, code: str, off: int) -> None:
        self.obey(ask.EndPost(OFFICE, self.now, number, code, self.today + off * DAY))

    @act(number=NUMBERS, code=CODES, successor=NUMBERS, off=DAYS)
    def a_post_is_given_to_another(self, number: str, code: str, successor: str, off: int) -> None:
        on = self.today + off * DAY
        self.obey(ask.ReassignPost(OFFICE, self.now, number, code, successor, on))

    @act(by=ACTORS, number=NUMBERS, code=CODES, relation=RELATIONS)
    def a_recusal_is_declared(self, by: Actor, number: str, code: str, relation: str) -> None:
        self.obey(ask.DeclareRecusal(by, self.now, number, code, relation, self.today - 99 * DAY))

    @act(number=NUMBERS, code=CODES, relation=RELATIONS, off=DAYS)
    def a_recusal_is_lifted(self, number: str, code: str, relation: str, off: int) -> None:
        on = self.today + off * DAY
        self.obey(ask.LiftRecusal(OFFICE, self.now, number, code, relation, on, "情形消失"))

    # Claims and alarms

    @act(visit=VISITS, code=CODES, who=[["DX001", "DX002"], ["DX002"], ["DX003"]])
    def a_visit_is_noted(self, visit: str, code: str, who: list[str]) -> None:
        self.obey(ask_visits.NoteVisit(OFFICE, self.now, visit, visit, code, self.today, tuple(who), 90))

    @act(
        by=ACTORS,
        visit=VISITS,
        number=NUMBERS,
        amounts=[[1200], [1200, 800], [1200, 0], []],
    )
    def a_cost_is_claimed(self, by: Actor, visit: str, number: str, amounts: list[int]) -> None:
        items = tuple(CostItem(CostKind.TRANSPORT, amount, "公交") for amount in amounts)
        self.obey(ask_visits.ClaimCost(by, self.now, visit, number, items))

    @act(by=ACTORS, visit=VISITS, number=NUMBERS, approve=[True, False])
    def a_claim_is_decided_on(self, by: Actor, visit: str, number: str, approve: bool) -> None:
        if approve:
            self.obey(ask_visits.ApproveClaim(by, self.now, visit, number))
        else:
            self.obey(ask_visits.RejectClaim(by, self.now, visit, number, "没有票据"))

    @act(code=CODES, up=[True, False], zone=["第一责任区", "第二责任区"])
    def an_alarm_is_raised_or_cleared(self, code: str, up: bool, zone: str) -> None:
        if up:
            self.obey(
                ask_visits.RaiseAlarm(OFFICE, self.now, "unit-uncovered", code, self.today, {"zone": zone})
            )
        else:
            self.obey(ask_visits.ClearAlarm(OFFICE, self.now, "unit-uncovered", code, self.today))


EVENTS = {
    name
    for name in TYPES
    if not name.startswith(("Account", "Comprehensive", "Keeper", "Places", "School", "Service", "Zone"))
}
REFUSALS = {
    "EntryAhead",
    "NumberOfAnother",
    "PublicationBeforeReview",
    "PublicationTooShort",
    "DegreeTooLow",
    "ExperienceTooShort",
    "NotHealthy",
    "RetiredTooLong",
    "TermTooLong",
    "TooManyTerms",
    "TermsMiscounted",
    "TermsOverlap",
    "TooManyRetired",
    "FailedLastAppraisal",
    "SuspendedNow",
    "PublicationStillRuns",
    "StepsInOrder",
    "PostBeforeTraining",
    "PostConflictsWithRecusal",
    "PostWhileSuspended",
    "InspectorHasExited",
    "UnitHasEnded",
    "OwnClaim",
    "VisitNotRecorded",
}


def test_no_life_reaches_a_forbidden_state() -> None:
    """条例 6, 7, 10; 督学管理暂行办法; Q10, Q13, Q14."""
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=60,
            stateful_step_count=30,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_long_lives_meet_every_event_and_every_limit_and_reach_no_forbidden_state() -> None:
    """The same acts by chance, a hundred and fifty in a row: what only comes of many is met too."""
    SEEN.clear()
    for seed in range(120):
        chance, lives = Random(seed), Lives()
        entry = chance.choice(ENTRIES[:4]), chance.randint(1, 3)
        lives.the_district(entry, chance.choice(PEOPLE), chance.random() < 0.5, chance.choice(ACTORS))
        for _ in range(150):
            name, choices = chance.choice(ACTS)
            getattr(lives, name)(**{given: chance.choice(values) for given, values in choices.items()})
        lives.replaying_the_events_gives_the_same_state()
        nothing_else_is_shown_than_is_known(lives)
    assert SEEN.keys() >= EVENTS | REFUSALS | {"passed the soft limit"}
