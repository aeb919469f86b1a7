"""Monitoring results and third parties over HTTP: by form or file, with their source, contract and statement."""

import asyncio
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any
from uuid import uuid5

from fastapi import APIRouter, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints

from services.inspection.adapters.monitoring_file import export_csv, export_xlsx, read_results
from services.inspection.domain.monitoring import (
    Measured,
    MonitoringResultRecorded,
    RecordMonitoringResult,
    Result,
    Source,
)
from services.inspection.domain.third_party import (
    Contract,
    EndContract,
    OnBehalf,
    RegisterBody,
    SignContract,
    StateBodyUnconflicted,
    Work,
)
from services.inspection.entrypoints.bodies import Body, Code, Day, Name, Text
from services.inspection.entrypoints.http import Limit, Offset, Reader, directory_of, own_unit, service_of
from services.inspection.entrypoints.scores import Reason, measuring
from services.inspection.read_models import monitoring_results, third_parties
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.read_model import Row
from shared.runtime.batch import obey_each
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem
from shared.runtime.texts import ONE_LINE
from shared.runtime.uploads import download, refuse_row, sheets_of, told

router = APIRouter(prefix="/api", tags=["monitoring"])

Recording = Annotated[Permitted, may("inspection.record_monitoring")]
Engaging = Annotated[Permitted, may("inspection.engage_third_party")]
Document = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), ONE_LINE]
Measure = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20), ONE_LINE]
Year = Annotated[int, Field(ge=2000, le=2100)]
CreditCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-HJ-NPQRTUWXY]{18}$")]


class ResultBody(Body):
    """One result. Without `unit` it is of the whole district; `reason` when it corrects one that is known."""

    publisher: Name
    published_on: Day
    document: Document = ""
    indicator: Name
    year: Year
    unit: Code | None = None
    value: Name
    measure: Measure = ""
    reason: Reason = ""


class EngagedBody(Body):
    """By which third party, in which monitoring it was engaged for."""

    body: Code
    engagement: Name


class ResultRow(ResultBody):
    engaged: EngagedBody | None = None


class ThirdPartyBody(Body):
    """`credit_code` is the 统一社会信用代码."""

    code: Code
    name: Name
    credit_code: CreditCode


class ContractBody(Body):
    number: Name
    first: Day
    last: Day
    works: Annotated[tuple[Work, ...], Field(max_length=2)]
    matters: Text


class EndBody(Body):
    number: Name
    last: Day
    reason: Text


class ThirdPartyStatementBody(Body):
    """`engagement` is the number of an inspection or the name of a monitoring; `paper` the signed statement."""

    engagement: Name
    paper: Name


@router.post("/monitoring")
async def record_result(request: Request, called: Recording, body: ResultRow) -> JSONResponse:
    """登记一条监测结果；与已登记的不同时写明更正理由，原来的保留。"""
    now = service_of(request).clock.now()
    behalf = await _on_behalf(request, body.engaged, now) if body.engaged else None
    command = RecordMonitoringResult(called.by, now, await _result(request, body), body.reason, behalf)
    return answer(await measuring(request).result(command, called.context))


@router.post("/imports/monitoring")
async def import_results(
    request: Request,
    called: Recording,
    file: UploadFile,
    body: Annotated[Code | None, Query(description="由哪个第三方机构监测，填机构编号")] = None,
    engagement: Annotated[Name | None, Query(description="机构受托的监测的名称")] = None,
) -> JSONResponse:
    """导入监测结果（.xlsx 或 .csv）。逐行导入，有错的行逐行说明；同一份文件再导入一次不会重复。"""
    content = await file.read()
    sheets = await asyncio.to_thread(sheets_of, file.filename or "文件", content)
    tables, faults = read_results(sheets)
    now, behalf = service_of(request).clock.now(), None
    if body is not None:
        behalf = await _on_behalf(request, EngagedBody(body=body, engagement=engagement or "-"), now)

    async def record(row: ResultBody, context: Context) -> Handled[MonitoringResultRecorded]:
        result = await _result(request, row)
        command = RecordMonitoringResult(called.by, now, result, row.reason, behalf)
        return await measuring(request).result(command, context)

    counts, position = {"new": 0, "corrected": 0, "known": 0, "refused": 0}, 0
    cause = uuid5(called.context.cause, sha256(content).hexdigest())  # An upload's key is not of its content.
    for table in tables:
        context = replace(called.context, cause=uuid5(cause, table.title))
        done = await obey_each(table.rows, ResultBody, context, lambda row: row.indicator, record)
        for number, outcome in sorted(done.items()):
            if isinstance(outcome, Problem):
                refuse_row(table, number, outcome)
                continue
            position = max(position, outcome.position)
            corrected = any(event.version > 1 for event in outcome.events)
            counts["known" if not outcome.events else "corrected" if corrected else "new"] += 1
        counts["refused"] += table.refused
        faults += table.faults
    return _answered(counts, [one.model_dump() for one in told(faults)], position)


@router.get("/monitoring", dependencies=[AfterWrites])
async def list_results(
    request: Request,
    called: Reader,
    unit: Code | None = None,
    indicator: Name | None = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    limit: Limit = 200,
    offset: Offset = 0,
) -> list[Row]:
    """Monitoring results with their source, each with what was said before it was corrected. A unit sees its own."""
    async with service_of(request).reading.connect() as connection:
        return await monitoring_results.list_monitoring_results(
            connection,
            subject=own_unit(called.by, unit),
            indicator=indicator,
            year=year,
            limit=limit,
            offset=offset,
        )


@router.get("/monitoring.xlsx", dependencies=[AfterWrites], response_class=Response)
async def export_results_xlsx(request: Request, called: Reader) -> Response:
    """All results as a workbook that can be imported, with what was corrected beside them."""
    rows = await _all(request, called)
    district = service_of(request).settings.district
    return download(await asyncio.to_thread(export_xlsx, rows, district), "monitoring.xlsx")


@router.get("/monitoring.csv", dependencies=[AfterWrites], response_class=Response)
async def export_results_csv(request: Request, called: Reader) -> Response:
    """All results as CSV that can be imported."""
    rows = await _all(request, called)
    return download(export_csv(rows, service_of(request).settings.district), "monitoring.csv")


@router.get("/third-parties", dependencies=[AfterWrites])
async def list_third_parties(
    request: Request, called: Annotated[Permitted, may("inspection.read_third_parties")]
) -> list[Row]:
    """第三方机构、合同和声明。"""
    async with service_of(request).reading.connect() as connection:
        return await third_parties.all_third_parties(connection)


@router.post("/third-parties")
async def register_body(request: Request, called: Engaging, body: ThirdPartyBody) -> JSONResponse:
    """登记第三方机构。"""
    now = service_of(request).clock.now()
    command = RegisterBody(
        code=body.code, by=called.by, now=now, name=body.name, credit_code=body.credit_code
    )
    return answer(await measuring(request).body(command, called.context), body=body.code)


@router.post("/third-parties/{code}/contracts")
async def sign_contract(request: Request, called: Engaging, code: Code, body: ContractBody) -> JSONResponse:
    """登记委托合同。"""
    contract = Contract(body.number, body.first, body.last, body.works, body.matters)
    now = service_of(request).clock.now()
    command = SignContract(code=code, by=called.by, now=now, contract=contract)
    return answer(await measuring(request).body(command, called.context), body=code)


@router.post("/third-parties/{code}/contracts/end")
async def end_contract(request: Request, called: Engaging, code: Code, body: EndBody) -> JSONResponse:
    """提前终止合同。"""
    now = service_of(request).clock.now()
    command = EndContract(
        code=code, by=called.by, now=now, number=body.number, last=body.last, reason=body.reason
    )
    return answer(await measuring(request).body(command, called.context), body=code)


@router.post("/third-parties/{code}/statements")
async def state_unconflicted(
    request: Request, called: Engaging, code: Code, body: ThirdPartyStatementBody
) -> JSONResponse:
    """登记机构就一次督导或者监测作出的无利益冲突声明。"""
    now = service_of(request).clock.now()
    command = StateBodyUnconflicted(
        code=code, by=called.by, now=now, engagement=body.engagement, paper=body.paper
    )
    return answer(await measuring(request).body(command, called.context), body=code)


async def _on_behalf(request: Request, engaged: EngagedBody, now: datetime) -> OnBehalf:
    return await measuring(request).engaged(engaged.body, Work.MONITORING, engaged.engagement, now)


async def _result(request: Request, body: ResultBody) -> Result:
    """The result of the body; the district is the subject of one without a unit. Raises `UnitNotKnown`."""
    subject, name = service_of(request).settings.district, "全区"
    if body.unit is not None:
        unit, _ = await directory_of(request).unit(body.unit)
        subject, name = unit.code, unit.name
    measured = Measured(body.indicator, body.year, subject, name, body.value, body.measure)
    return Result(measured, Source(body.publisher, body.published_on, body.document))


async def _all(request: Request, called: Permitted) -> list[Row]:
    async with service_of(request).reading.connect() as connection:
        return await monitoring_results.list_monitoring_results(
            connection, subject=own_unit(called.by, None), limit=100_000, offset=0
        )


def _answered(counts: dict[str, int], faults: list[dict[str, Any]], position: int) -> JSONResponse:
    done = f"新增{counts['new']}行，更正{counts['corrected']}行，已有{counts['known']}行"
    taken = counts["new"] + counts["corrected"] + counts["known"]
    if not faults:
        status, message = "complete", f"全部导入：{done}。"
    else:
        status = "partial" if taken else "refused"
        said = "只导入了一部分" if taken else "没有导入"
        message = (
            f"{said}：{done}，退回{counts['refused']}行，共{len(faults)}处要改。请改正后再把文件导入一次。"
        )
    body = {"status": status, "message": message, "position": position, **counts, "faults": faults}
    return JSONResponse(body, 207 if faults else 200, {"Dudao-Position": str(position)})
