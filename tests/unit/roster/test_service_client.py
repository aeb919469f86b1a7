"""Service clients: other systems that read by themselves, and only read."""

import pytest

from services.roster.domain.service_client import (
    READING,
    SERVICE_CLIENT,
    CloseServiceClient,
    OpenServiceClient,
    ScopesNotForAService,
    ServiceClientClosed,
    ServiceClientNotOpen,
    ServiceClientOpened,
    ServiceClientTaken,
)
from shared.identity.permissions import SCOPES
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE

client = DeciderTest(SERVICE_CLIENT)


def opening(*scopes: str, name: str = "市级督导平台") -> OpenServiceClient:
    return OpenServiceClient(OFFICE, NOW, "city", name, scopes)


open_city = opening("roster.read", "inspection.read")
opened = ServiceClientOpened("city", "市级督导平台", ("inspection.read", "roster.read"))
close = CloseServiceClient(OFFICE, NOW, "city")
closed = ServiceClientClosed("city")


def test_the_scopes_are_those_of_the_table() -> None:
    assert READING == SCOPES


def test_a_service_client_is_opened() -> None:
    client.when(open_city).then(opened)


def test_opening_again_changes_nothing() -> None:
    client.again(open_city)


def test_the_order_of_scopes_makes_no_other_client() -> None:
    client.given(opened).when(opening("inspection.read", "roster.read", "roster.read")).then_nothing()


@pytest.mark.parametrize(
    "scopes", [(), ("rectification.close_case",), ("roster.read", "roster.open_account"), ("*",)]
)
def test_a_service_reads_and_does_nothing_else(scopes: tuple[str, ...]) -> None:
    client.when(opening(*scopes)).then_refused(ScopesNotForAService)


@pytest.mark.parametrize(
    "other", [opening("rectification.read"), opening("roster.read", "inspection.read", name="别的系统")]
)
def test_an_open_client_keeps_its_name_and_scopes(other: OpenServiceClient) -> None:
    client.given(opened).when(other).then_refused(ServiceClientTaken)


def test_a_service_client_is_closed() -> None:
    client.given(opened).when(close).then(closed)


def test_closing_again_changes_nothing() -> None:
    client.given(opened).again(close)


def test_only_what_was_opened_can_be_closed() -> None:
    client.when(close).then_refused(ServiceClientNotOpen)


def test_a_closed_client_can_be_opened_anew_with_other_scopes() -> None:
    client.given(opened, closed).when(opening("operations.read")).then(
        ServiceClientOpened("city", "市级督导平台", ("operations.read",))
    )
