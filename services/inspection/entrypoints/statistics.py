"""The figures of regular visits over HTTP, and as a workbook."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from services.inspection.adapters.statistics_workbook import workbook
from services.inspection.entrypoints.bodies import Code, Day
from services.inspection.entrypoints.http import Reader, own_unit, service_of
from services.inspection.read_models import statistics
from services.inspection.read_models.statistics import Period
from shared.runtime.http import AfterWrites

router = APIRouter(prefix="/api", tags=["statistics"])

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def period(
    called: Reader,
    since: Annotated[Day | None, Query(description="督导日期不早于")] = None,
    until: Annotated[Day | None, Query(description="督导日期不晚于")] = None,
    unit: Code | None = None,
) -> Period:
    return Period(since, until, own_unit(called.by, unit))


Asked = Annotated[Period, Depends(period)]


@router.get("/statistics", dependencies=[AfterWrites], summary="经常性督导统计")
async def read_statistics(request: Request, called: Reader, asked: Asked) -> dict[str, Any]:
    """Visits, lessons heard, plans read, people met and the rest: in all, by theme, zone and month."""
    return {"since": asked.since, "until": asked.until, **await _figures(request, asked)}


@router.get(
    "/statistics.xlsx",
    dependencies=[AfterWrites],
    summary="经常性督导统计表",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}, "description": "工作簿（.xlsx）"}},
)
async def download_statistics(request: Request, called: Reader, asked: Asked) -> Response:
    """The same figures as a workbook."""
    told = f"{asked.since or '开始'}至{asked.until or '现在'}"
    content = workbook(await _figures(request, asked), told)
    headers = {"Content-Disposition": 'attachment; filename="statistics.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)


async def _figures(request: Request, asked: Period) -> Mapping[str, Any]:
    async with service_of(request).reading.connect() as connection:
        return await statistics.count(connection, asked)
