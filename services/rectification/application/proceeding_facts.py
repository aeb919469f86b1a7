"""The events of interviews, accountabilities and commendations as the facts others may know."""

from typing import TypedDict
from uuid import UUID

from dudao_contracts import proceedings as facts
from dudao_contracts.due import Due as DueFact
from dudao_contracts.envelope import Fact
from services.rectification.domain import accountability_events as account
from services.rectification.domain import commendation_stages as commend
from services.rectification.domain import interview_events as meet
from services.rectification.domain.clocks import TASK_WORDS
from services.rectification.domain.proceeding import ClockMissed, ClockPrompted, OnProceeding, Proceeding
from services.rectification.domain.terms import Due, day_of


class _About(TypedDict):
    proceeding: UUID
    kind: str
    number: str
    line: str
    unit: str
    unit_name: str
    superior: str | None
    matter: str


def publish_proceeding(event: OnProceeding) -> Fact | None:
    """The fact a step is to others. Clues, facts, persons and measures stay here: the subject has its letters."""
    fact, own = _told(event)
    return fact.model_validate({**_about(event.about), **own}) if fact else None


def _told(event: OnProceeding) -> tuple[type[Fact] | None, dict[str, object]]:
    match event:
        case meet.InterviewNoticeServed(letter=letter, hosts=hosts, invitation=invited):
            return facts.InterviewNoticeServedV1, {
                "letter": letter,
                "on": day_of(invited.at),
                "place": invited.place,
                "hosts": hosts,
                "papers_due": invited.papers_due,
                "cases": event.cases,
            }
        case meet.RecordServed(letter=letter):
            return facts.InterviewRecordServedV1, {"letter": letter}
        case account.OpinionNotified(letter=letter, defence_due=due):
            return facts.AccountabilityNotifiedV1, {"letter": letter, "defence_due": _due(due)}
        case account.DefenceHeard(defence=defence):
            return facts.AccountabilityDefendedV1, {"defence": defence}
        case account.DecisionServed(decision=decision):
            return facts.AccountabilityDecidedV1, {
                "letter": decision.letter,
                "effective_on": decision.effective_on,
                "review_due": _due(event.review_due),
                "appeal_due": _due(event.appeal_due),
            }
        case account.ReviewAsked(decision_due=due):
            return facts.ReviewAskedV1, {"decision_due": _due(due)}
        case account.ReviewDecided(letter=letter, outcome=outcome, appeal_due=due):
            decided = {"letter": letter, "result": outcome.result.value}
            return facts.ReviewDecidedV1, {**decided, "appeal_due": _due(due)}
        case account.AppealFiled(direct=direct, decision_due=due):
            return facts.AppealFiledV1, {"direct": direct, "decision_due": _due(due)}
        case account.AppealDecided(letter=letter, outcome=outcome, correct_by=by):
            above = {"letter": letter, "result": outcome.result.value}
            return facts.AppealDecidedV1, {**above, "correct_by": _due(by) if by else None}
        case account.DecisionCorrected(letter=letter, outcome=outcome):
            return facts.AccountabilityCorrectedV1, {"letter": letter, "result": outcome.result.value}
        case commend.CommendationApproved(merit=merit):
            return facts.CommendationApprovedV1, {"basis": f"{merit.inspection}：{merit.result}"}
        case commend.CommendationRevoked(reason=reason):
            return facts.CommendationRevokedV1, {"reason": reason}
        case ClockPrompted(duty=duty):
            return facts.StepPromptedV1, {
                "step": TASK_WORDS[duty.kind],
                "due_on": duty.due.on,
                "workdays_left": event.workdays_left,
                "owner_role": duty.owner_role.value,
                "owner": duty.owner,
            }
        case ClockMissed(missed=duty):
            return facts.StepMissedV1, {
                "step": TASK_WORDS[duty.kind],
                "due_on": duty.due.on,
                "owner_role": duty.owner_role.value,
                "owner": duty.owner,
            }
        case _:
            return None, {}


def _about(about: Proceeding) -> _About:
    return _About(
        proceeding=about.id,
        kind=about.kind.value,
        number=about.number,
        line=about.line.value,
        unit=about.unit,
        unit_name=about.unit_name,
        superior=about.superior,
        matter=about.matter,
    )


def _due(due: Due) -> DueFact:
    return DueFact(
        on=due.on, rule=due.rule, basis=due.basis, explanation=due.explanation, provisional=due.provisional
    )
