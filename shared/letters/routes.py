"""The letters of a case or an inspection over HTTP: the list, the files, and signing for one (送达回证)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from shared.event_sourcing.decider import Actor, Role
from shared.letters.answer import MEDIA_TYPES, FileKind, file_answer, letter_file
from shared.letters.archive import Issued, LetterArchive, letter_of
from shared.letters.receipt import SERVICE_RECEIPT, service_receipt
from shared.letters.served import Method, Receipt, ReceiptSigned, SignReceipt
from shared.letters.text import LetterFault
from shared.letters.values import Office
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites, answer
from shared.runtime.problems import Problem, not_found
from shared.runtime.texts import ONE_LINE

ONLINE = "教育督导平台"
RECORDED = "Dudao-Recorded-SHA256"
"""The header that says what the log has of a file: other than the ETag's where the faces here are others."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), ONE_LINE]
Nth = Annotated[int, Path(ge=1, le=10_000)]


class ReceiptBody(BaseModel):
    """A unit that signs online gives its name only."""

    model_config = ConfigDict(extra="forbid")

    signed_by: Name
    method: Method = Method.ELECTRONIC
    place: Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), ONE_LINE] = ""
    servers: Annotated[tuple[Name, ...], Field(max_length=10)] = ()
    received_at: AwareDatetime | None = None

    def receipt(self, by: Actor, now: datetime) -> Receipt:
        online = by.role is Role.UNIT
        place, received_at = (ONLINE, now) if online else (self.place, self.received_at or now)
        return Receipt(self.method, place, () if online else self.servers, received_at, self.signed_by)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a caller may see of a case's letters: as which chain it is kept, on whom they were served, which of them."""

    case: str
    recipient: str
    shows: Callable[[Issued], bool]


@dataclass(frozen=True, slots=True)
class LetterRoutes:
    """Letters below `path` (…/cases/{case}). `kinds` is an enum of their addresses.

    `seen` raises a 404 `Problem` for who may not see the case; `signed` is told of every receipt.
    """

    path: str
    kinds: type[StrEnum]
    read: str
    sign: str
    seen: Callable[[Request, Permitted, UUID], Awaitable[Seen]]
    signed: Callable[[Request, Permitted, UUID, Issued, ReceiptSigned], Awaitable[None]] | None = None

    def router(self) -> APIRouter:
        router = APIRouter(prefix=self.path + "/{case}/letters", tags=["letters"])
        add, reads = router.add_api_route, [AfterWrites]
        add("", self._list(), methods=["GET"], dependencies=reads, summary="文书清单")
        for path, which in (("/{kind}.{file}", self._latest()), ("/{kind}/{n}.{file}", self._nth())):
            add(path, which, methods=["GET"], dependencies=reads, response_class=Response, responses=FILES)
        add(
            "/{kind}/{n}/receipt.{file}",
            self._receipt(),
            methods=["GET"],
            dependencies=reads,
            response_class=Response,
            responses=FILES,
        )
        add("/{kind}/{n}/receipt", self._sign(), methods=["POST"], summary="签收文书")
        return router

    def _list(self) -> Callable[..., Awaitable[Sequence[dict[str, Any]]]]:
        async def list_letters(
            request: Request, called: Annotated[Permitted, may(self.read)], case: UUID
        ) -> Sequence[dict[str, Any]]:
            """送达的每件文书：文号、日期、文件的 SHA-256、回证。还没有印制的，哈希为空。"""
            seen = await self.seen(request, called, case)
            return [_shown(one) for one in await _letters(request, seen)]

        return list_letters

    def _latest(self) -> Callable[..., Awaitable[Response]]:
        async def get_latest_letter(
            request: Request,
            called: Annotated[Permitted, may(self.read)],
            case: UUID,
            kind: self.kinds,  # type: ignore[name-defined]
            file: FileKind,
        ) -> Response:
            """这种文书最近的一件，PDF 或 Word 文件。"""
            return await self._file(request, called, case, kind, None, file)

        return get_latest_letter

    def _nth(self) -> Callable[..., Awaitable[Response]]:
        async def get_letter(
            request: Request,
            called: Annotated[Permitted, may(self.read)],
            case: UUID,
            kind: self.kinds,  # type: ignore[name-defined]
            n: Nth,
            file: FileKind,
        ) -> Response:
            """这种文书的第 n 件，PDF 或 Word 文件。"""
            return await self._file(request, called, case, kind, n, file)

        return get_letter

    def _receipt(self) -> Callable[..., Awaitable[Response]]:
        async def get_receipt(
            request: Request,
            called: Annotated[Permitted, may(self.read)],
            case: UUID,
            kind: self.kinds,  # type: ignore[name-defined]
            n: Nth,
            file: FileKind,
        ) -> Response:
            """送达回证：签收以前是随文书送出的空白回证。"""
            seen = await self.seen(request, called, case)
            found = await _one(request, seen, kind, n)
            printed = await _archive(request).printed(seen.case, found.id)
            values = service_receipt(_office(request), printed, seen.recipient, found.receipt)
            return await letter_file(SERVICE_RECEIPT, values, file, f"送达回证-{found.served.number}")

        return get_receipt

    def _sign(self) -> Callable[..., Awaitable[JSONResponse]]:
        async def sign_receipt(
            request: Request,
            called: Annotated[Permitted, may(self.sign)],
            case: UUID,
            kind: self.kinds,  # type: ignore[name-defined]
            n: Nth,
            body: ReceiptBody,
        ) -> JSONResponse:
            """签收：单位登录后自己签收（电子送达），或由督导室登记纸质回证。"""
            seen = await self.seen(request, called, case)
            found = await _one(request, seen, kind, n)
            now = request.app.state.service.clock.now()
            command = SignReceipt(called.by, now, found.id, body.receipt(called.by, now))
            handled = await _archive(request).sign(command, called.context, seen.case)
            if self.signed is not None:
                receipt = next((one for one in handled.events if isinstance(one, ReceiptSigned)), None)
                kept = receipt or ReceiptSigned(found.id, found.receipt or command.receipt)
                await self.signed(request, called, case, found, kept)
            return answer(handled, letter=str(found.id))

        return sign_receipt

    async def _file(
        self, request: Request, called: Permitted, case: UUID, kind: StrEnum, n: int | None, file: FileKind
    ) -> Response:
        seen = await self.seen(request, called, case)
        found = await _one(request, seen, kind, n)
        try:
            printed = await _archive(request).printed(seen.case, found.id)
            letter = letter_of(printed.wording)
        except LetterFault as error:
            raise Problem(422, "letter-fault", "文书写不成", str(error)) from error
        response = await file_answer(letter, file, f"{printed.wording.title}-{found.served.number}")
        recorded = printed.files.pdf if file is FileKind.PDF else printed.files.docx
        response.headers[RECORDED] = recorded or ""
        return response


FILES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {kind: {} for kind in MEDIA_TYPES.values()},
        "description": f"文书（PDF 或 .docx）。ETag 是文件的 SHA-256，{RECORDED} 是日志里登记的；"
        "本机的字体与当时不同，两者就不同。",
    },
    404: {"description": "没有这件文书，或者您不能看它（problem+json）"},
    503: {"description": "没有中文字体，排不出 PDF（problem+json，`no-chinese-font`）；.docx 不受影响"},
}


async def _letters(request: Request, seen: Seen) -> Sequence[Issued]:
    return [one for one in await _archive(request).letters(seen.case) if seen.shows(one)]


async def _one(request: Request, seen: Seen, kind: StrEnum, n: int | None) -> Issued:
    """The n-th letter of a kind, or the latest. Raises a 404 `Problem`."""
    found = [one for one in await _letters(request, seen) if one.served.kind == kind]
    if n is not None:
        found = [one for one in found if one.n == n]
    if not found:
        raise not_found("文书", f"{kind}/{n}" if n else kind)
    return found[-1]


def _shown(one: Issued) -> dict[str, Any]:
    files, receipt = one.printed.files if one.printed else None, one.receipt
    return {
        "letter": str(one.id),
        "kind": one.served.kind,
        "n": one.n,
        "title": one.printed.wording.title if one.printed else None,
        "number": one.served.number,
        "served_on": one.served.on.isoformat(),
        "served_by": one.by.name,
        "sha256": {"pdf": files.pdf, "docx": files.docx} if files else None,
        "set_in": files.set_in if files else None,
        "receipt": {
            "method": receipt.method,
            "place": receipt.place,
            "servers": list(receipt.servers),
            "received_at": receipt.received_at.isoformat(),
            "signed_by": receipt.signed_by,
        }
        if receipt
        else None,
    }


def _archive(request: Request) -> LetterArchive:
    archive: LetterArchive = request.app.state.letters
    return archive


def _office(request: Request) -> Office:
    office: Office = request.app.state.office
    return office
