"""The case chain: each link commits to a record and to every earlier record of its case."""

from collections.abc import Iterable
from hashlib import sha256

from shared.event_sourcing.event_store import Recorded

START = bytes(32)  # What the first record of a case is linked to.


def link(previous: bytes, record: bytes) -> bytes:
    """The 32 bytes SHA-256(previous ‖ record), where `previous` is the link before it in the case."""
    return sha256(previous + record).digest()


def first_break(case: Iterable[Recorded]) -> Recorded | None:
    """The first record of one case, given in position order, whose stored link does not hold.

    None means: these bytes are what was linked, in this order, and none is missing before the last.
    Whoever can rewrite records can rewrite links too: only a signed checkpoint tells that.
    """
    previous = START
    for recorded in case:
        if recorded.link != link(previous, recorded.record):
            return recorded
        previous = recorded.link
    return None
