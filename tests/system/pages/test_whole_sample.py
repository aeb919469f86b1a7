"""The sample's visits and issues come out the same by the API, as an import and from a phone without a network."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from playwright.sync_api import Browser

from deploy.client import Client, operator_token
from deploy.district import CsvRow, District, import_register, visit_body
from shared.workdays.deadline import SHANGHAI
from tests.system.pages.line import Line
from tests.system.pages.phone import Phone, phone_of
from tests.system.pages.site import OFFICE, SAMPLE, Site
from tests.system.pages.test_visit_recorder import without

DISTRICT = District.read(SAMPLE)
AFTERWARDS = datetime(2026, 11, 1, 9, tzinfo=SHANGHAI)
ONLY_A_PHONE_SAYS = {"came", "feedback", "doubts", "pictures", "received_at"}
PICTURED = {row["no"] for row in DISTRICT.visits[:10]}
"""Visits whose photos are taken, too: all 281 of the sample would only take their time."""
Json = dict[str, Any]
PATIENCE = 120.0  # seconds

WRITTEN = """async (rows) => {
  const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
  const [{begin, missing, newFinding}, {change, keepDraft, pack}, {keepFile}, {momentOf}] =
    await Promise.all(['visit.js', 'store.js', 'photos.js', 'words.js'].map((name) => import(from + name)));
  const {person, units} = await pack(localStorage.getItem('dudao-person'));
  const canvas = Object.assign(document.createElement('canvas'), {width: 16, height: 16});
  const photo = async () => {
    const pixels = new ImageData(16, 16);
    crypto.getRandomValues(pixels.data);
    for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
    canvas.getContext('2d').putImageData(pixels, 0, 0);
    return new File([await new Promise((done) => canvas.toBlob(done, 'image/png'))], 'photo.png');
  };
  const photos = [];
  for (let n = Math.max(...rows.map((row) => Number(row.photos))); n > 0; n -= 1) photos.push(await photo());
  const ids = {};
  for (const row of rows) {
    const visit = begin(person, units.find((unit) => unit.code === row.unit), null);
    Object.assign(visit, {
      inspectors: row.inspectors.split('、'), themes: row.theme, minutes: row.minutes, summary: row.summary,
      checkIn: {at: momentOf(row.date, row.start.padStart(5, '0')), place: '校门口', fix: null},
      counters: {lessons_heard: row.lessons_heard, plans_read: row.plans_read, interviews: row.interviews},
      feedback: {given: row.issues.length > 0, told: '校方负责人', answer: ''},
      findings: row.issues.map((issue) => ({
        ...newFinding(issue.theme), problem: issue.problem, demand: issue.demand, severity: issue.severity,
        workingDays: issue.working_days, department: issue.department,
      })),
    });
    if (missing(visit).length) throw new Error(`${row.no}: ${missing(visit)}`);
    await keepDraft(visit);
    for (const file of row.pictured ? photos.slice(0, Number(row.photos)) : []) await keepFile(visit.id, null, file, 'camera');
    await change(visit.id, (kept) => ({...kept, state: 'waiting', handedIn: new Date().toISOString()}));
    ids[row.no] = visit.id;
  }
  return ids;
}"""
"""Each row is written down as the form does it, with as many photos as it says were taken if it is `pictured`
(the same ones on every visit, which the server keeps once); the ids by number."""

STATES = """async () => {
  const from = document.querySelector('script[src*="recorder/start.js"]').src.replace('start.js', '');
  const {visitsOf} = await import(from + 'store.js');
  return (await visitsOf(localStorage.getItem('dudao-person'))).map(({state, trouble}) => [state, trouble?.text ?? '']);
}"""


@pytest.fixture(scope="module")
def whole(site: Site) -> Iterator[Site]:
    """The site with every unit that was visited, after the last of the visits."""

    async def enlarge() -> None:
        district = District.read(SAMPLE)
        visited = {row["unit"] for row in district.visits}
        district.units = [unit for unit in district.units if unit["code"] in visited]
        district.posts, district.relations = [], []
        async with Client(site.origin, operator_token(site.installation)) as client:
            refused = (await import_register(client, district))["refused"]
            assert not refused, refused

    site.call(enlarge())
    site.rest()  # The inspections must know the units.
    with site.at(AFTERWARDS):
        yield site


def by_api(site: Site) -> tuple[Mapping[str, str], Sequence[Json]]:
    """Import every visit at once, and hand each in by the API as well; the ids by number, and what was answered."""
    bodies = []
    for row in DISTRICT.visits:
        id = str(uuid5(NAMESPACE_URL, row["no"]))
        bodies.append(visit_body(row, issues_of(row)) | {"visit": id, "number": f"{row['no']}-A"})

    async def hand_in() -> Sequence[Json]:
        async with Client(site.origin, site.token(OFFICE)) as client:
            imported: Json = await client.post("/inspection/api/imports/visits", {"rows": bodies})
            assert imported["added"] == len(bodies), imported
            return [await client.post("/inspection/api/visits", body) for body in bodies]

    answers = site.call(hand_in())
    return {row["no"]: body["visit"] for row, body in zip(DISTRICT.visits, bodies, strict=True)}, answers


def by_phone(phone: Phone, line: Line) -> Mapping[str, str]:
    """Write every visit down while the line is cut, and wait until all are sent; the ids by number."""
    rows = [{**row, "issues": issues_of(row), "pictured": row["no"] in PICTURED} for row in DISTRICT.visits]
    with line.down():
        ids: Mapping[str, str] = phone.page.evaluate(WRITTEN, rows)
    phone.back_online()
    until = time.monotonic() + PATIENCE
    while (states := phone.page.evaluate(STATES)) != [["received", ""]] * len(rows):
        assert time.monotonic() < until, states
        time.sleep(0.2)
    return ids


def issues_of(row: CsvRow) -> Sequence[CsvRow]:
    return DISTRICT.issues.get(row["no"], ())


def test_every_visit_and_issue_of_the_sample_is_the_same_by_api_import_and_phone(
    whole: Site, browser: Browser
) -> None:
    line = Line(whole.origin)
    line.start()
    try:
        with phone_of(whole, line, browser) as phone:
            phone.install(OFFICE)
            on_phone = by_phone(phone, line)
    finally:
        line.stop()
    in_api, answers = by_api(whole)
    assert not any(answer["changed"] for answer in answers), "what differs from the import would be refused"
    after = answers[-1]["position"]
    visits = {one["visit"]: one for one in whole.get("/inspection/api/visits", limit=1000, after=after)}
    issues: dict[str, list[Json]] = defaultdict(list)
    for issue in whole.get("/inspection/api/issues", limit=1000, after=after):
        issues[issue["visit"]].append(without(issue))
    for number, id in in_api.items():
        told, sent = visits[id], visits[on_phone[number]]
        own = ONLY_A_PHONE_SAYS if number in PICTURED else ONLY_A_PHONE_SAYS | {"photos"}
        assert without(sent, own) == without(told, own), number
        assert sorted(sent["inspectors"]) == sorted(told["inspectors"])
        assert len(sent["pictures"]) == sent["photos"]
        assert sorted(map(str, issues[told["visit"]])) == sorted(map(str, issues[sent["visit"]])), number
    assert (len(in_api), sum(len(issues[id]) for id in on_phone.values())) == (63, 197)
