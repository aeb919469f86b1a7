"""What the one port answers by itself."""

import httpx

from deploy.gateway import HOME, gateway


async def asked(path: str) -> httpx.Response:
    transport = httpx.ASGITransport(gateway({}))
    async with httpx.AsyncClient(transport=transport, base_url="http://dudao") as client:
        return await client.get(path)


async def test_an_address_of_no_service_gets_a_problem_like_any_other() -> None:
    answer = await asked("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "没有这个地址，请核对后再试。"


async def test_the_root_opens_the_ledger() -> None:
    answer = await asked("/")
    assert (answer.status_code, answer.headers["location"]) == (307, HOME)
