"""Whoever adds a route says who may use it; tests/system/test_who_may.py sees that it is so."""

from pathlib import Path
from typing import Annotated

import pytest
from fastapi import FastAPI

from deploy.installation import SERVICES
from shared.identity.permissions import WHO_MAY
from shared.runtime.caller import Called, Permitted, may
from tests.contracts.routes import PUBLIC, Route, composed, routes_of, undeclared


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, FastAPI]:
    keys = tmp_path_factory.mktemp("keys")
    return {service: composed(service, keys) for service in SERVICES}


@pytest.fixture(scope="module")
def routes(apps: dict[str, FastAPI]) -> list[Route]:
    return [route for service, app in apps.items() for route in routes_of(service, app)]


@pytest.fixture
def inspection(tmp_path: Path) -> FastAPI:
    return composed("inspection", tmp_path)


def test_every_route_declares_one_action_or_says_why_anybody_may(routes: list[Route]) -> None:
    assert undeclared(routes) == []


def test_every_declared_action_is_in_the_table(routes: list[Route]) -> None:
    assert {action for route in routes for action in route.actions} <= WHO_MAY.keys()


def test_no_exception_outlives_its_route(routes: list[Route]) -> None:
    assert PUBLIC.keys() <= {name for route in routes for name in route.names}


def test_no_operation_of_the_api_is_overlooked(apps: dict[str, FastAPI], routes: list[Route]) -> None:
    """FastAPI's own description knows the routes too, from its own reading of them."""
    described = {
        f"{service} {method.upper()} {path}"
        for service, app in apps.items()
        for path, operations in app.openapi()["paths"].items()
        for method in operations
    }
    found = {route.name.replace(":path}", "}") for route in routes}
    assert len(described) > 60
    assert described <= found


def test_pages_are_among_them_too(routes: list[Route]) -> None:
    pages = {route.name for route in routes if route.is_page and route.actions}
    assert {"roster GET /staffing", "rectification POST /cases/{case_id}/close-case"} <= pages


def test_a_route_that_only_asks_inside_its_handler_is_found(inspection: FastAPI) -> None:
    @inspection.post("/api/visits/all")
    async def change_all(called: Called) -> None:
        called.acting("inspection.record_visit")

    assert undeclared(list(routes_of("inspection", inspection))) == ["inspection POST /api/visits/all"]


def test_a_route_that_asks_nobody_is_found(inspection: FastAPI) -> None:
    inspection.add_api_route("/api/visits/{visit}", lambda visit: visit, methods=["PUT", "DELETE"])
    assert undeclared(list(routes_of("inspection", inspection))) == [
        "inspection DELETE /api/visits/{visit}",
        "inspection PUT /api/visits/{visit}",
    ]


def test_a_route_with_two_actions_is_found(inspection: FastAPI) -> None:
    @inspection.get("/both", dependencies=[may("inspection.read")])
    async def both(called: Annotated[Permitted, may("roster.read")]) -> None:
        """Which of the two would be right?"""

    assert undeclared(list(routes_of("inspection", inspection))) == ["inspection GET /both"]


def test_an_app_that_is_mounted_is_found(inspection: FastAPI) -> None:
    inspection.mount("/more", FastAPI())
    with pytest.raises(TypeError, match="/more"):
        list(routes_of("inspection", inspection))


def test_nobody_declares_an_action_that_is_not_in_the_table() -> None:
    with pytest.raises(AssertionError, match=r"inspection\.erase"):
        may("inspection.erase")


def test_no_two_models_of_a_service_are_called_the_same(apps: dict[str, FastAPI]) -> None:
    """Readers of the description would see them under the names of our modules."""
    named = [name for app in apps.values() for name in app.openapi()["components"]["schemas"]]
    assert [name for name in named if name.startswith(("services__", "shared__"))] == []
