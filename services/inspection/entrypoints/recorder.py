"""The visit recorder (督导记录): a page that works without a network, and what an inspector takes along."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response

from services.inspection.entrypoints.http import directory_of, service_of, still_there
from services.inspection.entrypoints.themes import checklists_around
from services.inspection.read_models import visits
from shared.identity.principal import ROLE_NAMES
from shared.runtime.caller import Permitted, csrf_mark, may
from shared.runtime.pages import LEDGER, RECORDER, SIGN_IN, page_response, page_router, place
from shared.web.page import Page
from shared.web.shell import ROOM, SECURITY_HEADERS, Shell
from shared.workdays.deadline import SHANGHAI

page_routes = page_router()
routes = APIRouter()

WORKER = f"{RECORDER}/worker.js"
MANIFEST = f"{RECORDER}/manifest.webmanifest"
STYLES = ("tokens.css", "icons.css", "style.css", "components.css", "recorder.css", "print.css", "seal.svg")
THEMES = 50
"""How many themes are offered while one is written."""

Recorder = Annotated[Permitted, may("inspection.record_visit")]


@dataclass(frozen=True, slots=True)
class RecorderView:
    """The empty page: it is kept on the phone, so it says nothing of anybody."""

    manifest_url: str
    sign_in_url: str


@page_routes.get("/recorder")
async def show_recorder(request: Request, _: Recorder) -> Response:
    """督导记录。"""
    return page_response(request, "recorder.html", _page(request), _view())


@routes.get("/recorder/worker.js", include_in_schema=False)
async def worker(request: Request) -> Response:
    """What keeps the page on the phone: it names every file of the page, so it changes when any of them does."""
    shell: Shell = request.app.state.shell
    files = kept_files(shell)
    html = shell.render("recorder.html", _page(request), _view())
    kept = {
        "version": sha256(f"{html}{files}".encode()).hexdigest()[:12],
        "page": RECORDER,
        "files": [*files, MANIFEST],
    }
    script = f'import {{ keep }} from "{shell.asset("js/recorder/worker.js")}";\nkeep({json.dumps(kept)});\n'
    headers = {"Service-Worker-Allowed": RECORDER, "Cache-Control": "no-cache"}
    return Response(script, media_type="text/javascript", headers=SECURITY_HEADERS | headers)


@routes.get("/recorder/manifest.webmanifest", include_in_schema=False)
async def manifest(request: Request) -> Response:
    """How the page is installed on a phone."""
    shell: Shell = request.app.state.shell
    said = {
        "id": RECORDER,
        "name": f"督导记录 · {place(service_of(request).settings)}",
        "short_name": "督导记录",
        "lang": "zh-CN",
        "start_url": RECORDER,
        "scope": RECORDER,
        "display": "standalone",
        "background_color": "#eef1f3",
        "theme_color": "#0f2f49",
        "icons": [{"src": shell.asset("seal.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    text = json.dumps(said, ensure_ascii=False)
    return Response(text, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@routes.get("/api/recorder", tags=["inspection"])
async def take_along(request: Request, called: Recorder) -> dict[str, Any]:
    """What the signed-in person takes along to record visits without a network.

    Every unit that can be visited, those he answers for marked `mine` and those he must recuse himself from
    `recused`; who else answers for it; the checklists of these months; and `csrf`, which a page's requests say
    in the header X-CSRF.
    """
    directory, person = directory_of(request), called.principal
    async with service_of(request).reading.connect() as connection:
        themes = await visits.known_themes(connection, THEMES)
    units = still_there(request, await directory.units())
    now = service_of(request).clock.now().astimezone(SHANGHAI)
    own, holders = person.inspector or "", directory.holders(now.date())
    recused = directory.recused_from(own, now.date())
    return {
        "person": {
            "account": person.id,
            "name": person.name,
            "role": ROLE_NAMES[called.by.role],
            "inspector": person.inspector,
        },
        "csrf": csrf_mark(person.session),
        "now": now.isoformat(),
        "units": [
            {
                "code": unit["code"],
                "name": unit["name"],
                "zone": unit["zone"],
                "mine": own in holders.get(unit["code"], ()),
                "recused": unit["code"] in recused,
                "inspectors": holders.get(unit["code"], ()),
            }
            for unit in units
        ],
        "themes": themes,
        "months": await checklists_around(request, now.date()),
        "inspectors": [{"number": number, "name": name} for number, name in directory.names().items()],
    }


def kept_files(shell: Shell) -> Sequence[str]:
    """The addresses of every file the page needs."""
    scripts = (
        path.relative_to(ROOM / "static").as_posix() for path in (ROOM / "static" / "js").rglob("*.js")
    )
    return [shell.asset(name) for name in (*STYLES, *sorted(scripts))]


def _page(request: Request) -> Page:
    service = service_of(request)
    today = service.clock.now().astimezone(SHANGHAI).date()
    return Page(title="督导记录", place=place(service.settings), today=today, home_url=LEDGER)


def _view() -> RecorderView:
    return RecorderView(MANIFEST, f"{SIGN_IN}?next={RECORDER}")
