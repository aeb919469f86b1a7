"""Files over HTTP: put under their own hash, answered with a receipt, and read by who may."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.requests import ClientDisconnect

from shared.files.file_store import FileStore, FilesUnavailable, Receipt
from shared.files.media_type import MEDIA_TYPES, PDF
from shared.files.receiving import MAX_BYTES, FileRefused, FileTooLarge, HashDiffers, received
from shared.runtime.caller import Permitted, may
from shared.runtime.problems import Problem, not_found
from shared.runtime.service import Service

FOLDER = "/api/files/"
"""Bodies that go there are streamed: `create_app(…, streamed=FOLDER)`."""

SHA256 = r"^[0-9a-f]{64}$"
Hash = Annotated[str, Path(pattern=SHA256)]
MayRead = Callable[[Request, Permitted, str], Awaitable[bool]]
"""Whether the caller may read the file of this hash."""

_BYTES = {"type": "string", "format": "binary"}


class ReceiptBody(BaseModel):
    """The receipt: the server holds the whole file, so the sender need not keep it."""

    sha256: str
    bytes: int
    media_type: str
    received_at: datetime


def files_router(*, write: str, read: str, may_read: MayRead) -> APIRouter:
    """The routes of a service's files; `write` and `read` are actions. The store is `app.state.files`."""
    router = APIRouter(prefix=FOLDER.rstrip("/"), tags=["files"])

    @router.put(
        "/{sha256}",
        summary="上传文件",
        openapi_extra={"requestBody": {"required": True, "content": {"*/*": {"schema": _BYTES}}}},
    )
    async def put_file(
        request: Request, called: Annotated[Permitted, may(write)], sha256: Hash
    ) -> ReceiptBody:
        """Keep the body under its SHA-256. The same file again has the same receipt."""
        service: Service = request.app.state.service
        if int(request.headers.get("content-length", 0)) > MAX_BYTES:
            raise _refused(FileTooLarge())
        try:
            async with received(request.stream(), sha256) as file:
                receipt = await _files(request).put(file, service.clock.now())
        except FileRefused as error:
            raise _refused(error) from error
        except FilesUnavailable as error:
            raise UNAVAILABLE from error
        except ClientDisconnect as error:
            raise BROKEN_OFF from error  # Nobody hears it; a lost connection is no fault of the service.
        return ReceiptBody(**asdict(receipt))

    async def get_file(request: Request, called: Annotated[Permitted, may(read)], sha256: Hash) -> Response:
        """The file; a browser shows pictures only, and runs nothing."""
        if not await may_read(request, called, sha256):
            raise not_found("文件", sha256)
        try:
            receipt = await _files(request).receipt(sha256)
        except FilesUnavailable as error:
            raise UNAVAILABLE from error
        if receipt is None:
            raise not_found("文件", sha256)
        headers = _headers(receipt)
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        headers["Content-Length"] = str(receipt.bytes)
        if request.method == "HEAD":
            return Response(headers=headers, media_type=receipt.media_type)
        return StreamingResponse(
            _files(request).content(receipt), headers=headers, media_type=receipt.media_type
        )

    binary = {"content": {name: {"schema": _BYTES} for name in MEDIA_TYPES}, "description": "文件的原样内容"}
    router.get("/{sha256}", summary="读取文件", response_class=Response, responses={200: binary})(get_file)
    router.head("/{sha256}", include_in_schema=False)(get_file)
    return router


UNAVAILABLE = Problem(
    503,
    "files-unavailable",
    "暂时无法存取文件",
    "文件库暂时连不上，文件没有收下。请保留文件，稍后再试一次，不会重复。",
)

BROKEN_OFF = Problem(400, "broken-off", "上传中断", "连接断了，文件没有收全。请重新上传这个文件，不会重复。")


def _refused(error: FileRefused) -> Problem:
    match error:
        case FileTooLarge():
            return Problem(413, "file-too-large", "文件太大", str(error), max_bytes=MAX_BYTES)
        case HashDiffers(announced=announced, actual=actual):
            return Problem(422, "hash-differs", "文件不完整", str(error), announced=announced, actual=actual)
        case _:
            return Problem(415, "file-type-not-taken", "不收这种文件", str(error), taken=sorted(MEDIA_TYPES))


def _files(request: Request) -> FileStore:
    files: FileStore = request.app.state.files
    return files


def _headers(receipt: Receipt) -> dict[str, str]:
    kind = MEDIA_TYPES.get(receipt.media_type, PDF)
    disposition = "inline" if kind.shown else "attachment"
    return {
        "ETag": f'"{receipt.sha256}"',
        "Cache-Control": "private, no-cache",  # Whether he still may is asked every time.
        "Content-Disposition": f'{disposition}; filename="{receipt.sha256[:12]}.{kind.suffix}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
