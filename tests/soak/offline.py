"""`python -m tests.soak.offline`: 500 visits with 4 photos each, queued on a phone, while servers are killed."""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from deploy.district import District, import_register
from tests.system.conftest import SAMPLE
from tests.system.installation import FourProcesses
from tests.system.offline import queued

PATIENCE = 1800.0  # seconds for each third of the visits


async def soak(visits: int, photos: int) -> None:
    """The page's own code in Chromium keeps and sends them; NATS and PostgreSQL are each killed once meanwhile."""
    with tempfile.TemporaryDirectory(prefix="dudao-soak-") as folder:
        dudao = FourProcesses(Path(folder))
        try:
            await dudao.start()
            async with dudao.client() as client:
                refused = (await import_register(client, District.read(SAMPLE)))["refused"]
            assert not refused, refused
            await dudao.rest()
            began = time.monotonic()
            async with queued(dudao, visits, photos) as phone:
                print(f"{visits} visits with {photos} photos each on the phone: {_since(began)}", flush=True)
                began = time.monotonic()
                await phone.sent_through_outages(PATIENCE, nudged=False)
                print(f"sent, NATS and PostgreSQL killed once each: {_since(began)}", flush=True)
                await phone.nothing_was_lost_or_doubled()
                print(f"nothing lost, nothing doubled: {visits} visits, {visits * photos} photos", flush=True)
        finally:
            await dudao.stop()


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.soak.offline", description=__doc__)
    parser.add_argument("--visits", type=int, default=500)
    parser.add_argument("--photos", type=int, default=4)
    asked = parser.parse_args()
    asyncio.run(soak(asked.visits, asked.photos))
