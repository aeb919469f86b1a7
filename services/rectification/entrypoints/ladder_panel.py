"""The ladder of one case: which rungs it has climbed, where it stands, what the next one would take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from services.rectification.domain import events
from services.rectification.domain.duty import DUTY_WORDS, Duty, DutyKind
from services.rectification.domain.ladder import DECIDES, RUNG_WORDS, Rung
from services.rectification.domain.stages import Case, Decided, Proposed
from services.rectification.domain.terms import day_of
from services.rectification.entrypoints.log_panel import Logged
from services.rectification.entrypoints.marks import NEXT_STEP, RUNG
from services.rectification.entrypoints.views import LadderStep, StepStanding
from shared.event_sourcing.decider import Role
from shared.identity.principal import ROLE_NAMES
from shared.web.wording import list_date, short_date

LEADS_TO: Final[Mapping[Rung, tuple[str, ...]]] = MappingProxyType(
    {
        Rung.PROMPT: ("期限将到时", "由系统发出"),
        Rung.NOTICE: ("督导室送达",),
        Rung.SUPERVISION_ORDER: ("整改逾期", "或复查不通过"),
        Rung.INTERVIEW: ("督办后仍未改",),
        Rung.CIRCULAR: ("约谈后仍未改",),
        Rung.ACCOUNTABILITY: ("通报后仍未改", "督导委员会决定"),
    }
)
"""What leads to a rung that was not reached."""

LAST_STEPS: Final = (DutyKind.CLOSE_CASE, DutyKind.REVISIT)
"""While only these are left, no rung is in sight."""

MOST_LETTERS: Final = 2  # The last ones of a rung that was reached several times.


@dataclass(slots=True)
class _Reached:
    """What the log says of one rung since the case was opened, or opened again."""

    lines: list[str]
    copied_to: str = ""


def ladder(case: Case, log: Sequence[Logged], today: date) -> tuple[LadderStep, ...]:
    """The six rungs of the case's ladder."""
    reached = _reached(log, today)
    return tuple(_step(rung, case, reached) for rung in Rung)


def note(case: Case, today: date) -> str:
    """What the system will propose if the present duty is not done, and who would decide on it."""
    if isinstance(case.escalation, Proposed):
        return f"系统已提议{RUNG_WORDS[case.escalation.rung]}，等{ROLE_NAMES[DECIDES[case.escalation.rung]]}决定；升与不升都写理由。"
    duty, following = case.duty, case.rung.next
    if duty is None or duty.owner_role is not Role.UNIT or following is None or duty.due.on < today:
        return ""
    decider = ROLE_NAMES[DECIDES[following]] if following in DECIDES else ROLE_NAMES[Role.OFFICE]
    return f"若{list_date(duty.due.on, today)}24时前未{DUTY_WORDS[duty.kind]}，系统提议{RUNG_WORDS[following]}，由{decider}决定。"


def _reached(log: Sequence[Logged], today: date) -> dict[Rung, _Reached]:
    found: dict[Rung, _Reached] = {}
    prompts: list[str] = []
    for entry in log:
        match entry.stored.event:
            case events.CaseReopened():
                found, prompts = {}, []
            case events.PromptIssued():
                prompts.append(short_date(day_of(entry.stored.record.occurred_at), today))
                found[Rung.PROMPT] = _Reached(["、".join(prompts[-2:]), f"系统发出{len(prompts)}次"])
            case events.NoticeServed(letter=letter, on=on):
                _add(found, Rung.NOTICE, f"{short_date(on, today)}送达", letter)
            case events.SupervisionOrderServed(letter=letter, on=on):
                _add(found, Rung.SUPERVISION_ORDER, f"{short_date(on, today)}送达", letter)
                found[Rung.SUPERVISION_ORDER].copied_to = entry.stored.event.copied_to or ""
            case events.InterviewScheduled(letter=letter, held_on=on):
                _add(found, Rung.INTERVIEW, f"定于{short_date(on, today)}", letter)
            case events.InterviewHeld(on=on):
                _add(found, Rung.INTERVIEW, f"{short_date(on, today)}已约谈")
            case events.InterviewMissed(on=on):
                _add(found, Rung.INTERVIEW, f"{short_date(on, today)}缺席")
            case events.CircularIssued(letter=letter, on=on):
                _add(found, Rung.CIRCULAR, f"{short_date(on, today)}印发", letter)
            case events.AccountabilityStarted(on=on):
                _add(found, Rung.ACCOUNTABILITY, f"{short_date(on, today)}启动")
    return found


def _add(found: dict[Rung, _Reached], rung: Rung, *lines: str) -> None:
    found.setdefault(rung, _Reached([])).lines.extend(lines)


def _step(rung: Rung, case: Case, reached: Mapping[Rung, _Reached]) -> LadderStep:
    known = reached.get(rung)
    standing: StepStanding = "far"
    foot, lines = "未到", LEADS_TO[rung]
    if known:
        lines = tuple(known.lines[-2 * MOST_LETTERS :])
    if rung.height < case.rung.height:
        standing, foot = "done", "已过" if known else "没有用到"
        lines = lines if known else ()
    elif rung is case.rung:
        standing, foot = "here", f"现在　抄送{known.copied_to}" if known and known.copied_to else "现在"
    elif isinstance(case.escalation, Proposed | Decided) and rung is case.escalation.rung:
        proposed = isinstance(case.escalation, Proposed)
        standing, foot = "maybe", "已提议，等人决定" if proposed else "已决定，待办理"
    elif rung is case.rung.next and case.duty and case.duty.kind not in LAST_STEPS and not case.escalation:
        standing, foot = "maybe", "下一级，须人决定" if rung in DECIDES else "下一级"
        lines = _missing(case.duty) or lines
    return LadderStep(RUNG[rung], standing, lines, foot)


def _missing(duty: Duty) -> tuple[str, ...]:
    """What would lead to the next rung while a unit has something to do."""
    if duty.owner_role is not Role.UNIT:
        return ()
    return (f"{duty.due.on.month}月{duty.due.on.day}日未{NEXT_STEP[duty.kind]}", "或复查不通过")
