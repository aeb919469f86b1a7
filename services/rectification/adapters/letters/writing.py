"""Writes a letter of a case from the log as it stood when the letter was served."""

from collections.abc import Callable
from datetime import date
from typing import Any

from services.rectification.adapters.letters import texts
from services.rectification.adapters.letters.asking import (
    rectification_notice,
    supervision_order,
    work_prompt,
)
from services.rectification.adapters.letters.history import History, folded, history
from services.rectification.adapters.letters.pressing import circular, interview_notice, interview_record
from services.rectification.domain.events import (
    CircularIssued,
    InterviewHeld,
    InterviewScheduled,
    NoticeServed,
    SupervisionOrderServed,
)
from services.rectification.domain.prompting import WorkPromptServed
from shared.letters.archive import Issued, Log
from shared.letters.text import LetterText
from shared.letters.told import Told
from shared.letters.values import Office
from shared.rules.pack import RulePack


class CaseLetters:
    """`pack_on` gives the rule pack of a day, `told` what the roster had said by then."""

    def __init__(self, told: Told, pack_on: Callable[[date], RulePack], office: Office) -> None:
        self._told, self._pack_on, self._office = told, pack_on, office

    async def __call__(self, letter: Issued, log: Log) -> tuple[LetterText[Any], Any]:
        """The text of the letter and its values, by the event that served it."""
        position = letter.event.position
        log = [one for one in log if one.position <= position]
        case = folded(log)
        return written(
            letter.event.event,
            history(
                log,
                office=self._office,
                unit=await self._told.unit(case.about.unit, position),
                inspectors=await self._told.names(case.issue.inspectors, position),
                pack=self._pack_on(letter.served.on),
            ),
        )


def written(event: object, of: History) -> tuple[LetterText[Any], Any]:
    """The text and the values of the letter that the event serves."""
    match event:
        case NoticeServed():
            return texts.RECTIFICATION_NOTICE, rectification_notice(event, of)
        case SupervisionOrderServed():
            return texts.SUPERVISION_ORDER, supervision_order(event, of)
        case InterviewScheduled():
            return texts.INTERVIEW_NOTICE, interview_notice(event, of)
        case InterviewHeld():
            return texts.INTERVIEW_RECORD, interview_record(event, of)
        case CircularIssued():
            return texts.CIRCULAR, circular(event, of)
        case WorkPromptServed():
            return texts.WORK_PROMPT, work_prompt(event, of)
        case _:
            raise AssertionError(f"{type(event).__name__} serves no letter")
