"""Which appointment a letter of appointment (聘书) is made out for."""

from datetime import date
from typing import Any

import pytest

from services.roster.domain.details import ExitGround, InspectorDetails
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorExited,
    InspectorRenewed,
    PostAssigned,
)
from services.roster.entrypoints.letters import last_appointment
from shared.runtime.problems import Problem
from tests.unit.roster.histories import stored
from tests.unit.roster.people import LATER_PAPERS, LIN, PAPERS, lin

DAY = date(2026, 9, 1)
NEXT = lin(term_from=DAY, term_to=date(2029, 8, 31), terms_served=3)


def letter_of(*events: Any) -> tuple[InspectorDetails, str]:
    history = [stored(n, event) for n, event in enumerate(events, start=1)]
    details, papers, signed_on = last_appointment("DX001", history)
    assert signed_on == DAY
    return details, papers.letter


def test_the_letter_is_that_of_the_last_term() -> None:
    appointed, renewed = (
        InspectorAppointed("DX001", LIN, PAPERS),
        InspectorRenewed("DX001", NEXT, LATER_PAPERS),
    )
    assert letter_of(appointed) == (LIN, PAPERS.letter)
    left = InspectorExited("DX001", DAY, ExitGround.RESIGNATION, "本人申请")
    assert letter_of(appointed, PostAssigned("1", "DX001", DAY), renewed, left) == (NEXT, LATER_PAPERS.letter)


def test_a_mended_entry_takes_nobodys_letter_away_and_is_what_the_letter_says() -> None:
    """An import that brings another telephone number enters the whole term anew, without papers."""
    mended = lin(inspector_name="林美琳")
    appointed, entered = InspectorAppointed("DX001", LIN, PAPERS), InspectorAppointed("DX001", mended)
    assert letter_of(appointed, entered) == (mended, PAPERS.letter)


def test_a_term_that_was_only_entered_has_no_letter_also_after_one_that_had() -> None:
    for events in (
        [InspectorAppointed("DX001", LIN)],
        [InspectorAppointed("DX001", LIN, PAPERS), InspectorAppointed("DX001", NEXT)],
    ):
        with pytest.raises(Problem, match="在册登记"):
            letter_of(*events)


def test_nobody_has_no_letter() -> None:
    with pytest.raises(Problem, match="DX001"):
        letter_of()
