"""How many cases are there by state, rung, zone, theme and severity? Counted from the rows of cases."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.rectification.read_models.cases import TABLE
from services.rectification.read_models.ledger import Filters, matching, visible_to
from shared.event_sourcing.decider import Actor

DIMENSIONS: Final = ("state", "rung", "zone", "theme", "severity")


async def counts(connection: AsyncConnection, filters: Filters, reader: Actor) -> dict[str, dict[str, int]]:
    """For each dimension its values and how many cases have each; a missing value is ''."""
    found: dict[str, dict[str, int]] = {}
    for dimension in DIMENSIONS:
        column = TABLE.c[dimension]
        query = select(func.coalesce(column, ""), func.count()).where(visible_to(reader), matching(filters))
        rows = await connection.execute(query.group_by(column).order_by(func.count().desc(), column))
        found[dimension] = {str(value): int(count) for value, count in rows}
    return found
