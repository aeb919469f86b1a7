"""From nothing to the demo's summary, and from an empty folder to a ready installation."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from deploy.installation import SERVICES
from tests.benchmarks.report import Figure
from tests.system.installation import eventually, free_ports

REPOSITORY = Path(__file__).parents[2]
GIVEN_UP = 300.0  # seconds


async def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="dudao-bench-") as folder:
        Path(folder).chmod(0o755)  # Under root PostgreSQL runs as another user, who must reach its programs.
        made, played = await _demo(Path(folder))
        ready = await _up(Path(folder))
    return [
        Figure(
            name="make demo, from no virtual environment to the summary",
            value=made,
            unit="s",
            below=60,
            beside=f"wheels from pip's cache; the autumn itself took {played:.1f} s",
        ),
        Figure(
            name="dudao up in an empty folder, until all services are ready", value=ready, unit="s", below=10
        ),
    ]


async def _demo(folder: Path) -> tuple[float, float]:
    """Seconds of `make demo` with a virtual environment of its own, and what its summary says of itself."""
    began = time.monotonic()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))
    }
    process = await asyncio.create_subprocess_exec(
        *("make", "--silent", "demo", f"VENV={folder / 'venv'}", f"PYTHON={sys.executable}"),
        "ARGS=--once --json",
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    async with asyncio.timeout(GIVEN_UP):
        said, problems = await process.communicate()
    assert process.returncode == 0, problems[-2000:].decode(errors="replace")
    made, summary = time.monotonic() - began, json.loads(said)
    assert summary["cases_verified"] == summary["cases_total"] > 0
    return made, float(summary["seconds"])


async def _up(folder: Path) -> float:
    (port,) = free_ports(1)
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *(Path(sys.executable).with_name("dudao"), "up", "--folder", folder / "data", "--port", str(port)),
        stdout=subprocess.DEVNULL,
    )
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:

            async def all_ready() -> bool:
                assert process.returncode is None, f"dudao up ended with {process.returncode}"
                answers = [await http.get(f"/{service}/health/ready") for service in SERVICES]
                return all(answer.is_success for answer in answers)

            await eventually(all_ready, GIVEN_UP)
        return time.monotonic() - began
    finally:
        process.terminate()
        await process.wait()
