"""Made-up histories of a register: events in an order in which they may happen, drawn by chance."""

import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.roster.adapters.storage import TYPES
from services.roster.domain.details import ExitGround, TrainingMode, UnitKind
from services.roster.domain.events import (
    InspectorAppointed,
    InspectorExited,
    InspectorReturned,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    TrainingRecorded,
    UnitChanged,
    UnitClosed,
    UnitRegistered,
    ZoneDrawn,
)
from shared.audit.record import Record
from shared.event_sourcing.event_types import Stored
from tests.unit.roster.people import NOW, OFFICE, lin, school

BEGINNING = date(2023, 1, 1)
ZONES = ("第一责任区", "第二责任区", None)


def history(seed: int, length: int) -> Sequence[Any]:
    """So many events about a handful of units and inspectors, from `BEGINNING` on; the same for one seed."""
    return [event for _, event in zip(range(length), iter(_History(seed).next, None), strict=False)]


def stored(position: int, event: Any) -> Stored[Any]:
    """The event at its place in the log."""
    name, schema, _ = TYPES.dump(event)
    id = UUID(int=position)
    return Stored(
        position, Record(id, "s", position, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
    )


class _History:
    def __init__(self, seed: int) -> None:
        self._chance, self._day = random.Random(seed), BEGINNING
        self._held: dict[tuple[str, str], date] = {}
        self._terms: dict[str, int] = {}
        self._away: set[str] = set()
        self._units: set[str] = set()

    def next(self) -> Any:
        self._day += timedelta(days=self._chance.randrange(1, 20))
        kinds: Sequence[Callable[[], Any]] = (
            self._unit,
            self._unit,
            self._closing,
            self._appointment,
            self._appointment,
            self._training,
            self._absence,
            self._exit,
            self._post,
            self._post,
            self._post,
            self._recusal,
            self._zone,
        )
        while True:
            event = self._chance.choice(kinds)()
            if event is not None:
                return event

    def _somebody(self) -> str | None:
        return self._chance.choice(sorted(self._terms)) if self._terms else None

    def _unit(self) -> Any:
        code = str(self._chance.randrange(12))
        kind = UnitRegistered if code not in self._units else UnitChanged
        self._units.add(code)
        details = school(
            unit_name=f"第{code}学校",
            kind=self._chance.choice(list(UnitKind)),
            students=self._chance.randrange(3000),
            zone=self._chance.choice(ZONES),
        )
        return kind(code, details)

    def _closing(self) -> Any:
        if not self._units or self._chance.random() < 0.7:
            return None
        return UnitClosed(self._chance.choice(sorted(self._units)), self._day, "区教〔2026〕1号")

    def _appointment(self) -> Any:
        who = f"DX{self._chance.randrange(6)}"
        self._terms[who] = self._terms.get(who, 0) + 1
        length = timedelta(days=self._chance.randrange(100, 1000))
        return InspectorAppointed(
            who,
            lin(
                inspector_name=who,
                zone=self._chance.choice(ZONES),
                term_from=self._day,
                term_to=self._day + length,
                terms_served=self._terms[who],
            ),
        )

    def _training(self) -> Any:
        who = self._somebody()
        hours = self._chance.randrange(60)
        return who and TrainingRecorded(who, self._day, hours, TrainingMode.CENTRAL, f"培训{hours}")

    def _absence(self) -> Any:
        who = self._somebody()
        if who in self._away:
            self._away.discard(who)
            return InspectorReturned(who, self._day)
        if who:
            self._away.add(who)
        return who and InspectorSuspended(who, self._day, "借调")

    def _exit(self) -> Any:
        who = self._somebody()
        if not who or self._chance.random() < 0.7:
            return None
        return InspectorExited(who, self._day, self._chance.choice(list(ExitGround)), "本人申请")

    def _post(self) -> Any:
        who = self._somebody()
        if not who or not self._units:
            return None
        unit = self._chance.choice(sorted(self._units))
        if (unit, who) in self._held:
            del self._held[unit, who]
            return PostEnded(unit, who, self._day)
        self._held[unit, who] = self._day
        return PostAssigned(unit, who, self._day)

    def _recusal(self) -> Any:
        who = self._somebody()
        return who and RecusalDeclared(who, "1", "近亲属", self._day)

    def _zone(self) -> Any:
        return ZoneDrawn(self._chance.choice(ZONES[:2]) or "")
