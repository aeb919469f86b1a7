"""An accountability of the sample district, its people, and its history up to any stage."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import accountability_commands as ask
from services.rectification.domain.accountability import accountability_decider
from services.rectification.domain.accountability_commands import AccountabilityCommand
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import (
    Clue,
    Consulted,
    Draft,
    Fact,
    Member,
    Range,
    Result,
    Subject,
    SubjectKind,
)
from services.rectification.domain.accountability_stages import Accountability, AccountabilityState
from services.rectification.domain.issue import Line
from services.rectification.domain.proceeding import EndClock, Kind, Proceeding
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from shared.workdays.deadline import SHANGHAI
from tests.unit.rectification.samples import CALENDAR, UNIT, pack_on

ID = UUID("00000000-0000-4000-8000-000000000077")
OFFICE = Actor("zhouwq", "周文清", Role.OFFICE)
CLERK = Actor("linjia", "林佳", Role.OFFICE)
CHAIR = Actor("chenxd", "陈向东", Role.CHAIR)
VICE_CHAIR = Actor("fangl", "方岚", Role.CHAIR)
DEPUTY = Actor("shenjy", "沈静宜", Role.DEPUTY_CHIEF_INSPECTOR)
HEAD = Actor("gaowd", "高卫东", Role.UNIT, UNIT)
OTHER_HEAD = Actor("yuanw", "袁伟", Role.UNIT, "319991-0003")

ABOUT = Proceeding(
    id=ID,
    kind=Kind.ACCOUNTABILITY,
    number="WZ-0044-000000",
    line=Line.SCHOOL,
    unit=UNIT,
    unit_name="梧桐小学",
    superior="区教育局",
    matter="食堂留样问题逾期不整改",
)
SUBJECT = Subject(SubjectKind.UNIT, UNIT, "梧桐小学")
PRINCIPAL = Subject(SubjectKind.PERSON, UNIT, "高卫东", "校长", "gaowd")
CLUE = Clue("整改不力", "督办、约谈、通报后仍未整改")
ZHAO = Member("zhaoyp", "赵一平", "区教育局")
QIAN = Member("DX031", "钱立", "督导室")
SUN = Member("sunhm", "孙红梅", "区市场监管局")
FACTS = (Fact("留样柜至今没有配置", "9月25日、10月17日复查记录"),)
MEASURES = ("督导通报", "约谈")
BASIS = ("《教育督导条例》第二十五条第三项",)
DRAFT = Draft("该校三次逾期未整改。", MEASURES)
CONSULTED = (Consulted("区委组织部", "同意"), Consulted("区市场监管局", "无不同意见"))

AccountabilityTest = DeciderTest[AccountabilityCommand, AccountabilityState, AccountabilityEvent]
DECIDER = accountability_decider(pack_on, CALENDAR)
CASE: AccountabilityTest = DeciderTest(DECIDER)


def at(month: int, day: int, year: int = 2026) -> datetime:
    """Ten in the morning by the clock of Shanghai."""
    return datetime.combine(date(year, month, day), time(10), SHANGHAI).astimezone(UTC)


def on(command: type[Any], now: datetime, by: Actor = OFFICE, **fields: Any) -> Any:
    return command(proceeding=ID, by=by, now=now, **fields)


CLUE_DAY = at(3, 2)


def register(now: datetime = CLUE_DAY, **changes: Any) -> Any:
    given: dict[str, Any] = {"about": ABOUT, "subject": SUBJECT, "clue": CLUE}
    return on(ask.RegisterClue, now, **(given | changes))


def after(given: AccountabilityTest, *commands: AccountabilityCommand) -> AccountabilityTest:
    """The history once each of the commands was obeyed."""
    for command in commands:
        outcome = given.when(command)
        assert outcome.events, outcome.refusal
        given = given.given(*outcome.events)
    return given


def standing(given: AccountabilityTest) -> Accountability:
    state = given.when(on(EndClock, at(3, 2), SYSTEM, duty=ID)).state
    assert isinstance(state, Accountability)
    return state


def lapse(given: AccountabilityTest, clock: str) -> AccountabilityTest:
    """The history once what runs on the clock has come to its end."""
    duty = next(duty for name, duty in standing(given).clocks.running.items() if name == clock)
    next_day = datetime.combine(duty.due.on + timedelta(days=1), time(1), SHANGHAI).astimezone(UTC)
    return after(given, on(EndClock, next_day, SYSTEM, duty=duty.id))


def path(subject: Subject = SUBJECT, measures: Sequence[str] = MEASURES) -> list[AccountabilityCommand]:
    """Everything from the clue to the served decision, day by day in March 2026."""
    draft = replace(DRAFT, measures=tuple(measures))
    return [
        register(subject=subject),
        on(ask.FormGroup, at(3, 3), members=(ZHAO, QIAN)),
        on(ask.EstablishFacts, at(3, 4), facts=FACTS, grave=False),
        on(ask.DecideStart, at(3, 5), CHAIR, start=True, reason="事实清楚"),
        on(ask.NotifyOpinion, at(3, 6), letter="告1", measures=tuple(measures), basis=BASIS),
        on(ask.WaiveDefence, at(3, 9), paper="放弃申辩声明"),
        on(ask.ConsultMembers, at(3, 10), consulted=CONSULTED, draft=draft),
        on(ask.ApproveDecision, at(3, 11), CHAIR),
        on(ask.ServeDecision, at(3, 12), letter="责1"),
    ]


REGISTERED, GROUPED, FOUND, STARTED, NOTIFIED, WAIVED, CONSULTED_, APPROVED, SERVED = (
    after(CASE, *path()[:n]) for n in range(1, 10)
)
"""SERVED on Thursday 12 March 2026: review until 13 April (the eleventh is a Saturday), appeal until 27 March."""
REVIEWED = after(
    SERVED,
    on(ask.AskReview, at(3, 20), HEAD, text="请求撤销"),
    on(
        ask.DecideReview,
        at(4, 10),
        letter="复1",
        result=Result.UPHOLD,
        reasons="事实清楚",
        handlers=(SUN,),
    ),
)
APPEALED = after(SERVED, on(ask.FileAppeal, at(3, 20), HEAD, text="不服"))


def decided_above(result: Result, measures: tuple[str, ...] = ()) -> AccountabilityCommand:
    return ask.RecordAppealDecision(
        proceeding=ID,
        by=OFFICE,
        now=at(5, 11),
        letter="市申1",
        result=result,
        reasons="裁量过重",
        measures=measures,
    )


PUBLISHED = on(ask.PublishDecision, at(3, 16), range=Range.SYSTEM, place="教育系统内网")
