"""What the roster had told a service by the time a letter was served, from the service's own log."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted


class Told:
    """Units and inspectors as they were at a position of the log."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._store, self._types = store, types

    async def unit(self, code: str, position: int) -> Mapping[str, Any]:
        """The roster's entry of a unit; empty when it had told of none."""
        return await self._latest(f"noted-unit-{code}", position)

    async def inspectors(self, numbers: Sequence[str], position: int) -> Sequence[Mapping[str, Any]]:
        """What the roster said of these inspectors, in this order; of one unknown only his number as his name."""
        return [
            {"inspector_name": number, **await self._latest(f"noted-inspector-{number}", position)}
            for number in numbers
        ]

    async def names(self, numbers: Sequence[str], position: int) -> tuple[str, ...]:
        """What these inspectors are called."""
        return tuple(str(one["inspector_name"]) for one in await self.inspectors(numbers, position))

    async def _latest(self, stream: str, position: int) -> Mapping[str, Any]:
        facts = [
            stored.event
            for stored in map(self._types.load, await self._store.read_stream(stream))
            if stored.position < position and isinstance(stored.event, FactNoted)
        ]
        return facts[-1].data if facts else {}
