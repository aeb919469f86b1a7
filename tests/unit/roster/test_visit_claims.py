"""What an inspector may be paid back for a visit (Q14: communication, transport, meals and lodging, labour)."""

from dataclasses import replace
from datetime import date

import pytest

from services.roster.domain.details import CostItem, CostKind
from services.roster.domain.events import ClaimApproved, ClaimRejected, CostClaimed, VisitNoted
from services.roster.domain.visit import (
    VISIT,
    ClaimedOtherwise,
    ClaimOfAnother,
    NoClaim,
    NoLongerOnTheVisit,
    NothingClaimed,
    NotOnTheVisit,
    OwnClaim,
    VisitNotRecorded,
    VisitOutOfTerm,
)
from services.roster.domain.visit_commands import (
    ApproveClaim,
    ClaimCost,
    NoteVisit,
    RejectClaim,
    VisitCommand,
)
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE

LIN = Actor("DX001", "林美玲", Role.INSPECTOR)
ZHENG = Actor("DX002", "郑红霞", Role.INSPECTOR)
CHIEF = Actor("chief", "周国强", Role.CHIEF_INSPECTOR)
SYSTEM = Actor("system:roster", "系统", Role.SYSTEM)
BUS = CostItem(CostKind.TRANSPORT, 1200, "公交往返")
PAY = CostItem(CostKind.LABOUR, 20000, "半日")

note = NoteVisit(SYSTEM, NOW, "v1", "2026-0031", "319991-0049", date(2026, 8, 31), ("DX001", "DX002"), 95)
noted = VisitNoted("v1", "2026-0031", "319991-0049", date(2026, 8, 31), ("DX001", "DX002"), 95)
claim = ClaimCost(LIN, NOW, "v1", "DX001", (BUS, PAY))
claimed = CostClaimed("v1", "DX001", (BUS, PAY), "DX001")
approve = ApproveClaim(OFFICE, NOW, "v1", "DX001")
approved = ClaimApproved("v1", "DX001")
reject = RejectClaim(OFFICE, NOW, "v1", "DX001", "没有票据")
rejected = ClaimRejected("v1", "DX001", "没有票据")
nothing = DeciderTest(VISIT)
visit = nothing.given(noted)


def test_a_recorded_visit_is_noted() -> None:
    nothing.when(note).then(noted)


def test_noting_again_changes_nothing() -> None:
    nothing.again(note)


def test_the_record_of_a_visit_known_from_a_spreadsheet_says_who_may_claim() -> None:
    """Q14: the spreadsheet names one inspector and no hours; the record that came later names both."""
    ledger = replace(noted, inspectors=("DX002",), minutes=None, sequence=1)
    record, told = replace(note, sequence=3), replace(noted, sequence=3)
    nothing.given(ledger).when(claim).then_refused(NotOnTheVisit)
    nothing.given(ledger).when(record).then(told)
    nothing.given(ledger, told).when(claim).then(claimed)
    nothing.given(told).when(replace(note, inspectors=("DX002",), sequence=1)).then_nothing()
    nothing.given(ledger, claimed, told).when(approve).then(approved)


def test_who_was_not_there_in_fact_is_paid_nothing() -> None:
    """Q14: the row of the spreadsheet named him, and the record that came after his claim does not."""
    ledger, record = replace(noted, sequence=1), replace(noted, inspectors=("DX002",), sequence=3)
    of_both = nothing.given(ledger, claimed, record)
    of_both.when(approve).then_refused(NoLongerOnTheVisit)
    of_both.when(reject).then(rejected)
    of_both.given(replace(record, inspectors=("DX001",), sequence=5)).when(approve).then(approved)


@pytest.mark.parametrize("command", [claim, approve, reject])
def test_without_a_recorded_visit_there_is_no_claim(command: VisitCommand) -> None:
    """Q14: no visit event, no claim."""
    nothing.when(command).then_refused(VisitNotRecorded)


@pytest.mark.parametrize("kind", CostKind)
def test_every_kind_of_cost_can_be_claimed(kind: CostKind) -> None:
    """Q14."""
    items = (CostItem(kind, 1, ""),)
    visit.when(replace(claim, items=items)).then(CostClaimed("v1", "DX001", items, "DX001"))


def test_for_a_visit_after_the_term_ran_out_nothing_is_claimed() -> None:
    """条例 6, Q14: the visit stays recorded."""
    late = replace(claim, term_ended=date(2026, 8, 30))
    refusal = visit.when(late).then_refused(VisitOutOfTerm)
    assert refusal.article == "《教育督导条例》第六条"
    assert "任期到2026-08-30已届满，2026-08-31的督导不能申报费用" in str(refusal)
    visit.given(claimed).when(late).then_nothing()


def test_claiming_again_changes_nothing() -> None:
    visit.again(claim)


def test_only_who_was_there_has_costs() -> None:
    """Q14: linked to a recorded visit."""
    visit.when(replace(claim, by=OFFICE, inspector="DX003")).then_refused(NotOnTheVisit)


def test_an_inspector_claims_for_himself_only() -> None:
    visit.when(replace(claim, by=ZHENG)).then_refused(ClaimOfAnother)


def test_the_office_may_claim_for_an_inspector() -> None:
    visit.when(replace(claim, by=OFFICE)).then(CostClaimed("v1", "DX001", (BUS, PAY), OFFICE.id))


@pytest.mark.parametrize("items", [(), (replace(BUS, amount=0),), (PAY, replace(BUS, amount=-1))])
def test_a_claim_is_of_something(items: tuple[CostItem, ...]) -> None:
    visit.when(replace(claim, items=items)).then_refused(NothingClaimed)


def test_a_visit_is_claimed_once() -> None:
    """Q14: per visit; whether it was approved or not."""
    more = replace(claim, items=(PAY,))
    visit.given(claimed).when(more).then_refused(ClaimedOtherwise)
    visit.given(claimed, approved).when(more).then_refused(ClaimedOtherwise)
    visit.given(claimed, approved).when(claim).then_nothing()


def test_each_of_those_who_were_there_has_his_own_claim() -> None:
    hers = ClaimCost(ZHENG, NOW, "v1", "DX002", (BUS,))
    visit.given(claimed).when(hers).then(CostClaimed("v1", "DX002", (BUS,), "DX002"))


def test_a_claim_is_approved_by_somebody_else() -> None:
    visit.given(claimed).when(approve).then(approved)


def test_approving_again_changes_nothing() -> None:
    visit.given(claimed).again(approve)


@pytest.mark.parametrize("decide", [approve, reject])
def test_nobody_decides_on_his_own_claim(decide: ApproveClaim | RejectClaim) -> None:
    """Four eyes: neither who is paid nor who entered it, in whatever role (Q2: separation of powers)."""
    visit.given(claimed).when(replace(decide, by=LIN)).then_refused(OwnClaim)
    in_another_role = Actor("DX001", "林美玲", Role.DEPUTY_CHIEF_INSPECTOR)
    visit.given(claimed).when(replace(decide, by=in_another_role)).then_refused(OwnClaim)
    by_the_office = replace(claimed, claimed_by=OFFICE.id)
    visit.given(by_the_office).when(decide).then_refused(OwnClaim)
    visit.given(by_the_office).when(replace(decide, by=CHIEF)).then(
        approved if isinstance(decide, ApproveClaim) else rejected
    )


@pytest.mark.parametrize("decide", [approve, reject])
def test_without_a_claim_there_is_nothing_to_decide(decide: ApproveClaim | RejectClaim) -> None:
    visit.when(decide).then_refused(NoClaim)
    visit.given(claimed).when(replace(decide, inspector="DX002")).then_refused(NoClaim)


def test_a_claim_is_sent_back_and_can_be_made_anew() -> None:
    visit.given(claimed).when(reject).then(rejected)
    anew = replace(claim, items=(BUS,))
    again = CostClaimed("v1", "DX001", (BUS,), "DX001")
    visit.given(claimed, rejected).when(anew).then(again)
    visit.given(claimed, rejected, again).when(approve).then(approved)


def test_rejecting_again_changes_nothing() -> None:
    visit.given(claimed).again(reject)


def test_what_was_sent_back_is_not_approved() -> None:
    visit.given(claimed, rejected).when(approve).then_refused(NoClaim)


def test_what_was_approved_by_mistake_is_sent_back() -> None:
    """A correction is a new event; the approval stays in the log."""
    visit.given(claimed, approved).when(reject).then(rejected)
