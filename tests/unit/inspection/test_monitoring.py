"""Monitoring results: with their source, once, and corrected without losing what was said before (Q4)."""

from dataclasses import replace
from datetime import date

from services.inspection.domain.monitoring import (
    MONITORED,
    CorrectionUnexplained,
    Measured,
    MonitoringResultRecorded,
    PublishedLater,
    RecordMonitoringResult,
    Result,
    Source,
    result_id,
)
from services.inspection.domain.standing import TextMissing
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.indicators import BODY
from tests.unit.inspection.procedures import OFFICE, SERVED

SOURCE = Source("教育部基础教育质量监测中心", date(2026, 9, 10), "教监测〔2026〕3号")
MEASURED = Measured("省二级以上优质园占比", 2025, "319991", "云汀区", "56.91", "%")
RESULT = Result(MEASURED, SOURCE)
record = RecordMonitoringResult(OFFICE, SERVED, RESULT)
BETTER = replace(RESULT, measured=replace(MEASURED, value="60.98"))
correct = replace(record, result=BETTER, reason="发布单位更正")

monitored = DeciderTest(MONITORED)


def recorded(*commands: RecordMonitoringResult) -> list[MonitoringResultRecorded]:
    events: list[MonitoringResultRecorded] = []
    for command in commands:
        events += MONITORED.decide(command, tuple(events))
    return events


def test_a_result_is_recorded_once_with_its_source() -> None:
    monitored.again(record)
    (event,) = recorded(record)
    assert (event.version, event.result.source, event.reason) == (1, SOURCE, None)


def test_it_is_the_same_result_in_whatever_document_and_with_whatever_spaces() -> None:
    elsewhere = replace(SOURCE, document="别的文", published_on=date(2026, 9, 30))
    spaced = replace(MEASURED, indicator="省二级以上 优质园占比", value="1")
    assert result_id(Result(spaced, elsewhere)) == result_id(RESULT)
    other_year = replace(RESULT, measured=replace(MEASURED, year=2026))
    assert result_id(other_year) != result_id(RESULT)


def test_another_value_corrects_it_with_a_reason_and_the_old_one_is_kept() -> None:
    known = monitored.given(*recorded(record))
    refusal = known.when(replace(correct, reason=" ")).then_refused(CorrectionUnexplained)
    assert "56.91%" in str(refusal)
    known.again(correct)
    first, second = recorded(record, correct)
    assert (first.result, second.version, second.reason) == (RESULT, 2, "发布单位更正")


def test_an_old_file_that_comes_again_takes_nothing_back() -> None:
    third = replace(record, result=replace(BETTER, source=replace(SOURCE, document="更正2")), reason="再更正")
    known = monitored.given(*recorded(record, correct, third))
    known.when(record).then_nothing()
    known.when(correct).then_nothing()
    known.when(third).then_nothing()
    known.again(replace(record, reason="以原值为准"))  # Taking it back is said on purpose.


def test_nothing_is_published_in_the_future_and_a_result_has_publisher_and_value() -> None:
    later = replace(RESULT, source=replace(SOURCE, published_on=date(2026, 10, 14)))
    monitored.when(replace(record, result=later)).then_refused(PublishedLater)
    for empty in (replace(SOURCE, publisher=" "),):
        monitored.when(replace(record, result=replace(RESULT, source=empty))).then_refused(TextMissing)
    nothing = replace(RESULT, measured=replace(MEASURED, value=" "))
    monitored.when(replace(record, result=nothing)).then_refused(TextMissing)


def test_it_says_which_third_party_measured_it() -> None:
    (event,) = recorded(replace(record, on_behalf=BODY))
    assert event.on_behalf == BODY
