"""The steps of a comprehensive or special inspection as the facts others may know."""

from typing import Literal, TypedDict
from uuid import UUID

from dudao_contracts import inspection as facts
from dudao_contracts.due import Due as PublishedDue
from dudao_contracts.envelope import Fact
from services.inspection.domain import inspection_events as happened
from services.inspection.domain.procedure import About, Team
from services.inspection.domain.terms import Due


class _About(TypedDict):
    inspection: UUID
    number: str
    kind: Literal["综合督导", "专项督导"]
    line: facts.Line
    unit: str
    unit_name: str
    superior: str | None


def publish_step(step: happened.OnInspection) -> Fact | None:
    """The fact a step is to others. What the team does among itself, why somebody recuses himself and what a
    defence says stay here."""
    about = _about(step.about)
    match step:
        case (
            happened.TeamFormed(team=team)
            | happened.InspectorAdded(team=team)
            | happened.InspectorReleased(team=team)
            | happened.RecusalDecided(team=team, granted=True)
        ):
            return _team(team, about)
        case happened.InspectionAnnounced(self_evaluation=due):
            return facts.InspectionAnnouncedV1(
                **about,
                letter=step.letter,
                matters=step.matters,
                starts_on=step.starts_on,
                self_evaluation_by=due.on if due else None,
            )
        case happened.PreliminaryOpinionServed():
            return facts.PreliminaryOpinionServedV1(
                **about,
                letter=step.letter,
                problems=len(step.findings),
                defence_due=_due(step.defence_due),
                from_receipt=step.defence_from_receipt,
            )
        case happened.DefenceFiled():
            return facts.DefenceFiledV1(**about, defence=step.defence)
        case happened.OpinionServed():
            return facts.OpinionServedV1(
                **about,
                letter=step.letter,
                problems=len(step.draft.problems),
                due_on=step.due.on,
                late=step.late_reason is not None,
            )
        case happened.ReportFiled():
            return facts.ReportFiledUpwardV1(
                **about, letter=step.letter, government=step.government, filed_with=step.filed_with
            )
        case happened.ResultPublished():
            return facts.ResultPublishedV1(**about, document=step.document.value, place=step.place)
        case happened.InspectionObstructed(obstruction=told):
            return facts.InspectionObstructedV1(**about, step=told.step.value, on=told.on, facts=told.facts)
        case happened.InspectionClosed():
            return facts.InspectionClosedV1(**about, outcome="closed", reason=None, letter=step.letter)
        case happened.InspectionCancelled():
            return facts.InspectionClosedV1(
                **about, outcome="cancelled", reason=step.reason, letter=step.letter
            )
        case _:
            return None


def _team(team: Team, about: _About) -> facts.TeamFormedV1:
    return facts.TeamFormedV1(**about, inspectors=team.inspectors, leader=team.leader, experts=team.experts)


def _about(about: About) -> _About:
    return {
        "inspection": about.inspection,
        "number": about.number,
        "kind": about.kind.value,
        "line": about.line.value,
        "unit": about.unit.code,
        "unit_name": about.unit.name,
        "superior": about.unit.superior,
    }


def _due(due: Due) -> PublishedDue:
    return PublishedDue(
        on=due.on, rule=due.rule, basis=due.basis, explanation=due.explanation, provisional=due.provisional
    )
