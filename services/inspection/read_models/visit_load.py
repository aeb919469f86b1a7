"""How often do inspectors come to a unit in a month, whatever brings them?"""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from services.inspection.read_models import inspections, planned_visits, visits

_v, _p, _i = visits.TABLE.c, planned_visits.TABLE.c, inspections.TABLE.c


async def entries(connection: AsyncConnection, unit: str, first: date, last: date, besides: UUID) -> int:
    """Visits made or planned and inspections announced for those days, both included, without `besides`."""
    made = select(_v.visit).where(_v.unit == unit, _v.visited_on.between(first, last), _v.visit != besides)
    planned = select(_p.visit).where(_p.unit == unit, _p.planned_on.between(first, last), _p.visit != besides)
    announced = select(_i.inspection).where(
        _i.unit == unit, _i.starts_on.between(first, last), _i.state != "cancelled", _i.inspection != besides
    )
    every = made.union(planned, announced).subquery()
    return await connection.scalar(select(func.count()).select_from(every)) or 0
