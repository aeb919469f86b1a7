"""Indicator frameworks over HTTP: drafts by form or file, publication, and every version as JSON and as a file."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import Field, StringConstraints, TypeAdapter

from services.inspection.adapters.framework_file import export_csv, export_xlsx, read_framework
from services.inspection.application.frameworks import FrameworkHandlers
from services.inspection.domain.framework import Band, Framework, Indicator, Level, MarkingMethod, Veto
from services.inspection.domain.framework_versions import (
    DraftFramework,
    NoSuchFramework,
    PublishFramework,
)
from services.inspection.entrypoints.bodies import Body, Code, Name
from services.inspection.entrypoints.http import Reader, service_of
from services.inspection.read_models import frameworks
from shared.event_sourcing.read_model import Row
from shared.identity.principal import UNIT_ROLES
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem, not_found
from shared.runtime.texts import ONE_LINE
from shared.runtime.uploads import download, sheets_of, told

router = APIRouter(prefix="/api/frameworks", tags=["frameworks"])

Number = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,7}(\.[0-9]{1,4})?$")]
"""A number as text: no float is ever made of it."""
IndicatorCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,40}$")]
Version = Annotated[int, Path(ge=1, le=10_000)]
Writing = Annotated[Permitted, may("inspection.write_framework")]
_JSON: TypeAdapter[Framework] = TypeAdapter(Framework)


class LevelBody(Body):
    name: Name
    share: Number


class IndicatorBody(Body):
    code: IndicatorCode
    name: Name
    marks: Number
    parent: IndicatorCode | None = None
    method: MarkingMethod | None = None
    watched: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=500), ONE_LINE], ...],
        Field(max_length=50),
    ] = ()
    target: Number | None = None
    levels: Annotated[tuple[LevelBody, ...], Field(max_length=20)] = ()

    def indicator(self) -> Indicator:
        return Indicator(
            self.code,
            self.name,
            Decimal(self.marks),
            self.parent,
            self.method,
            self.watched,
            Decimal(self.target) if self.target is not None else None,
            tuple(Level(one.name, Decimal(one.share)) for one in self.levels),
        )


class BandBody(Body):
    name: Name
    at_least: Number


class VetoBody(Body):
    code: IndicatorCode
    name: Name
    caps_at: Name


class FrameworkBody(Body):
    code: Code
    name: Name
    full: Number
    unit_types: Annotated[tuple[Name, ...], Field(max_length=20)]
    indicators: Annotated[tuple[IndicatorBody, ...], Field(max_length=500)]
    bands: Annotated[tuple[BandBody, ...], Field(max_length=20)]
    vetoes: Annotated[tuple[VetoBody, ...], Field(max_length=50)] = ()

    def framework(self) -> Framework:
        return Framework(
            self.code,
            self.name,
            Decimal(self.full),
            self.unit_types,
            tuple(one.indicator() for one in self.indicators),
            tuple(Band(one.name, Decimal(one.at_least)) for one in self.bands),
            tuple(Veto(one.code, one.name, one.caps_at) for one in self.vetoes),
        )


class FrameworkPublicationBody(Body):
    version: Annotated[int, Field(ge=1, le=10_000)]


@router.get("", dependencies=[AfterWrites])
async def list_frameworks(request: Request, called: Reader) -> list[Row]:
    """Every version of every framework; units see those that were published."""
    async with service_of(request).reading.connect() as connection:
        rows = await frameworks.all_frameworks(connection)
    outside = called.by.role in UNIT_ROLES
    return [row for row in rows if row["published_on"] or not outside]


@router.get("/template.xlsx", response_class=Response)
async def get_template(called: Reader) -> Response:
    """An empty workbook to fill in."""
    return download(await asyncio.to_thread(export_xlsx, None), "framework-template.xlsx")


@router.post("")
async def draft_framework(request: Request, called: Writing, body: FrameworkBody) -> JSONResponse:
    """起草指标体系的下一版。分值之和不对的，逐项说明，不保存。"""
    now = service_of(request).clock.now()
    command = DraftFramework(called.by, now, body.framework())
    handled = await handlers(request).handle(command, called.context)
    return answer(handled, framework=body.code)


@router.post("/{code}/file")
async def import_framework(request: Request, called: Writing, code: Code, file: UploadFile) -> JSONResponse:
    """导入指标体系（.xlsx，或者只有指标的 .csv）作为下一版草案。有一处不对就不导入，逐处说明怎样改。"""
    sheets = await asyncio.to_thread(sheets_of, file.filename or "文件", await file.read())
    known, _ = await handlers(request).versions(code)
    standing = known.draft.framework if known.draft else known.latest
    framework, wrong = read_framework(code, sheets, standing)
    if framework is None:
        message = f"指标体系没有导入，共{len(wrong)}处要改。请逐条改正后再把文件导入一次。"
        faults = [one.model_dump() for one in told(wrong)]
        raise Problem(422, "framework-faulty", "没有导入", message, faults=faults)
    command = DraftFramework(called.by, service_of(request).clock.now(), framework)
    handled = await handlers(request).handle(command, called.context)
    return answer(handled, framework=code, indicators=len(framework.indicators))


@router.post("/{code}/publication")
async def publish_framework(
    request: Request,
    called: Annotated[Permitted, may("inspection.publish_framework")],
    code: Code,
    body: FrameworkPublicationBody,
) -> JSONResponse:
    """发布草案。发布后不能再改，要改的另起一版。"""
    command = PublishFramework(called.by, service_of(request).clock.now(), code, body.version)
    handled = await handlers(request).handle(command, called.context)
    return answer(handled, framework=code, version=body.version)


@router.get("/{code}/versions/{version}")
async def get_version(
    request: Request, response: Response, called: Reader, code: Code, version: Version
) -> Mapping[str, Any]:
    """One version with all its indicators. Who publishes the draft he looked at sends its ETag as If-Match."""
    framework, published, stream = await _version(request, called, code, version)
    response.headers["ETag"] = f'"{stream}"'
    content: Mapping[str, Any] = _JSON.dump_python(framework, mode="json")
    return {"version": version, "published": published, **content}


@router.get("/{code}/versions/{version}/framework.xlsx", response_class=Response)
async def export_version(request: Request, called: Reader, code: Code, version: Version) -> Response:
    """One version as a workbook, in the form it can be imported in."""
    framework, *_ = await _version(request, called, code, version)
    return download(await asyncio.to_thread(export_xlsx, framework), f"{code}-{version}.xlsx")


@router.get("/{code}/versions/{version}/indicators.csv", response_class=Response)
async def export_indicators(request: Request, called: Reader, code: Code, version: Version) -> Response:
    """The indicators of one version as CSV."""
    framework, *_ = await _version(request, called, code, version)
    return download(export_csv(framework), f"{code}-{version}.csv")


async def _version(
    request: Request, called: Permitted, code: str, version: int
) -> tuple[Framework, bool, int]:
    """The version, whether it is published, and the version of the framework's stream."""
    versions, stream = await handlers(request).versions(code)
    if version in versions.published:
        return versions.published[version], True, stream
    if versions.draft and version == versions.next and called.by.role not in UNIT_ROLES:
        return versions.draft.framework, False, stream
    raise not_found("指标体系的版本", f"{code}/{version}") from NoSuchFramework(code, version)


def handlers(request: Request) -> FrameworkHandlers:
    found: FrameworkHandlers = request.app.state.frameworks
    return found
