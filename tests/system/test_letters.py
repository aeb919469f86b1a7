"""The letter of appointment from the running roster, as the office fetches it."""

import os
from hashlib import sha256
from io import BytesIO

import httpx
import pytest
from docx import Document

from tests.system.installation import FourProcesses
from tests.system.load import INSPECTORS
from tests.system.test_loop import OFFICE
from tests.system.test_roster import engaged, obeyed, unit


async def letter(http: httpx.AsyncClient, inspector: str, kind: str, **query: str) -> httpx.Response:
    return await http.get(f"/roster/api/inspectors/{inspector}/letter.{kind}", params=query)


async def test_an_appointment_has_its_letter_to_edit_and_to_serve(dudao: FourProcesses) -> None:
    async with dudao.http(OFFICE) as http:
        inspector = await engaged(http)
        school = await unit(http, "书声小学")
        done = await obeyed(http, "posts", {"unit": school, "inspector": inspector, "since": "2026-09-03"})
        after = {"after": str(done["position"])}
        before = await letter(http, inspector, "docx", on="2026-09-02", **after)
        made = await letter(http, inspector, "docx", on="2026-09-03")
        again = await letter(http, inspector, "docx", on="2026-09-03")
        served = await letter(http, inspector, "pdf", on="2026-09-03")
    said = "".join(line.text for line in Document(BytesIO(made.content)).paragraphs)
    assert "苏文清同志：" in said
    assert "编号：督聘〔2026〕" in said
    assert "兼职督学，担任第一责任区（书声小学）责任督学，聘期自2026年9月1日至2029年8月31日" in said
    assert "书声小学" not in "".join(line.text for line in Document(BytesIO(before.content)).paragraphs)
    assert made.content == again.content
    assert made.headers["etag"] == f'"{sha256(made.content).hexdigest()}"'
    if served.status_code == 503:
        assert served.json()["type"] == "/problems/no-chinese-font"
        (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(served.json()["detail"])
    assert served.content.startswith(b"%PDF-")


async def test_who_was_only_entered_in_the_register_has_no_letter(dudao: FourProcesses) -> None:
    async with dudao.http(OFFICE) as http:
        entered = await letter(http, INSPECTORS[0], "pdf")
        nobody = await letter(http, "T-nobody", "pdf")
        neither = await letter(http, INSPECTORS[0], "odt")
    assert (entered.status_code, entered.json()["type"]) == (404, "/problems/no-papers")
    assert (nobody.status_code, nobody.json()["type"]) == (404, "/problems/not-found")
    assert neither.status_code == 422
