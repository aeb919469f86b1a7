"""What may be sent to the roster: days within reach of the rules that count years from them."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from services.roster.entrypoints.bodies import Day, HeadBody, TermBody, UnitEndBody


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_beyond_all_reason_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(day)


def test_every_day_that_may_be_sent_is_within_reason() -> None:
    """Before: years added to it went beyond the last day there is, and the watcher raised no alarm any more."""
    with pytest.raises(ValidationError):
        HeadBody.model_validate({"head": "马丽华", "since": "9998-01-01"})
    with pytest.raises(ValidationError):
        UnitEndBody.model_validate({"on": "0001-01-01", "document": "云教〔2026〕30号"})
    with pytest.raises(ValidationError):
        TermBody.model_validate(
            {"term_from": "9999-01-01", "term_to": "9999-12-31", "authority": "区政府", "document": "1号"}
        )
    assert TypeAdapter(Day).validate_python("2026-09-01") == date(2026, 9, 1)
