"""The letters of one case: what was served, the files as they were printed, and who signed for them."""

from collections.abc import Sequence
from datetime import date

from services.rectification.domain.events import SupervisionOrderServed
from services.rectification.domain.letters import LETTER_WORDS, Sort, served
from services.rectification.entrypoints.log_panel import Logged
from services.rectification.entrypoints.views import LetterView
from shared.letters.archive import Issued, issued
from shared.letters.pdf import setter
from shared.letters.served import Files
from shared.letters.wording import cn_datetime
from shared.web.wording import short_date, short_hash


def letters(log: Sequence[Logged], today: date) -> tuple[LetterView, ...]:
    """The letters of the case with who served them, the latest first."""
    found = issued([entry.stored for entry in log], served)
    return tuple(_letter(one, today) for one in reversed(found))


def _letter(one: Issued, today: date) -> LetterView:
    sort, event = Sort(one.served.kind), one.event.event
    did = "印发" if sort is Sort.CIRCULAR else "送达"
    said = [f"{short_date(one.served.on, today)}{did}，经办 {one.by.name}"]
    if isinstance(event, SupervisionOrderServed) and event.copied_to:
        said.append(f"抄送 {event.copied_to}")
    if one.receipt is not None:
        said.append(
            f"{one.receipt.signed_by} {cn_datetime(one.receipt.received_at)}签收（{one.receipt.method}）"
        )
    said += _printed(one.printed.files) if one.printed else ["还没有印制，取用时印制。"]
    address = f"/rectification/api/cases/{one.event.event.about.case_id}/letters/{sort}/{one.n}"
    links = ((f"{address}.pdf", "PDF"), (f"{address}.docx", "Word"), (f"{address}/receipt.pdf", "送达回证"))
    return LetterView(LETTER_WORDS[sort], one.served.number, tuple(said), links)


def _printed(files: Files) -> list[str]:
    """The digests in the log; where this machine would set the letter otherwise, that it would."""
    said = [
        f"日志登记的哈希：Word {short_hash(files.docx)}"
        + (f"，PDF {short_hash(files.pdf)}" if files.pdf else "")
    ]
    here = setter()
    if files.pdf is None:
        said.append("印制时没有中文字体，PDF 没有排。")
    elif here is None:
        said.append("这台机器上没有中文字体，现在取不到 PDF；Word 文件可以取。")
    elif here != files.set_in:
        said.append(
            f"送达时的 PDF 由 {files.set_in} 排成，这台机器用的是 {here}：现在取的 PDF 文字相同，哈希不同。"
        )
    return said
