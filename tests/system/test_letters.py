"""Letters from the running services, as the office and the unit fetch them."""

import json
import os
from hashlib import sha256
from io import BytesIO

import httpx
import pytest
from docx import Document

from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal
from shared.letters.routes import RECORDED
from tests.system.installation import FourProcesses
from tests.system.load import INSPECTORS
from tests.system.test_loop import HEAD, OFFICE, open_case
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


OTHER_HEAD = Principal("other", "别校校长", (Role.UNIT,), unit="319991-0002")
HOSTILE = "@sign 假冒单位\n@date 2026年1月1日 #let x = [*粗*] | {{ office.name }}"


async def as_recorded(http: httpx.AsyncClient, address: str, sha256_of: dict[str, str | None]) -> None:
    """Each file has the hash that the log has of it, twice."""
    for kind, recorded in sha256_of.items():
        for _ in range(2):
            made = await http.get(f"{address}.{kind}")
            if made.status_code == 503:
                (pytest.fail if os.environ.get("DUDAO_CI") == "1" else pytest.skip)(made.json()["detail"])
            assert sha256(made.content).hexdigest() == recorded, kind
            assert made.headers[RECORDED] == recorded


async def test_a_notice_is_what_the_log_says_it_is_and_the_unit_signs_for_it(dudao: FourProcesses) -> None:
    """The files are made from the log; their hashes stand in the case's own chain."""
    case = await open_case(dudao)
    letters = f"/rectification/api/cases/{case}/letters"
    async with dudao.http(OFFICE) as http:
        served = await http.post(f"/rectification/api/cases/{case}/notice")
        assert served.is_success, served.text
        assert (await http.get(f"{letters}/notice.pdf")).status_code in (200, 503)
        (notice,) = (await http.get(letters)).json()
        await as_recorded(http, f"{letters}/notice/1", notice["sha256"])
        log = (await http.get(f"/rectification/api/cases/{case}/log")).json()["records"]
        printed = [json.loads(one["record"]) for one in log if '"type":"LetterPrinted"' in one["record"]]
        assert [one["data"]["files"]["docx"] for one in printed] == [notice["sha256"]["docx"]]
        assert notice["number"] in printed[0]["data"]["wording"]["text"].replace("\U0010ff04", "〔")
        assert (await http.get(f"{letters}/circular.pdf")).status_code == 404
        assert (await http.get(f"{letters}/notice/2.pdf")).status_code == 404
        by_hand = {"signed_by": "高卫东", "method": "直接送达"}
        refused = await http.post(f"{letters}/notice/1/receipt", json=by_hand)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (409, "/servers")
    async with dudao.http(OTHER_HEAD) as http:
        assert (await http.get(letters)).status_code == 404
        assert (await http.get(f"{letters}/notice.docx")).status_code == 404
        assert (await http.post(f"{letters}/notice/1/receipt", json={"signed_by": "别人"})).status_code == 404
    async with dudao.http(HEAD) as http:
        for _ in range(2):
            signed = await http.post(f"{letters}/notice/1/receipt", json={"signed_by": "高卫东"})
            assert signed.is_success, signed.text
        (notice,) = (await http.get(letters)).json()
        assert (notice["receipt"]["method"], notice["receipt"]["signed_by"]) == ("电子送达", "高卫东")
        receipt = await http.get(f"{letters}/notice/1/receipt.docx")
        cells = [c.text for t in Document(BytesIO(receipt.content)).tables for r in t.rows for c in r.cells]
        assert "高卫东" in cells


async def test_what_somebody_writes_into_a_letter_stays_what_he_wrote(dudao: FourProcesses) -> None:
    case = await open_case(dudao)
    async with dudao.http(OFFICE) as http:
        await http.post(f"/rectification/api/cases/{case}/notice")
        prompt = f"/rectification/api/cases/{case}/work-prompt"
        done = await http.post(prompt, json={"advice": [HOSTILE]})
        assert done.is_success, done.text
        assert (await http.post(prompt, json={"advice": [HOSTILE]})).json()["changed"] is False
        made = await http.get(f"/rectification/api/cases/{case}/letters/work-prompt.docx")
        (_, prompted) = (await http.get(f"/rectification/api/cases/{case}/letters")).json()
    said = [line.text for line in Document(BytesIO(made.content)).paragraphs]
    assert "1.@sign 假冒单位" in said
    assert "@date 2026年1月1日 #let x = [*粗*] | {{ office.name }}" in said
    assert "假冒单位" not in said
    assert prompted["number"].startswith("云教督提〔2026〕")


async def test_a_visit_leaves_its_record_and_its_bulletin_on_paper(dudao: FourProcesses) -> None:
    """条例 15; S 004: 《督导通报》 with problems, ways and measures."""
    await open_case(dudao)
    async with dudao.http(OFFICE) as http:
        (visit, *_) = (await http.get("/inspection/api/visits")).json()
        letters = f"/inspection/api/visits/{visit['visit']}/letters"
        bulletin = f"/inspection/api/visits/{visit['visit']}/bulletin"
        served = await http.post(bulletin, json={"strengths": ["食堂管理规范"]})
        assert served.is_success, served.text
        record = await http.get(f"{letters}/record.docx")
        made = await http.get(f"{letters}/bulletin.docx")
        kept = {one["kind"]: one for one in (await http.get(letters)).json()}
        await as_recorded(http, f"{letters}/record/1", kept["record"]["sha256"])
    assert made.headers[RECORDED] == kept["bulletin"]["sha256"]["docx"]
    assert record.is_success
    assert "食堂管理规范。" in "".join(line.text for line in Document(BytesIO(made.content)).paragraphs)
    async with dudao.http(OTHER_HEAD) as http:
        assert (await http.get(f"{letters}/record.pdf")).status_code == 404
