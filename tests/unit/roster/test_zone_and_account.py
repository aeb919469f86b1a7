"""Zones, and accounts with the separation of powers (Q3)."""

import pytest

from services.roster.domain.account import (
    ACCOUNT,
    INSPECTING,
    AccountNotOpen,
    AccountTaken,
    InspectorOfAccountMissing,
    RolesIncompatible,
    RolesNotForAPerson,
    UnitDecidesOnItself,
    UnitOfAccountMissing,
)
from services.roster.domain.account_commands import CloseAccount, EndInspecting, OpenAccount
from services.roster.domain.events import AccountClosed, AccountOpened, ZoneDrawn
from services.roster.domain.unit_commands import DrawZone
from services.roster.domain.zone import ZONE
from shared.event_sourcing.decider import Refused, Role
from shared.identity.permissions import WHO_MAY
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import NOW, OFFICE

account = DeciderTest(ACCOUNT)


def opening(*roles: Role, unit: str | None = None, inspector: str | None = None) -> OpenAccount:
    return OpenAccount(OFFICE, NOW, "zhou", "周敏", roles, unit, inspector)


open_office = opening(Role.OFFICE)
opened = AccountOpened("zhou", "周敏", (Role.OFFICE,), None, None)
close = CloseAccount(OFFICE, NOW, "zhou")
closed = AccountClosed("zhou")


def test_a_zone_is_drawn_once() -> None:
    command = DrawZone(OFFICE, NOW, "第一责任区")
    DeciderTest(ZONE).when(command).then(ZoneDrawn("第一责任区"))
    DeciderTest(ZONE).again(command)


def test_an_account_is_opened() -> None:
    account.when(open_office).then(opened)


def test_opening_again_changes_nothing() -> None:
    account.again(open_office)


def test_an_account_is_one_persons_in_fixed_roles() -> None:
    account.given(opened).when(opening(Role.CHIEF_INSPECTOR)).then_refused(AccountTaken)


@pytest.mark.parametrize("roles", [(), (Role.SYSTEM,), (Role.OFFICE, Role.PUBLIC)])
def test_nobody_signs_in_without_a_role_or_as_the_system(roles: tuple[Role, ...]) -> None:
    account.when(opening(*roles)).then_refused(RolesNotForAPerson)


@pytest.mark.parametrize("line", [Role.SUPERIOR, Role.MEMBER_UNIT])
@pytest.mark.parametrize(
    "inspecting",
    [Role.INSPECTOR, Role.OFFICE, Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR, Role.OPERATOR],
)
def test_a_line_department_does_not_inspect(line: Role, inspecting: Role) -> None:
    """Q3: 厘清督导与教育行政的职能边界."""
    command = opening(line, inspecting, unit="319991-0120", inspector="DX001")
    account.when(command).then_refused(RolesIncompatible)


@pytest.mark.parametrize(
    "deciding", [Role.OFFICE, Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR, Role.OPERATOR]
)
def test_who_answers_for_a_unit_does_not_decide_on_it(deciding: Role) -> None:
    """Q2; an inspector among the heads of schools is there on purpose (Q10), and recuses himself (条例 10)."""
    account.when(opening(Role.UNIT, deciding, unit="319991-0120")).then_refused(UnitDecidesOnItself)
    both = opening(Role.UNIT, Role.INSPECTOR, unit="319991-0120", inspector="DX001")
    assert account.when(both).events


def test_whoever_makes_records_of_inspections_is_of_no_line_department() -> None:
    """Q3: also who imports the ledger an office kept before; what a unit does it does in its own cases."""
    makes = [roles for action, roles in WHO_MAY.items() if _makes_records(action)]
    assert frozenset().union(*makes) - {Role.UNIT} == INSPECTING


def _makes_records(action: str) -> bool:
    service, _, what = action.partition(".")
    return service == "import" or (service == "inspection" and not what.startswith("read"))


@pytest.mark.parametrize("role", [Role.UNIT, Role.SUPERIOR, Role.MEMBER_UNIT])
def test_who_answers_for_a_unit_says_which(role: Role) -> None:
    account.when(opening(role)).then_refused(UnitOfAccountMissing)
    account.when(opening(role, unit="319991-0120")).then(
        AccountOpened("zhou", "周敏", (role,), "319991-0120", None)
    )


def test_an_inspectors_account_has_his_number() -> None:
    account.when(opening(Role.INSPECTOR)).then_refused(InspectorOfAccountMissing)


def test_an_account_is_closed() -> None:
    account.given(opened).when(close).then(closed)


def test_closing_again_changes_nothing() -> None:
    account.given(opened).again(close)


def test_only_what_was_opened_can_be_closed() -> None:
    why: type[Refused] = AccountNotOpen
    account.when(close).then_refused(why)


def test_a_closed_account_can_be_opened_anew() -> None:
    account.given(opened, closed).when(opening(Role.AUDITOR)).then(
        AccountOpened("zhou", "周敏", (Role.AUDITOR,), None, None)
    )


leave = EndInspecting(OFFICE, NOW, "zhou", "DX001")


def test_who_leaves_the_inspectors_keeps_his_other_roles() -> None:
    """Q13: strict exit."""
    both = AccountOpened("zhou", "周敏", (Role.INSPECTOR, Role.AUDITOR), None, "DX001")
    narrowed = AccountOpened("zhou", "周敏", (Role.AUDITOR,), None, None)
    account.given(both).when(leave).then(narrowed)
    account.given(both, narrowed).when(leave).then_nothing()


def test_without_another_role_his_account_is_closed() -> None:
    account.given(AccountOpened("zhou", "周敏", (Role.INSPECTOR,), None, "DX001")).when(leave).then(closed)
    account.given(opened, closed).when(leave).then_nothing()


def test_an_account_of_another_or_of_nobody_is_left_alone() -> None:
    account.given(AccountOpened("zhou", "周敏", (Role.INSPECTOR,), None, "DX002")).when(leave).then_nothing()
    account.when(leave).then_nothing()
