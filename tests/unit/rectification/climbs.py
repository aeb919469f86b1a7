"""The sample case on every rung of the ladder."""

from datetime import date, datetime

from services.rectification.domain.issue import Measure
from tests.unit.rectification.samples import (
    ACCEPTED,
    CHAIR,
    CaseTest,
    after,
    at,
    case_of_test,
    decide,
    form_work_group,
    issue_circular,
    miss,
    record_interview,
    schedule_interview,
    serve_order,
)

COMMITMENTS = (Measure("留样柜当天到位", "高卫东", date(2026, 11, 6)),)


def missed(given: CaseTest, now: datetime) -> CaseTest:
    """The case after its present duty's date has passed."""
    return after(miss(case_of_test(given), now), given=given)


LATE = missed(ACCEPTED, at(9, 25, 0))  # Not complete by 24 September.
DECIDED = after(decide(True, at(9, 28)), given=LATE)
ORDERED = after(serve_order(at(9, 28)), given=DECIDED)  # Until 16 October.
LATE_AGAIN = missed(ORDERED, at(10, 17))
TO_INTERVIEW = after(decide(True, at(10, 19)), given=LATE_AGAIN)
SET = after(schedule_interview(at(10, 20), date(2026, 10, 23)), given=TO_INTERVIEW)
HELD = after(record_interview(at(10, 23), commitments=COMMITMENTS), given=SET)  # Until 6 November.
BROKEN = missed(HELD, at(11, 7))
TO_CIRCULAR = after(decide(True, at(11, 9)), given=BROKEN)
CIRCULAR = after(issue_circular(at(11, 10)), given=TO_CIRCULAR)  # Until 24 November.
IGNORED = missed(CIRCULAR, at(11, 25))
ACCOUNTABLE = after(decide(True, at(11, 26), by=CHAIR), given=IGNORED)
INVESTIGATED = after(form_work_group(at(12, 1)), given=ACCOUNTABLE)  # Until 15 December.
