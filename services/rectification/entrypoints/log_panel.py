"""The audit log of a case for people: every record in a sentence, its link computed again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from services.rectification.domain import events
from services.rectification.domain.duty import DUTY_WORDS
from services.rectification.domain.issue import Measure, RecheckMethod
from services.rectification.domain.ladder import RUNG_WORDS
from services.rectification.domain.prompting import WorkPromptServed
from services.rectification.domain.terms import Due, spoken
from services.rectification.entrypoints.names import role_of
from services.rectification.entrypoints.views import CaseLog
from shared.audit.chain import START, link
from shared.event_sourcing.event_store import Recorded
from shared.event_sourcing.event_types import EventTypes, Stored
from shared.letters.numbering import LetterNumbered
from shared.letters.served import LetterPrinted, ReceiptSigned
from shared.letters.wording import cn_datetime
from shared.web.components import LogRow
from shared.web.wording import short_hash

TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CaseOpened": "案件已建立",
        "ClosedInLedger": "台账记载已销号",
        "CompletedInLedger": "台账记载已完成整改",
        "LetterNumbered": "文号已编",
        "NoticeServed": "整改通知书已送达（第{e.round}轮）",
        "PlanSubmitted": "整改方案已报送（第{e.round}轮）",
        "PlanAccepted": "整改方案已认可（第{e.round}轮）",
        "PlanReturned": "整改方案已退回（第{e.round}轮）",
        "CompletionReported": "整改完成已报告（第{e.round}轮）",
        "RecheckPassed": "复查通过（第{e.round}轮）",
        "RecheckFailed": "复查不通过（第{e.round}轮）",
        "CaseReturned": "退回重改（第{e.round}轮）",
        "CaseClosed": "已批准销号",
        "RevisitPassed": "回访通过",
        "CaseReopened": "反弹重开",
        "PromptIssued": "工作提示已发出（第{e.number}次）",
        "WorkPromptServed": "工作提示已送达",
        "LetterPrinted": "{e.wording.title}已印制",
        "ReceiptSigned": "文书已签收",
        "DeadlineMissed": "期限已过：{duty}",
        "EscalationProposed": "系统提议升级：{rung}",
        "EscalationDecided": "决定升级：{rung}",
        "EscalationDeclined": "决定不升级：{rung}",
        "SupervisionOrderServed": "督办单已送达（第{e.round}轮）",
        "InterviewScheduled": "约谈已安排",
        "InterviewHeld": "约谈已进行（第{e.round}轮）",
        "InterviewMissed": "约谈缺席",
        "CircularIssued": "通报已印发（第{e.round}轮）",
        "AccountabilityStarted": "问责已启动",
        "WorkGroupFormed": "问责工作组已成立（第{e.round}轮）",
        "InspectorReplaced": "责任督学变更",
        "CaseTransferred": "案件已移交{e.about.unit_name}",
        "UnitLost": "被督导单位已撤销",
    }
)
"""What a record of each stored type tells; the types are those of adapters/storage.py."""

Told = events.CaseEvent | WorkPromptServed | LetterNumbered | LetterPrinted | ReceiptSigned
"""What the chain of a case holds."""

METHODS: Final = {RecheckMethod.ON_SITE: "现场复查", RecheckMethod.DOCUMENTARY: "书面复查"}
ALARM: Final = "查明之前请勿办理，并告知总督学和运维人员。"
DIVERGED: Final = f"日志与已签名的检查点接不上，新的记录已停止签名。{ALARM}"


@dataclass(frozen=True, slots=True)
class Logged:
    """A record of the case's chain read back. `fault` says how its link fails, `proved` that none before does."""

    recorded: Recorded
    stored: Stored[Any]
    fault: str
    proved: bool


def read_back(case: Sequence[Recorded], types: EventTypes[Any]) -> list[Logged]:
    """The records of a case in order, each link computed again from the stored bytes."""
    logged, previous, proved = [], START, True
    for recorded in case:
        due = link(previous, recorded.record)
        fault = ""
        if due != recorded.link:
            fault = f"与案件链不符：应为 {short_hash(due.hex())}，实为 {short_hash(recorded.link.hex())}"
            proved = False
        logged.append(Logged(recorded, types.load(recorded), fault, proved))
        previous = recorded.link
    return logged


def case_log(log: Sequence[Logged], signed: int, diverged: bool) -> CaseLog:
    """The log, newest first; a record is verified when the chain up to it holds and `signed` covers it."""
    rows = tuple(_row(n, entry, signed) for n, entry in enumerate(log, start=1))
    broken = next((row.number for row in rows if row.fault), None)
    fault = f"第{broken}条与案件链不符，从这条起不能核验。{ALARM}" if broken else ""
    return CaseLog(
        rows=rows[::-1],
        verified=sum(bool(row.checkpoint) for row in rows),
        waiting=sum(not row.checkpoint and not row.fault and not row.doubtful for row in rows),
        fault=fault or (DIVERGED if diverged else ""),
    )


def _row(number: int, entry: Logged, signed: int) -> LogRow:
    event, record = entry.stored.event, entry.stored.record
    covered = entry.proved and entry.recorded.position <= signed
    return LogRow(
        number=number,
        event=title(event),
        text=detail(event),
        actor=record.actor.name,
        role=role_of(record.actor, getattr(event, "about", None)),
        occurred=record.occurred_at,
        recorded=record.recorded_at,
        hash=entry.recorded.link.hex(),
        checkpoint=f"检查点已签名，共{signed:,}条" if covered else "",
        fault=entry.fault,
        doubtful=not entry.proved and not entry.fault,
    )


def title(event: Told) -> str:
    """What happened, in a few words."""
    missed = event.missed.kind if isinstance(event, events.DeadlineMissed) else None
    rung = getattr(event, "rung", None)
    words = {"duty": DUTY_WORDS.get(missed) if missed else "", "rung": RUNG_WORDS.get(rung) if rung else ""}
    return TITLES[type(event).__name__].format(e=event, **words)


def detail(event: Told) -> str:
    """What else the record says, as far as people ask for it."""
    match event:
        case events.CaseOpened(issue=issue):
            return f"要求：{issue.demand}" + (
                f"；整改时限{issue.working_days}个工作日" if issue.working_days else ""
            )
        case events.ClosedInLedger(ledger=ledger) | events.CompletedInLedger(ledger=ledger):
            return f"台账第{ledger.row}行" + (f"：{ledger.rectification}" if ledger.rectification else "")
        case LetterNumbered():
            return event.text
        case WorkPromptServed():
            return f"{event.letter}：{DUTY_WORDS[event.duty.kind]}，{_until(event.duty.due)}。"
        case LetterPrinted(served=letter, files=printed):
            return f"{letter.number}，文件 SHA-256：Word {printed.docx}" + (
                f"，PDF {printed.pdf}" if printed.pdf else ""
            )
        case ReceiptSigned(receipt=receipt):
            return f"{receipt.method}，{receipt.signed_by}于{cn_datetime(receipt.received_at)}签收。"
        case events.NoticeServed():
            return f"{event.letter}，{spoken(event.due.on)}前完成整改，{spoken(event.plan_due.on)}前报方案。"
        case events.PlanSubmitted():
            return f"{len(event.measures)}项措施：{_listed(event.measures)}"
        case events.CompletionReported():
            files = sum(len(evidence.files) for evidence in event.evidence)
            late = "" if event.on_time else "（超期报告）"
            return (
                "；".join(e.text for e in event.evidence) + (f"（佐证文件{files}个）" if files else "") + late
            )
        case events.RecheckPassed() | events.RecheckFailed():
            return f"{METHODS[event.method]}：{event.note}"
        case events.PlanReturned() | events.CaseReturned() | events.CaseReopened():
            return f"理由：{event.reason}"
        case events.RevisitPassed() | events.InterviewMissed():
            return event.note
        case events.PromptIssued(duty=duty):
            return (
                f"{DUTY_WORDS[duty.kind]}，{_until(duty.due)}，剩{event.workdays_left}个工作日。"
                if duty
                else ""
            )
        case events.DeadlineMissed():
            return f"期限为{spoken(event.missed.due.on)}24时。"
        case events.EscalationProposed():
            return f"触发：{event.ground}。"
        case events.EscalationDecided():
            return f"理由：{event.reason}" + ("（越级）" if event.skip_ground else "")
        case events.EscalationDeclined():
            return f"理由：{event.reason}；新期限{spoken(event.due.on)}。"
        case events.SupervisionOrderServed():
            copied = f"，抄送{event.copied_to}" if event.copied_to else ""
            return f"{event.letter}，新期限{spoken(event.due.on)}{copied}。"
        case events.InterviewScheduled():
            return f"{event.letter}，定于{spoken(event.held_on)}，由{'、'.join(event.hosts)}进行。"
        case events.InterviewHeld():
            return f"{event.note}；承诺{len(event.commitments)}项，{_until(event.due)}。"
        case events.CircularIssued():
            return f"{event.letter}，新期限{spoken(event.due.on)}。{event.content}"
        case events.AccountabilityStarted():
            return f"工作组须在{spoken(event.work_group.on)}前成立。"
        case events.WorkGroupFormed():
            return f"成员：{'、'.join(event.members)}；新期限{spoken(event.due.on)}。"
        case events.InspectorReplaced():
            follows = f"由{event.successor}接任" if event.successor else "没有接任的督学"
            return f"{event.inspector}不再负责，{follows}；未办结的事项一并转接。"
        case events.CaseTransferred():
            return f"{event.former_name}已于{spoken(event.ended_on)}并入{event.about.unit_name}，由其继续整改，期限不变。"
        case events.UnitLost():
            return f"{spoken(event.ended_on)}撤销，没有承接单位，由督导室商主管部门决定如何处理。"
        case events.PlanAccepted() | events.CaseClosed():
            return ""


def _listed(measures: Sequence[Measure]) -> str:
    return "；".join(f"{m.measure}（{m.person}，{m.due_on.month}月{m.due_on.day}日）" for m in measures)


def _until(due: Due) -> str:
    return f"{spoken(due.on)}前"
