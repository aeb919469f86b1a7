"""The letters of rectification: their kinds, their series, and which event serves which."""

from enum import StrEnum

from services.rectification.domain import events
from services.rectification.domain.prompting import WorkPromptServed
from shared.letters.served import ServedAs


class LetterKind(StrEnum):
    """A series of letters; the value ends its code (机关代字)."""

    NOTICE = "改"
    SUPERVISION_ORDER = "办"
    INTERVIEW = "约"
    CIRCULAR = "委"
    WORK_PROMPT = "提"
    ACCOUNTABILITY_NOTICE = "责告"
    ACCOUNTABILITY = "责"
    REVIEW = "复"
    TRANSFER = "移"


class Sort(StrEnum):
    """What a letter of a case is; the value is part of its address."""

    NOTICE = "notice"
    SUPERVISION_ORDER = "supervision-order"
    INTERVIEW_NOTICE = "interview-notice"
    INTERVIEW_RECORD = "interview-record"
    CIRCULAR = "circular"
    WORK_PROMPT = "work-prompt"


SORTS: dict[type[object], Sort] = {
    events.NoticeServed: Sort.NOTICE,
    events.SupervisionOrderServed: Sort.SUPERVISION_ORDER,
    events.InterviewScheduled: Sort.INTERVIEW_NOTICE,
    events.InterviewHeld: Sort.INTERVIEW_RECORD,
    events.CircularIssued: Sort.CIRCULAR,
    WorkPromptServed: Sort.WORK_PROMPT,
}
"""By the event that serves it."""

LETTER_WORDS = {
    Sort.NOTICE: "整改通知书",
    Sort.SUPERVISION_ORDER: "督办单",
    Sort.INTERVIEW_NOTICE: "约谈通知书",
    Sort.INTERVIEW_RECORD: "约谈记录",
    Sort.CIRCULAR: "通报",
    Sort.WORK_PROMPT: "工作提示",
}


def served(event: object) -> ServedAs | None:
    """The letter an event serves; None when it serves none."""
    match event:
        case (
            events.NoticeServed()
            | events.SupervisionOrderServed()
            | events.InterviewScheduled()
            | events.InterviewHeld()
            | events.CircularIssued()
            | WorkPromptServed()
        ):
            return ServedAs(SORTS[type(event)], event.letter, event.on)
        case _:
            return None
