"""What is told of an import: a partial success cannot be taken for a whole one."""

from collections.abc import Sequence
from typing import Literal

from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from services.roster.entrypoints.register_rows import Taken
from shared.runtime.uploads import FaultAnswer, told
from shared.spreadsheets.tables import Fault

Status = Literal["complete", "partial", "refused"]


class WarningAnswer(BaseModel):
    """A row that was taken over although it passes a soft limit, or not because what it says is over by now."""

    sheet: str
    row: int
    message: str


class SheetAnswer(BaseModel):
    """The rows of one sheet, counted."""

    sheet: str
    kind: str = Field(description="units、inspectors、posts、relations 之一")
    new: int
    changed: int
    unchanged: int
    refused: int
    ignored: list[str] = Field(description="名册不保存、略过了的列")


class ImportAnswer(BaseModel):
    """What came of a file."""

    status: Status = Field(description="complete：全部导入；partial：有的没有导入；refused：全都没有导入")
    message: str = Field(description="一句话的结果")
    position: int = Field(description="用作 ?after=，读到导入后的名册")
    new: int
    changed: int
    unchanged: int
    refused: int
    sheets: list[SheetAnswer]
    faults: list[FaultAnswer]
    warnings: list[WarningAnswer] = Field(
        description="已导入，但超过了“原则上”的限度；或者所说的挂牌、回避已经结束，没有恢复"
    )
    zones: list[str] = Field(description="随导入新建的责任区")


def answer_of(
    taken: Sequence[Taken], unknown: Sequence[Fault], zones: list[str], position: int
) -> JSONResponse:
    """200 when everything was taken over, else 207."""
    sheets = [
        SheetAnswer(
            sheet=one.table.title,
            kind=one.table.about.kind,
            new=one.new,
            changed=one.changed,
            unchanged=one.unchanged,
            refused=one.table.refused,
            ignored=one.table.ignored,
        )
        for one in taken
    ]
    faults = [*unknown, *(fault for one in taken for fault in one.table.faults)]
    new, changed, unchanged, refused = (
        sum(getattr(sheet, count) for sheet in sheets) for count in ("new", "changed", "unchanged", "refused")
    )
    status: Status = "complete"
    if faults:
        status = "partial" if new + changed + unchanged else "refused"
    body = ImportAnswer(
        status=status,
        message=_message(status, new, changed, unchanged, refused, len(faults)),
        position=max([position, *(one.position for one in taken)]),
        new=new,
        changed=changed,
        unchanged=unchanged,
        refused=refused,
        sheets=sheets,
        faults=told(faults),
        warnings=[
            WarningAnswer(sheet=one.table.title, row=row, message=message)
            for one in taken
            for row, message in one.warnings
        ],
        zones=zones,
    )
    headers = {"Dudao-Position": str(body.position)}
    return JSONResponse(body.model_dump(), 207 if faults else 200, headers)


def _message(status: Status, new: int, changed: int, unchanged: int, refused: int, faults: int) -> str:
    done = f"新增{new}行，变更{changed}行，与名册相同{unchanged}行"
    if status == "complete" and not new + changed + unchanged:
        return "文件里没有填写任何一行，名册没有变化。"
    if status == "complete":
        return f"全部导入：{done}。"
    said = "只导入了一部分" if status == "partial" else "没有导入"
    return f"{said}：{done}，退回{refused}行，共{faults}处要改。请逐条改正后再把文件导入一次。"
