"""Many rows in one request: each is obeyed or refused by itself, and the answer says which."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import uuid5

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from shared.audit.record import NotCanonical
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Refused
from shared.runtime.problems import as_problem

M = TypeVar("M", bound=BaseModel)

MAX_ROWS = 1000
AT_ONCE = 16  # subjects whose rows are obeyed at the same time: they are stored together

Result = dict[str, object]


class Rows(BaseModel):
    """The body of a batch. The rows are checked one by one, so that one bad row refuses only itself."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[JsonValue], Field(min_length=1, max_length=MAX_ROWS)]


async def obey_rows(
    rows: Sequence[JsonValue],
    row_type: type[M],
    context: Context,
    subject: Callable[[M], str],
    obey: Callable[[M, Context], Awaitable[Handled[Any]]],
) -> JSONResponse:
    """Obey each row, those about one subject in their order: 200, or 207 when some were refused.

    A row is `added`, `known` (obeyed before) or `refused` with the reason; `row` counts from 1. When
    the store is away the whole request fails and may be sent again.
    """
    results: dict[int, Result] = {}
    by_subject: dict[str, list[tuple[int, M]]] = defaultdict(list)
    for n, row in enumerate(rows, start=1):
        try:
            read = row_type.model_validate(row)
        except ValidationError as error:
            results[n] = _refused(RequestValidationError(error.errors()))
        else:
            by_subject[subject(read)].append((n, read))
    turn = asyncio.Semaphore(AT_ONCE)
    positions = [0]

    async def obey_in_order(about_one: Sequence[tuple[int, M]]) -> None:
        async with turn:
            for n, row in about_one:
                own = replace(context, cause=uuid5(context.cause, f"row {n}"), expected=None)
                try:
                    handled = await obey(row, own)
                except (Refused, NotCanonical) as error:
                    results[n] = _refused(error)
                else:
                    positions.append(handled.position)
                    results[n] = {"result": "added" if handled.events else "known"}

    await asyncio.gather(*map(obey_in_order, by_subject.values()))
    counts = {
        kind: sum(r["result"] == kind for r in results.values()) for kind in ("added", "known", "refused")
    }
    shown = [{"row": n, **results[n]} for n in sorted(results)]
    return JSONResponse(
        {"position": max(positions), **counts, "rows": shown},
        207 if counts["refused"] else 200,
        {"Dudao-Position": str(max(positions))},
    )


def _refused(error: Exception) -> Result:
    problem = as_problem(error)
    return {"result": "refused", "type": problem.kind, "detail": problem.detail, **problem.more}
