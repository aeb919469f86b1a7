"""Makes servers what the services expect, and changes nothing when they are already so."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import asyncpg
import nats
from nats.js import JetStreamContext
from nats.js.api import ConsumerConfig, StreamConfig
from nats.js.errors import NotFoundError

from deploy.installation import as_user, database_of, login_role, owner_role
from shared.messaging.streams import Topology, load_streams

_LOCK = 0x6475_6461_6F00  # "dudao", 0: one provisioning at a time on a server
_TIMEOUT = "idle_in_transaction_session_timeout=60000"  # milliseconds


def topology() -> Topology:
    """The streams and consumers of this release."""
    return load_streams(Path(__file__).with_name("streams.toml"))


async def provision_streams(admin_url: str, wanted: Topology, replicas: int = 1) -> list[str]:
    """Create or correct every stream, bucket and consumer; the sentences say what changed.

    Raises nats.js.errors.APIError for what the server does not let change in place, such as storage.
    """
    connection = await nats.connect(admin_url, inbox_prefix=b"_INBOX_admin", connect_timeout=5)
    try:
        jetstream = connection.jetstream()
        changes = []
        for stream in wanted.streams:
            changes += await _stream(jetstream, stream.config(replicas))
        for bucket in wanted.buckets:
            changes += await _stream(jetstream, bucket.config(replicas))
        for consumer in wanted.consumers:
            changes += await _consumer(jetstream, consumer.stream, consumer.config())
        return changes
    finally:
        await connection.close()


async def provision_databases(
    admin_url: str, services: Sequence[str], passwords: Mapping[str, str]
) -> list[str]:
    """Give every service a database, an owner role for migrations and a login role; say what changed.

    `admin_url` is a superuser, or a role with CREATEDB and CREATEROLE, on PostgreSQL >= 17;
    `passwords` maps both roles of every service. No service can connect to another's database.
    """
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("SELECT pg_advisory_lock($1)", _LOCK)
        await admin.execute("SET createrole_self_grant = 'set, inherit'")  # For an admin who is no superuser.
        changes = []
        for service in services:
            for role in (owner_role(service), login_role(service)):
                changes += await _role(admin, admin_url, role, passwords[role])
            changes += await _database(admin, service)
        return changes
    finally:
        await admin.close()


async def _stream(jetstream: JetStreamContext, wanted: StreamConfig) -> list[str]:
    name = str(wanted.name)
    try:
        actual = (await jetstream.stream_info(name)).config
    except NotFoundError:
        await jetstream.add_stream(wanted)
        return [f"新建数据流 {name}"]
    wanted = wanted.evolve(persist_mode=actual.persist_mode)  # For a stream's whole life, says the server.
    if changes := _differences(wanted, actual):
        await jetstream.update_stream(wanted)
    return [f"更正数据流 {name}：{change}" for change in changes]


async def _consumer(jetstream: JetStreamContext, stream: str, wanted: ConsumerConfig) -> list[str]:
    name = str(wanted.durable_name)
    try:
        actual = (await jetstream.consumer_info(stream, name)).config
    except NotFoundError:
        await jetstream.add_consumer(stream, wanted)
        return [f"新建消费者 {name}"]
    if changes := _differences(wanted, actual):
        await jetstream.add_consumer(stream, wanted)
    return [f"更正消费者 {name}：{change}" for change in changes]


def _differences(
    wanted: StreamConfig | ConsumerConfig, actual: StreamConfig | ConsumerConfig | None
) -> list[str]:
    changes = []
    for field in fields(wanted):
        old, new = getattr(actual, field.name), getattr(wanted, field.name)
        if new is not None and old != new:
            changes.append(f"{field.name} {_plain(old)} → {_plain(new)}")
    return changes


async def _role(admin: asyncpg.Connection, admin_url: str, role: str, password: str) -> list[str]:
    changes = []
    if not await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role):
        await admin.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{_verifier(password)}'")
        changes.append(f"新建角色 {role}")
    elif not await _is_let_in(as_user(admin_url, role, password)):
        await admin.execute(f"ALTER ROLE {role} LOGIN PASSWORD '{_verifier(password)}'")
        changes.append(f"更正角色 {role} 的密码")
    if _TIMEOUT not in (
        await admin.fetchval("SELECT rolconfig FROM pg_roles WHERE rolname = $1", role) or []
    ):
        # Appends hold the log's head row to their commit: one left open would stop the whole service.
        await admin.execute(f"ALTER ROLE {role} SET {_TIMEOUT}")
        changes.append(f"更正角色 {role} 的 {_TIMEOUT}")
    return changes


async def _is_let_in(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InsufficientPrivilegeError:
        return True  # The password was right, though the admin's database is closed to the role.
    except (asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError):
        return False
    await connection.close()
    return True


async def _database(admin: asyncpg.Connection, service: str) -> list[str]:
    database, login = database_of(service), login_role(service)
    changes = []
    if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", database):
        await admin.execute(
            f"CREATE DATABASE {database} OWNER {owner_role(service)} TEMPLATE template0 ENCODING 'UTF8'"
            " LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        )
        changes.append(f"新建数据库 {database}")
    open_to_all = await admin.fetchval("SELECT has_database_privilege('public', $1, 'CONNECT')", database)
    if open_to_all or not await admin.fetchval(
        "SELECT has_database_privilege($1, $2, 'CONNECT')", login, database
    ):
        await admin.execute(f"REVOKE ALL ON DATABASE {database} FROM PUBLIC")
        await admin.execute(f"GRANT CONNECT ON DATABASE {database} TO {login}")
        changes.append(f"数据库 {database} 只许 {login} 连接")
    return changes


def _verifier(password: str) -> str:
    """What PostgreSQL stores for a password (RFC 5802), so that no statement or log ever holds it."""
    salt, rounds = secrets.token_bytes(16), 4096
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    encoded = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{encoded[0]}${encoded[1]}:{encoded[2]}"


def _plain(value: object) -> object:
    return value.value if hasattr(value, "value") else value
