"""One installation is one folder: its data, its keys, its passwords.

    secrets.toml    passwords, made at random when first asked for; 0600
    keys/           what the services sign with; 0700
    postgres/       the embedded cluster: data/, lock, port
    nats/           the embedded bus: jetstream/, nats.conf, lock, port, monitor-port
    logs/           postgres.log, nats.log

To move an installation or to back it up, stop it and copy the folder. With external servers only
`secrets.toml` and `keys/` are used.
"""

import fcntl
import os
import secrets
import tomllib
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

SERVICES = ("roster", "inspection", "rectification", "notification")


class Installation:
    """The folder, made when missing, and the addresses that follow from its passwords."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        self.keys, self.logs = self.folder / "keys", self.folder / "logs"
        self.postgres, self.nats = self.folder / "postgres", self.folder / "nats"
        for private in (self.keys, self.logs):
            private.mkdir(mode=0o700, exist_ok=True)

    def secret(self, name: str) -> str:
        """The secret `<section>.<name>`; made and stored the first time. Only URL-safe characters."""
        section, key = name.split(".")
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)  # Two processes that start at once must agree on one password.
            known = self._secrets()
            if key not in known.setdefault(section, {}):
                known[section][key] = secrets.token_urlsafe(24)
                self._store(known)
            return known[section][key]
        finally:
            os.close(folder)

    def database_passwords(self, service: str) -> dict[str, str]:
        """Role to password, for the service's owner role (migrations) and its login role."""
        return {role: self.secret(f"postgres.{role}") for role in (owner_role(service), login_role(service))}

    def database_url(self, server: str, service: str) -> str:
        """Where the service itself connects; `server` is the address of any user on that server."""
        role = login_role(service)
        return as_user(server, role, self.secret(f"postgres.{role}"), database_of(service))

    def migration_url(self, server: str, service: str) -> str:
        """Where the service's migrations run, as the owner of its database."""
        role = owner_role(service)
        return as_user(server, role, self.secret(f"postgres.{role}"), database_of(service))

    def bus_url(self, server: str, user: str) -> str:
        """Where a service, `admin` or `reader` connects to the bus."""
        return as_user(server, user, self.secret(f"nats.{user}"))

    def _secrets(self) -> dict[str, dict[str, str]]:
        file = self.folder / "secrets.toml"
        return tomllib.loads(file.read_text()) if file.exists() else {}

    def _store(self, known: dict[str, dict[str, str]]) -> None:
        lines = [
            line
            for section, values in known.items()
            for line in (f"[{section}]", *(f'{name} = "{value}"' for name, value in values.items()), "")
        ]
        new = self.folder / "secrets.toml.new"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w") as out:
            out.write("\n".join(lines))
            out.flush()
            os.fsync(descriptor)
        new.rename(self.folder / "secrets.toml")


def database_of(service: str) -> str:
    return f"dudao_{service}"


def login_role(service: str) -> str:
    """The role a running service uses."""
    return f"dudao_{service}"


def owner_role(service: str) -> str:
    """The role that owns a service's database and runs its migrations."""
    return f"dudao_{service}_owner"


def as_user(url: str, user: str, password: str, path: str | None = None) -> str:
    """The same server under another name; `path` replaces the database."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{quote(user, safe='')}:{quote(password, safe='')}@{host}"
    return urlunsplit(parts._replace(netloc=netloc, path=parts.path if path is None else f"/{path}"))
