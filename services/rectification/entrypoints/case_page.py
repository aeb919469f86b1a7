"""One case as a page: from its row, its state and its log to what people see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.rectification.application.reactions import case_of
from services.rectification.domain.duty import DUTY_WORDS
from services.rectification.domain.duty import Duty as OwedDuty
from services.rectification.domain.issue import Issue, Line, Source
from services.rectification.domain.stages import Case, StruckInLedger
from services.rectification.domain.standing import code
from services.rectification.entrypoints import ladder_panel, letters_panel, rounds_panel
from services.rectification.entrypoints.actions_panel import Desk, actions, notes
from services.rectification.entrypoints.log_panel import Logged, case_log
from services.rectification.entrypoints.marks import RUNG, SEVERITY, STATE
from services.rectification.entrypoints.names import Names
from services.rectification.entrypoints.posts import POSTS, Attempt
from services.rectification.entrypoints.views import CaseView, Duty
from shared.event_sourcing.decider import Role
from shared.runtime.pages import LEDGER
from shared.web.components import Mark
from shared.web.wording import full_date, list_date

LINES: Final[Mapping[Line, str]] = MappingProxyType(
    {Line.GOVERNMENT: "督政", Line.SCHOOL: "督学", Line.MONITORING: "评估监测"}
)
BEGAN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "NoticeServed": "送达整改通知书",
        "SupervisionOrderServed": "送达督办单",
        "EscalationDeclined": "决定不升级",
        "InterviewHeld": "约谈",
        "CircularIssued": "印发通报",
        "WorkGroupFormed": "成立问责工作组",
        "CaseReturned": "复查不通过",
    }
)
"""What started the clock of a round's limit, by the event that began the round."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything a case page is made of. `signed` is how much of the service's log the last checkpoint covers."""

    desk: Desk
    log: Sequence[Logged]
    names: Names
    signed: int
    diverged: bool


def case_view(file: CaseFile, attempt: Attempt | None = None) -> CaseView:
    """The whole page; `attempt` is a form that was refused."""
    desk, log, today = file.desk, file.log, file.desk.dates.today
    case = desk.case
    about, issue = case.about, case.issue
    acts, why_not = actions(desk, attempt)
    unit = file.names.units.get(about.unit, {})
    return CaseView(
        number=about.number,
        problem=about.problem,
        unit=about.unit_name,
        unit_kind=unit.get("kind") or "",
        unit_url=f"{LEDGER}?tab=all&unit={about.unit}",
        zone=issue.zone or "",
        superior=about.superior or "",
        ledger_url=LEDGER,
        severity=SEVERITY.get(about.severity, Mark(about.severity, "sev-1")),
        state=STATE[code(case.stage)],
        rung=RUNG[case.rung],
        round=case.round,
        department="、".join(filter(None, (issue.department, *issue.helping))),
        source=_source(issue),
        earlier_url=f"/rectification/cases/{case_of(issue.earlier)}" if issue.earlier else "",
        cause=issue.cause or "",
        found_on=issue.found_on,
        duties=(_duty(file, case.duty),) if case.duty else (),
        rest="" if case.duty else _rest(case),
        ladder=ladder_panel.ladder(case, log, today),
        ladder_note=ladder_panel.note(case, today),
        rounds=rounds_panel.rounds(case, log, today),
        log=case_log(log, file.signed, file.diverged) if desk.person.may("rectification.read_log") else None,
        letters=letters_panel.letters(log, today),
        evidence=rounds_panel.evidence(log, file.signed, today),
        notes=notes(desk, acts, attempt),
        actions=acts,
        why_not=why_not,
    )


def done(file: CaseFile, post: str) -> str:
    """What the last form achieved and whose turn it is now; empty for a post that does not exist."""
    if post not in POSTS:
        return ""
    duty, said = file.desk.case.duty, f"{POSTS[post].done}。"
    if duty is None:
        return said
    until = list_date(duty.due.on, file.desk.dates.today)
    return f"{said}下一步：{_owner(file, duty)} {until}前{DUTY_WORDS[duty.kind]}"


def _duty(file: CaseFile, duty: OwedDuty) -> Duty:
    dates, rounds = file.desk.dates, file.desk.case.rounds
    began = next((BEGAN.get(each.began_with, "") for each in rounds if each.due == duty.due), "")
    return Duty(_owner(file, duty), DUTY_WORDS[duty.kind], dates.of(duty.due), dates.why(duty.due, began))


def _owner(file: CaseFile, duty: OwedDuty) -> str:
    name = file.names.owner(duty.owner_role, duty.owner)
    if duty.owner_role is not Role.UNIT:
        return name
    return file.desk.case.about.unit_name + (f" {name}" if name != duty.owner else "")


def _source(issue: Issue) -> str:
    taken = f"，台账第{issue.ledger.row}行" if issue.ledger else ""
    person = f"，责任人{issue.responsible}" if issue.responsible else ""
    return f"{LINES[issue.line]}，主题{issue.theme}{taken}{_from_above(issue.source)}{person}"


def _from_above(source: Source | None) -> str:
    if source is None:
        return ""
    reply = f"，{full_date(source.reply_by)}前回复" if source.reply_by else ""
    return f"，{source.kind}（{source.body}）原编号{source.number}{reply}"


def _rest(case: Case) -> str:
    if isinstance(case.stage, StruckInLedger):
        return "台账记载已销号。回访中发现反弹的，可以重新整改。"
    return "已销号，回访没有反弹。"
