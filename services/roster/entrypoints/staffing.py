"""The staffing board over HTTP: every figure with its arithmetic, school by school, and as a workbook."""

from datetime import date
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from services.roster.adapters.staffing_sheet import workbook
from services.roster.entrypoints.boards import kept_board
from services.roster.entrypoints.staffing_json import board_json, coverage_json
from shared.runtime.caller import Permitted, may
from shared.spreadsheets.written import XLSX

router = APIRouter(prefix="/api", tags=["staffing"])

FIRST, LAST = date(2012, 10, 1), date(2100, 12, 31)
"""The day 教育督导条例 came into force, and the last the calendar knows."""

JSON: Final = "application/json"

Reader = Annotated[Permitted, may("roster.read")]
On = Annotated[
    date | None, Query(ge=FIRST, le=LAST, description="哪一天的配备，例如 2026-10-13；不写就是今天")
]
After = Annotated[
    int | None, Query(ge=0, le=2**53, description="由上次提交返回的 position；答复里一定有那次提交")
]


@router.get("/staffing")
async def get_staffing(request: Request, called: Reader, on: On = None, after: After = None) -> Response:
    """The board of a day; by default of today in Shanghai."""
    kept = await kept_board(request, called, on, after)
    return Response(await kept.file("board", board_json), media_type=JSON)


@router.get("/staffing/coverage")
async def get_coverage(request: Request, called: Reader, on: On = None, after: After = None) -> Response:
    """Of the board only who answers for which unit."""
    kept = await kept_board(request, called, on, after)
    return Response(await kept.file("coverage", coverage_json), media_type=JSON)


@router.get("/staffing.xlsx")
async def export_staffing(request: Request, called: Reader, on: On = None, after: After = None) -> Response:
    """The same figures as a workbook."""
    kept = await kept_board(request, called, on, after)
    name = {"Content-Disposition": f'attachment; filename="staffing-{kept.board.on}.xlsx"'}
    return Response(await kept.file("workbook", workbook), media_type=XLSX, headers=name)
