"""工作提示: the office reminds a unit in writing before a limit ends (S 004). It changes no limit."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.rectification.domain.duty import Duty
from services.rectification.domain.issue import About
from services.rectification.domain.stages import Case
from services.rectification.domain.terms import Terms, day_of
from shared.event_sourcing.decider import Actor, Decider, Refused, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeWorkPrompt:
    """Serve a 工作提示 about the duty the unit has now. `duty` and `workdays_left` are as of `now`."""

    by: Actor
    now: datetime
    about: About
    duty: Duty | None
    workdays_left: int
    advice: tuple[str, ...]
    reply_by: date | None
    letter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPromptServed:
    about: About
    letter: str
    duty: Duty
    workdays_left: int
    advice: tuple[str, ...]
    reply_by: date | None
    on: date


@dataclass(frozen=True, slots=True)
class Prompted:
    """The 工作提示 that was served about one duty, if any."""

    served: WorkPromptServed | None = None


class NothingToPrompt(Refused):
    def __init__(self) -> None:
        super().__init__("被督导单位现在没有要办的事项，不用提示。")


class LimitHasEnded(Refused):
    """What is overdue is not prompted but escalated."""

    def __init__(self) -> None:
        super().__init__("期限已经届满，不能再提示。请按督办阶梯办理。")


class PromptedOtherwise(Refused):
    def __init__(self, letter: str) -> None:
        super().__init__(f"{letter}已经就这件事项作过提示。请刷新查看。")


class ReplyMistimed(Refused):
    field = "reply_by"

    def __init__(self) -> None:
        super().__init__("反馈的日期应当在今天以后。请改正。")


def work_prompt_of(
    case: Case, by: Actor, now: datetime, advice: tuple[str, ...], reply_by: date | None, terms: Terms
) -> ServeWorkPrompt:
    """The command about the duty of a case as it stands."""
    duty = case.duty if case.duty and case.duty.owner_role is Role.UNIT else None
    left = terms.workdays_left(day_of(now), duty.due.on) if duty else 0
    return ServeWorkPrompt(
        by=by, now=now, about=case.about, duty=duty, workdays_left=left, advice=advice, reply_by=reply_by
    )


def stream_of_prompt(duty: UUID) -> str:
    return f"work-prompt-{duty}"


def decide(command: ServeWorkPrompt, prompted: Prompted) -> list[WorkPromptServed]:
    if command.duty is None:
        raise NothingToPrompt
    before, today = prompted.served, day_of(command.now)
    if before is not None:
        if (before.advice, before.reply_by) == (command.advice, command.reply_by):
            return []
        raise PromptedOtherwise(before.letter)
    if today > command.duty.due.on:
        raise LimitHasEnded
    if command.reply_by is not None and command.reply_by <= today:
        raise ReplyMistimed
    return [
        WorkPromptServed(
            about=command.about,
            letter=command.letter,
            duty=command.duty,
            workdays_left=command.workdays_left,
            advice=command.advice,
            reply_by=command.reply_by,
            on=today,
        )
    ]


def evolve(_prompted: Prompted, event: WorkPromptServed) -> Prompted:
    return Prompted(event)


WORK_PROMPT: Decider[ServeWorkPrompt, Prompted, WorkPromptServed] = Decider(Prompted(), decide, evolve)
