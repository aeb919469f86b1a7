"""您可以做: what the reader may do with a case now, as forms, and why not the rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from services.rectification.domain.case import CaseDecider
from services.rectification.domain.duty import DUTY_WORDS
from services.rectification.domain.ladder import DECIDES, RUNG_WORDS
from services.rectification.domain.stages import (
    Case,
    Decided,
    InterviewSet,
    Opened,
    PlanSentBack,
    Proposed,
)
from services.rectification.domain.standing import NotNow
from services.rectification.entrypoints.asking import action_for
from services.rectification.entrypoints.due_dates import DueDates
from services.rectification.entrypoints.offers import OFFERS, Offer
from services.rectification.entrypoints.posts import POSTS, Attempt
from services.rectification.entrypoints.questions import QUESTIONS
from services.rectification.entrypoints.sight import owners
from shared.event_sourcing.decider import Refused
from shared.identity.principal import ROLE_NAMES, NotAllowed, Principal
from shared.web.components import Note
from shared.web.forms import Action, Submit, WhyNot
from shared.web.wording import full_date, short_date


@dataclass(frozen=True, slots=True)
class Desk:
    """The case before a person at an instant; `version` is the one he looks at."""

    case: Case
    version: int
    person: Principal
    now: datetime
    dates: DueDates
    decider: CaseDecider


def actions(desk: Desk, attempt: Attempt | None = None) -> tuple[tuple[Action, ...], tuple[WhyNot, ...]]:
    """What can be done, the next step first, and why the rest cannot; a failed attempt is shown where it was made."""
    made: list[Action] = []
    why_not: dict[str, WhyNot] = {}
    for offer in sorted(OFFERS, key=lambda offer: not _is_next(offer, desk.case)):
        try:
            by = desk.person.acting(_permission(offer, desk.case))
        except NotAllowed as refusal:
            if _is_next(offer, desk.case):
                why_not[offer.fulfils] = WhyNot(f"为什么不能{DUTY_WORDS[offer.fulfils]}", str(refusal))
            continue
        ready = offer.readiness(desk.decider, desk.case, by, desk.now)
        if ready == "open":
            action = _action(offer, desk)
            made.append(attempt.shown(action) if attempt and attempt.concerns(action) else action)
        elif isinstance(ready, Refused) and _worth_saying(offer, ready):
            why_not[offer.key] = WhyNot(f"为什么不能{offer.label}", str(ready))
    return tuple(made), tuple(why_not.values())


def notes(desk: Desk, acts: Sequence[Action], attempt: Attempt | None) -> tuple[Note, ...]:
    """What the reader must know before he does anything."""
    found = [_refused(attempt)] if attempt and not any(map(attempt.concerns, acts)) else []
    case, duty, today = desk.case, desk.case.duty, desk.dates.today
    match case.escalation:
        case Proposed(rung=rung, ground=ground) if duty:
            text = f"触发：{ground}。由{ROLE_NAMES[DECIDES[rung]]}在{short_date(duty.due.on, today)}前决定。"
            found.append(Note(f"系统提议{RUNG_WORDS[rung]}", text, "warn", "alert"))
        case Decided(rung=rung, reason=reason):
            found.append(Note(f"已决定{RUNG_WORDS[rung]}，待办理", f"理由：{reason}", "warn", "alert"))
        case InterviewSet(letter=letter, held_on=on, hosts=hosts):
            text = f"{full_date(on)}，由{'、'.join(hosts)}进行。{letter}"
            found.append(Note("约谈已定", text, "plain", "talk"))
    match case.stage:
        case PlanSentBack(reason=reason):
            found.append(Note("方案已退回", f"理由：{reason}", "warn", "return"))
        case Opened(reopened=str(reason)):
            found.append(Note("反弹重开", reason, "warn", "zig"))
    if case.unit_lost_on is not None:
        text = f"{full_date(case.unit_lost_on)}撤销，没有承接单位。请督导室商主管部门决定如何处理。"
        found.append(Note("被督导单位已撤销", text, "warn", "alert"))
    return tuple(found)


def _action(offer: Offer, desk: Desk) -> Action:
    question = QUESTIONS[offer.key](desk.case, desk.dates, desk.person)
    mine = _is_next(offer, desk.case) and desk.case.duty is not None
    duty = desk.case.duty if mine else None
    owed = duty is not None and (duty.owner_role.value, duty.owner) in owners(desk.person)
    single = len(offer.buttons) == 1
    return Action(
        key=offer.key,
        label=offer.label,
        submits=tuple(
            Submit(word, f"/rectification/cases/{desk.case.id}/{post}", primary=single)
            for word, post in offer.buttons
        ),
        version=str(desk.version),
        command_id=str(uuid4()),
        icon=offer.icon,
        aside=f"{short_date(duty.due.on, desk.dates.today)}止" if duty else "",
        primary=owed and offer.key != "return-plan",
        fields=question.fields,
        reasons=question.reasons,
        consequences=question.consequences,
    )


def _permission(offer: Offer, case: Case) -> str:
    return action_for(POSTS[offer.buttons[0][1]].asks, case)


def _is_next(offer: Offer, case: Case) -> bool:
    return case.duty is not None and case.duty.kind is offer.fulfils


def _worth_saying(offer: Offer, refusal: Refused) -> bool:
    """That a step is not due is said of the last one only; every other reason is said."""
    return offer.key == "close-case" or not isinstance(refusal, NotNow)


def _refused(attempt: Attempt) -> Note:
    """What became of a form that is not offered any more."""
    written = "；".join(
        value.strip()
        for name, values in attempt.filled.form.items()
        if name not in OWN
        for value in values
        if value.strip()
    )
    return Note("没有办成", attempt.why + (f"您填的是：{written}" if written else ""), "bad", "alert")


OWN = frozenset({"csrf", "version", "command_id"})
"""Fields that no person fills in."""
