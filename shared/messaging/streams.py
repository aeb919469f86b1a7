"""Which streams exist, who owns them and who reads what: the shape of streams.toml."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DeliverPolicy,
    DiscardPolicy,
    PersistMode,
    ReplayPolicy,
    StorageType,
    StreamConfig,
)


@dataclass(frozen=True, slots=True)
class StreamSpec:
    """One JetStream stream. `owner` is the only service that publishes to it; the server's own have none.

    It is a copy of its owner's log, whose relay sends again what the server has lost: so a single server need not
    sync every message to disk (ADR 0021).
    """

    name: str
    description: str
    subjects: Sequence[str]
    max_age: timedelta
    duplicate_window: timedelta
    deny_delete: bool
    deny_purge: bool
    owner: str | None = None

    def config(self, replicas: int) -> StreamConfig:
        """What the server is asked for."""
        return StreamConfig(
            name=self.name,
            description=self.description,
            subjects=list(self.subjects),
            storage=StorageType.FILE,
            num_replicas=replicas,
            max_age=self.max_age.total_seconds(),
            duplicate_window=self.duplicate_window.total_seconds(),
            deny_delete=self.deny_delete,
            deny_purge=self.deny_purge,
            allow_direct=True,
            persist_mode=PersistMode.ASYNC
            if replicas == 1
            else None,  # Replicated streams have no other mode.
        )


@dataclass(frozen=True, slots=True)
class ConsumerSpec:
    """One durable pull consumer: how the service `owner` reads `stream`, acknowledging each message."""

    durable: str
    stream: str
    owner: str
    filter_subjects: Sequence[str]
    ack_wait: timedelta
    max_deliver: int
    max_ack_pending: int

    def config(self) -> ConsumerConfig:
        """What the server is asked for; `js.add_consumer(stream, config)` creates or updates."""
        # Alone, a filter is part of the request's subject, so that permissions can hold the owner to it.
        single = self.filter_subjects[0] if len(self.filter_subjects) == 1 else None
        return ConsumerConfig(
            name=self.durable,
            durable_name=self.durable,
            filter_subject=single,
            filter_subjects=None if single else list(self.filter_subjects),
            deliver_policy=DeliverPolicy.ALL,
            replay_policy=ReplayPolicy.INSTANT,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self.ack_wait.total_seconds(),
            max_deliver=self.max_deliver,
            max_ack_pending=self.max_ack_pending,
        )


@dataclass(frozen=True, slots=True)
class BucketSpec:
    """One bucket of the object store: the files of the service `owner`, kept for good under their hashes."""

    name: str
    description: str
    owner: str

    @property
    def stream(self) -> str:
        """The stream the object store keeps it in."""
        return f"OBJ_{self.name}"

    @property
    def subjects(self) -> Sequence[str]:
        """Of the files' chunks and of their entries."""
        return f"$O.{self.name}.C.>", f"$O.{self.name}.M.>"

    def config(self, replicas: int) -> StreamConfig:
        """What the server is asked for. Without roll-ups, which would let a writer empty the bucket."""
        return StreamConfig(
            name=self.stream,
            description=self.description,
            subjects=list(self.subjects),
            storage=StorageType.FILE,
            num_replicas=replicas,
            discard=DiscardPolicy.NEW,
            duplicate_window=120,  # Seconds, as the server has it; a name holds a file once whatever the window.
            deny_delete=True,
            allow_direct=True,
        )


@dataclass(frozen=True, slots=True)
class Topology:
    """All streams, consumers and buckets of an installation."""

    streams: Sequence[StreamSpec]
    consumers: Sequence[ConsumerSpec]
    buckets: Sequence[BucketSpec] = ()

    @property
    def services(self) -> Sequence[str]:
        """The services that own a stream, in the file's order."""
        return [stream.owner for stream in self.streams if stream.owner]

    def streams_of(self, service: str) -> Sequence[StreamSpec]:
        """What the service publishes to."""
        return [stream for stream in self.streams if stream.owner == service]

    def buckets_of(self, service: str) -> Sequence[BucketSpec]:
        """Where the service keeps its files."""
        return [bucket for bucket in self.buckets if bucket.owner == service]

    def consumers_of(self, service: str) -> Sequence[ConsumerSpec]:
        """What the service reads, enough for it to make a deleted consumer again."""
        return [consumer for consumer in self.consumers if consumer.owner == service]


def load_streams(path: Path) -> Topology:
    """Read a streams.toml. Raises KeyError on a missing setting or an unknown stream."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    streams = {
        name: StreamSpec(
            name=name,
            description=table["description"],
            subjects=tuple(table["subjects"]),
            max_age=timedelta(days=table["max_age_days"]),
            duplicate_window=timedelta(minutes=table["duplicate_window_minutes"]),
            deny_delete=table["deny_delete"],
            deny_purge=table["deny_purge"],
            owner=table.get("owner"),
        )
        for name, table in (
            (name, document["every_stream"] | own) for name, own in document["streams"].items()
        )
    }
    consumers = [
        ConsumerSpec(
            durable=durable,
            stream=streams[table["stream"]].name,
            owner=table["owner"],
            filter_subjects=tuple(table["filter_subjects"]),
            ack_wait=timedelta(seconds=table["ack_wait_seconds"]),
            max_deliver=table["max_deliver"],
            max_ack_pending=table["max_ack_pending"],
        )
        for durable, table in (
            (durable, document["every_consumer"] | own) for durable, own in document["consumers"].items()
        )
    ]
    buckets = [BucketSpec(name, **table) for name, table in document.get("buckets", {}).items()]
    return Topology(tuple(streams.values()), tuple(consumers), tuple(buckets))
