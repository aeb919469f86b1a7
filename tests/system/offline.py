"""Visits queued on a phone without a network, and what must be true once they are sent: nothing lost or doubled."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from playwright.async_api import Page, async_playwright

from deploy.client import token_for
from services.rectification.application.reactions import case_of
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.runtime.caller import SESSION
from tests.system.installation import FourProcesses, eventually
from tests.system.load import INSPECTORS, UNIT
from tests.system.pages.chromium import ARGUMENTS, chromium

OUTAGE = 2.0  # seconds a killed server stays away
LOOK = 0.25  # seconds between two looks at the phone
AT_ONCE = 8
DAY = 24 * 3600.0  # seconds the sign-in lasts
INSPECTOR = Principal(INSPECTORS[0], "督学", (Role.INSPECTOR,), inspector=INSPECTORS[0])

QUEUE = """async ({unit, visits, photos}) => {
  const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
  const [{begin, newFinding}, {keepDraft, change, pack}, {keepFile}] =
    await Promise.all(['visit.js', 'store.js', 'photos.js'].map((name) => import(from + name)));
  const {person} = await pack(localStorage.getItem('dudao-person'));
  const picture = async () => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 160, height: 120});
    const pixels = new ImageData(160, 120);
    crypto.getRandomValues(pixels.data.subarray(0, 65536));
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return new File([await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'))], 'photo.png');
  };
  const ids = [];
  for (let n = 0; n < visits; n += 1) {
    const visit = begin(person, {code: unit, name: '单位'});
    Object.assign(visit, {
      checkIn: {at: '2026-10-30T01:00:00.000Z', place: '校门口', fix: null}, themes: '校园安全', minutes: '60',
      feedback: {given: true, told: '校长', answer: ''},
      findings: [{...newFinding('校园安全'), problem: `问题${visit.id}`, demand: '立即整改', severity: '一般', workingDays: '15'}],
    });
    await keepDraft(visit);
    for (let m = 0; m < photos; m += 1) await keepFile(visit.id, null, await picture(), 'camera');
    await change(visit.id, (kept) => ({...kept, state: 'waiting', handedIn: new Date().toISOString()}));
    ids.push(visit.id);
  }
  return ids;
}"""

KEPT = """async () => {
  const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
  const {photosOf, visitsOf} = await import(from + 'store.js');
  const visits = await visitsOf(localStorage.getItem('dudao-person'));
  return Promise.all(visits.map(async ({id, state, receipt}) => ({
    id, state, receipt, photos: (await photosOf(id)).map(({sha256, bytes, receipt}) => ({sha256, bytes, receipt})),
  })));
}"""

RECEIVED = """async () => {
  const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
  const {visitsOf} = await import(from + 'store.js');
  return (await visitsOf(localStorage.getItem('dudao-person'))).filter((visit) => visit.receipt).length;
}"""


@dataclass
class Queued:
    """A phone with the visits `ids` waiting on it."""

    dudao: FourProcesses
    page: Page
    ids: Sequence[str]

    async def received(self, count: int, patience: float) -> None:
        """Wait until the phone has the receipts of so many visits."""

        async def has() -> bool:
            await asyncio.sleep(LOOK)
            return int(await self.page.evaluate(RECEIVED)) >= count

        await eventually(has, patience)

    async def sent_through_outages(self, patience: float, *, nudged: bool) -> None:
        """Go online; NATS is killed after a third of the visits, PostgreSQL after two thirds, each comes back.

        `nudged`: the phone is told then that it is online, and does not wait for its own next try.
        """
        await self.page.context.set_offline(False)
        for share, server in ((1, self.dudao.nats), (2, self.dudao.postgres)):
            await self.received(len(self.ids) * share // 3, patience)
            await server.kill()
            await asyncio.sleep(OUTAGE)
            await server.start()
            if nudged:
                await self.page.evaluate("() => { dispatchEvent(new Event('online')) }")
        await self.received(len(self.ids), patience)

    async def nothing_was_lost_or_doubled(self) -> None:
        """The phone has every receipt; the log, the files and the cases are what was on the phone, once each."""
        kept: list[dict[str, Any]] = await self.page.evaluate(KEPT)
        ours = [visit for visit in kept if visit["id"] in set(self.ids)]
        assert len(ours) == len(self.ids)
        assert all(visit["state"] == "received" and visit["receipt"] for visit in ours)
        photos = {photo["sha256"]: photo for visit in ours for photo in visit["photos"]}
        assert len(photos) == sum(len(visit["photos"]) for visit in ours)
        assert all(photo["receipt"]["sha256"] == sha256 for sha256, photo in photos.items())
        await self.dudao.rest()
        recorded = [
            one for one in await self.dudao.log("inspection", "VisitRecorded") if one["visit"] in self.ids
        ]
        assert Counter(one["visit"] for one in recorded) == Counter(self.ids)
        pictured = [picture["sha256"] for one in recorded for picture in one["report"]["pictures"]]
        assert Counter(pictured) == Counter(photos.keys())
        issues = [
            one["issue"]
            for one in await self.dudao.log("inspection", "IssueRaised")
            if one["visit"] in self.ids
        ]
        assert len(issues) == len(set(issues)) == len(self.ids)
        opened = Counter(
            one["about"]["case_id"] for one in await self.dudao.log("rectification", "CaseOpened")
        )
        assert {opened[str(case_of(UUID(issue)))] for issue in issues} == {1}
        await self._files_are_whole(photos)

    async def _files_are_whole(self, photos: dict[str, dict[str, Any]]) -> None:
        turn = asyncio.Semaphore(AT_ONCE)

        async def read(http: httpx.AsyncClient, sha256: str) -> bool:
            async with turn:
                answer = await http.get(f"/inspection/api/files/{sha256}")
            return hashlib.sha256(answer.content).hexdigest() == sha256

        async with self.dudao.http(INSPECTOR) as http:
            assert all(await asyncio.gather(*(read(http, sha256) for sha256 in photos)))


@asynccontextmanager
async def queued(dudao: FourProcesses, visits: int, photos: int) -> AsyncIterator[Queued]:
    """A phone that was online once, and on which visits with photos each were then handed in without a network."""
    origin = f"http://127.0.0.1:{dudao.ports['inspection']}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        context = await browser.new_context(locale="zh-CN")
        cookie: Any = {"name": SESSION, "value": token_for(dudao.installation, INSPECTOR, DAY), "url": origin}
        await context.add_cookies([cookie])
        page = await context.new_page()
        await page.goto(f"{origin}/inspection/recorder")
        await page.wait_for_selector("#begin")
        await context.set_offline(True)
        ids = await page.evaluate(QUEUE, {"unit": UNIT, "visits": visits, "photos": photos})
        try:
            yield Queued(dudao, page, ids)
        finally:
            await browser.close()
