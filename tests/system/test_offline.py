"""A phone's queue is sent while the servers die: the small version of `python -m tests.soak.offline`."""

from tests.system.installation import FourProcesses
from tests.system.offline import queued
from tests.system.pages.chromium import require_browser

VISITS, PHOTOS = 12, 4


async def test_queued_visits_are_sent_once_each_while_nats_and_postgresql_are_killed(
    dudao: FourProcesses,
) -> None:
    require_browser()
    async with queued(dudao, VISITS, PHOTOS) as phone:
        await phone.sent_through_outages(patience=60, nudged=True)
        await phone.nothing_was_lost_or_doubled()
