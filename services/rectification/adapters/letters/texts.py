"""The letters that rectification writes."""

from pathlib import Path

from services.rectification.adapters.letters.accountability import (
    AccountabilityDecision,
    AccountabilityNotice,
    ReviewDecision,
    TransferLetter,
)
from services.rectification.adapters.letters.announcing import Circular, Commendation
from services.rectification.adapters.letters.interviews import InterviewNotice, InterviewRecord
from services.rectification.adapters.letters.rectifying import (
    RectificationNotice,
    SupervisionOrder,
    WorkPrompt,
)
from shared.letters.lines import Form
from shared.letters.text import LetterText

_HERE = Path(__file__).parent

RECTIFICATION_NOTICE = LetterText(
    "整改通知书", Form.INSTRUMENT, RectificationNotice, _HERE / "rectification_notice.jinja"
)
SUPERVISION_ORDER = LetterText("督办单", Form.LETTER, SupervisionOrder, _HERE / "supervision_order.jinja")
WORK_PROMPT = LetterText("工作提示", Form.LETTER, WorkPrompt, _HERE / "work_prompt.jinja")
INTERVIEW_NOTICE = LetterText("约谈通知书", Form.LETTER, InterviewNotice, _HERE / "interview_notice.jinja")
INTERVIEW_RECORD = LetterText("约谈记录", Form.SHEET, InterviewRecord, _HERE / "interview_record.jinja")
CIRCULAR = LetterText("通报", Form.DOCUMENT, Circular, _HERE / "circular.jinja")
ACCOUNTABILITY_NOTICE = LetterText(
    "问责告知书", Form.INSTRUMENT, AccountabilityNotice, _HERE / "accountability_notice.jinja"
)
ACCOUNTABILITY_DECISION = LetterText(
    "问责决定书", Form.INSTRUMENT, AccountabilityDecision, _HERE / "accountability_decision.jinja"
)
REVIEW_DECISION = LetterText("复核决定书", Form.INSTRUMENT, ReviewDecision, _HERE / "review_decision.jinja")
TRANSFER_LETTER = LetterText("移送函", Form.LETTER, TransferLetter, _HERE / "transfer_letter.jinja")
COMMENDATION = LetterText("表彰决定", Form.DOCUMENT, Commendation, _HERE / "commendation.jinja")
