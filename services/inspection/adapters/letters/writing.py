"""Writes a letter of an inspection or a visit from the log as it stood when the letter was served."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import date
from typing import Any

from services.inspection.adapters.letters import texts
from services.inspection.adapters.letters.judging import (
    inspection_notice,
    inspection_opinion,
    inspection_report,
    preliminary_opinion,
)
from services.inspection.adapters.letters.proceedings import Proceedings
from services.inspection.adapters.letters.visiting import visit_bulletin, visit_record
from services.inspection.domain import inspection_events as happened
from services.inspection.domain.bulletin import BulletinServed
from services.inspection.domain.events import IssueRaised, VisitAnnounced, VisitRecorded
from shared.letters.archive import Issued, Log
from shared.letters.text import LetterText
from shared.letters.told import Told
from shared.letters.values import Office
from shared.rules.pack import RulePack

Written = tuple[LetterText[Any], Any]
People = Callable[[Collection[str]], Awaitable[Mapping[str, Mapping[str, Any]]]]
"""What the roster says of inspectors, by number."""


class InspectionLetters:
    """`pack_on` gives the rule pack of a day, `told` what the roster had said of a unit by then."""

    def __init__(
        self, told: Told, people: People, pack_on: Callable[[date], RulePack], office: Office
    ) -> None:
        self._told, self._people, self._pack_on, self._office = told, people, pack_on, office

    async def __call__(self, letter: Issued, log: Log) -> Written:
        """The text of the letter and its values, by the event that served it."""
        event, position, pack = letter.event.event, letter.event.position, self._pack_on(letter.served.on)
        if isinstance(event, VisitRecorded | BulletinServed):
            return await self._of_visit(letter, log, pack)
        plan = next(one.event for one in log if isinstance(one.event, happened.InspectionPlanned))
        teams = [stored.event.team for stored in log if hasattr(stored.event, "team")]
        people = await self._people({number for team in teams for number in team.inspectors})
        told = await self._told.unit(plan.about.unit.code, position)
        return written(event, Proceedings(log, self._office, told, people, pack))

    async def _of_visit(self, letter: Issued, log: Log, pack: RulePack) -> Written:
        event = letter.event.event
        recorded = next(
            one for one in reversed(log) if isinstance(one.event, VisitRecorded) and not one.event.from_ledger
        )
        report = recorded.event.report
        # What the record raised stands after it in the same append.
        issues = [one.event for one in log if isinstance(one.event, IssueRaised)]
        people = await self._people(report.inspectors)
        names = {number: str(one["inspector_name"]) for number, one in people.items()}
        told = await self._told.unit(report.unit.code, letter.event.position)
        if isinstance(event, VisitRecorded):
            announced = next((one for one in log if isinstance(one.event, VisitAnnounced)), None)
            values_of_record = visit_record(recorded, issues, self._office, told, names, announced)
            return texts.VISIT_RECORD, values_of_record
        values = visit_bulletin(event, report, issues, self._office, told, names, pack)
        return texts.VISIT_BULLETIN, values


def written(event: object, of: Proceedings) -> Written:
    """The text and the values of the letter that a step of an inspection serves."""
    match event:
        case happened.InspectionAnnounced():
            return texts.INSPECTION_NOTICE, inspection_notice(event, of)
        case happened.PreliminaryOpinionServed():
            return texts.PRELIMINARY_OPINION, preliminary_opinion(event, of)
        case happened.OpinionServed():
            return texts.INSPECTION_OPINION, inspection_opinion(event, of)
        case happened.ReportFiled():
            return texts.INSPECTION_REPORT, inspection_report(event, of)
        case _:
            raise AssertionError(f"{type(event).__name__} serves no letter")
