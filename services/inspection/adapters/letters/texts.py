"""The letters that inspection writes."""

from pathlib import Path

from services.inspection.adapters.letters.opinions import (
    InspectionNotice,
    InspectionOpinion,
    InspectionReport,
    PreliminaryOpinion,
)
from services.inspection.adapters.letters.visits import VisitBulletin, VisitRecord
from shared.letters.lines import Form
from shared.letters.text import LetterText

_HERE = Path(__file__).parent

INSPECTION_NOTICE = LetterText("督导通知", Form.LETTER, InspectionNotice, _HERE / "inspection_notice.jinja")
PRELIMINARY_OPINION = LetterText(
    "初步督导意见", Form.INSTRUMENT, PreliminaryOpinion, _HERE / "preliminary_opinion.jinja"
)
INSPECTION_OPINION = LetterText(
    "督导意见书", Form.INSTRUMENT, InspectionOpinion, _HERE / "inspection_opinion.jinja"
)
INSPECTION_REPORT = LetterText("督导报告", Form.DOCUMENT, InspectionReport, _HERE / "inspection_report.jinja")
VISIT_BULLETIN = LetterText("督导通报", Form.INSTRUMENT, VisitBulletin, _HERE / "visit_bulletin.jinja")
VISIT_RECORD = LetterText("责任督学督导记录表", Form.SHEET, VisitRecord, _HERE / "visit_record.jinja")
