"""The register as the staffing board needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.roster.domain.answering import Answering, answering
from services.roster.domain.inspectorate import Inspector, Post
from services.roster.domain.requirement import Unit


@dataclass(frozen=True, slots=True)
class Register:
    """All of the register that the board is made of; `answering`, by the unit's code, follows from the rest."""

    units: Sequence[Unit]
    inspectors: Sequence[Inspector]
    posts: Sequence[Post]
    zones: Sequence[str]
    answering: Mapping[str, Answering]

    @classmethod
    def of(
        cls,
        units: Sequence[Unit],
        inspectors: Sequence[Inspector],
        posts: Sequence[Post],
        zones: Sequence[str],
    ) -> "Register":
        people = {one.number: one for one in inspectors}
        return cls(units, inspectors, posts, zones, answering(units, posts, people))
