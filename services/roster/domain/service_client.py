"""A service client: another system that reads here by itself, in these scopes."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from shared.event_sourcing.decider import Actor, Decider, Refused

READING = frozenset({"rectification.read", "inspection.read", "roster.read", "operations.read"})
"""What a service can be let do; a test compares it with `SCOPES` in shared/identity/permissions.py."""


@dataclass(frozen=True, slots=True)
class OpenServiceClient:
    """Let another system fetch tokens, in these scopes."""

    by: Actor
    now: datetime
    client: str
    client_name: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloseServiceClient:
    """Let another system fetch no more tokens."""

    by: Actor
    now: datetime
    client: str


@dataclass(frozen=True, slots=True)
class ServiceClientOpened:
    client: str
    client_name: str
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceClientClosed:
    client: str


ServiceClientCommand = OpenServiceClient | CloseServiceClient
ServiceClientEvent = ServiceClientOpened | ServiceClientClosed


class ScopesNotForAService(Refused):
    field = "scopes"

    def __init__(self) -> None:
        super().__init__(
            f"服务只能读，授权范围至少一项，只能是：{'、'.join(sorted(READING))}。要办理的事请由人登录办理。"
        )


class ServiceClientTaken(Refused):
    field = "client"

    def __init__(self, client: str, name: str) -> None:
        super().__init__(f"服务标识{client}已由{name}使用。请换一个；要改授权范围，请先停用再开。")


class ServiceClientNotOpen(Refused):
    field = "client"

    def __init__(self, client: str) -> None:
        super().__init__(f"没有服务{client}。请核对服务标识。")


@dataclass(frozen=True, slots=True)
class Unknown:
    """No system has this name."""


@dataclass(frozen=True, slots=True)
class OpenClient:
    """The system can fetch tokens."""

    opened: ServiceClientOpened


@dataclass(frozen=True, slots=True)
class ClosedClient:
    """The system can fetch tokens no more."""


ServiceClient = Unknown | OpenClient | ClosedClient


def open_service_client(command: OpenServiceClient, client: ServiceClient) -> list[ServiceClientEvent]:
    scopes = frozenset(command.scopes)
    if not scopes or not scopes <= READING:
        raise ScopesNotForAService
    opened = ServiceClientOpened(command.client, command.client_name, tuple(sorted(scopes)))
    if isinstance(client, OpenClient):
        if client.opened == opened:
            return []
        raise ServiceClientTaken(command.client, client.opened.client_name)
    return [opened]


def close_service_client(command: CloseServiceClient, client: ServiceClient) -> list[ServiceClientEvent]:
    match client:
        case Unknown():
            raise ServiceClientNotOpen(command.client)
        case OpenClient():
            return [ServiceClientClosed(command.client)]
        case ClosedClient():
            return []
        case _:
            assert_never(client)


def decide(command: ServiceClientCommand, client: ServiceClient) -> list[ServiceClientEvent]:
    match command:
        case OpenServiceClient():
            return open_service_client(command, client)
        case CloseServiceClient():
            return close_service_client(command, client)
        case _:
            assert_never(command)


def evolve(_client: ServiceClient, event: ServiceClientEvent) -> ServiceClient:
    match event:
        case ServiceClientOpened():
            return OpenClient(event)
        case ServiceClientClosed():
            return ClosedClient()
        case _:
            assert_never(event)


SERVICE_CLIENT: Decider[ServiceClientCommand, ServiceClient, ServiceClientEvent] = Decider(
    Unknown(), decide, evolve
)
