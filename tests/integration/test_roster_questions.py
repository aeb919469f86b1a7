"""What the roster's watcher asks the tables."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy.ext.asyncio import AsyncEngine

from services.roster.adapters.storage import TYPES
from services.roster.domain.details import ExitGround
from services.roster.domain.events import (
    AccountOpened,
    ComprehensiveInspectionNoted,
    HeadAppointed,
    InspectorAppointed,
    InspectorExited,
    UnitChanged,
    UnitRegistered,
    VisitNoted,
)
from services.roster.read_models import (
    accounts,
    comprehensive_inspections,
    inspectors,
    noted_visits,
    units,
)
from shared.audit.record import Record
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_store import Append, NewRecord
from shared.event_sourcing.postgres import PostgresEventStore
from shared.event_sourcing.projections import Projections
from tests.unit.roster.people import LIN, NOW, OFFICE, school

SINCE, TERM_TO, FOLLOWS = date(2023, 9, 1), date(2028, 8, 31), date(2026, 8, 15)
EVENTS: tuple[Any, ...] = (
    UnitRegistered("1", school(head="马丽华", head_since=SINCE)),
    HeadAppointed("1", "马丽华", SINCE, TERM_TO, None),
    UnitChanged("1", school(head="方雅琴", head_since=FOLLOWS)),
    VisitNoted("v1", "JC-1", "1", date(2026, 8, 31), ("DX001", "DX002"), 60),
    VisitNoted("v2", "JC-2", "1", date(2026, 9, 1), ("DX001", "DX002"), 60),
    VisitNoted("v3", "JC-3", "1", date(2026, 9, 2), ("DX002",), 60),
    InspectorAppointed("DX001", LIN),
    InspectorAppointed("DX002", LIN),
    InspectorExited("DX001", date(2026, 9, 1), ExitGround.RESIGNATION, "本人申请"),
    ComprehensiveInspectionNoted("i1", "1", date(2026, 6, 1)),
    ComprehensiveInspectionNoted("i2", "1", date(2026, 8, 20)),
    AccountOpened("lin", "林美玲", (Role.INSPECTOR,), None, "DX001"),
    AccountOpened("zheng", "郑红霞", (Role.INSPECTOR,), None, "DX002"),
)


async def test_what_the_watcher_asks_is_answered_by_the_tables(engine: AsyncEngine) -> None:
    """Q7: who headed a unit and who does; 条例 6: who made visits after a day; Q13: whose account
    is of an inspector who has left."""
    store = PostgresEventStore(engine)
    await store.start()
    projections = Projections(
        engine,
        store,
        TYPES,
        [m.MODEL for m in (units, noted_visits, comprehensive_inspections, inspectors, accounts)],
    )
    await projections.start()
    try:
        records = []
        for version, event in enumerate(EVENTS, start=1):
            name, schema, data = TYPES.dump(event)
            id = uuid5(UUID(int=20), str(version))
            record: Record = Record(
                id, "s", version, name, schema, "s", data, OFFICE, None, NOW, NOW, id, uuid4(), None
            )
            records.append(NewRecord(id, name, record.to_bytes()))
        await projections.wait_for((await store.append(Append("s", 0, "s", records))).position, 10)
        async with engine.connect() as connection:
            heads = [
                (row["head"], row["head_since"], row["head_term_to"], row["last_day"])
                for row in await units.heads(connection, NOW.date())
            ]
            visits = await noted_visits.by_inspectors(connection, {"DX001"}, date(2026, 8, 31))
            inspected = await comprehensive_inspections.latest(connection)
            former = await accounts.of_former_inspectors(connection)
    finally:
        await projections.stop()
        await store.stop()
    assert heads == [("方雅琴", FOLLOWS, None, None), ("马丽华", SINCE, TERM_TO, date(2026, 8, 14))]
    assert inspected == {"1": date(2026, 8, 20)}
    assert former == [{"account": "lin", "inspector": "DX001"}]
    assert visits == [("DX001", date(2026, 9, 1))]
