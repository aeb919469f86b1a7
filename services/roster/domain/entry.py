"""An inspector's entry made of what a file says, when trainings and grades were recorded besides."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from services.roster.domain.appointment import term_number
from services.roster.domain.details import Appraisal, InspectorDetails, Training, TrainingMode
from services.roster.domain.standing import Appointed, Inspector
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack


class HoursBelowRecorded(Refused):
    field = "training"

    def __init__(self, year: int, hours: int, recorded: int) -> None:
        super().__init__(f"{year}年已逐次登记集中培训{recorded}学时，全年合计不能是{hours}。请核对学时。")


class GradeRecordedOtherwise(Refused):
    field = "appraisals"

    def __init__(self, year: int, grade: str) -> None:
        super().__init__(f"{year}年的考核已登记为{grade}，与文件不同。请核对；要更正的请办理考核更正。")


class NextTermHalfSaid(Refused):
    field = "next_to"

    def __init__(self) -> None:
        super().__init__("下一任期的开始和结束要一起填写，或者都不填。请补上。")


def terms_said(
    said: InspectorDetails, following: tuple[date | None, date | None], inspector: Inspector, rules: RulePack
) -> list[InspectorDetails]:
    """The entries that a row comes to: of the term it says, and of the one it says was renewed ahead, if any.

    Whose renewal is registered needs the entry of the later term only.
    """
    first, last = following
    if first is None and last is None:
        return [said]
    if first is None or last is None:
        raise NextTermHalfSaid
    number = term_number(said, first, rules)
    after = replace(said, term_from=first, term_to=last, terms_served=number)
    if isinstance(inspector, Appointed) and inspector.details.term_from == first:
        held = inspector.previous
        if held and (held.term_from, held.term_to) == (said.term_from, said.term_to):
            return [after]
    return [said, after]


def as_entered(said: InspectorDetails, office: Appointed) -> InspectorDetails:
    """The entry behind figures that count everything: what was recorded one by one counts besides it.

    Hours and grades that stand in the register, with or without what was recorded, leave the entry as it is.
    """
    entered = {one.year: one.hours for one in office.details.training}
    training = {one.year: _hours(one, entered.get(one.year), office) for one in said.training}
    graded = {one.year: one.grade for one in office.details.appraisals}
    grades = {one.year: _grade(one, graded.get(one.year), office) for one in said.appraisals}
    return replace(
        said,
        training=tuple(
            Training(y, hours) for y in _years(entered, training) if (hours := training[y]) is not None
        ),
        appraisals=tuple(
            Appraisal(y, grade) for y in _years(graded, grades) if (grade := grades[y]) is not None
        ),
    )


def _hours(said: Training, entered: int | None, office: Appointed) -> int | None:
    """The hours to enter for a year, None for no item."""
    recorded = sum(
        one.hours
        for one in office.trainings.values()
        if one.on.year == said.year and one.mode is TrainingMode.CENTRAL
    )
    if not recorded:
        return said.hours
    if said.hours in (entered, (entered or 0) + recorded):
        return entered
    if said.hours < recorded:
        raise HoursBelowRecorded(said.year, said.hours, recorded)
    return said.hours - recorded


def _grade(said: Appraisal, entered: str | None, office: Appointed) -> str | None:
    """The grade to enter for a year, None for no item."""
    recorded = office.appraisals.get(said.year)
    if recorded is None:
        return said.grade
    if said.grade not in (recorded, entered):
        raise GradeRecordedOtherwise(said.year, recorded)
    return entered


def _years(entered: Iterable[int], said: Iterable[int]) -> list[int]:
    """The years the file says, first those of the entry in its order."""
    said = set(said)
    before = [year for year in entered if year in said]
    return before + sorted(said - set(before))
