"""The rounds of one case (plan, completion, recheck) and its evidence."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from services.rectification.domain import events
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.stages import Case, Completion, Plan, RecheckMade, Round
from services.rectification.domain.standing import code
from services.rectification.entrypoints.log_panel import METHODS, Logged
from services.rectification.entrypoints.marks import NOT_FINISHED, RECHECK_FAILED, RECHECK_PASSED, STATE
from services.rectification.entrypoints.views import EvidenceView, Measure, RoundPart, RoundView
from shared.web.components import Mark
from shared.web.wording import list_date, short_date

BEGAN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NoticeServed": "整改通知书",
        "SupervisionOrderServed": "督办",
        "EscalationDeclined": "不升级，重定期限",
        "InterviewHeld": "约谈",
        "CircularIssued": "通报",
        "WorkGroupFormed": "问责",
        "CaseReturned": "退回重改",
        "CompletedInLedger": "台账原记载",
    }
)
"""What a round is called, by the event that began it."""


def rounds(case: Case, log: Sequence[Logged], today: date) -> tuple[RoundView, ...]:
    """Every round, the present one first and open."""
    reviewed = _reviews(log, today)
    return tuple(_round(each, case, reviewed, today) for each in reversed(case.rounds))


def evidence(log: Sequence[Logged], signed: int, today: date) -> tuple[EvidenceView, ...]:
    """The files that reports of completion name, the latest first."""
    return tuple(
        EvidenceView(
            name=given.text,
            origin=f"{short_date(event.on, today)}报告　{event.by.name}",
            hash=file,
            size="",
            anchored=entry.proved and entry.recorded.position <= signed,
        )
        for entry in reversed(log)
        if isinstance(event := entry.stored.event, events.CompletionReported)
        for given in event.evidence
        for file in given.files
    )


def _reviews(log: Sequence[Logged], today: date) -> dict[int, str]:
    """By round, what became of its plan."""
    found: dict[int, str] = {}
    for entry in log:
        event = entry.stored.event
        if isinstance(event, events.PlanAccepted | events.PlanReturned):
            verdict = "认可" if isinstance(event, events.PlanAccepted) else "退回"
            found[event.round] = f"，{short_date(event.on, today)}{verdict}"
        elif isinstance(event, events.PlanSubmitted):
            found.pop(event.round, None)
    return found


def _round(each: Round, case: Case, reviewed: Mapping[int, str], today: date) -> RoundView:
    present = each is case.rounds[-1]
    submitted_in = next(one.number for one in case.rounds if one.plan == each.plan)
    return RoundView(
        number=each.number,
        name=BEGAN[each.began_with],
        start=each.began_on,
        end=each.due.on if each.due else None,
        state=_state(each, case, present),
        parts=(
            _plan(each.plan, case, present, reviewed.get(submitted_in, ""), today),
            _completion(each.completion, case, present, today),
            _recheck(each.recheck, case, present, today),
        ),
        open=present,
    )


def _state(each: Round, case: Case, present: bool) -> Mark:
    if each.recheck is not None and (each.recheck.passed or not present):
        return RECHECK_PASSED if each.recheck.passed else RECHECK_FAILED
    return STATE[code(case.stage)] if present else NOT_FINISHED


def _plan(plan: Plan | None, case: Case, present: bool, review: str, today: date) -> RoundPart:
    if plan is None:
        return RoundPart("方案", _awaited(case, present, DutyKind.SUBMIT_PLAN, "报送", today))
    agreed = "约谈时承诺" if plan.by is None else f"{short_date(plan.on, today)}报{review}"
    return RoundPart(
        f"方案　{agreed}",
        icon="return" if review.endswith("退回") else "done",
        by=plan.by.name if plan.by else "",
        measures=tuple(Measure(m.measure, m.person, m.due_on) for m in plan.measures),
    )


def _completion(made: Completion | None, case: Case, present: bool, today: date) -> RoundPart:
    if made is None:
        waiting = _awaited(case, present, DutyKind.REPORT_COMPLETION, "报告", today)
        limit = f"方案认可后报告，{list_date(case.limit.on, today)}止" if present and case.limit else ""
        return RoundPart("完成报告", waiting or limit)
    files = sum(len(evidence.files) for evidence in made.evidence)
    text = "；".join(evidence.text for evidence in made.evidence) + (
        f"（佐证文件{files}个）" if files else ""
    )
    return RoundPart(f"完成报告　{short_date(made.on, today)}", text, made.by.name if made.by else "", "done")


def _recheck(made: RecheckMade | None, case: Case, present: bool, today: date) -> RoundPart:
    if made is None:
        waiting = _awaited(case, present, DutyKind.RECHECK, "复查", today)
        return RoundPart("复查", waiting or "报告后复查。复查人不得是佐证材料的提交人。" if present else "")
    verdict = "通过。" if made.passed else "不通过。"
    return RoundPart(
        f"复查　{short_date(made.on, today)}，{METHODS[made.method][:2]}",
        verdict + made.note,
        made.by.name,
        "done" if made.passed else "return",
    )


def _awaited(case: Case, present: bool, kind: DutyKind, what: str, today: date) -> str:
    """Until when this part of the present round is waited for, if it is what comes next."""
    if not present:
        return "没有"
    if case.duty is None or case.duty.kind is not kind:
        return ""
    return f"等{what}，{list_date(case.duty.due.on, today)}止"
