"""The in-memory store keeps the specification of every event store."""

import pytest

from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.integration.event_store_spec import EventStoreSpec


class TestInMemoryEventStore(EventStoreSpec):
    @pytest.fixture
    async def store(self) -> InMemoryEventStore:
        return InMemoryEventStore()
