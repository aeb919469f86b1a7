"""The number of an inspector's card (督学证) is one person's (Q12)."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from services.roster.adapters.storage import TYPES
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.certificate import CERTIFICATE, CertificateTaken, HandOutCertificate
from services.roster.domain.events import CertificateHandedOut
from services.roster.domain.inspector_commands import AppointInspector, RenewInspector
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import FEW_RETIRED, NOW, OFFICE, PAPERS, RULES, lin

card = DeciderTest(CERTIFICATE)
hand_out = HandOutCertificate(OFFICE, NOW, "云督证001", "DX001")
handed_out = CertificateHandedOut("云督证001", "DX001")


def test_a_card_is_handed_out_once() -> None:
    card.when(hand_out).then(handed_out)
    card.again(hand_out)


def test_the_refusal_says_who_holds_it() -> None:
    refusal = card.given(handed_out).when(replace(hand_out, inspector="DX002")).then_refused(CertificateTaken)
    assert "云督证001已发给督学DX001" in str(refusal)


async def test_of_two_at_once_one_gets_the_number() -> None:
    """And the other no letter: the series keeps no gap."""
    roster = RosterHandlers(InMemoryEventStore(), TYPES)
    term = lin(term_from=date(2023, 9, 1), term_to=date(2026, 8, 31), terms_served=1)
    papers = replace(PAPERS, letter="", certificate="云督证001")

    async def renew(number: str, certificate: str = "云督证001") -> str:
        command = RenewInspector(
            OFFICE, NOW, number, date(2026, 9, 1), date(2029, 8, 31),
            replace(papers, certificate=certificate), FEW_RETIRED, None, RULES,
        )  # fmt: skip
        handled = await roster.inspector(command, Context(uuid4(), uuid4()))
        (renewed,) = handled.events
        return renewed.papers.letter  # type: ignore[union-attr]

    for number in ("DX001", "DX002"):
        await roster.inspector(AppointInspector(OFFICE, NOW, number, term, RULES), Context(uuid4(), uuid4()))
    first, second = await asyncio.gather(renew("DX001"), renew("DX002"), return_exceptions=True)
    assert isinstance(second, CertificateTaken)
    assert first == "督聘〔2026〕1号"
    assert await renew("DX002", "云督证002") == "督聘〔2026〕2号"
    with pytest.raises(CertificateTaken):
        raise second
