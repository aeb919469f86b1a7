"""Renders pages: the template environment, the static files and the headers that go with them."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from shared.web import wording
from shared.web.page import Page

ROOM: Final = Path(__file__).parent

SECURITY_HEADERS: Final = {
    # data: is for the icon masks in icons.css; nothing else may be inline, and nothing comes from elsewhere.
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of every page."""


class ImmutableFiles(StaticFiles):
    """Static files below an address that names their content: a browser need never ask twice."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["X-Content-Type-Options"] = "nosniff"
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def content_version(folder: Path) -> str:
    """Twelve hex digits that change whenever any file below the folder does."""
    digest = sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(
            file.relative_to(folder).as_posix().encode() + b"\0" + sha256(file.read_bytes()).digest()
        )
    return digest.hexdigest()[:12]


class Shell:
    """The pages of one service: its own templates inside the shared ones.

    `templates` is the service's folder; the shared templates are named `shell/…`. `prefix` is the path the
    service is mounted at ("/rectification"); its copy of the static files lives below it.
    """

    def __init__(self, templates: Path, prefix: str = "") -> None:
        self.static_path: Final = f"/static/{content_version(ROOM / 'static')}"
        self._static_url = prefix + self.static_path
        self._environment = environment(templates)
        self._environment.globals["asset"] = self.asset

    def asset(self, name: str) -> str:
        """The address of a static file, content hash included."""
        return f"{self._static_url}/{name}"

    def mount_static(self, app: Starlette) -> None:
        """Serve the static files from this app (FastAPI is one)."""
        app.mount(self.static_path, ImmutableFiles(directory=ROOM / "static"), name="static")

    def render(self, template: str, page: Page, view: object) -> str:
        """The HTML of a page. jinja2.UndefinedError: the template asks for what the view does not have."""
        return self._environment.get_template(template).render(page=page, view=view)


def environment(templates: Path) -> Environment:
    """Templates that escape everything and fail on anything undefined."""
    made = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(templates), PrefixLoader({"shell": FileSystemLoader(ROOM / "templates")})]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for function in (
        wording.full_date,
        wording.list_date,
        wording.short_date,
        wording.clock,
        wording.in_shanghai,
        wording.time_left,
        wording.recorded_late,
        wording.thousands,
        wording.short_hash,
        wording.local,
        wording.unbroken,
    ):
        made.filters[function.__name__] = function
    return made
