"""A comprehensive inspection of 永兴小学, its people, and its history up to any step."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from services.inspection.domain import inspection_commands as ask
from services.inspection.domain.inspection import InspectionDecider, inspection_decider
from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import (
    About,
    Document,
    Draft,
    Group,
    Hearing,
    Kind,
    Obstruction,
    RosterSays,
    SiteVisit,
    Step,
    Team,
)
from services.inspection.domain.report import Line
from services.inspection.domain.stages import InspectionState
from services.inspection.domain.terms import day_of
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePack, RulePacks
from shared.testing.given_when_then import DeciderTest
from shared.workdays.deadline import SHANGHAI
from shared.workdays.seed import seeded_calendar
from tests.unit.inspection.visits import DANGER, SCREENS, UNIT

E = TypeVar("E")

ID = UUID("00000000-0000-4000-8000-0000000000a1")
ABOUT = About(ID, "ZH-202609-01", Kind.COMPREHENSIVE, Line.SCHOOL, UNIT)
MATTERS = ("校园安全", "食堂食品安全")
TEAM = Team(("DX010", "DX020", "DX030"), "DX010", ("刘专家",))

OFFICE = Actor("zhouwq", "周文清", Role.OFFICE)
CLERK = Actor("wangf", "王芳", Role.OFFICE)
DEPUTY = Actor("shenjy", "沈静宜", Role.DEPUTY_CHIEF_INSPECTOR)
HEAD = Actor("gaowd", "高卫东", Role.UNIT, UNIT.code)
OTHER_HEAD = Actor("yuanw", "袁伟", Role.UNIT, "319991-0003")
LEADER, SECOND, THIRD = (Actor(number, f"督学{number}", Role.INSPECTOR) for number in TEAM.inspectors)
STRANGER = Actor("DX099", "外人", Role.INSPECTOR)
SYSTEM = Actor("system:inspection", "系统", Role.SYSTEM)

PROBLEM = replace(SCREENS, working_days=10)
DRAFT = Draft("办学规范，管理有待加强。", "《教育督导条例》第二十一条", (DANGER, PROBLEM))
LIST = "cd" * 32

_PACKS = RulePacks.load()
CALENDAR = seeded_calendar()


@cache
def _pack(jurisdiction: str, day: date) -> RulePack:
    return _PACKS.pack(jurisdiction, day)


@cache
def decider(jurisdiction: str = "shanghai") -> InspectionDecider:
    return inspection_decider(pack_of(jurisdiction), CALENDAR)


def pack_of(jurisdiction: str) -> Callable[[date], RulePack]:
    """The pack of a jurisdiction on any day."""
    return lambda day: _pack(jurisdiction, day)


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An hour in Shanghai in the autumn of 2026."""
    return datetime.combine(date(2026, month, day), time(hour), SHANGHAI).astimezone(UTC)


PLANNED, FORMED, STATED, NOTICED = at(9, 1), at(9, 2), at(9, 3), at(9, 7)
STARTS, EVALUATED, REVIEWED, VISITED = date(2026, 9, 15), at(9, 11), at(9, 14), at(9, 15, 17)
HEARD, DELIBERATED, FED_BACK = at(9, 16, 17), at(9, 17), at(9, 17, 16)
DEFENDED, ANSWERED = at(9, 21), at(9, 22)
WINDOW_CLOSES = date(2026, 10, 8)
SETTLED, SERVED = at(10, 12), at(10, 13)
REPORTED, APPROVED, PUBLISHED, CLOSED = at(10, 20), at(10, 21), at(10, 22), at(11, 16)


def of(command: type[E], by: Actor, now: datetime, **fields: Any) -> E:
    return command(inspection=ID, by=by, now=now, **fields)  # type: ignore[call-arg]


def plan(**changes: Any) -> ask.PlanInspection:
    return of(ask.PlanInspection, OFFICE, PLANNED, **{"about": ABOUT, "matters": MATTERS, **changes})


def form(**changes: Any) -> ask.FormTeam:
    return of(ask.FormTeam, OFFICE, FORMED, **{"team": TEAM, **changes})


def state(by: Actor, **changes: Any) -> ask.StateNoConflict:
    return of(ask.StateNoConflict, by, STATED, **{"inspector": by.id, **changes})


def announce(**changes: Any) -> ask.AnnounceInspection:
    fields = {"letter": "云教督〔2026〕1号", "starts_on": STARTS, "self_evaluation_by": date(2026, 9, 11)}
    return of(ask.AnnounceInspection, OFFICE, NOTICED, **{**fields, **changes})


def evaluate(**changes: Any) -> ask.HandInSelfEvaluation:
    return of(ask.HandInSelfEvaluation, HEAD, EVALUATED, **{"text": "自评总体良好", "files": (), **changes})


def review(**changes: Any) -> ask.ReviewSelfEvaluation:
    return of(ask.ReviewSelfEvaluation, LEADER, REVIEWED, **{"note": "与台账基本一致", **changes})


def visit(now: datetime = VISITED, by: Actor = LEADER, **changes: Any) -> ask.RecordSiteVisit:
    made = replace(SiteVisit(STARTS, TEAM.inspectors, "查看食堂、实验室和台账"), **changes)
    return of(ask.RecordSiteVisit, by, now, visit=made)


def draw(group: Group, **changes: Any) -> ask.DrawParticipants:
    fields = {
        "population": 420,
        "count": 12,
        "list_sha256": LIST,
        "method": "学籍名册随机抽取",
        "seed": "7f3a",
    }
    return of(ask.DrawParticipants, LEADER, VISITED, **{"group": group, **fields, **changes})


def hear(group: Group, now: datetime = HEARD, **changes: Any) -> ask.RecordHearing:
    held = Hearing(group, date(2026, 9, 16), "座谈会", 10, "意见和建议三条", unit_withdrew=True)
    return of(ask.RecordHearing, LEADER, now, hearing=replace(held, **changes))


def deliberate(**changes: Any) -> ask.Deliberate:
    fields = {"present": TEAM.inspectors, "evaluation": DRAFT.evaluation, "findings": (DANGER, PROBLEM)}
    return of(ask.Deliberate, LEADER, DELIBERATED, **{**fields, **changes})


def feed_back(now: datetime = FED_BACK, **changes: Any) -> ask.ServePreliminaryOpinion:
    return of(ask.ServePreliminaryOpinion, OFFICE, now, **{"letter": "云教督初〔2026〕1号", **changes})


def receive(**changes: Any) -> ask.ReceivePreliminaryOpinion:
    """The unit signs on the day of service."""
    at_once = feed_back()
    given: dict[str, Any] = {"received_on": day_of(at_once.now), "by": HEAD, "now": at_once.now}
    return ask.ReceivePreliminaryOpinion(inspection=ID, **(given | changes))


def defend(now: datetime = DEFENDED, **changes: Any) -> ask.FileDefence:
    return of(ask.FileDefence, HEAD, now, **{"text": "纱窗当天已更换", "files": (), **changes})


def waive(**changes: Any) -> ask.WaiveDefence:
    return of(ask.WaiveDefence, HEAD, DEFENDED, **changes)


def weigh(**changes: Any) -> ask.AnswerDefence:
    return of(
        ask.AnswerDefence, LEADER, ANSWERED, **{"defence": 1, "answer": "更换在督导之后，问题成立", **changes}
    )


def settle(now: datetime = SETTLED, **changes: Any) -> ask.SettleOpinion:
    fields = {"draft": DRAFT, "ayes": ("DX010", "DX020"), "noes": ("DX030",)}
    return of(ask.SettleOpinion, LEADER, now, **{**fields, **changes})


def serve(now: datetime = SERVED, **changes: Any) -> ask.ServeOpinion:
    return of(ask.ServeOpinion, OFFICE, now, **{"letter": "云教督意〔2026〕1号", **changes})


def report(**changes: Any) -> ask.FileReport:
    fields = {
        "letter": "云教督〔2026〕2号",
        "government": "云汀区人民政府",
        "filed_with": "市教育督导委员会办公室",
        "signed_by": "沈静宜",
        "summary": "督导情况、问题和建议",
    }
    return of(ask.FileReport, OFFICE, REPORTED, **{**fields, **changes})


def approve(document: Document = Document.REPORT, **changes: Any) -> ask.ApprovePublication:
    return of(ask.ApprovePublication, DEPUTY, APPROVED, **{"document": document, **changes})


def publish(document: Document = Document.REPORT, **changes: Any) -> ask.PublishResult:
    return of(
        ask.PublishResult, OFFICE, PUBLISHED, **{"document": document, "place": "区政府网站", **changes}
    )


def take_down(**changes: Any) -> ask.TakeDownPublication:
    fields = {"document": Document.REPORT, "place": "区政府网站", "reason": "有个人信息"}
    return of(ask.TakeDownPublication, DEPUTY, CLOSED, **{**fields, **changes})


def obstruct(step: Step, group: Group | None = None, **changes: Any) -> ask.RecordObstruction:
    made = Obstruction(step, date(2026, 9, 16), "拒绝提供", group)
    return of(ask.RecordObstruction, LEADER, HEARD, obstruction=replace(made, **changes))


def recuse(by: Actor = HEAD, inspector: str = "DX020", now: datetime = HEARD) -> ask.RaiseRecusal:
    return of(ask.RaiseRecusal, by, now, inspector=inspector, ground="与校长系同学")


def decide_recusal(granted: bool, **changes: Any) -> ask.DecideRecusal:
    fields = {"inspector": "DX020", "granted": granted, "reason": "可能影响公正"}
    return of(ask.DecideRecusal, DEPUTY, HEARD, **{**fields, **changes})


def add(
    inspector: str = "DX040", now: datetime = HEARD, roster: RosterSays | None = None
) -> ask.AddInspector:
    return of(ask.AddInspector, OFFICE, now, inspector=inspector, roster=roster or RosterSays())


def release(inspector: str = "DX020", **changes: Any) -> ask.ReleaseInspector:
    return of(
        ask.ReleaseInspector, OFFICE, HEARD, **{"inspector": inspector, "reason": "另有任务", **changes}
    )


def cancel(**changes: Any) -> ask.CancelInspection:
    return of(ask.CancelInspection, DEPUTY, HEARD, **{"reason": "学校停办", **changes})


def close(**changes: Any) -> ask.CloseInspection:
    return of(ask.CloseInspection, DEPUTY, CLOSED, **{"settled": frozenset(), **changes})


STEPS: Sequence[tuple[str, Sequence[InspectionCommand]]] = (
    ("planned", [plan()]),
    ("formed", [form()]),
    ("stated", [state(LEADER), state(SECOND), state(THIRD)]),
    ("announced", [announce()]),
    ("evaluated", [evaluate()]),
    ("reviewed", [review()]),
    ("visited", [visit()]),
    ("drawn", [draw(Group.STUDENTS), draw(Group.PARENTS), draw(Group.TEACHERS)]),
    ("heard", [hear(group) for group in Group]),
    ("deliberated", [deliberate()]),
    ("fed back", [feed_back(), receive()]),
    ("defended", [defend()]),
    ("answered", [weigh()]),
    ("settled", [settle()]),
    ("served", [serve()]),
    ("reported", [report()]),
    ("published", [approve(), approve(Document.OPINION), publish(), publish(Document.OPINION)]),
)


def after(*commands: InspectionCommand, jurisdiction: str = "shanghai") -> "Given":
    """What has happened when these commands were obeyed."""
    how = decider(jurisdiction)
    events: list[InspectionEvent] = []
    for command in commands:
        events += how.decide(command, how.fold(events))
    return DeciderTest(how, events)


def until(
    step: str, *more: InspectionCommand, leaving_out: Sequence[str] = (), jurisdiction: str = "shanghai"
) -> "Given":
    """What has happened when all went well up to and including a step, and then `more` was done."""
    commands: list[InspectionCommand] = []
    for name, of_step in STEPS:
        commands += [] if name in leaving_out else of_step
        if name == step:
            break
    return after(*commands, *more, jurisdiction=jurisdiction)


Given = DeciderTest[InspectionCommand, InspectionState, InspectionEvent]
