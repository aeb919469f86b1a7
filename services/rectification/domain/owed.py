"""Which duty a case has next, and whose it is."""

from datetime import date
from typing import Final

from services.rectification.domain.duty import Duty, DutyKind, duty_id
from services.rectification.domain.stages import Accepted, Case, Noticed, Planned, Reported, Stage
from services.rectification.domain.terms import Due, Terms, earlier
from shared.event_sourcing.decider import Role

OWNERS: Final = {
    DutyKind.SERVE_NOTICE: Role.OFFICE,
    DutyKind.SUBMIT_PLAN: Role.UNIT,
    DutyKind.REVIEW_PLAN: Role.OFFICE,
    DutyKind.REPORT_COMPLETION: Role.UNIT,
    DutyKind.RECHECK: Role.INSPECTOR,
    DutyKind.CLOSE_CASE: Role.DEPUTY_CHIEF_INSPECTOR,
    DutyKind.REVISIT: Role.INSPECTOR,
    DutyKind.DECIDE_ESCALATION: Role.DEPUTY_CHIEF_INSPECTOR,
    DutyKind.SERVE_SUPERVISION_ORDER: Role.OFFICE,
    DutyKind.HOLD_INTERVIEW: Role.DEPUTY_CHIEF_INSPECTOR,
    DutyKind.ISSUE_CIRCULAR: Role.CHIEF_INSPECTOR,
    DutyKind.FORM_WORK_GROUP: Role.CHAIR,
}


def owe(
    case: Case,
    kind: DutyKind,
    terms: Terms,
    today: date,
    *,
    due: Due | None = None,
    role: Role | None = None,
) -> Duty:
    """The case's next duty; due as the rule of its own name says, unless `due` is given."""
    due = due or terms.due(kind.value, today)
    owner_role = role or OWNERS[kind]
    if owner_role is Role.UNIT and case.unit_lost_on is not None:
        owner_role = Role.OFFICE  # There is no unit any more: the office decides what becomes of the case.
    owner = owner_role.value
    if owner_role is Role.UNIT:
        owner = case.about.unit
    elif owner_role is Role.INSPECTOR and case.issue.inspectors:
        owner = case.issue.inspectors[0]
    elif owner_role is Role.INSPECTOR:
        owner_role, owner = Role.OFFICE, Role.OFFICE.value
    return Duty(duty_id(case.id, case.duties + 1), kind, owner_role, owner, due, terms.prompts(due.on, today))


def owe_under(case: Case, stage: Stage, limit: Due, terms: Terms, today: date) -> Duty:
    """What `stage` waits for when rectification must be complete by `limit`."""
    match stage:
        case Noticed():
            return owe(case, DutyKind.SUBMIT_PLAN, terms, today, due=plan_due(limit, terms, today))
        case Planned():
            return owe(case, DutyKind.REVIEW_PLAN, terms, today)
        case Accepted():
            return owe(case, DutyKind.REPORT_COMPLETION, terms, today, due=limit)
        case Reported():
            return owe(case, DutyKind.RECHECK, terms, today)
        case _:
            raise AssertionError(f"{type(stage).__name__} has no limit")


def plan_due(limit: Due, terms: Terms, today: date) -> Due:
    """When the plan is due: by its own rule, and not after a limit that is still ahead."""
    own = terms.due(DutyKind.SUBMIT_PLAN.value, today)
    return own if limit.on < today else earlier(own, limit)
