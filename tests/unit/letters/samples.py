"""Every letter with sample values, in every branch of its text."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.rectification.adapters.letters import texts as rectification
from services.roster.adapters.letters.appointment import (
    APPOINTMENT_LETTER,
    Appointment,
    AppointmentLetter,
    Person,
)
from shared.letters.lines import Letter
from shared.letters.text import LetterText
from shared.letters.values import Signed
from tests.unit.letters import samples_accountability as accountability
from tests.unit.letters import samples_inspection as inspected
from tests.unit.letters import samples_rectification as rectified


@dataclass(frozen=True)
class Sample:
    """One letter: its text, and values for it by what is special about them."""

    text: LetterText[Any]
    values: dict[str, Any]

    def letters(self) -> dict[str, Letter]:
        return {branch: self.text.letter(values) for branch, values in self.values.items()}


def appointment(*schools: str) -> AppointmentLetter:
    term = Appointment(
        issuer_area="示例区",
        title="兼职督学",
        school_names=schools,
        zone_name="第三责任区",
        start=date(2026, 9, 1),
        end=date(2029, 8, 31),
        term_no=1,
        issuer_name="示例区人民政府教育督导委员会",
    )
    return AppointmentLetter(Signed("督聘〔2026〕12号", date(2026, 8, 28)), Person("陈璟喆"), term)


SAMPLES: dict[str, Sample] = {
    **{name: Sample(*given) for name, given in inspected.SAMPLES.items()},
    "rectification-notice": Sample(rectification.RECTIFICATION_NOTICE, rectified.NOTICES),
    "supervision-order": Sample(rectification.SUPERVISION_ORDER, rectified.ORDERS),
    "work-prompt": Sample(rectification.WORK_PROMPT, rectified.PROMPTS),
    "interview-notice": Sample(rectification.INTERVIEW_NOTICE, rectified.INTERVIEWS),
    "interview-record": Sample(rectification.INTERVIEW_RECORD, rectified.RECORDS),
    "circular": Sample(rectification.CIRCULAR, accountability.CIRCULARS),
    "accountability-notice": Sample(rectification.ACCOUNTABILITY_NOTICE, accountability.NOTICES),
    "accountability-decision": Sample(rectification.ACCOUNTABILITY_DECISION, accountability.DECISIONS),
    "review-decision": Sample(rectification.REVIEW_DECISION, accountability.REVIEWS),
    "transfer-letter": Sample(rectification.TRANSFER_LETTER, accountability.TRANSFERS),
    "commendation": Sample(rectification.COMMENDATION, accountability.COMMENDATIONS),
    "appointment-letter": Sample(
        APPOINTMENT_LETTER,
        {
            "responsible inspector": appointment("示例区第三中学", "示例区实验小学"),
            "no schools": appointment(),
        },
    ),
}
