"""What of the roster others may know."""

from datetime import date
from typing import Any
from uuid import UUID

from dudao_contracts.envelope import Fact
from dudao_contracts.roster import (
    AccountClosedV1,
    AccountOpenedV1,
    InspectorAppointedV1,
    PostAssignedV1,
    PostEndedV1,
    RecusalDeclaredV1,
    UnitChangedV1,
    UnitRegisteredV1,
    ZoneDrawnV1,
)
from services.roster.adapters.storage import TYPES
from services.roster.application.publications import publish
from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    InspectorAppointed,
    KeeperAdmitted,
    KeeperDismissed,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    UnitChanged,
    UnitRegistered,
    ZoneDrawn,
)
from shared.audit.record import Record
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_types import Stored
from tests.unit.roster.people import LIN, NOW, OFFICE, SCHOOL

DAY = date(2026, 9, 1)
EVENTS: tuple[Any, ...] = (
    UnitRegistered("319991-0001", SCHOOL),
    UnitChanged("319991-0001", SCHOOL),
    InspectorAppointed("DX001", LIN),
    PostAssigned("319991-0001", "DX001", DAY),
    PostEnded("319991-0001", "DX001", DAY),
    RecusalDeclared("DX001", "319991-0001", "子女在该校就读", DAY),
    ZoneDrawn("第一责任区"),
    AccountOpened("zhou", "周敏", (Role.OFFICE,), None, None),
    AccountClosed("zhou"),
)


def published(event: Any) -> Fact | None:
    name, schema, _ = TYPES.dump(event)
    id = UUID(int=1)
    record = Record(id, "s", 1, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
    return publish(Stored(1, record))


def test_every_event_but_the_list_of_who_manages_accounts_becomes_a_fact() -> None:
    assert {type(published(event)) for event in EVENTS} == {
        UnitRegisteredV1, UnitChangedV1, InspectorAppointedV1, PostAssignedV1, PostEndedV1,
        RecusalDeclaredV1, ZoneDrawnV1, AccountOpenedV1, AccountClosedV1,
    }  # fmt: skip
    kept = {KeeperAdmitted("zhou", 1), KeeperDismissed("zhou", 1)}
    assert {type(event).__name__ for event in (*EVENTS, *kept)} == set(TYPES)
    assert {published(event) for event in kept} == {None}


def test_a_unit_is_published_whole() -> None:
    fact = published(EVENTS[0])
    assert isinstance(fact, UnitRegisteredV1)
    assert (fact.code, fact.unit_name, fact.kind, fact.stages) == (
        "319991-0001", "临水学校", "九年一贯制学校", ("小学", "初中"),
    )  # fmt: skip


def test_the_relation_behind_a_recusal_stays_here() -> None:
    fact = published(EVENTS[5])
    assert isinstance(fact, RecusalDeclaredV1)
    assert "就读" not in fact.model_dump_json()


def test_of_an_inspector_only_name_kind_zone_and_term_are_published() -> None:
    fact = published(EVENTS[2])
    assert isinstance(fact, InspectorAppointedV1)
    assert set(fact.model_dump()) == {"inspector", "inspector_name", "kind", "zone", "term_from", "term_to"}
