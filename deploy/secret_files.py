"""The secrets of an installation as files, one folder per container, so that none holds another's."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from deploy.bus_users import ADMIN, bus_users
from deploy.installation import Installation, as_user
from shared.messaging.streams import Topology
from shared.runtime.embedded_nats import access


def write_secret_files(
    installation: Installation, services: Iterable[str], topology: Topology, postgres: str, nats: str
) -> Path:
    """Write `secrets/<container>/<name>` below the installation, whole or not at all; gives that folder.

    `postgres` and `nats` are the servers' addresses without a user. A service finds `database-url` and
    `nats-password`; PostgreSQL its superuser's `password`; NATS a `nats.conf` with its users; the folder
    `operator` holds both administrators' addresses, for `dudao provision`.
    """
    superuser = installation.secret("postgres.postgres")
    users = bus_users(topology, lambda user: installation.secret(f"nats.{user}"))
    held = {
        "postgres": {"password": superuser},
        "nats": {"nats.conf": json.dumps(_nats_server(access(users)), indent=1)},
        "operator": {
            "postgres-admin-url": as_user(postgres, "postgres", superuser, "postgres"),
            "nats-admin-url": installation.bus_url(nats, ADMIN),
        },
    }
    for service in services:
        held[service] = {
            "database-url": installation.database_url(postgres, service),
            "nats-password": installation.secret(f"nats.{service}"),
        }
    folder = installation.folder / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)  # The only lock: the files below are for their containers' users.
    for container, files in held.items():
        (folder / container).mkdir(exist_ok=True)
        for name, content in files.items():
            _write(folder / container / name, content)
    return folder


def _nats_server(accounts: dict[str, object]) -> dict[str, object]:
    return {
        "server_name": "dudao",
        "listen": "0.0.0.0:4222",
        "http": "0.0.0.0:8222",
        "jetstream": {"store_dir": "/data", "sync_interval": "always"},
        "accounts": accounts,
    }


def _write(file: Path, content: str) -> None:
    new = file.with_name(f".{file.name}.new")
    new.write_text(content, encoding="utf-8")
    os.chmod(new, 0o444)
    new.rename(file)
