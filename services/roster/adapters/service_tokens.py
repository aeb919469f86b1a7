"""Tokens for other systems: a client's secret, kept as a hash, against a short-lived token of its scopes."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, String, Table, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.credentials import tables
from services.roster.adapters.door import Door
from services.roster.application.service_clients import ServiceClients
from services.roster.domain.service_client import OpenClient
from shared.identity.passwords import hash_password, password_matches
from shared.identity.tokens import TokenIssuer

service_secrets = Table(
    "service_secrets",
    tables,
    Column("client", String, primary_key=True),
    Column(
        "opening", BigInteger, nullable=False
    ),  # The version its stream was opened at: good for no later one.
    Column("secret_hash", String, nullable=False),
)


class WrongClient(Exception):
    """The client or its secret is wrong, or the client is closed; which of these is not told."""

    def __str__(self) -> str:
        return "服务标识或密钥不对，或者服务已停用。请核对，或请督导室重新开通。"


class ScopeNotGranted(Exception):
    """The client asks for more than it was given."""

    def __init__(self, granted: Collection[str]) -> None:
        super().__init__(f"要的授权范围超出了已给的。已给的是：{'、'.join(granted)}。")


@dataclass(frozen=True, slots=True)
class ServiceToken:
    """A token of another system, good for `expires_in` seconds."""

    token: str
    expires_in: int
    scopes: tuple[str, ...]


class ServiceTokens:
    """Gives tokens to other systems. They have a door of their own and keep no person waiting."""

    def __init__(self, engine: AsyncEngine, door: Door, clients: ServiceClients, issuer: TokenIssuer) -> None:
        self._engine, self._door, self._clients, self._issuer = engine, door, clients, issuer

    async def secret_for(self, client: str, opening: int) -> str | None:
        """A new secret for a client that was opened at that version; None when it was given one before."""
        secret = secrets.token_urlsafe(32)
        given = {"opening": opening, "secret_hash": await self._door.hash(hash_password, secret)}
        statement = insert(service_secrets).values(client=client, **given)
        async with self._engine.begin() as connection:
            kept = await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["client"], set_=given, where=service_secrets.c.opening < opening
                ).returning(service_secrets.c.client)
            )
            return secret if kept.first() else None

    async def forget(self, client: str, opening: int) -> None:
        """Remove the secret of an opening that has ended; one given since then stays."""
        ended = (service_secrets.c.client == client) & (service_secrets.c.opening < opening)
        async with self._engine.begin() as connection:
            await connection.execute(delete(service_secrets).where(ended))

    async def __call__(
        self, client: str, secret: str, wanted: Collection[str] = (), address: str = ""
    ) -> ServiceToken:
        """A token for the scopes `wanted`, by default for all it was given.

        Raises `WrongClient`, `ScopeNotGranted`, `TooManySignIns`.
        """
        async with self._door.through(address):
            query = select(service_secrets).where(service_secrets.c.client == client)
            async with self._engine.connect() as connection:
                row = (await connection.execute(query)).first()
            hashed = row.secret_hash if row else await self._door.nobodys_hash()
            if not await self._door.hash(password_matches, secret, hashed) or row is None:
                raise WrongClient
        state, version = await self._clients.now(client)
        if not isinstance(state, OpenClient) or row.opening != version:
            raise WrongClient
        granted = state.opened.scopes
        if not set(wanted) <= set(granted):
            raise ScopeNotGranted(granted)
        scopes = tuple(scope for scope in granted if scope in wanted) or granted
        token = self._issuer.issue_service(client, state.opened.client_name, scopes)
        return ServiceToken(token, self._issuer.lifetime, scopes)
