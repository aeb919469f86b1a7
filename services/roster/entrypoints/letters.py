"""Letters of the roster over HTTP: the letter of appointment (聘书) as a file."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncConnection

from services.roster.adapters.letters.appointment import APPOINTMENT_LETTER, appointment_letter
from services.roster.adapters.storage import TYPES
from services.roster.domain.details import AppointmentPapers, InspectorDetails
from services.roster.domain.events import InspectorAppointed, InspectorRenewed
from services.roster.entrypoints.bodies import Code
from services.roster.read_models import posts, units
from shared.event_sourcing.event_types import Stored
from shared.letters.answer import MEDIA_TYPES, FileKind, letter_file
from shared.runtime.caller import Permitted, may
from shared.runtime.http import AfterWrites
from shared.runtime.problems import Problem, not_found
from shared.runtime.service import Service
from shared.workdays.deadline import SHANGHAI

router = APIRouter(prefix="/api", tags=["letters"])

_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "聘书（PDF 或 .docx）"},
    404: {"description": "没有这个督学，或者他的聘任没有聘书（problem+json，`no-papers`）"},
    503: {"description": "没有中文字体，排不出 PDF（problem+json，`no-chinese-font`）；.docx 不受影响"},
}


@router.get(
    "/inspectors/{inspector}/letter.{kind}",
    dependencies=[AfterWrites],
    response_class=Response,
    responses=_FILES,
    summary="聘书",
)
async def get_letter(
    request: Request,
    called: Annotated[Permitted, may("roster.read")],
    inspector: Annotated[Code, Path()],
    kind: FileKind,
    on: Annotated[date | None, Query(description="以哪一天的挂牌学校为准；不写就是今天")] = None,
) -> Response:
    """The letter of the present term, dated the day of the appointment; the same day `on`, the same bytes."""
    service: Service = request.app.state.service
    details, papers, signed_on = await _appointment(service, inspector)
    today = service.clock.now().astimezone(SHANGHAI).date()
    async with service.reading.connect() as connection:
        schools = await _schools(connection, inspector, on or today)
    letter = appointment_letter(
        details, papers, signed_on=signed_on, area=service.settings.district_name, schools=schools
    )
    return await letter_file(APPOINTMENT_LETTER, letter, kind, f"聘书-{inspector}")


async def _appointment(service: Service, inspector: str) -> tuple[InspectorDetails, AppointmentPapers, date]:
    """What the log says of the appointment for his last term, and the day it was made."""
    records = await service.store.read_stream(f"inspector-{inspector}")
    return last_appointment(inspector, [TYPES.load(one) for one in records])


def last_appointment(
    inspector: str, history: Sequence[Stored[Any]]
) -> tuple[InspectorDetails, AppointmentPapers, date]:
    """The entry of his last term as it was mended last, its papers, and the day they were made out.

    Raises a 404 `Problem` where nobody has the number, or where the term was only entered.
    """
    entries = [one for one in history if isinstance(one.event, InspectorAppointed | InspectorRenewed)]
    if not entries:
        raise not_found("督学", inspector)
    details: InspectorDetails = entries[-1].event.details
    for stored in entries:
        papers: AppointmentPapers | None = stored.event.papers
        if papers and stored.event.details.term_from == details.term_from:
            return details, papers, _day(stored.record.occurred_at)
    text = f"督学{inspector}的聘任只作过在册登记，没有聘任文号和聘书编号，出不了聘书。"
    raise Problem(404, "no-papers", "没有聘书", text)


async def _schools(connection: AsyncConnection, inspector: str, on: date) -> list[str]:
    """The names of the units he answers for on that day, by code."""
    names = {unit["code"]: str(unit["unit_name"]) for unit in await units.all_units(connection)}
    held = [
        post
        for post in await posts.all_posts(connection)
        if post["inspector"] == inspector
        and post["since"] <= on
        and (post["ended_on"] is None or on <= post["ended_on"])
    ]
    return [names[post["unit"]] for post in held]


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()
