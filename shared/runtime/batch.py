"""Many rows in one request: each is obeyed or refused by itself, and the answer says which."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar
from uuid import uuid5

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from shared.audit.record import NotCanonical
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.connections import is_lost
from shared.event_sourcing.decider import Refused
from shared.event_sourcing.event_store import VersionConflict
from shared.runtime.problems import Problem, as_problem

M = TypeVar("M", bound=BaseModel)

MAX_ROWS = 1000
AT_ONCE = 16  # subjects whose rows are obeyed at the same time: they are stored together

CUT_SHORT = (
    "数据库中途连不上，可能只保存了一部分行，其余的没有保存。"
    "请稍后把同样的内容完整地再提交一次，已保存的行不会重复。"
)

Result = dict[str, object]


class Rows(BaseModel):
    """The body of a batch. The rows are checked one by one, so that one bad row refuses only itself."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[JsonValue], Field(min_length=1, max_length=MAX_ROWS)]


async def obey_each(
    rows: Mapping[int, object],
    row_type: type[M],
    context: Context,
    subject: Callable[[M], str],
    obey: Callable[[M, Context], Awaitable[Handled[Any]]],
) -> Mapping[int, Handled[Any] | Problem]:
    """Obey each row, those about one subject in their order; what came of each, by its number.

    When the store is away the rest is left: a `Problem` says that some rows may be in, and the whole request may
    be sent again.
    """
    results: dict[int, Handled[Any] | Problem] = {}
    by_subject: dict[str, list[tuple[int, M]]] = defaultdict(list)
    for n, row in rows.items():
        try:
            read = row_type.model_validate(row)
        except ValidationError as error:
            results[n] = as_problem(
                RequestValidationError([{**e, "loc": ("body", *e["loc"])} for e in error.errors()])
            )
        else:
            by_subject[subject(read)].append((n, read))
    turn = asyncio.Semaphore(AT_ONCE)
    failures: list[Exception] = []

    async def obey_in_order(about_one: Sequence[tuple[int, M]]) -> None:
        async with turn:
            for n, row in about_one:
                if failures:
                    return
                own = replace(context, cause=uuid5(context.cause, f"row {n}"), expected=None)
                try:
                    results[n] = await obey(row, own)
                except (Refused, NotCanonical, VersionConflict) as error:
                    results[n] = as_problem(error)
                except Exception as error:
                    failures.append(error)

    await asyncio.gather(*map(obey_in_order, by_subject.values()))
    if failures:
        raise _cut_short(failures[0]) from failures[0]
    return results


def _cut_short(failure: Exception) -> Exception:
    """The general words for a lost store say that nothing was saved, which is not known of many rows."""
    if not is_lost(failure):
        return failure
    return Problem(503, "store-unavailable", "没有全部保存", CUT_SHORT)


async def obey_rows(
    rows: Sequence[JsonValue],
    row_type: type[M],
    context: Context,
    subject: Callable[[M], str],
    obey: Callable[[M, Context], Awaitable[Handled[Any]]],
) -> JSONResponse:
    """`obey_each`, answered; `row` counts from 1."""
    return told_rows(await obey_each(dict(enumerate(rows, start=1)), row_type, context, subject, obey))


def told_rows(results: Mapping[int, Handled[Any] | Problem]) -> JSONResponse:
    """What came of each row: 200, or 207 when some were refused.

    A row is `added`, `known` (obeyed before) or `refused` with the reason; `row` counts from 1. What should be
    known of a row that was taken over all the same are its `warnings`.
    """
    shown = [{"row": n, **_told(results[n])} for n in sorted(results)]
    counts = {kind: sum(row["result"] == kind for row in shown) for kind in ("added", "known", "refused")}
    position = max((result.position for result in results.values() if isinstance(result, Handled)), default=0)
    return JSONResponse(
        {"position": position, **counts, "rows": shown},
        207 if counts["refused"] else 200,
        {"Dudao-Position": str(position)},
    )


def _told(result: Handled[Any] | Problem) -> Result:
    if isinstance(result, Problem):
        return {"result": "refused", "type": result.kind, "detail": result.detail, **result.more}
    told: Result = {"result": "added" if result.events else "known"}
    return {**told, "warnings": list(result.warnings)} if result.warnings else told
