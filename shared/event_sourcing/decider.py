"""The decider: all behaviour of one kind of stream as three pure things."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from typing import Generic, TypeVar

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


class Role(StrEnum):
    """The acting role: part of every command, stored in every record."""

    CHAIR = "chair"  # 主任/副主任
    CHIEF_INSPECTOR = "chief_inspector"  # 总督学
    DEPUTY_CHIEF_INSPECTOR = "deputy_chief_inspector"  # 副总督学
    OFFICE = "office"  # 督导室
    INSPECTOR = "inspector"  # 督学
    UNIT = "unit"  # 被督导单位
    SUPERIOR = "superior"  # 主管部门
    MEMBER_UNIT = "member_unit"  # 成员单位
    AUDITOR = "auditor"  # 监督
    PUBLIC = "public"  # 公众
    OPERATOR = "operator"  # 运维
    SYSTEM = "system"  # 系统: proposes, never decides


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person (or the system) in one role, on behalf of a unit if there is one.

    `id` is the inspector's number, the account's name or `system:<what>`; `unit` is the code of
    the unit the person answers for (被督导单位, 主管部门, 成员单位), None for the office.
    """

    id: str
    name: str
    role: Role
    unit: str | None = None


class Refused(Exception):
    """A rule said no. Every rejection is a subclass named as a sentence, beside its rule.

    `str(error)` is shown to people: what is wrong and what to do, in Chinese. `article` names the
    law behind the rule when it may be printed as law, `field` the input at fault when there is one.
    """

    article: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Decider(Generic[C, S, E]):
    """`decide(command, state)` gives the events that follow; `evolve(state, event)` the next state.

    Both are pure. `decide` raises a `Refused` when a rule forbids the command and returns `[]` when
    it was already obeyed, so that doing it again changes nothing.
    """

    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]

    def fold(self, events: Iterable[E], state: S | None = None) -> S:
        """The state after `events`, from `state` or from the beginning."""
        return reduce(self.evolve, events, self.initial if state is None else state)
