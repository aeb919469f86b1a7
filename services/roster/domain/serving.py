"""An inspector in office: renewal, suspension, exit."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from services.roster.domain.appointment import check_appointment, retired_overrides, term_number
from services.roster.domain.details import ExitGround, InspectorKind
from services.roster.domain.events import (
    InspectorEvent,
    InspectorExited,
    InspectorRenewed,
    InspectorReturned,
    InspectorSuspended,
)
from services.roster.domain.inspector_commands import (
    AppraiseInspector,
    ExitInspector,
    RecordTraining,
    RenewInspector,
    ReturnInspector,
    RewardInspector,
    ServingCommand,
    SuspendInspector,
)
from services.roster.domain.merits import (
    appraise_inspector,
    check_not_future,
    grades,
    record_training,
    reward_inspector,
    today,
)
from services.roster.domain.posting import ends_of
from services.roster.domain.standing import Appointed, Exited, Inspector
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack


class TermStillRuns(Refused):
    field = "term_from"

    def __init__(self, last: date) -> None:
        super().__init__(f"现任期到{last}届满，新任期请从次日或更晚开始。")


class TermNotBegun(Refused):
    field = "term_from"

    def __init__(self, first: date) -> None:
        super().__init__(f"下一任期已登记，到{first}才开始，之后才能再续聘。")


class FullTimeTermsServed(Refused):
    """The district's own setting: 条例 6 limits the terms of part-time inspectors only."""

    field = "inspector"

    def __init__(self, most: str) -> None:
        super().__init__(f"已满{most}，按本区设定专职督学也不再续聘。")


class FailedLastAppraisal(Refused):
    field = "inspector"

    def __init__(self, year: int, grade: str) -> None:
        super().__init__(f"{year}年度考核为{grade}，不能续聘。")


class SuspendedNow(Refused):
    field = "inspector"

    def __init__(self, since: date) -> None:
        super().__init__(f"该督学自{since}起暂停履职，不能办理这件事。请先办理恢复履职。")


class NotSuspended(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("该督学没有暂停履职，不用恢复。")


class DayBeforeOffice(Refused):
    field = "on"

    def __init__(self, first: date) -> None:
        super().__init__(f"日期不能早于{first}。请改正日期。")


class GroundNotMet(Refused):
    field = "ground"

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请核对退出原因。")


def renew_inspector(command: RenewInspector, office: Appointed) -> list[InspectorEvent]:
    """条例 6: three consecutive terms at most, three years each; 40 % retired is soft (原则上, Q10)."""
    held = office.details
    if (command.term_from, command.term_to, command.papers) == (held.term_from, held.term_to, office.papers):
        return []
    if command.term_from <= held.term_to:
        raise TermStillRuns(held.term_to)
    check_renewable(office, today(command.now), command.rules)
    served = term_number(held, command.term_from, command.rules)
    most = command.rules.rule("inspector_terms_max")
    if held.kind is InspectorKind.FULL_TIME and served > most.number:
        raise FullTimeTermsServed(most.amount)
    next_term = replace(held, term_from=command.term_from, term_to=command.term_to, terms_served=served)
    check_appointment(next_term, held, command.rules)
    overrides = retired_overrides(next_term, command.retired_after, command.reason)
    return [InspectorRenewed(command.inspector, next_term, command.papers, overrides)]


def check_renewable(office: Appointed, on: date, rules: RulePack) -> None:
    """Raise what stands against one more term, however it comes to be entered (条例 8: 考核)."""
    if office.suspended_on:
        raise SuspendedNow(office.suspended_on)
    if on < office.details.term_from:
        raise TermNotBegun(office.details.term_from)
    last = office.last_grade()
    if last and last[1] == grades(rules)[-1]:
        raise FailedLastAppraisal(*last)


def suspend_inspector(command: SuspendInspector, office: Appointed) -> list[InspectorEvent]:
    if office.suspended_on == command.on:
        return []
    if office.suspended_on:
        raise SuspendedNow(office.suspended_on)
    check_not_future(command.on, command.now)
    _in_office_on(command.on, office, today(command.now))
    if office.returned_on and command.on < office.returned_on:
        raise DayBeforeOffice(office.returned_on)
    return [InspectorSuspended(command.inspector, command.on, command.ground)]


def return_inspector(command: ReturnInspector, office: Appointed) -> list[InspectorEvent]:
    if not office.suspended_on:
        if office.returned_on == command.on:
            return []
        raise NotSuspended
    check_not_future(command.on, command.now)
    if command.on < office.suspended_on:
        raise DayBeforeOffice(office.suspended_on)
    return [InspectorReturned(command.inspector, command.on)]


def exit_inspector(command: ExitInspector, office: Appointed) -> list[InspectorEvent]:
    """Every ground but the expiry of the term (任期届满) may come in the middle of it."""
    check_not_future(command.on, command.now)
    _in_office_on(command.on, office, today(command.now))
    if command.ground is ExitGround.EXPIRY and command.on <= office.details.term_to:
        raise GroundNotMet(f"任期到{office.details.term_to}才届满")
    last = office.last_grade()
    if command.ground is ExitGround.FAILED_APPRAISAL and (
        last is None or last[1] != grades(command.rules)[-1]
    ):
        raise GroundNotMet(f"最近一次年度考核{f'是{last[1]}' if last else '没有登记'}，不是不称职")
    ended = ends_of(office, command.inspector, command.on, command.now, sorted(office.posts))
    return [*ended, InspectorExited(command.inspector, command.on, command.ground, command.reason)]


def obeyed(command: ServingCommand, inspector: Inspector) -> bool:
    """Whether he left already, on that day and ground."""
    return (
        isinstance(command, ExitInspector)
        and isinstance(inspector, Exited)
        and (inspector.on, inspector.ground) == (command.on, command.ground)
    )


def decide(command: ServingCommand, office: Appointed) -> list[InspectorEvent]:
    match command:
        case RenewInspector():
            return renew_inspector(command, office)
        case RecordTraining():
            return record_training(command, office)
        case AppraiseInspector():
            return appraise_inspector(command, office)
        case RewardInspector():
            return reward_inspector(command, office)
        case SuspendInspector():
            return suspend_inspector(command, office)
        case ReturnInspector():
            return return_inspector(command, office)
        case ExitInspector():
            return exit_inspector(command, office)
        case _:
            assert_never(command)


def _in_office_on(day: date, office: Appointed, today: date) -> None:
    """The day lies in the term that runs or ran out last; one renewed ahead is not it yet."""
    term = office.details
    if today < term.term_from and office.previous:
        term = office.previous
    if day < term.term_from:
        raise DayBeforeOffice(term.term_from)
