"""Who goes on with a case: after its responsible inspector, after its unit."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from services.rectification.domain.commands import LoseUnit, ReplaceInspector, TransferCase
from services.rectification.domain.duty import Duty
from services.rectification.domain.events import CaseEvent, CaseTransferred, InspectorReplaced, UnitLost
from services.rectification.domain.stages import Case
from services.rectification.domain.terms import day_of
from shared.event_sourcing.decider import Role


@dataclass(frozen=True, slots=True)
class Post:
    """What the roster last said of an inspector at a unit; None for a day nobody told of.

    He answers for it on his last day too, if a successor follows on the next; else it is over by then.
    """

    ended_on: date | None
    successor: str | None = None
    since: date | None = None

    def held_on(self, day: date) -> bool:
        begun = self.since is None or self.since <= day
        last_day = day == self.ended_on and self.successor is not None
        return begun and (self.ended_on is None or day < self.ended_on or last_day)


class SuccessionUnclear(Exception):
    """The facts go round in a circle: one of them has not arrived yet."""


def successor_of(inspector: str, posts: Mapping[str, Post]) -> str | None:
    """Who took over from an inspector whose post ended, in the end; None: nobody.

    `posts` are those at the unit, by inspector. That a successor's own post ended earlier says nothing:
    he took this one over later, and was not heard of yet. Raises `SuccessionUnclear`.
    """
    passed, post = [inspector], posts[inspector]
    while post.successor is not None:
        if post.successor in passed:
            raise SuccessionUnclear
        passed.append(post.successor)
        following = posts.get(post.successor)
        if following is None or following.ended_on is None:
            return post.successor
        if post.ended_on is not None and following.ended_on < post.ended_on:
            return post.successor
        post = following
    return None


def replace_inspector(command: ReplaceInspector, case: Case) -> list[CaseEvent]:
    if command.inspector not in case.issue.inspectors or command.successor == command.inspector:
        return []
    following = (command.successor if n == command.inspector else n for n in case.issue.inspectors)
    inspectors = tuple(dict.fromkeys(n for n in following if n is not None))
    duty = case.duty
    if duty is not None and (duty.owner_role, duty.owner) == (Role.INSPECTOR, command.inspector):
        owner = command.successor or next(iter(inspectors), None)
        duty = replace(duty, owner=owner) if owner else _of_the_office(duty)
    return [
        InspectorReplaced(
            about=case.about,
            duty=duty,
            inspector=command.inspector,
            successor=command.successor,
            inspectors=inspectors,
            on=day_of(command.now),
        )
    ]


def transfer_case(command: TransferCase, case: Case) -> list[CaseEvent]:
    """The letters that were served stay as they are, and so does every date."""
    before = case.about
    if before.unit != command.former:
        return []
    about = replace(before, unit=command.unit, unit_name=command.unit_name, superior=command.superior)
    duty = case.duty
    if duty is not None and (duty.owner_role, duty.owner) == (Role.UNIT, command.former):
        duty = replace(duty, owner=command.unit)
    return [
        CaseTransferred(
            about=about,
            duty=duty,
            former=before.unit,
            former_name=before.unit_name,
            ended_on=command.ended_on,
            zone=command.zone,
            on=day_of(command.now),
        )
    ]


def lose_unit(command: LoseUnit, case: Case) -> list[CaseEvent]:
    if case.about.unit != command.unit or case.unit_lost_on is not None:
        return []
    duty = case.duty
    if duty is not None and duty.owner_role is Role.UNIT:
        duty = _of_the_office(duty)
    return [UnitLost(about=case.about, duty=duty, ended_on=command.ended_on, on=day_of(command.now))]


def _of_the_office(duty: Duty) -> Duty:
    return replace(duty, owner_role=Role.OFFICE, owner=Role.OFFICE.value)
