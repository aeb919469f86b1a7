"""A case of the sample district, its people, and its history up to any stage."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Any
from uuid import UUID

from services.rectification.application.reactions import SYSTEM, case_of
from services.rectification.domain.case import case_decider
from services.rectification.domain.commands import (
    AcceptPlan,
    CaseCommand,
    CloseCase,
    DecideEscalation,
    FormWorkGroup,
    IssueCircular,
    MissDeadline,
    OpenCase,
    Prompt,
    Recheck,
    RecordInterview,
    ReportCompletion,
    ReturnPlan,
    Revisit,
    ScheduleInterview,
    ServeNotice,
    ServeSupervisionOrder,
    SubmitPlan,
)
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.issue import About, Evidence, Issue, Ledger, Line, Measure, RecheckMethod
from services.rectification.domain.stages import Case, CaseState
from shared.event_sourcing.decider import Actor, Role
from shared.rules.pack import RulePack, RulePacks
from shared.testing.given_when_then import DeciderTest, Outcome
from shared.workdays.deadline import SHANGHAI
from shared.workdays.seed import seeded_calendar

ISSUE_ID = UUID("00000000-0000-4000-8000-000000000044")
CASE_ID = case_of(ISSUE_ID)
UNIT = "319991-0044"

OFFICE = Actor("zhouwq", "周文清", Role.OFFICE)
HEAD = Actor("gaowd", "高卫东", Role.UNIT, UNIT)
OTHER_HEAD = Actor("yuanw", "袁伟", Role.UNIT, "319991-0003")
INSPECTOR = Actor("DX018", "程秀英", Role.INSPECTOR)
DEPUTY = Actor("shenjy", "沈静宜", Role.DEPUTY_CHIEF_INSPECTOR)
CHAIR = Actor("chenxd", "陈向东", Role.CHAIR)

_PACKS = RulePacks.load()


@cache
def pack_on(day: date) -> RulePack:
    return _PACKS.pack("shanghai", day)


CALENDAR = seeded_calendar()
DECIDER = case_decider(pack_on, CALENDAR)
CaseTest = DeciderTest[CaseCommand, CaseState, CaseEvent]
CASE: CaseTest = DeciderTest(DECIDER)

ABOUT = About(
    case_id=CASE_ID,
    number="202609-044-4",
    issue=ISSUE_ID,
    unit=UNIT,
    unit_name="梧桐小学",
    superior="区教育局",
    severity="严重",
    problem="食品留样时间不足48小时，留样记录缺7天",
)
MEASURES = (Measure("添置48小时留样柜", "吴海燕", date(2026, 9, 18)),)
EVIDENCE = (Evidence("留样柜已装好，留样满48小时", ("ab" * 32,)),)


def at(month: int, day: int, hour: int = 10) -> datetime:
    """An instant of autumn 2026 by the clock of Shanghai."""
    return datetime.combine(date(2026, month, day), time(hour), SHANGHAI).astimezone(UTC)


FED_BACK = at(9, 9, 17)
SERVED = at(9, 11)
SUBMITTED = at(9, 14)
REVIEWED = at(9, 15)
COMPLETED = at(9, 17)
RECHECKED = at(9, 21)
APPROVED = at(9, 22)
REVISITED = at(10, 20)


def an_issue(**changes: Any) -> Issue:
    """The issue of the sample case: found on 9 September, ten workdays to rectify it."""
    known: dict[str, Any] = {
        "visit": UUID("00000000-0000-4000-8000-000000000001"),
        "line": Line.SCHOOL,
        "zone": "第三责任区",
        "inspectors": ("DX018", "DX026"),
        "department": "区市场监管局",
        "theme": "食堂食品安全",
        "demand": "按要求留样并补正登记制度",
        "working_days": 10,
        "found_on": date(2026, 9, 9),
        "fed_back_on": date(2026, 9, 9),
        "ledger": None,
    }
    return Issue(**(known | changes))


def a_ledger(**changes: Any) -> Ledger:
    known: dict[str, Any] = {
        "file_sha256": "cd" * 32,
        "row": 7,
        "responsible": "高卫东",
        "due_on": None,
        "rectification": None,
        "closed": False,
    }
    return Ledger(**(known | changes))


def open_case(now: datetime = FED_BACK, about: About = ABOUT, **changes: Any) -> OpenCase:
    return OpenCase(case_id=CASE_ID, by=SYSTEM, now=now, about=about, issue=an_issue(**changes))


def serve_notice(now: datetime = SERVED, **changes: Any) -> ServeNotice:
    given: dict[str, Any] = {"by": OFFICE, "letter": "云教督改〔2026〕44号"}
    return ServeNotice(case_id=CASE_ID, now=now, **(given | changes))


def submit_plan(
    now: datetime = SUBMITTED, by: Actor = HEAD, measures: Sequence[Measure] = MEASURES
) -> SubmitPlan:
    return SubmitPlan(case_id=CASE_ID, by=by, now=now, measures=tuple(measures))


def accept_plan(now: datetime = REVIEWED) -> AcceptPlan:
    return AcceptPlan(case_id=CASE_ID, by=OFFICE, now=now)


def return_plan(now: datetime = REVIEWED, reason: str = "第1项措施没有写采购时间") -> ReturnPlan:
    return ReturnPlan(case_id=CASE_ID, by=OFFICE, now=now, reason=reason)


def report_completion(
    now: datetime = COMPLETED, by: Actor = HEAD, evidence: Sequence[Evidence] = EVIDENCE
) -> ReportCompletion:
    return ReportCompletion(case_id=CASE_ID, by=by, now=now, evidence=tuple(evidence))


def recheck(
    passed: bool, now: datetime = RECHECKED, by: Actor = INSPECTOR, note: str = "抽查3天留样"
) -> Recheck:
    return Recheck(case_id=CASE_ID, by=by, now=now, passed=passed, method=RecheckMethod.ON_SITE, note=note)


def close_case(now: datetime = APPROVED, by: Actor = DEPUTY) -> CloseCase:
    return CloseCase(case_id=CASE_ID, by=by, now=now)


def revisit(ok: bool, now: datetime = REVISITED, note: str = "留样柜在用") -> Revisit:
    return Revisit(case_id=CASE_ID, by=INSPECTOR, now=now, ok=ok, note=note)


def miss(case: Case, now: datetime) -> MissDeadline:
    """The watcher finds the case's present duty undone."""
    assert case.duty is not None
    return MissDeadline(case_id=CASE_ID, by=SYSTEM, now=now, duty=case.duty.id)


def prompt(case: Case, number: int, now: datetime) -> Prompt:
    assert case.duty is not None
    return Prompt(case_id=CASE_ID, by=SYSTEM, now=now, duty=case.duty.id, number=number)


def decide(escalate: bool, now: datetime, by: Actor = DEPUTY, **changes: Any) -> DecideEscalation:
    given: dict[str, Any] = {"reason": "属食品安全，不宜再次口头催促"}
    return DecideEscalation(case_id=CASE_ID, by=by, now=now, escalate=escalate, **(given | changes))


def serve_order(now: datetime) -> ServeSupervisionOrder:
    return ServeSupervisionOrder(case_id=CASE_ID, by=OFFICE, now=now, letter="云教督办〔2026〕7号")


def schedule_interview(
    now: datetime, on: date, hosts: Sequence[str] = ("区教育督导委员会", "区教育局")
) -> ScheduleInterview:
    return ScheduleInterview(
        case_id=CASE_ID, by=DEPUTY, now=now, letter="云教督约〔2026〕3号", on=on, hosts=tuple(hosts)
    )


def record_interview(
    now: datetime, attended: bool = True, commitments: Sequence[Measure] = ()
) -> RecordInterview:
    return RecordInterview(
        case_id=CASE_ID,
        by=DEPUTY,
        now=now,
        attended=attended,
        commitments=tuple(commitments),
        note="校长到会说明" if attended else "无人到会，电话未接",
    )


def issue_circular(now: datetime) -> IssueCircular:
    return IssueCircular(
        case_id=CASE_ID,
        by=CHAIR,
        now=now,
        letter="云教督委〔2026〕1号",
        content="约谈后仍未整改到位",
        suggestion="暂停评优评先",
    )


def form_work_group(now: datetime) -> FormWorkGroup:
    return FormWorkGroup(case_id=CASE_ID, by=CHAIR, now=now, members=("沈静宜", "周文清"))


def after(*commands: CaseCommand, given: CaseTest = CASE) -> CaseTest:
    """The case once these commands were obeyed, each of which must lead to something."""
    for command in commands:
        outcome = given.when(command)
        assert outcome.events, f"{command} led to nothing" if outcome.refusal is None else outcome.refusal
        given = given.given(*outcome.events)
    return given


def happened(outcome: Outcome[CaseState, CaseEvent]) -> list[str]:
    """The names of the events a command led to."""
    assert outcome.refusal is None, outcome.refusal
    return [type(event).__name__ for event in outcome.events or ()]


def case_of_test(given: CaseTest) -> Case:
    """The case as it stands."""
    state = given.when(open_case()).state
    assert isinstance(state, Case)
    return state


def owes(outcome: Outcome[CaseState, CaseEvent]) -> tuple[str, str, date] | None:
    """The one duty of the case after a command: what, whose, until when."""
    assert isinstance(outcome.state, Case)
    duty = outcome.state.duty
    return (duty.kind.value, duty.owner, duty.due.on) if duty else None


OPENED = after(open_case())
NOTICED = after(serve_notice(), given=OPENED)
PLANNED = after(submit_plan(), given=NOTICED)
ACCEPTED = after(accept_plan(), given=PLANNED)
REPORTED = after(report_completion(), given=ACCEPTED)
PASSED = after(recheck(True), given=REPORTED)
CLOSED = after(close_case(), given=PASSED)
