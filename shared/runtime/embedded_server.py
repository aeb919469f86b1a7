"""The life of a server that this program runs itself: started, ready, stopped, killed, started again."""

import asyncio
import contextlib
import fcntl
import os
import random
import socket
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path

from shared.runtime.child import STOP, hand_over, spawn

_READY_WITHIN = 30.0  # seconds; a recovery after a crash under heavy load is part of it
_STOPPED_WITHIN = 20.0  # seconds


class AlreadyRunning(Exception):
    """Another process serves this folder; two would destroy it."""


class DidNotStart(Exception):
    """The server ended, or was not ready in time; the message ends with what it wrote to its log."""


class EmbeddedServer(ABC):
    """A server that owns `folder`, listens on 127.0.0.1 only and survives SIGKILL without losing
    what it acknowledged.

    `start` returns when the server answers. At most one server runs on a folder, whoever starts it.
    `port` 0 takes a free one at the first start and keeps it, so that addresses survive a restart;
    the attribute holds the real one once started.
    """

    def __init__(self, folder: Path, log: Path, port: int = 0) -> None:
        self.folder, self.log, self.port = folder.absolute(), log.absolute(), port
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self, patience: float = 5.0) -> None:
        """Start and wait until ready. A server that is just ending gets `patience` seconds to do so.

        Raises AlreadyRunning or DidNotStart.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        hand_over(self.folder)
        lock = await self._claim(patience)
        try:
            self.port = self.port or self._kept_port("port")
            await self._prepare(lock)
            written = self.log.stat().st_size if self.log.exists() else 0
            self._process = self._spawn(self._command(), lock)
            os.pwrite(lock, f"{self._process.pid:<10}\n".encode(), 0)
        finally:
            os.close(lock)
        try:
            async with asyncio.timeout(_READY_WITHIN):
                await self._until_ready(self._process, written)
        except BaseException as error:
            await self.kill()
            if isinstance(error, TimeoutError):
                raise DidNotStart(f"{self.folder.name} 未能就绪：\n{self._said(written)}") from error
            raise

    async def stop(self) -> None:
        """Stop in order, everything written; kill if that takes too long. Does nothing when not running."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(STOP)
        try:
            await asyncio.wait_for(self.ended(), _STOPPED_WITHIN)
        except TimeoutError:
            await self.kill()
        self._process = None

    async def kill(self) -> None:
        """SIGKILL, as a crash or the system would; returns when its own children are gone too."""
        if self._process is None:
            return
        self._process.kill()
        await self.ended()
        self._process = None
        os.close(await self._claim(_STOPPED_WITHIN))

    async def ended(self) -> int:
        """Wait until the server has ended, by itself or not; its exit code (negative: the signal)."""
        if self._process is None:
            raise ValueError(f"{self.folder.name} is not running")
        return await _end_of(self._process)

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @abstractmethod
    async def _prepare(self, lock: int) -> None:
        """Make the folder ready for `_command`; nobody else works in it meanwhile."""

    @abstractmethod
    def _command(self) -> list[str]:
        """The program (absolute path) and its arguments."""

    @abstractmethod
    async def _is_ready(self, pid: int) -> bool:
        """Whether the server with this process id answers."""

    def _spawn(self, command: list[str], lock: int) -> subprocess.Popen[bytes]:
        return spawn(command, self.folder, self.log, lock)

    async def _run(self, command: list[str], lock: int) -> None:
        written = self.log.stat().st_size if self.log.exists() else 0
        process = self._spawn(command, lock)
        try:
            if await _end_of(process) != 0:
                raise DidNotStart(f"{Path(command[0]).name} 失败：\n{self._said(written)}")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()

    async def _until_ready(self, process: subprocess.Popen[bytes], written: int) -> None:
        while not await self._is_ready(process.pid):
            if process.poll() is not None:
                raise DidNotStart(f"{self.folder.name} 启动后退出：\n{self._said(written)}")
            await asyncio.sleep(0.01)

    async def _claim(self, patience: float) -> int:
        # The server and its children inherit the lock, so it is free exactly when the last of them is gone: no
        # pid file to go stale, and backends that outlive a killed postmaster still keep a second start out.
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            async with asyncio.timeout(patience):
                while not _locked(lock):  # A lock of another process raises no event.
                    await asyncio.sleep(0.02)
        except BaseException as error:
            pid = os.pread(lock, 10, 0).decode().strip()
            os.close(lock)
            if isinstance(error, TimeoutError):
                sentence = (
                    f"{self.folder} 正由进程 {pid} 使用，不能再启动一个：请先停止它，或换一个数据目录。"
                )
                raise AlreadyRunning(sentence) from None
            raise
        return lock

    def _kept_port(self, name: str) -> int:
        file = self.folder / name
        if file.exists() and _is_free(port := int(file.read_text())):
            return port
        # Below the range of outgoing connections: a client that keeps dialling a stopped server on loopback
        # can otherwise be given that very port, connect to itself and keep the server from coming back.
        port = next(p for p in iter(lambda: random.randrange(20000, 30000), 0) if _is_free(p))
        self._write(name, f"{port}\n")
        return port

    def _write(self, name: str, text: str) -> Path:
        """A file that only the server's user may read."""
        file = self.folder / name
        with open(file, "w", opener=_private, encoding="utf-8") as out:
            out.write(text)
        hand_over(file)
        return file

    def _said(self, offset: int) -> str:
        with self.log.open("rb") as log:
            log.seek(offset)
            return log.read()[-4000:].decode(errors="replace")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


async def _end_of(process: subprocess.Popen[bytes]) -> int:
    while process.poll() is None:  # asyncio's own children need its loop to outlive them.
        await asyncio.sleep(0.01)
    return process.returncode
