"""One installation of four processes for all system tests; what a test killed runs again for the next."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.district import District, import_register
from tests.system.installation import FourProcesses

SAMPLE = Path(__file__).parents[2] / "deploy" / "demo" / "yunting"
UNITS = 12


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FourProcesses]:
    """The processes outlive the event loop of every single test."""
    processes = FourProcesses(tmp_path_factory.mktemp("installation"))
    with asyncio.Runner() as runner:
        try:
            runner.run(processes.start())
            runner.run(_fill(processes))
            yield processes
        finally:
            runner.run(processes.stop())


@pytest.fixture
async def dudao(started: FourProcesses) -> FourProcesses:
    """Everything runs and rests."""
    await started.revive()
    await started.rest()
    return started


async def _fill(processes: FourProcesses) -> None:
    """A part of the sample district: enough units, and everybody who inspects them."""
    district = District.read(SAMPLE)
    district.units = district.units[:UNITS]
    codes = {unit["code"] for unit in district.units}
    district.posts = [post for post in district.posts if post["unit"] in codes]
    district.relations = []
    async with processes.client() as client:
        result = await import_register(client, district)
    assert not result["refused"], result["refused"]
