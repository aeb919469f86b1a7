"""An inspector (督学), from his recommendation to his exit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import TypeVar

from services.roster.domain import candidacy, posting, serving
from services.roster.domain.appointment import (
    check_appointment,
    check_number,
    counts_as_retired,
    retired_overrides,
)
from services.roster.domain.details import InspectorDetails, Override, TrainingMode
from services.roster.domain.events import (
    CandidatePublicised,
    CandidateRejected,
    InspectorAppointed,
    InspectorAppraised,
    InspectorEvent,
    InspectorExited,
    InspectorQualified,
    InspectorRecommended,
    InspectorRenewed,
    InspectorReturned,
    InspectorRewarded,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    RecusalLifted,
    TrainingRecorded,
)
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    EndPost,
    EngageInspector,
    InspectorCommand,
    LiftRecusal,
    PubliciseCandidate,
    QualifyInspector,
    RecommendInspector,
    RejectCandidate,
)
from services.roster.domain.merits import today
from services.roster.domain.standing import (
    Appointed,
    Exited,
    Inspector,
    InspectorHasExited,
    NotAppointed,
    Post,
    Publicised,
    Qualified,
    Recommended,
    Rejected,
    in_office,
)
from shared.event_sourcing.decider import Decider, Refused

K = TypeVar("K")
V = TypeVar("V")


class CandidateInProcedure(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector}是推荐人选，请按程序办理审核、公示和聘任，不能直接登记在册。")


class EntryAhead(Refused):
    """What is entered are appointments that were made; the next one is made here, in its own procedure."""

    field = "term_from"

    def __init__(self, term_from: date) -> None:
        super().__init__(
            f"任期从{term_from}才开始，不能登记在册。新聘的请按推荐、审核、公示、聘任办理，"
            "续聘的请办理续聘；已经聘任的，请到任期开始后再登记。"
        )


def appoint_inspector(command: AppointInspector, inspector: Inspector) -> list[InspectorEvent]:
    """An entry says what papers of before say (在册登记); who is a candidate goes the way of candidates."""
    details, rules = command.details, command.rules
    counted = False
    if isinstance(inspector, Appointed):
        check_number(command.inspector, inspector.details, details)
    match inspector:
        case Exited(on=on) | Rejected(before=Exited(on=on)):
            raise InspectorHasExited(command.inspector, on)
        case Recommended() | Qualified() | Publicised():
            raise CandidateInProcedure(command.inspector)
        case Appointed(details=held) if held == details:
            return []
        case _ if details.term_from > today(command.now) and not _may_be_ahead(command, inspector):
            raise EntryAhead(details.term_from)
        case Appointed(details=held, previous=previous) if held.term_from == details.term_from:
            check_appointment(details, previous, rules)
            counted = counts_as_retired(held)
        case Appointed(details=held):
            check_appointment(details, held, rules)
            serving.check_renewable(inspector, today(command.now), rules)
        case _:
            check_appointment(details, None, rules)
    overrides: tuple[Override, ...] = ()
    if command.retired_after and not counted:
        overrides = retired_overrides(details, command.retired_after, command.reason)
    return [InspectorAppointed(command.inspector, command.details, overrides=overrides)]


def _may_be_ahead(command: AppointInspector, inspector: Inspector) -> bool:
    """Whether he holds the term already, or the list says that it follows the one he holds."""
    return isinstance(inspector, Appointed) and (
        command.follows or inspector.details.term_from == command.details.term_from
    )


def decide(command: InspectorCommand, inspector: Inspector) -> list[InspectorEvent]:
    match command:
        case AppointInspector():
            return appoint_inspector(command, inspector)
        case (
            RecommendInspector()
            | QualifyInspector()
            | RejectCandidate()
            | PubliciseCandidate()
            | EngageInspector()
        ):
            return candidacy.decide(command, inspector)
        case AssignPost() | EndPost() | DeclareRecusal() | LiftRecusal():
            return posting.decide(command, in_office(inspector, command.inspector))
        case _:
            if serving.obeyed(command, inspector):
                return []
            return serving.decide(command, in_office(inspector, command.inspector))


def evolve(inspector: Inspector, event: InspectorEvent) -> Inspector:
    match inspector:
        case Appointed():
            return _in_office(inspector, event)
        case Exited():
            return _candidate(inspector, inspector, event)
        case NotAppointed():
            return _candidate(inspector, None, event)
        case _:
            return _candidate(inspector, inspector.before, event)


def _candidate(inspector: Inspector, before: Exited | None, event: InspectorEvent) -> Inspector:
    match event:
        case InspectorRecommended(candidate=candidate):
            return Recommended(candidate, before)
        case InspectorQualified(on=on) if isinstance(inspector, Recommended):
            return Qualified(inspector.candidate, before, on)
        case CandidatePublicised() if isinstance(inspector, Qualified | Publicised):
            return Publicised(
                inspector.candidate, before, event.first, event.last, event.place, inspector.reviewed_on
            )
        case CandidateRejected():
            return Rejected(before)
        case InspectorAppointed(details=details, papers=papers):
            if before is None:
                return Appointed(details, papers=papers, trained=papers is None)
            # The hours of a whole year that were entered before he left are still his of that year.
            entry = replace(details, training=before.office.details.training)
            again = _next_term(before.office, entry, before.served)
            return replace(again, papers=papers, suspended_on=None)
        case _:
            return inspector


def _in_office(office: Appointed, event: InspectorEvent) -> Inspector:
    match event:
        case InspectorAppointed(details=details) if details.term_from == office.details.term_from:
            return replace(office, details=details)
        case InspectorAppointed(details=details):
            return _next_term(office, details, office.details)
        case InspectorRenewed(details=details, papers=papers):
            return replace(_next_term(office, details, office.details), papers=papers)
        case TrainingRecorded():
            key = (event.on, event.title, event.mode)
            trained = event.completes if event.mode is TrainingMode.PRE_JOB else office.trained
            return replace(office, trainings=_with(office.trainings, key, event), trained=trained)
        case InspectorAppraised():
            return replace(office, appraisals=_with(office.appraisals, event.year, event.grade))
        case InspectorRewarded():
            return replace(office, rewards=office.rewards | {(event.on, event.title)})
        case InspectorSuspended():
            return replace(office, suspended_on=event.on)
        case InspectorReturned():
            return replace(office, suspended_on=None, returned_on=event.on)
        case InspectorExited():
            return Exited(office, event.on, event.ground)
        case PostAssigned():
            return replace(office, posts=_with(office.posts, event.unit, Post(event.since)))
        case PostEnded():
            ended = replace(office.posts[event.unit], ended_on=event.ended_on, successor=event.successor)
            return replace(office, posts=_with(office.posts, event.unit, ended))
        case RecusalDeclared():
            relation = (event.unit, event.relation)
            recusals = _with(office.recusals, relation, event)
            return replace(office, recusals=recusals, lifted=office.lifted - {relation})
        case RecusalLifted():
            relation = (event.unit, event.relation)
            left = MappingProxyType({of: one for of, one in office.recusals.items() if of != relation})
            return replace(office, recusals=left, lifted=office.lifted | {relation})
        case _:
            return office


def _next_term(office: Appointed, details: InspectorDetails, previous: InspectorDetails) -> Appointed:
    """What the entry of the term before said of appraisals stays known."""
    return replace(office, details=details, previous=previous, appraisals=office.grades())


def _with(mapping: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    return MappingProxyType({**mapping, key: value})


INSPECTOR: Decider[InspectorCommand, Inspector, InspectorEvent] = Decider(NotAppointed(), decide, evolve)
