"""The shell: static files named by their content, headers that forbid anything inline."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from jinja2 import UndefinedError
from starlette.applications import Starlette

from shared.web.shell import SECURITY_HEADERS, Shell, content_version
from tests.unit.web.page_samples import page


def test_the_version_changes_with_the_content_and_with_the_names(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a")
    before = content_version(tmp_path)
    assert content_version(tmp_path) == before
    (tmp_path / "a.css").write_text("b")
    changed = content_version(tmp_path)
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert len({before, changed, content_version(tmp_path)}) == 3


async def test_static_files_are_served_for_ever_below_their_content_hash(tmp_path: Path) -> None:
    service, gateway = Starlette(), Starlette()
    shell = Shell(tmp_path, "/rectification")
    shell.mount_static(service)
    gateway.mount("/rectification", service)
    async with AsyncClient(transport=ASGITransport(gateway), base_url="http://localhost") as client:
        styles = await client.get(shell.asset("style.css"))
        module = await client.get(shell.asset("js/page.js"))
    assert styles.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert styles.headers["content-type"].startswith("text/css")
    assert "javascript" in module.headers["content-type"]


async def test_what_is_missing_is_not_remembered_for_ever(tmp_path: Path) -> None:
    app = Starlette()
    shell = Shell(tmp_path)
    shell.mount_static(app)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://localhost") as client:
        answer = await client.get(shell.asset("none.css"))
    assert answer.status_code == 404
    assert "cache-control" not in answer.headers


def test_a_template_that_asks_for_what_the_view_lacks_fails(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ view.missing }}")
    with pytest.raises(UndefinedError):
        Shell(tmp_path).render("page.html", page("样页"), object())


def test_the_policy_allows_no_inline_script_and_no_stranger() -> None:
    policy = SECURITY_HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
