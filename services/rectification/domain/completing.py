"""The report of completion, the recheck, 销号 and the revisit."""

import re
from datetime import date

from services.rectification.domain.commands import CloseCase, Recheck, ReportCompletion, Revisit
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.escalating import propose
from services.rectification.domain.events import (
    CaseClosed,
    CaseEvent,
    CaseReopened,
    CaseReturned,
    CompletionReported,
    RecheckFailed,
    RecheckPassed,
    RevisitPassed,
)
from services.rectification.domain.issue import person
from services.rectification.domain.ladder import Rung
from services.rectification.domain.owed import owe
from services.rectification.domain.planning import require_own
from services.rectification.domain.stages import (
    Accepted,
    Case,
    Closed,
    Opened,
    Passed,
    Reported,
    Revisited,
    StruckInLedger,
)
from services.rectification.domain.standing import EscalationIsPending, NotNow, ReasonMissing
from services.rectification.domain.terms import RENEWED_LIMIT, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused, Role

_SHA256 = re.compile(r"[0-9a-f]{64}")
VERIFY = "《教育督导条例》第二十二条"


class PlanNotAccepted(NotNow):
    asked = "报告整改完成"


class EvidenceMissing(Refused):
    """A report of completion shows what was done."""

    field = "evidence"

    def __init__(self) -> None:
        super().__init__("没有佐证材料。请至少写明一项做了什么、效果如何，可附照片或文件。")


class EvidenceUnreadable(Refused):
    """A file of evidence is named by its SHA-256, 64 hexadecimal digits in lower case."""

    field = "evidence"

    def __init__(self) -> None:
        super().__init__("佐证文件的校验值有误。请重新上传文件后再报告。")


class NothingToRecheck(NotNow):
    """条例 22: what is verified is the unit's own report."""

    asked = "复查"
    article = VERIFY


class RecheckedByTheAuthor(Refused):
    """Who made the evidence does not judge it."""

    def __init__(self) -> None:
        super().__init__("复查人不能是佐证材料的提交人，也不能是被督导单位的人。请由其他督学复查。")


class InspectorRecused(Refused):
    """Who has an interest in the unit does not judge its rectification."""

    article = "《教育督导条例》第十条"

    def __init__(self) -> None:
        super().__init__("您对这个单位应当回避，不能复查或回访。请改派其他督学。")


class InspectorOffDuty(Refused):
    """Who is suspended or has left does no duty of an inspector."""

    def __init__(self) -> None:
        super().__init__("您已暂停履职或者退出督学岗位，不能复查或回访。请由其他督学办理。")


class InspectorOutOfTerm(Refused):
    """Whose term has run out is no inspector until it is renewed."""

    article = "《教育督导条例》第六条"

    def __init__(self, term_ended: date) -> None:
        super().__init__(
            f"您的督学任期到{spoken(term_ended)}已届满，不能复查或回访。请由在任的督学办理；"
            "已续聘的，请督导室先登记续聘。"
        )


class NoPassedRecheck(NotNow):
    """条例 22 (Q22): the institution must verify; no closing without a recheck that passed."""

    asked = "还没有通过的复查，批准销号"
    article = VERIFY


class ApprovedByTheRechecker(Refused):
    """销号 needs a second pair of eyes."""

    def __init__(self) -> None:
        super().__init__("复查人不能批准自己复查的案件销号。请由其他有权批准的人办理。")


class ApprovedByTheAuthor(Refused):
    """Who reported the completion does not strike the case off (Q22: four eyes)."""

    def __init__(self) -> None:
        super().__init__("报告整改完成的人不能批准销号。请由其他负责人批准。")


class NothingToRevisit(NotNow):
    asked = "回访"


def report_completion(command: ReportCompletion, case: Case, terms: Terms) -> list[CaseEvent]:
    require_own(command.by, case)
    if isinstance(case.stage, Reported) and case.stage.completion.evidence == command.evidence:
        return []
    if not isinstance(case.stage, Accepted):
        raise PlanNotAccepted(case)
    if not command.evidence or not all(e.text.strip() for e in command.evidence):
        raise EvidenceMissing
    if not all(_SHA256.fullmatch(file) for e in command.evidence for file in e.files):
        raise EvidenceUnreadable
    today = day_of(command.now)
    assert case.limit is not None
    return [
        CompletionReported(
            about=case.about,
            duty=case.duty if case.escalation else owe(case, DutyKind.RECHECK, terms, today),
            round=case.round,
            evidence=command.evidence,
            on_time=today <= case.limit.on,
            by=person(command.by),
            on=today,
        )
    ]


def recheck(command: Recheck, case: Case, terms: Terms) -> list[CaseEvent]:
    if not isinstance(case.stage, Reported):
        if _already_made(command, case):
            return []
        raise NothingToRecheck(case)
    if case.escalation:
        raise EscalationIsPending(case)
    author = case.stage.completion.by
    if command.by.role is Role.UNIT or (author and author.id == command.by.id):
        raise RecheckedByTheAuthor
    _require_judge(command)
    if not command.note.strip():
        raise ReasonMissing("复查情况")
    if command.passed:
        return _passed(command, case, terms)
    return _failed(command, case, terms)


def _require_judge(command: Recheck | Revisit) -> None:
    if command.recused:
        raise InspectorRecused
    if command.off_duty and command.by.role is Role.INSPECTOR:
        raise InspectorOffDuty
    if command.term_ended is not None and command.by.role is Role.INSPECTOR:
        raise InspectorOutOfTerm(command.term_ended)


def _passed(command: Recheck, case: Case, terms: Terms) -> list[CaseEvent]:
    today = day_of(command.now)
    return [
        RecheckPassed(
            about=case.about,
            duty=owe(case, DutyKind.CLOSE_CASE, terms, today),
            round=case.round,
            method=command.method,
            note=command.note,
            by=person(command.by),
            on=today,
        )
    ]


def _failed(command: Recheck, case: Case, terms: Terms) -> list[CaseEvent]:
    today = day_of(command.now)
    follows = _after_failure(command, case, terms, today)
    duty = follows[0].duty if follows else owe(case, DutyKind.SERVE_NOTICE, terms, today)
    failed = RecheckFailed(
        about=case.about,
        duty=duty,
        round=case.round,
        method=command.method,
        note=command.note,
        by=person(command.by),
        on=today,
    )
    return [failed, *follows]


def _after_failure(command: Recheck, case: Case, terms: Terms, today: date) -> list[CaseEvent]:
    """The next rung is proposed; at the top there is a new limit; without a notice it is served first."""
    if case.rung is Rung.PROMPT:
        return []
    proposal = propose(case, f"第{case.round}轮复查不通过", terms, today)
    if proposal is not None:
        return [proposal]
    due = terms.due(RENEWED_LIMIT, today)
    duty = owe(case, DutyKind.REPORT_COMPLETION, terms, today, due=due)
    return [
        CaseReturned(
            about=case.about, duty=duty, round=case.round + 1, reason=command.note, due=due, on=today
        )
    ]


def _already_made(command: Recheck, case: Case) -> bool:
    made = next((round.recheck for round in reversed(case.rounds) if round.recheck), None)
    given = (command.passed, command.note, person(command.by))
    return made is not None and (made.passed, made.note, made.by) == given


def close_case(command: CloseCase, case: Case, terms: Terms) -> list[CaseEvent]:
    if isinstance(case.stage, Closed | Revisited):
        return []
    if not isinstance(case.stage, Passed):
        raise NoPassedRecheck(case)
    if case.stage.recheck.by.id == command.by.id:
        raise ApprovedByTheRechecker
    author = case.rounds[-1].completion.by if case.rounds and case.rounds[-1].completion else None
    if command.by.role is Role.UNIT or (author and author.id == command.by.id):
        raise ApprovedByTheAuthor
    today = day_of(command.now)
    duty = owe(case, DutyKind.REVISIT, terms, today)
    return [CaseClosed(about=case.about, duty=duty, by=person(command.by), on=today)]


def revisit(command: Revisit, case: Case, terms: Terms) -> list[CaseEvent]:
    if command.ok and isinstance(case.stage, Revisited) and case.stage.note == command.note:
        return []
    if not command.ok and case.stage == Opened(command.note):
        return []
    if not isinstance(case.stage, Closed | Revisited | StruckInLedger):
        raise NothingToRevisit(case)
    _require_judge(command)
    if not command.note.strip():
        raise ReasonMissing("回访情况")
    today = day_of(command.now)
    if command.ok:
        return [
            RevisitPassed(about=case.about, duty=None, note=command.note, by=person(command.by), on=today)
        ]
    duty = owe(case, DutyKind.SERVE_NOTICE, terms, today)
    return [CaseReopened(about=case.about, duty=duty, reason=command.note, by=person(command.by), on=today)]
