"""An entry from a file beside trainings and grades that were recorded one by one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from services.roster.domain.details import (
    Appraisal,
    Degree,
    InspectorDetails,
    InspectorKind,
    Training,
    TrainingMode,
)
from services.roster.domain.entry import GradeRecordedOtherwise, HoursBelowRecorded, as_entered
from services.roster.domain.events import TrainingRecorded
from services.roster.domain.standing import Appointed

ENTRY = InspectorDetails(
    inspector_name="林美玲",
    kind=InspectorKind.PART_TIME,
    source="高级教师",
    retired_on=None,
    birth_year=1972,
    degree=Degree.BACHELOR,
    education_years=16,
    healthy=True,
    zone=None,
    term_from=date(2025, 9, 1),
    term_to=date(2028, 8, 31),
    terms_served=1,
    training=(Training(2025, 40),),
    appraisals=(Appraisal(2025, "称职"),),
    phone=None,
)


def office(hours: Mapping[int, int], grades: Mapping[int, str], entry: InspectorDetails = ENTRY) -> Appointed:
    trainings = {
        (date(year, 10, 8), "集中培训", TrainingMode.CENTRAL): TrainingRecorded(
            "DX001", date(year, 10, 8), of_year, TrainingMode.CENTRAL, "集中培训"
        )
        for year, of_year in hours.items()
    }
    return Appointed(entry, trainings=trainings, appraisals=grades)


@pytest.mark.parametrize("hours", [40, 48], ids=["the file of before", "the export"])
def test_hours_the_register_says_leave_the_entry_as_it_is(hours: int) -> None:
    said = replace(ENTRY, training=(Training(2025, hours),))
    assert as_entered(said, office({2025: 8}, {})) == ENTRY


def test_other_hours_are_the_whole_year_s() -> None:
    said = replace(ENTRY, training=(Training(2025, 60),))
    assert as_entered(said, office({2025: 8}, {})).training == (Training(2025, 52),)


def test_hours_that_were_only_recorded_are_not_entered_as_well() -> None:
    said = replace(ENTRY, training=(Training(2025, 40), Training(2026, 8)))
    assert as_entered(said, office({2026: 8}, {})) == ENTRY


def test_fewer_hours_than_were_recorded_are_refused() -> None:
    with pytest.raises(HoursBelowRecorded, match="已逐次登记集中培训8学时"):
        as_entered(replace(ENTRY, training=(Training(2026, 4),)), office({2026: 8}, {}))


@pytest.mark.parametrize("grade", ["称职", "优秀"], ids=["the file of before", "the export"])
def test_a_grade_the_register_says_leaves_the_entry_as_it_is(grade: str) -> None:
    said = replace(ENTRY, appraisals=(Appraisal(2025, grade),))
    assert as_entered(said, office({}, {2025: "优秀"})) == ENTRY


def test_a_grade_other_than_the_one_recorded_is_refused() -> None:
    said = replace(ENTRY, appraisals=(Appraisal(2025, "不称职"),))
    with pytest.raises(GradeRecordedOtherwise, match="已登记为优秀"):
        as_entered(said, office({}, {2025: "优秀"}))


def test_years_keep_the_order_of_the_entry() -> None:
    entry = replace(ENTRY, training=(Training(2026, 8), Training(2025, 40)))
    said = replace(ENTRY, training=(Training(2025, 40), Training(2026, 8), Training(2027, 4)))
    assert as_entered(said, office({}, {}, entry)).training == (*entry.training, Training(2027, 4))
