"""An indicator framework for kindergartens, a sheet of it, and the people who score, for the tests of scores."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from services.inspection.domain.framework import Band, Framework, Indicator, Level, MarkingMethod, Veto
from services.inspection.domain.marking import Seen
from services.inspection.domain.report import VisitedUnit
from services.inspection.domain.scoring import SCORING
from services.inspection.domain.scoring_commands import (
    BindFramework,
    DecideFinalScore,
    FreezeScores,
    LeaveUnscored,
    Phase,
    ScoreAsExpert,
    ScoreItself,
    ScoringCommand,
    SubjectSays,
)
from services.inspection.domain.scoring_events import ScoringEvent, Subject
from services.inspection.domain.scoring_states import Scoring
from services.inspection.domain.third_party import OnBehalf
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.procedures import DELIBERATED, EVALUATED, HEARD, NOTICED, OFFICE, PLANNED, SERVED

D = Decimal
ID = UUID("00000000-0000-4000-8000-0000000000b1")
KINDERGARTEN = VisitedUnit("319991-0039", "晨光幼儿园", "第一责任区", "区教育局")
SUBJECT = Subject(ID, "ZX-0039-3f2a19", KINDERGARTEN, "幼儿园")
HEAD = Actor("suyl", "苏玉兰", Role.UNIT, KINDERGARTEN.code)
ZHANG, LI, WANG = (Actor(number, f"督学{number}", Role.INSPECTOR) for number in ("DX010", "DX020", "DX030"))
BODY = OnBehalf("TP01", "市教育评估院", "HT-2026-01", "声明1.pdf")

LEVELS = (Level("A", D(100)), Level("B", D(85)), Level("C", D(60)), Level("D", D(0)))
FRAMEWORK = Framework(
    "YEY",
    "幼儿园办园行为督导评估指标",
    D(100),
    ("幼儿园",),
    (
        Indicator("A", "办园条件", D(40)),
        Indicator("A1", "玩教具", D("12.5"), "A", MarkingMethod.POINTS, ("数量", "安全")),
        Indicator("A2", "专任教师持证率", D("27.5"), "A", MarkingMethod.RATIO, ("名册",), D(85)),
        Indicator("B", "安全卫生", D(60)),
        Indicator("B1", "食品留样", D(20), "B", MarkingMethod.YES_NO),
        Indicator("B2", "保育教育", D(40), "B", MarkingMethod.GRADE, levels=LEVELS),
    ),
    (Band("优秀", D(90)), Band("良好", D(75)), Band("合格", D(60)), Band("不合格", D(0))),
    (Veto("V1", "发生重大安全责任事故", "不合格"), Veto("V2", "小学化倾向严重", "合格")),
)
SEEN = (Seen("A1", "10"), Seen("A2", "60.98"), Seen("B1", "是"), Seen("B2", "B"))

PREPARING = SubjectSays(Phase.PREPARING)
MEMBERS = frozenset({"DX010", "DX020", "DX030"})
INQUIRING = SubjectSays(Phase.INQUIRING, MEMBERS, frozenset({"刘专家"}), stated=MEMBERS, examined=True)
JUDGING = replace(INQUIRING, phase=Phase.DELIBERATED)
OVER = replace(INQUIRING, phase=Phase.SERVED)


def seen(**values: str) -> tuple[Seen, ...]:
    """The sheet with other values of some indicators."""
    return tuple(Seen(one.code, values.get(one.code, one.value)) for one in SEEN)


def bind(**changes: Any) -> BindFramework:
    fields = {"scored": ID, "subject": SUBJECT, "framework": FRAMEWORK, "version": 1, "says": PREPARING}
    return BindFramework(by=OFFICE, now=PLANNED, **{**fields, **changes})


def score_itself(**changes: Any) -> ScoreItself:
    fields = {"by": HEAD, "now": EVALUATED, "says": INQUIRING, "seen": SEEN}
    return ScoreItself(scored=ID, **{**fields, **changes})


def score(by: Actor = ZHANG, **changes: Any) -> ScoreAsExpert:
    fields = {"scorer": by.id, "now": HEARD, "says": INQUIRING, "seen": SEEN}
    return ScoreAsExpert(scored=ID, by=by, **{**fields, **changes})


def decide(**changes: Any) -> DecideFinalScore:
    fields = {"by": ZHANG, "now": DELIBERATED, "says": JUDGING}
    return DecideFinalScore(scored=ID, **{**fields, **changes})


def leave(**changes: Any) -> LeaveUnscored:
    return LeaveUnscored(scored=ID, by=OFFICE, now=NOTICED, **{"says": JUDGING, "reason": "试评", **changes})


def freeze(**changes: Any) -> FreezeScores:
    return FreezeScores(scored=ID, by=OFFICE, now=SERVED, **{"says": JUDGING, **changes})


def after(*commands: ScoringCommand) -> DeciderTest[ScoringCommand, Scoring, ScoringEvent]:
    """What has happened when these commands were obeyed."""
    events: list[ScoringEvent] = []
    for command in commands:
        events += SCORING.decide(command, SCORING.fold(events))
    return DeciderTest(SCORING, events)
