"""The unit's plan: submitted, accepted or sent back."""

from datetime import date

from services.rectification.domain.commands import AcceptPlan, ReturnPlan, SubmitPlan
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.events import CaseEvent, PlanAccepted, PlanReturned, PlanSubmitted
from services.rectification.domain.issue import Measure, person
from services.rectification.domain.owed import owe, plan_due
from services.rectification.domain.stages import Accepted, Case, Noticed, Planned, PlanSentBack
from services.rectification.domain.standing import EscalationIsPending, NotNow, ReasonMissing
from services.rectification.domain.terms import Terms, day_of, spoken
from shared.event_sourcing.decider import Actor, Refused


class PlanNotAwaited(NotNow):
    asked = "报送整改方案"


class NoPlanToReview(NotNow):
    asked = "审核整改方案"


class NotTheUnitsOwnCase(Refused):
    """A unit acts in its own cases only."""

    def __init__(self) -> None:
        super().__init__("这不是您单位的案件，不能办理。请核对案件编号。")


class MeasureIncomplete(Refused):
    """Each measure names what is done, who answers for it and until when (Q24)."""

    field = "measures"

    def __init__(self) -> None:
        super().__init__("整改方案至少要有一项措施，每项都要写明措施、责任人和完成时限。请补全后再报送。")


class MeasureAfterLimit(Refused):
    """The whole of a plan fits into the case's limit."""

    field = "measures"

    def __init__(self, limit: date) -> None:
        super().__init__(f"措施的完成时限不能晚于整改期限{spoken(limit)}。请改早后再报送。")


class MeasureBeforeTheProblem(Refused):
    """A measure may be done already when a late plan comes, but not before the problem was found."""

    field = "measures"

    def __init__(self, found: date) -> None:
        super().__init__(f"措施的完成时限不能早于发现问题的{spoken(found)}。请核对日期后再报送。")


def submit_plan(command: SubmitPlan, case: Case, terms: Terms) -> list[CaseEvent]:
    require_own(command.by, case)
    if isinstance(case.stage, Planned | Accepted) and case.stage.plan.measures == command.measures:
        return []
    if not isinstance(case.stage, Noticed | PlanSentBack):
        raise PlanNotAwaited(case)
    today = day_of(command.now)
    check_measures(command.measures, case.limit.on if case.limit else today, today)
    if any(measure.due_on < case.issue.found_on for measure in command.measures):
        raise MeasureBeforeTheProblem(case.issue.found_on)
    # While the ladder waits for a person, a late plan is taken in and waits with it.
    duty = case.duty if case.escalation else owe(case, DutyKind.REVIEW_PLAN, terms, today)
    return [
        PlanSubmitted(
            about=case.about,
            duty=duty,
            round=case.round,
            measures=command.measures,
            by=person(command.by),
            on=today,
        )
    ]


def accept_plan(command: AcceptPlan, case: Case, terms: Terms) -> list[CaseEvent]:
    if isinstance(case.stage, Accepted):
        return []
    _require_review(case)
    today = day_of(command.now)
    duty = owe(case, DutyKind.REPORT_COMPLETION, terms, today, due=case.limit)
    return [PlanAccepted(about=case.about, duty=duty, round=case.round, by=person(command.by), on=today)]


def return_plan(command: ReturnPlan, case: Case, terms: Terms) -> list[CaseEvent]:
    if isinstance(case.stage, PlanSentBack) and case.stage.reason == command.reason:
        return []
    _require_review(case)
    if not command.reason.strip():
        raise ReasonMissing("退回的理由")
    today = day_of(command.now)
    assert case.limit is not None
    due = plan_due(case.limit, terms, today)
    return [
        PlanReturned(
            about=case.about,
            duty=owe(case, DutyKind.SUBMIT_PLAN, terms, today, due=due),
            round=case.round,
            reason=command.reason,
            by=person(command.by),
            on=today,
        )
    ]


def require_own(by: Actor, case: Case) -> None:
    """Refuses a unit that is not the case's."""
    if by.unit != case.about.unit:
        raise NotTheUnitsOwnCase


def check_measures(measures: tuple[Measure, ...], limit: date, today: date) -> None:
    """Refuses a plan without measure, person or date, or one that goes beyond a limit still ahead."""
    if not measures or not all(m.measure.strip() and m.person.strip() for m in measures):
        raise MeasureIncomplete
    if today <= limit and any(m.due_on > limit for m in measures):
        raise MeasureAfterLimit(limit)


def _require_review(case: Case) -> None:
    if not isinstance(case.stage, Planned):
        raise NoPlanToReview(case)
    if case.escalation:
        raise EscalationIsPending(case)
