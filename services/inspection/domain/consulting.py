"""The consultation ledger of a plan: sent, replied, suggested, adopted or not and why (Q8)."""

from services.inspection.domain import plan_events as happened
from services.inspection.domain.plan_commands import ConsultDepartment, RecordReply, SettleSuggestion
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.plan_refusals import (
    NotAskedForOpinion,
    PlanInForce,
    RepliesAwaited,
    ReplyMistimed,
    SuggestionsOpen,
)
from services.inspection.domain.procedure import person
from services.inspection.domain.standing import DoneOtherwise, require_text
from services.inspection.domain.terms import day_of
from services.inspection.domain.year_plan import Plan


def consult_department(command: ConsultDepartment, plan: Plan) -> list[PlanEvent]:
    """Again after a redraft: the new round replaces the old answer, which the log keeps.

    A new round makes nothing unsaid: what was suggested is settled first, and no reply is waited for less long.
    """
    asked = plan.consultations.get(command.department)
    if asked and (asked.sent_on, asked.reply_by) == (command.sent_on, command.reply_by):
        return []
    if plan.approved_on:
        raise PlanInForce(plan.year)
    if not command.sent_on <= min(command.reply_by, day_of(command.now)):
        raise ReplyMistimed("征求意见")
    if asked and any(suggestion.adopted is None for suggestion in asked.suggestions):
        raise SuggestionsOpen([command.department])
    if asked and asked.replied_on is None and command.reply_by < asked.reply_by:
        raise RepliesAwaited([command.department])
    return [
        happened.DepartmentConsulted(
            year=plan.year,
            by=person(command.by),
            on=day_of(command.now),
            department=command.department,
            sent_on=command.sent_on,
            reply_by=command.reply_by,
        )
    ]


def record_reply(command: RecordReply, plan: Plan) -> list[PlanEvent]:
    asked = plan.consultations.get(command.department)
    if asked is None:
        raise NotAskedForOpinion(command.department)
    if asked.replied_on is not None:
        told = tuple(suggestion.text for suggestion in asked.suggestions)
        if (asked.replied_on, told) == (command.replied_on, command.suggestions):
            return []
        raise DoneOtherwise(f"{command.department}的答复")
    if plan.approved_on:
        raise PlanInForce(plan.year)
    if not asked.sent_on <= command.replied_on <= day_of(command.now):
        raise ReplyMistimed("答复")
    return [
        happened.DepartmentReplied(
            year=plan.year,
            by=person(command.by),
            on=day_of(command.now),
            department=command.department,
            replied_on=command.replied_on,
            suggestions=command.suggestions,
        )
    ]


def settle_suggestion(command: SettleSuggestion, plan: Plan) -> list[PlanEvent]:
    asked = plan.consultations.get(command.department)
    if asked is None or not 1 <= command.suggestion <= len(asked.suggestions):
        raise NotAskedForOpinion(command.department)
    before = asked.suggestions[command.suggestion - 1]
    if (before.adopted, before.reason) == (command.adopted, command.reason):
        return []
    if plan.approved_on:
        raise PlanInForce(plan.year)
    require_text(command.reason, "采纳或者不采纳的理由")
    return [
        happened.SuggestionSettled(
            year=plan.year,
            by=person(command.by),
            on=day_of(command.now),
            department=command.department,
            suggestion=command.suggestion,
            adopted=command.adopted,
            reason=command.reason,
        )
    ]
