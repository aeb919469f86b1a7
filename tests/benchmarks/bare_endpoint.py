"""The yardstick of an HTTP command: FastAPI, one INSERT per request, and nothing else; a process of its own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import uvicorn
import uvloop
from fastapi import FastAPI, Request

from tests.benchmarks.ground import execute
from tests.benchmarks.wire import Connection
from tests.system.installation import eventually

PATH = "/visits"
TABLE = "CREATE TABLE visit (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body bytea)"
INSERT = "INSERT INTO visit (body) VALUES ($1) RETURNING id"


@asynccontextmanager
async def bare_endpoint(database: str, port: int, connections: int) -> AsyncIterator[None]:
    """Run it on `port` of loopback until the block ends."""
    await execute(database, TABLE)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(port), str(connections), env=os.environ | {"DATABASE": database}
    )

    async def answers() -> bool:
        assert process.returncode is None, "the bare endpoint ended"
        (await Connection.to(port)).close()
        return True

    try:
        await eventually(answers, 30)
        yield
    finally:
        process.terminate()
        await process.wait()


async def serve(database: str, port: int, connections: int) -> None:
    """With the settings of `dudao serve`."""
    app = FastAPI()
    async with asyncpg.create_pool(database, min_size=connections, max_size=connections) as pool:

        @app.post(PATH)
        async def insert(request: Request) -> dict[str, int]:
            return {"id": await pool.fetchval(INSERT, await request.body())}

        config = uvicorn.Config(
            app, host="127.0.0.1", port=port, log_level="warning", access_log=False, lifespan="off"
        )
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(os.environ["DATABASE"], int(sys.argv[1]), int(sys.argv[2])))
