"""Which letters wait to be printed: what was served, until it is printed."""

from dataclasses import replace
from typing import Any

from services.rectification.domain.letters import served
from shared.event_sourcing.event_types import Stored
from shared.letters.lines import Form
from shared.letters.served import Files, LetterPrinted, ServedAs, Wording
from shared.letters.to_print import letters_model
from tests.unit.rectification.samples import NOTICED, at
from tests.unit.rectification.stored import history, stored

MODEL = letters_model(served)
OPENED, NOTICE = (stored(event, n) for n, event in enumerate(history(NOTICED), start=1))


def printed(letter: Stored[Any]) -> Stored[Any]:
    said = ServedAs("notice", "1号", at(9, 11).date())
    event = LetterPrinted(letter.record.id, said, Wording("通知", Form.LETTER, ""), Files("ab", None, ""))
    return replace(letter, record=replace(letter.record, data=event))


def test_a_letter_waits_from_its_service_until_it_is_printed() -> None:
    assert list(MODEL.keys(OPENED)) == []
    assert list(MODEL.keys(NOTICE)) == [NOTICE.record.id]
    row = MODEL.project(None, NOTICE, NOTICE.record.id)
    assert row is not None
    assert set(row) == {column.name for column in MODEL.table.columns}
    assert (row["number"], row["printed"]) == ("云教督改〔2026〕44号", False)
    done = printed(NOTICE)
    assert list(MODEL.keys(done)) == [NOTICE.record.id]
    after = MODEL.project(row, done, NOTICE.record.id)
    assert after is not None
    assert after["printed"]


def test_what_is_printed_without_being_served_waits_for_nobody() -> None:
    """The record of a visit is printed when somebody asks for it."""
    assert MODEL.project(None, printed(OPENED), OPENED.record.id) is None
