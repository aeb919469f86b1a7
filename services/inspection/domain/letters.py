"""The letters of inspections and visits: their kinds, their series, and which event serves which."""

from enum import StrEnum

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.bulletin import BulletinServed
from services.inspection.domain.events import VisitRecorded
from shared.letters.served import ServedAs


class LetterKind(StrEnum):
    """A series of letters; the value is the last character of its code (机关代字).

    督导通知 and 督导报告 bear the code of the office alone, so they share one series.
    """

    PLAIN = ""
    PRELIMINARY = "初"
    OPINION = "意"
    BULLETIN = "通"


class Sort(StrEnum):
    """What a letter is; the value is part of its address."""

    NOTICE = "notice"
    PRELIMINARY_OPINION = "preliminary-opinion"
    OPINION = "opinion"
    REPORT = "report"


class VisitSort(StrEnum):
    """What a visit leaves on paper."""

    RECORD = "record"
    BULLETIN = "bulletin"


ON_UNIT = frozenset({Sort.NOTICE, Sort.PRELIMINARY_OPINION, Sort.OPINION})
"""What is served on the inspected unit; the report goes to the government."""


def served(event: object) -> ServedAs | None:
    """The letter an event serves; None when it serves none."""
    match event:
        case happened.InspectionAnnounced():
            return ServedAs(Sort.NOTICE, event.letter, event.on)
        case happened.PreliminaryOpinionServed():
            return ServedAs(Sort.PRELIMINARY_OPINION, event.letter, event.on)
        case happened.OpinionServed():
            return ServedAs(Sort.OPINION, event.letter, event.on)
        case happened.ReportFiled():
            return ServedAs(Sort.REPORT, event.letter, event.on)
        case BulletinServed():
            return ServedAs(VisitSort.BULLETIN, event.letter, event.on)
        case _:
            return None


def on_paper(event: object) -> ServedAs | None:
    """What is printed for an event: the letters, and the record of a visit, which nobody numbers or serves."""
    if isinstance(event, VisitRecorded) and not event.from_ledger:
        return ServedAs(VisitSort.RECORD, event.report.number, event.report.visited_on)
    return served(event)
