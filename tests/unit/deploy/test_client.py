"""The command line as a caller: how long it waits, and what it says when nobody answers."""

import httpx
import pytest
import typer

from deploy.client import Client
from deploy.terminal import run


async def test_the_answer_to_a_big_file_is_waited_for_longer_than_any_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Thousands of rows take minutes on a slow disk, and the server goes on whether or not somebody waits."""
    waited: dict[str, float] = {}

    async def answer(_: object, request: httpx.Request) -> httpx.Response:
        waited[request.url.path] = request.extensions["timeout"]["read"]
        return httpx.Response(200, json={})

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", answer)
    async with Client("http://dudao", "token") as client:
        await client.upload("/file", "units.csv", b"x")
        await client.post("/other")
    assert waited["/file"] >= 600 > waited["/other"]


def test_who_does_not_answer_in_time_is_not_said_to_be_away(capsys: pytest.CaptureFixture[str]) -> None:
    """It may be at work on what was sent: to say that no service runs would be wrong."""

    async def work() -> None:
        raise httpx.ReadTimeout("", request=httpx.Request("POST", "http://dudao/file"))

    with pytest.raises(typer.Exit):
        run(work())
    said = capsys.readouterr().err
    assert "很久没有答复" in said
    assert "dudao up" not in said
