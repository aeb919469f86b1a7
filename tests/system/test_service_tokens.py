"""Other systems: registered by the office, with a secret told once and tokens that only read."""

from collections.abc import Mapping
from uuid import uuid4

import httpx
import pytest

from shared.runtime.caller import SESSION
from tests.system.installation import FourProcesses
from tests.system.load import UNIT
from tests.system.test_loop import OFFICE
from tests.system.test_roster import CANDIDATE, candidate, engaged, obeyed, seen
from tests.system.test_who_may import anonymous

CLIENTS = "/roster/api/service-clients"
TOKEN = "/roster/api/service-token"
GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def client() -> str:
    return f"city-{uuid4().hex[:12]}"


async def opened(dudao: FourProcesses, client: str, *scopes: str) -> str | None:
    """The secret the office is told."""
    body = {"client": client, "name": "市级督导平台", "scopes": scopes or ("roster.read", "inspection.read")}
    async with dudao.http() as http:
        answer = await http.post(CLIENTS, json=body)
    assert answer.raise_for_status().headers["Cache-Control"] == "no-store"
    secret: str | None = answer.json()["secret"]
    return secret


async def closed(dudao: FourProcesses, client: str) -> None:
    async with dudao.http() as http:
        (await http.delete(f"{CLIENTS}/{client}")).raise_for_status()


async def asked(dudao: FourProcesses, client: str, secret: str | None, **more: str) -> httpx.Response:
    body = {**GRANT, "client_id": client, "client_secret": secret or "", **more}
    async with anonymous(dudao) as http:
        return await http.post(TOKEN, data=body)


async def reading(dudao: FourProcesses, token: str, url: str) -> int:
    async with anonymous(dudao) as http:
        return (await http.get(url, headers={"Authorization": f"Bearer {token}"})).status_code


async def test_the_secret_is_told_once_and_kept_as_a_hash(dudao: FourProcesses, client: str) -> None:
    secret = await opened(dudao, client)
    assert secret
    assert await opened(dudao, client) is None
    assert (await asked(dudao, client, secret)).is_success
    async with dudao.database("roster") as connection:
        row = await connection.fetchrow("SELECT * FROM service_secrets WHERE client = $1", client)
    assert row["secret_hash"].startswith("$argon2id$")
    assert secret not in str(await dudao.log("roster", "ServiceClientOpened"))


@pytest.mark.parametrize("how", ["form", "basic", "json"])
async def test_a_token_is_given_however_the_client_says_who_it_is(
    dudao: FourProcesses, client: str, how: str
) -> None:
    """RFC 6749, 2.3.1 and 4.4."""
    secret = await opened(dudao, client) or ""
    who = {"client_id": client, "client_secret": secret}
    async with anonymous(dudao) as http:
        match how:
            case "form":
                answer = await http.post(TOKEN, data={**GRANT, **who, "audience": "ignored"})
            case "basic":
                answer = await http.post(TOKEN, data=GRANT, auth=(client, secret))
            case _:
                answer = await http.post(TOKEN, json={**GRANT, **who})
    given = answer.raise_for_status().json()
    assert (given["token_type"], given["scope"]) == ("Bearer", "inspection.read roster.read")
    assert 0 < given["expires_in"] <= 900
    assert answer.headers["Cache-Control"] == "no-store"
    assert await reading(dudao, given["access_token"], "/roster/api/units") == 200


async def test_a_token_reaches_no_further_than_what_was_asked_for(dudao: FourProcesses, client: str) -> None:
    secret = await opened(dudao, client)
    given = (await asked(dudao, client, secret, scope="inspection.read")).json()
    assert given["scope"] == "inspection.read"
    assert await reading(dudao, given["access_token"], "/inspection/api/visits") == 200
    assert await reading(dudao, given["access_token"], "/roster/api/units") == 403
    assert await reading(dudao, given["access_token"], "/rectification/api/cases") == 403


async def test_another_system_sees_no_inspection_before_it_is_announced(
    dudao: FourProcesses, client: str
) -> None:
    """条例 17: nobody outside the committee knows before the written notice."""
    given = (await asked(dudao, client, await opened(dudao, client), scope="inspection.read")).json()
    plan = {"kind": "专项督导", "unit": UNIT, "matters": ["校园安全"]}
    async with dudao.http(OFFICE) as office:
        planned = (await office.post("/inspection/api/inspections", json=plan)).raise_for_status().json()
        list_of = f"/inspection/api/inspections?after={planned['position']}"
        assert planned["inspection"] in (await office.get(list_of)).text
    one = f"/inspection/api/inspections/{planned['inspection']}"
    assert await reading(dudao, given["access_token"], list_of) == 200
    assert await reading(dudao, given["access_token"], one) == 404


async def test_what_is_personal_stays_hidden_from_services(dudao: FourProcesses, client: str) -> None:
    given = (await asked(dudao, client, await opened(dudao, client))).json()
    async with dudao.http(OFFICE) as office:
        engaged_as = await engaged(office)
        await obeyed(office, f"inspectors/{engaged_as}/appraisal", {"year": 2026, "grade": "不称职"})
        leaving = {"on": "2026-10-01", "ground": "考核不合格", "reason": "年度考核不称职"}
        await obeyed(office, f"inspectors/{engaged_as}/exit", leaving)
        rejected = {"inspector": candidate()} | CANDIDATE
        await obeyed(office, "candidates", rejected)
        done = await obeyed(office, f"candidates/{rejected['inspector']}/reject", {"ground": "体检不合格"})
        assert "体检不合格" in str(await seen(office, "candidates", done))
    async with anonymous(dudao) as http:
        http.headers["Authorization"] = f"Bearer {given['access_token']}"
        for path in (
            "recusals",
            "inspectors",
            f"inspectors/{engaged_as}",
            "candidates",
            "alarms",
            "staffing",
            "export/inspectors.csv",
            "export/relations.csv",
        ):
            told = (await http.get(f"/roster/api/{path}", params={"after": done["position"]})).text
            for personal in ("relation", "degree", "healthy", "birth_year", "apprais", "exit_ground"):
                assert f'"{personal}' not in told, (path, personal)
                assert f"{personal}," not in told, (path, personal)
            for ground in ("不称职", "考核不合格", "体检不合格"):
                assert ground not in told, (path, ground)


async def test_a_closed_client_gets_no_more_tokens_and_its_secret_never_works_again(
    dudao: FourProcesses, client: str
) -> None:
    first = await opened(dudao, client)
    await closed(dudao, client)
    assert (await asked(dudao, client, first)).json()["error"] == "invalid_client"
    second = await opened(dudao, client, "roster.read")
    assert second not in (None, first)
    assert (await asked(dudao, client, first)).status_code == 401
    assert (await asked(dudao, client, second)).json()["scope"] == "roster.read"
    await closed(dudao, client)
    await closed(dudao, client)  # Again changes nothing.
    assert (await asked(dudao, client, second)).status_code == 401


WRONG: Mapping[str, tuple[Mapping[str, str], int, str]] = {
    "a wrong secret": ({"client_secret": "wrong"}, 401, "invalid_client"),
    "an unknown client": ({"client_id": "nobody"}, 401, "invalid_client"),
    "no client": ({"client_id": "", "client_secret": ""}, 401, "invalid_client"),
    "more than was granted": ({"scope": "roster.read operations.read"}, 400, "invalid_scope"),
    "to write": ({"scope": "inspection.record_visit"}, 400, "invalid_scope"),
    "another grant": ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    "no grant": ({"grant_type": ""}, 400, "invalid_request"),
    "with a very long secret": ({"client_secret": "x" * 10_000}, 400, "invalid_request"),
}


@pytest.mark.parametrize("what", WRONG)
async def test_what_is_wrong_is_told_as_oauth_and_as_a_problem(
    dudao: FourProcesses, client: str, what: str
) -> None:
    """RFC 6749, 5.2, and RFC 9457."""
    changed, status, error = WRONG[what]
    secret = await opened(dudao, client)
    body = {**GRANT, "client_id": client, "client_secret": secret or "", **changed}
    async with anonymous(dudao) as http:
        answer = await http.post(TOKEN, data=body)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["error_description"] == answer.json()["detail"]


@pytest.mark.parametrize(
    "basic",
    ["Basic", "Basic ~~~", "Basic /w==", "Basic OnNlY3JldA==", "Basic YQBiOng=", "Basic YSUwMGI6eA=="],
)
async def test_a_broken_header_is_nobodys(dudao: FourProcesses, basic: str) -> None:
    """No base64, no client, or one with U+0000, which PostgreSQL cannot look for."""
    async with anonymous(dudao) as http:
        answer = await http.post(TOKEN, data=GRANT, headers={"Authorization": basic})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_service_is_nobody_on_pages_that_carry_cookies(dudao: FourProcesses, client: str) -> None:
    given = (await asked(dudao, client, await opened(dudao, client))).json()
    async with anonymous(dudao) as http:
        http.cookies.set(SESSION, given["access_token"])
        assert (await http.get("/roster/staffing")).status_code == 403
        assert (await http.get("/inspection/api/visits")).status_code == 403


async def test_the_office_sees_who_reads(dudao: FourProcesses, client: str) -> None:
    await opened(dudao, client)
    await closed(dudao, client)
    await dudao.rest()
    async with dudao.http() as http:
        listed = (await http.get(CLIENTS)).json()
    one = next(row for row in listed if row["client"] == client)
    assert (one["client_name"], one["open"]) == ("市级督导平台", False)
    assert one["scopes"] == ["inspection.read", "roster.read"]
