"""Files that people upload and download: what cannot be read, and what was not taken over, told alike."""

from collections.abc import Iterable, Sequence
from typing import Any

from fastapi import Response
from pydantic import BaseModel, Field

from shared.runtime.problems import Problem
from shared.spreadsheets.tables import WHOLE_ROW, Fault, RawSheet, Table
from shared.spreadsheets.untrusted import Unreadable
from shared.spreadsheets.upload import read_upload
from shared.spreadsheets.written import XLSX

CSV = "text/csv; charset=utf-8"


class FaultAnswer(BaseModel):
    """One thing that was not taken over."""

    sheet: str = Field(description="工作表的名称；CSV 是文件名")
    row: int = Field(description="文件里的行号，表头是第1行")
    column: str = Field(description="列的名称；(整行)、(整张表) 表示不是某一格的错")
    value: str = Field(description="那一格里现在的内容")
    message: str = Field(description="错在哪里")
    mend: str = Field(description="怎样改")


def told(faults: Iterable[Fault]) -> list[FaultAnswer]:
    """The faults in the order of the file."""
    return [
        FaultAnswer(
            sheet=fault.sheet,
            row=fault.row,
            column=fault.column,
            value=fault.value,
            message=fault.message,
            mend=fault.mend,
        )
        for fault in sorted(faults, key=lambda fault: (fault.sheet, fault.row))
    ]


def sheets_of(name: str, content: bytes) -> Sequence[RawSheet]:
    """The sheets of an upload. Raises a 422 `Problem` that says why it cannot be read."""
    try:
        return read_upload(name, content)
    except Unreadable as error:
        raise Problem(422, "unreadable-file", "文件不能导入", str(error)) from error


def refuse_row(table: Table[Any], number: int, problem: Problem) -> None:
    """Tell a refusal in the file's own words: by heading, with the way to mend it."""
    table.refused += 1
    for error in problem.more.get("errors") or [{"pointer": "/", "detail": problem.detail}]:
        name = str(error["pointer"]).split("/")[1]
        column = table.about.column_of(name)
        invalid = column is not None and problem.kind == "validation"
        mend = column.mend if column and invalid else "请按这句话改正，再把文件导入一次；已导入的行不会重复。"
        value = str(table.rows[number].get(name, ""))[:100]
        table.fault(number, column.heading if column else WHOLE_ROW, value, str(error["detail"]), mend)


def download(content: bytes, name: str) -> Response:
    """A file to keep, an .xlsx or .csv by its name, which is in ASCII."""
    kind = XLSX if name.endswith(".xlsx") else CSV
    return Response(
        content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
