"""Clients who hand in visits without pause, as a process of its own: told what to do on stdin, tells on stdout."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import uvloop

from tests.benchmarks.visiting import Visitor
from tests.benchmarks.wire import Connection


@dataclass(frozen=True, slots=True)
class Load:
    """So many clients, each with a connection to `port`, for so many seconds; every visit has `findings` findings."""

    port: int
    path: str
    clients: int
    seconds: float
    findings: int
    visitors: Sequence[Visitor]

    async def put_on(self) -> float:
        """Requests answered per second, measured by another process."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", __name__, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        said, _ = await process.communicate(json.dumps(asdict(self)).encode())
        assert process.returncode == 0, "the clients ended with an error"
        return float(json.loads(said))

    @classmethod
    def told(cls, load: dict[str, Any]) -> "Load":
        return cls(**load | {"visitors": [Visitor(**visitor) for visitor in load["visitors"]]})

    async def run(self) -> float:
        """Requests answered per second. Raises AssertionError for any answer but a success."""
        connections = [await Connection.to(self.port) for _ in range(self.clients)]
        loop = asyncio.get_running_loop()
        began, done = loop.time(), 0

        async def hand_in(client: int) -> None:
            nonlocal done
            visitor = self.visitors[client % len(self.visitors)]
            while loop.time() < began + self.seconds:
                _, request = visitor.visit(self.findings, self.path)
                (await connections[client].ask(request)).json()
                done += 1

        await asyncio.gather(*map(hand_in, range(self.clients)))
        return done / (loop.time() - began)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(runner.run(Load.told(json.load(sys.stdin)).run()))
