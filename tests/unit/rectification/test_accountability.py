"""问责, from the clue to the archive: who may, when, and only on what grounds (教育督导问责办法, V2; 条例)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.rectification.application.reactions import SYSTEM
from services.rectification.domain import accountability_commands as ask
from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_parts import (
    Ground,
    Member,
    Obstructed,
    OpenCase,
    Prior,
    Range,
    Record,
    Subject,
    SubjectKind,
)
from services.rectification.domain.barring import MustRecuse, NotForAnother, OwnRecusal, RecusalUndecided
from services.rectification.domain.clocks import Clock, Task
from services.rectification.domain.enforcing import (
    MeasureOfOthers,
    NotCarriedOut,
    NotPublished,
    NotYetInForce,
    OwnMeasure,
    PeriodNotOver,
)
from services.rectification.domain.escalating import NotYetDue
from services.rectification.domain.holding import (
    ApproverInvestigated,
    DefenceNotWeighed,
    DefenceStillOpen,
    ItemMissing,
    NeverNotified,
    NobodyConsulted,
)
from services.rectification.domain.investigating import (
    DepartmentMissing,
    GroupTooSmall,
    LatenessUnexplained,
    OnlyTheChair,
)
from services.rectification.domain.notifying import DefenceTooLate, MeasureNotForSubject
from services.rectification.domain.proceeding import EndClock, NotAtThisStep, NotTheUnitsOwn
from services.rectification.domain.standing import OnlyPeopleDecide, ReasonMissing
from tests.unit.rectification.accountabilities import (
    APPROVED,
    CASE,
    CHAIR,
    CLERK,
    CONSULTED,
    CONSULTED_,
    DEPUTY,
    DRAFT,
    FACTS,
    FOUND,
    GROUPED,
    HEAD,
    ID,
    NOTIFIED,
    OTHER_HEAD,
    PRINCIPAL,
    PUBLISHED,
    QIAN,
    REGISTERED,
    SERVED,
    STARTED,
    SUN,
    VICE_CHAIR,
    WAIVED,
    ZHAO,
    after,
    at,
    lapse,
    on,
    path,
    register,
    standing,
)
from tests.unit.rectification.samples import UNIT

NOTIFY: dict[str, Any] = {"letter": "告1", "measures": ("督导通报",), "basis": ("条例25",)}


def test_every_step_done_again_changes_nothing() -> None:
    given = CASE
    for command in path():
        given.again(command)
        given = after(given, command)
    later = [
        PUBLISHED,
        on(ask.ExecuteMeasure, at(3, 17), measure="督导通报", record="已通报"),
        on(ask.ExecuteMeasure, at(3, 18), measure="约谈", record="已约谈"),
        on(ask.ArchiveAccountability, at(4, 14), contents=("决定书", "送达回证"), retention="30年"),
        on(ask.FileUpward, at(4, 15), recipient="市教育督导委员会办公室"),
    ]
    for command in later:
        given.again(command)
        given = after(given, command)
    assert standing(given).clocks.running == {}


def test_the_work_group_is_due_sixty_days_after_the_inspection_was_completed() -> None:
    """问责办法 (V2): 60 calendar days; the last day rolls over a rest day (民法典 203)."""
    command = register(now=at(3, 2), completed_on=date(2026, 1, 12))
    outcome = CASE.when(command)
    assert outcome.events
    (duty,) = outcome.events[0].started
    assert (duty.kind, duty.due.on) == (Task.FORM_GROUP, date(2026, 3, 13))
    assert duty.due.basis == "《教育督导问责办法》（国教督〔2021〕2号）"
    late = on(ask.FormGroup, at(3, 16), members=(ZHAO, QIAN))
    given = after(CASE, command)
    given.when(late).then_refused(LatenessUnexplained)
    given.again(replace(late, late_reason="取证困难"))


def test_the_group_is_of_the_office_with_departments_and_of_two_at_least() -> None:
    form = on(ask.FormGroup, at(3, 3), members=(ZHAO,))
    REGISTERED.when(form).then_refused(GroupTooSmall)
    REGISTERED.when(replace(form, members=(ZHAO, ZHAO))).then_refused(GroupTooSmall)
    alone = (QIAN, Member("DX032", "李明", "督导室"))
    REGISTERED.when(replace(form, members=alone)).then_refused(DepartmentMissing)


@pytest.mark.parametrize(
    "given",
    [GROUPED, FOUND, STARTED, WAIVED, APPROVED],
    ids=["grouped", "found", "started", "waived", "approved"],
)
def test_who_must_recuse_himself_does_nothing_here(given: Any) -> None:
    """条例 10: the inspector complained of, relatives, and whom the roster names."""
    steps = {
        GROUPED: on(ask.EstablishFacts, at(3, 20), CLERK, facts=FACTS, grave=False),
        FOUND: on(ask.DecideStart, at(3, 20), CHAIR, start=True, reason="事实清楚"),
        STARTED: on(ask.NotifyOpinion, at(3, 20), CLERK, **NOTIFY),
        WAIVED: on(ask.ConsultMembers, at(3, 20), CLERK, consulted=CONSULTED, draft=DRAFT),
        APPROVED: on(ask.ServeDecision, at(3, 20), CLERK, letter="责1"),
    }
    command = steps[given]
    refusal = given.when(replace(command, recused=frozenset({command.by.id}))).then_refused(MustRecuse)
    assert refusal.article == "《教育督导条例》第十条"
    number = replace(command, recused=frozenset({"DX099"}), inspector="DX099")
    given.when(number).then_refused(MustRecuse)


def test_the_inspector_complained_of_is_never_in_the_group() -> None:
    given = after(CASE, register(barred=("DX031",)))
    given.when(on(ask.FormGroup, at(3, 3), members=(ZHAO, QIAN))).then_refused(MustRecuse)
    inspector = Subject(SubjectKind.INSPECTOR, UNIT, "钱立", "责任督学", "DX031")
    given = after(CASE, register(subject=inspector))
    given.when(on(ask.FormGroup, at(3, 3), members=(ZHAO, QIAN))).then_refused(MustRecuse)


def test_a_recusal_is_decided_by_somebody_else_and_keeps_its_person_out() -> None:
    """条例 10."""
    asked = after(GROUPED, on(ask.AskRecusal, at(3, 4), HEAD, person="DX031", ground="校长的妻弟"))
    establish = on(ask.EstablishFacts, at(3, 4), facts=FACTS, grave=False)
    asked.when(establish).then_refused(RecusalUndecided)
    decide = on(ask.DecideRecusal, at(3, 4), DEPUTY, person="DX031", granted=True, reason="属实")
    asked.when(replace(decide, inspector="DX031")).then_refused(OwnRecusal)
    asked.again(decide)
    without = after(asked, decide)
    without.when(establish).then_refused(GroupTooSmall)
    refused = after(asked, replace(decide, granted=False))
    refused.again(establish)


def test_only_the_chair_or_a_vice_chair_starts_and_approves_and_gives_reasons_for_both() -> None:
    """问责办法 (V2): 主任或者副主任审定."""
    start = on(ask.DecideStart, at(3, 5), DEPUTY, start=True, reason="事实清楚")
    FOUND.when(start).then_refused(OnlyTheChair)
    FOUND.when(replace(start, by=CHAIR, reason=" ")).then_refused(ReasonMissing)
    FOUND.when(replace(start, by=SYSTEM)).then_refused(OnlyPeopleDecide)
    no = replace(start, by=VICE_CHAIR, start=False, reason="已整改到位")
    FOUND.again(no)
    after(FOUND, no).when(on(ask.NotifyOpinion, at(3, 6), **NOTIFY)).then_refused(NotAtThisStep)
    CONSULTED_.when(on(ask.ApproveDecision, at(3, 11), DEPUTY)).then_refused(OnlyTheChair)


def test_who_investigated_does_not_approve() -> None:
    members = (ZHAO, Member(CHAIR.id, CHAIR.name, "督导委员会"))
    steps = path()
    steps[1] = on(ask.FormGroup, at(3, 3), members=members)
    given = after(CASE, *steps[:7])
    given.when(on(ask.ApproveDecision, at(3, 11), CHAIR)).then_refused(ApproverInvestigated)
    given.again(on(ask.ApproveDecision, at(3, 11), VICE_CHAIR))


@pytest.mark.parametrize(
    ("kind", "allowed", "refused", "article"),
    [
        (SubjectKind.UNIT, "资源调整", "责令检查", "《教育督导问责办法》（国教督〔2021〕2号）"),
        (SubjectKind.PERSON, "责令检查", "公开批评", "《教育督导问责办法》（国教督〔2021〕2号）"),
        (SubjectKind.PERSON, "处分", "从业禁止", "《教育督导问责办法》（国教督〔2021〕2号）"),
        (SubjectKind.PRIVATE_PERSON, "从业禁止", "资源调整", "《教育督导问责办法》（国教督〔2021〕2号）"),
        (SubjectKind.INSPECTOR, "取消任命或者聘任", "约谈", "《教育督导条例》第二十六条"),
    ],
)
def test_each_kind_of_subject_has_measures_of_its_own(
    kind: SubjectKind, allowed: str, refused: str, article: str
) -> None:
    """问责办法 (V2); 条例 26 (V1)."""
    subject = replace(PRINCIPAL, kind=kind, id="DX001")
    given = after(CASE, *path(subject)[:4])
    command = on(ask.NotifyOpinion, at(3, 6), **(NOTIFY | {"measures": (allowed,)}))
    given.again(command)
    refusal = given.when(replace(command, measures=(allowed, refused))).then_refused(MeasureNotForSubject)
    assert refusal.article == article


def test_no_decision_before_the_defence_was_heard_waived_or_its_time_has_passed() -> None:
    """问责办法 (V2): 告知事实和意见, 听取陈述申辩; how many days is 本区设定."""
    consult = on(ask.ConsultMembers, at(3, 20), consulted=CONSULTED, draft=DRAFT)
    NOTIFIED.when(consult).then_refused(DefenceStillOpen)  # Until 20 March, ten workdays.
    NOTIFIED.again(replace(consult, now=at(3, 21)))
    assert standing(lapse(NOTIFIED, Clock.PROCEDURE)).clocks.running[Clock.PROCEDURE].kind is (
        Task.CONSULT_MEMBERS
    )
    heard = after(NOTIFIED, on(ask.FileDefence, at(3, 20), HEAD, text="柜已到货"))
    heard.when(replace(consult, now=at(3, 21))).then_refused(DefenceNotWeighed)
    answered = after(heard, on(ask.AnswerDefence, at(3, 21), defence=1, answer="不影响事实认定"))
    answered.again(replace(consult, now=at(3, 21)))
    NOTIFIED.when(on(ask.FileDefence, at(3, 21), HEAD, text="迟了")).then_refused(DefenceTooLate)


def test_the_defence_is_the_subjects_own() -> None:
    NOTIFIED.when(on(ask.FileDefence, at(3, 9), OTHER_HEAD, text="不属实")).then_refused(NotTheUnitsOwn)
    NOTIFIED.when(on(ask.WaiveDefence, at(3, 9))).then_refused(ReasonMissing)
    NOTIFIED.when(on(ask.WaiveDefence, at(3, 9), DEPUTY)).then_refused(NotForAnother)
    person = after(CASE, *path(PRINCIPAL, ("责令检查",))[:5])
    person.again(on(ask.FileDefence, at(3, 9), HEAD, text="本人已尽责"))
    colleague = replace(HEAD, id="wuhy", name="吴海燕")
    person.when(on(ask.FileDefence, at(3, 9), colleague, text="替校长说")).then_refused(NotForAnother)


def test_what_was_never_notified_is_not_decided() -> None:
    """不因陈述申辩而加重."""
    consult = on(ask.ConsultMembers, at(3, 10), consulted=CONSULTED, draft=DRAFT)
    heavier = replace(DRAFT, measures=("公开批评",))
    refusal = WAIVED.when(replace(consult, draft=heavier)).then_refused(NeverNotified)
    assert "公开批评" in str(refusal)
    WAIVED.again(replace(consult, draft=replace(DRAFT, measures=("约谈",))))
    WAIVED.when(replace(consult, consulted=())).then_refused(NobodyConsulted)
    WAIVED.when(replace(consult, draft=replace(DRAFT, background=" "))).then_refused(ItemMissing)


def test_the_served_decision_states_the_five_items_and_starts_both_clocks() -> None:
    """问责办法 (V2): 基本情况, 事实, 依据, 方式, 生效时间; 复核 30日, 申诉 15日 from receipt."""
    outcome = APPROVED.when(on(ask.ServeDecision, at(3, 12), letter="责1"))
    assert outcome.events
    (served,) = outcome.events
    assert isinstance(served, happened.DecisionServed)
    decision = served.decision
    assert (
        decision.background,
        decision.facts,
        decision.basis,
        decision.measures,
        decision.effective_on,
    ) == (
        DRAFT.background,
        FACTS,
        ("《教育督导条例》第二十五条第三项",),
        DRAFT.measures,
        date(2026, 3, 12),
    )
    assert (served.review_due.on, served.appeal_due.on) == (date(2026, 4, 13), date(2026, 3, 27))
    assert "顺延" in served.review_due.explanation
    assert {d.clock: d.kind for d in served.started} == {
        Clock.REVIEW: Task.ASK_REVIEW,
        Clock.APPEAL: Task.APPEAL_DIRECTLY,
        Clock.EXECUTION: Task.EXECUTE,
        Clock.PUBLICATION: Task.PUBLISH_DECISION,
        Clock.PROCEDURE: Task.ARCHIVE,
    }


def test_nothing_is_carried_out_before_the_day_of_effect() -> None:
    later = replace(DRAFT, effective_on=date(2026, 3, 20))
    steps = path()
    steps[6] = on(ask.ConsultMembers, at(3, 10), consulted=CONSULTED, draft=later)
    given = after(CASE, *steps)
    execute = on(ask.ExecuteMeasure, at(3, 19), measure="约谈", record="已约谈")
    given.when(execute).then_refused(NotYetInForce)
    given.when(replace(PUBLISHED, now=at(3, 19))).then_refused(NotYetInForce)
    given.again(replace(execute, now=at(3, 20)))


def test_what_others_carry_out_is_handed_over_and_their_reply_awaited() -> None:
    """问责办法 (V2): 组织处理, 处分, 移送."""
    given = after(CASE, *path(PRINCIPAL, ("责令检查", "处分")))
    execute = on(ask.ExecuteMeasure, at(3, 13), measure="处分", record="记过")
    given.when(execute).then_refused(MeasureOfOthers)
    transfer = on(
        ask.TransferMeasures,
        at(3, 13),
        letter="移1",
        recipient="区纪委监委",
        measures=("处分",),
        reply_by=date(2026, 4, 30),
    )
    given.when(replace(transfer, measures=("责令检查",))).then_refused(OwnMeasure)
    given.again(transfer)
    sent = after(given, transfer)
    assert standing(sent).clocks.running[Clock.TRANSFER].due.on == date(2026, 4, 30)
    reply = on(ask.RecordReply, at(4, 20), transfer="移1", result="给予警告处分")
    sent.again(reply)
    replied = standing(after(sent, reply, replace(execute, measure="责令检查")))
    assert Clock.TRANSFER not in replied.clocks.running
    assert Clock.EXECUTION not in replied.clocks.running


def test_archived_only_after_the_periods_carried_out_and_published() -> None:
    """问责办法 (V2): 归档 after review and appeal; grave ones on the portal and in the main media."""
    archive = on(ask.ArchiveAccountability, at(4, 13), contents=("决定书",), retention="30年")
    SERVED.when(archive).then_refused(PeriodNotOver)
    SERVED.when(replace(archive, now=at(4, 14))).then_refused(NotCarriedOut)
    steps = path()
    steps[2] = on(ask.EstablishFacts, at(3, 4), facts=FACTS, grave=True)
    done = [on(ask.ExecuteMeasure, at(3, 17), measure=one, record="已办") for one in DRAFT.measures]
    given = after(CASE, *steps, *done, PUBLISHED)
    given.when(replace(archive, now=at(4, 14))).then_refused(NotPublished)
    wide = [replace(PUBLISHED, range=Range.PORTAL, place="区政府网站"), replace(PUBLISHED, range=Range.MEDIA)]
    assert Clock.PUBLICATION not in standing(after(given, *wide)).clocks.running
    after(given, *wide).again(replace(archive, now=at(4, 14)))


def test_the_aggravation_engine_shows_what_each_ground_rests_on() -> None:
    """问责办法 (V2): 从重 for obstruction, retaliation, still not rectified, twice within one year."""
    prior = Prior(ID, "责9", date(2025, 6, 1))
    record = Record(
        priors=(prior, replace(prior, letter="责3", served_on=date(2024, 6, 1))),
        unrectified=(OpenCase("202609-044-4", date(2025, 12, 1)), OpenCase("旧案", date(2024, 1, 1))),
        obstructions=(Obstructed("ZH-1", date(2026, 1, 5), "拒不提供台账"),),
    )
    declared = (ask.Declared(ground=Ground.RETALIATED, evidence="解聘举报教师"),)
    command = on(ask.NotifyOpinion, at(3, 6), **NOTIFY, record=record, declared=declared)
    outcome = STARTED.when(command)
    assert outcome.events
    notified = outcome.events[0]
    assert isinstance(notified, happened.OpinionNotified)
    assert [(one.ground, one.evidence) for one in notified.aggravation] == [
        (Ground.OBSTRUCTED, ("2026年1月5日，ZH-1：拒不提供台账",)),
        (Ground.RETALIATED, ("解聘举报教师",)),
        (Ground.NOT_RECTIFIED, ("案件202609-044-4的整改期限2025年12月1日已过，仍未整改到位",)),
        (Ground.REPEATED, ("责9，2025年6月1日送达",)),
    ]
    assert "2次" in notified.aggravation[3].words


@pytest.mark.parametrize(("days", "repeated"), [(365, True), (366, False)])
def test_a_decision_counts_for_365_days(days: int, repeated: bool) -> None:
    """问责办法 (V2): 一年内."""
    before = date(2026, 3, 6) - timedelta(days=days)
    command = on(ask.NotifyOpinion, at(3, 6), **NOTIFY, record=Record((Prior(ID, "责9", before),)))
    outcome = STARTED.when(command)
    assert outcome.events
    grounds = [one.ground for one in outcome.events[0].aggravation]  # type: ignore[union-attr]
    assert grounds == ([Ground.REPEATED] if repeated else [])


def test_a_missed_duty_stays_to_be_done_and_is_missed_once() -> None:
    """民法典 203: 60 days from 2 March end on 1 May and roll over the holiday; not before 24:00 of the last day."""
    (duty,) = standing(REGISTERED).clocks.running.values()
    assert duty.due.on == date(2026, 5, 6)
    end = on(EndClock, at(5, 7), SYSTEM, duty=duty.id)
    REGISTERED.when(replace(end, now=at(5, 6))).then_refused(NotYetDue)
    REGISTERED.again(end)
    state = standing(after(REGISTERED, end))
    assert state.clocks.running[Clock.PROCEDURE] == duty
    assert state.clocks.missed == {duty.id}


def test_it_can_be_dropped_before_it_is_served_and_never_after() -> None:
    drop = on(ask.DropAccountability, at(3, 20), CHAIR, reason="申辩成立")
    NOTIFIED.again(drop)
    APPROVED.when(replace(drop, by=DEPUTY)).then_refused(OnlyTheChair)
    SERVED.when(drop).then_refused(NotAtThisStep)


def test_the_subject_signs_in_nowhere_else() -> None:
    """条例 10: a subject who is also an account of the office serves no letter of his own case."""
    clerk = replace(PRINCIPAL, id=CLERK.id)
    given = after(CASE, *path(clerk, ("责令检查",))[:8])
    given.when(on(ask.ServeDecision, at(3, 12), CLERK, letter="责1")).then_refused(MustRecuse)
    assert SUN.id not in standing(given).took_part
