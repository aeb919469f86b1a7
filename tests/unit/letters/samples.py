"""Every letter with sample values, in every branch of its text."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.rectification.adapters.letters import texts as rectification
from services.roster.adapters.letters.appointment import (
    APPOINTMENT_LETTER,
    Appointment,
    AppointmentLetter,
    Person,
)
from shared.letters import receipt as r
from shared.letters.lines import Letter
from shared.letters.text import LetterText
from shared.letters.values import Signed
from tests.unit.letters import samples_accountability as accountability
from tests.unit.letters import samples_inspection as inspected
from tests.unit.letters import samples_rectification as rectified
from tests.unit.letters.parties import OFFICE, UNIT


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


receipt = r.ServiceReceipt(
    OFFICE,
    r.ReceivedLetter("示教督改〔2026〕21号", "教育督导整改通知书"),
    r.Recipient(UNIT.name),
    r.Service("直接送达", "学校办公室", ("陈璟喆", "刘彧"), None, ""),
)

SAMPLES: dict[str, Sample] = {
    **{name: Sample(*given) for name, given in inspected.SAMPLES.items()},
    "service-receipt": Sample(
        r.SERVICE_RECEIPT,
        {
            "blank": receipt,
            "received": replace(
                receipt,
                service=replace(
                    receipt.service, received_at=datetime(2026, 10, 12, 15, 30), signed_by="王珺（校长）"
                ),
            ),
        },
    ),
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
