"""Who may do what on the bus: one user per service, held to its own subjects and its own durables."""

from collections.abc import Callable

from shared.messaging.streams import BucketSpec, ConsumerSpec, StreamSpec, Topology
from shared.runtime.embedded_nats import NatsUser

ADMIN = "admin"  # Provisioning only; no service knows its password.
READER = "reader"  # An example for what stands outside: it sees the facts and changes nothing.


def bus_users(topology: Topology, password: Callable[[str], str]) -> list[NatsUser]:
    """The users of an installation. Every client sets `inbox_prefix` to `_INBOX_<user>`.

    A refused subject looks like a timeout to the client; the reason only reaches its `error_cb`.
    A service may make its own durables again. Where a durable has several filters the server cannot
    hold it to them, so it could widen that durable to the whole of a stream it reads already.
    """
    owned = [stream for stream in topology.streams if stream.owner]
    return [
        NatsUser(ADMIN, password(ADMIN), [">"], [">"]),
        NatsUser(
            READER,
            password(READER),
            publish=[subject for stream in owned for subject in _look(stream)],
            subscribe=[f"_INBOX_{READER}.>", *(subject for stream in owned for subject in stream.subjects)],
        ),
        *(_service(topology, service, password(service)) for service in topology.services),
    ]


def _service(topology: Topology, service: str, password: str) -> NatsUser:
    own = topology.streams_of(service)
    publish = [
        *(subject for stream in own for subject in (*stream.subjects, *_look(stream))),
        *(subject for bucket in topology.buckets_of(service) for subject in _keep(bucket)),
        *(subject for consumer in topology.consumers_of(service) for subject in _read(consumer)),
    ]
    return NatsUser(service, password, publish, [f"_INBOX_{service}.>"])


def _look(stream: StreamSpec) -> list[str]:
    api, name = "$JS.API", stream.name
    return [
        f"{api}.STREAM.INFO.{name}",
        f"{api}.STREAM.MSG.GET.{name}",
        f"{api}.DIRECT.GET.{name}",
        f"{api}.DIRECT.GET.{name}.>",
    ]


def _keep(bucket: BucketSpec) -> list[str]:
    """Adding and reading: a service never removes what it was given."""
    return [*bucket.subjects, f"$JS.API.STREAM.MSG.GET.{bucket.stream}"]


def _read(consumer: ConsumerSpec) -> list[str]:
    durable = f"{consumer.stream}.{consumer.durable}"
    only = consumer.config().filter_subject
    return [
        f"$JS.API.CONSUMER.MSG.NEXT.{durable}",
        f"$JS.API.CONSUMER.INFO.{durable}",
        f"$JS.API.CONSUMER.CREATE.{durable}" + (f".{only}" if only else ""),
        f"$JS.ACK.{durable}.>",
    ]
