"""An account: who can sign in, in which roles."""

from dataclasses import dataclass
from typing import assert_never

from services.roster.domain.account_commands import AccountCommand, CloseAccount, EndInspecting, OpenAccount
from services.roster.domain.events import AccountClosed, AccountEvent, AccountOpened
from shared.event_sourcing.decider import Decider, Refused, Role

NOBODY = frozenset({Role.SYSTEM, Role.PUBLIC})
OF_A_UNIT = frozenset({Role.UNIT, Role.SUPERIOR, Role.MEMBER_UNIT})
LINE_DEPARTMENT = frozenset({Role.SUPERIOR, Role.MEMBER_UNIT})
INSPECTING = frozenset(
    {Role.INSPECTOR, Role.OFFICE, Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR, Role.OPERATOR}
)
"""Who makes the records of inspections; an operator takes over those an office kept before. A test compares them
with shared/identity/permissions.py."""


class RolesNotForAPerson(Refused):
    field = "roles"

    def __init__(self) -> None:
        super().__init__("账号至少要有一个身份，而且不能是“系统”或“公众”。请改选身份。")


class RolesIncompatible(Refused):
    """Inspection is independent of the administration it inspects (Q3)."""

    field = "roles"

    def __init__(self) -> None:
        super().__init__(
            "主管部门、成员单位的账号不能同时办理督导或者运维。督导与教育行政须分开，请另开账号给另一人。"
        )


class UnitDecidesOnItself(Refused):
    """Q2: whoever answers for an inspected unit does not accept its plans; as an inspector he recuses himself."""

    field = "roles"

    def __init__(self) -> None:
        super().__init__("被督导单位的账号不能同时是督导室、总督学、副总督学或者运维。请另开账号给另一人。")


class UnitOfAccountMissing(Refused):
    field = "unit"

    def __init__(self) -> None:
        super().__init__("被督导单位、主管部门、成员单位的账号须写明单位代码。请补上。")


class InspectorOfAccountMissing(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("督学的账号须写明督学编号。请补上。")


class InspectorOfAnotherName(Refused):
    """Whoever signs in acts under the inspector's number, so it has to be his own."""

    field = "inspector"

    def __init__(self, number: str, inspector: str, person: str) -> None:
        super().__init__(f"编号{number}的督学是{inspector}，不是{person}。请核对督学编号和姓名。")


class OwnUnitNotRecused(Refused):
    """条例 10; 浙江 20: who is of the staff of a unit does not inspect it."""

    article = "《教育督导条例》第十条"
    field = "unit"

    def __init__(self, number: str, unit: str) -> None:
        super().__init__(f"督学{number}是单位{unit}的人员，对这个单位应当回避。请先登记回避，再开账号。")


class AccountTaken(Refused):
    field = "account"

    def __init__(self, account: str, person: str) -> None:
        super().__init__(f"账号{account}已由{person}使用。请换一个账号名；要改身份，请先停用再开。")


class AccountNotOpen(Refused):
    field = "account"

    def __init__(self, account: str) -> None:
        super().__init__(f"没有账号{account}。请核对账号名。")


@dataclass(frozen=True, slots=True)
class NeverOpened:
    """Nobody has this account."""


@dataclass(frozen=True, slots=True)
class Open:
    """The person can sign in."""

    opened: AccountOpened


@dataclass(frozen=True, slots=True)
class Closed:
    """The person can sign in no more."""


Account = NeverOpened | Open | Closed


def open_account(command: OpenAccount, account: Account) -> list[AccountEvent]:
    roles = frozenset(command.roles)
    if not roles or roles & NOBODY:
        raise RolesNotForAPerson
    if roles & LINE_DEPARTMENT and roles & INSPECTING:
        raise RolesIncompatible
    if Role.UNIT in roles and roles & (INSPECTING - {Role.INSPECTOR}):
        raise UnitDecidesOnItself
    if roles & OF_A_UNIT and command.unit is None:
        raise UnitOfAccountMissing
    if Role.INSPECTOR in roles and command.inspector is None:
        raise InspectorOfAccountMissing
    opened = AccountOpened(
        command.account, command.person_name, command.roles, command.unit, command.inspector
    )
    if isinstance(account, Open):
        if account.opened == opened:
            return []
        raise AccountTaken(command.account, account.opened.person_name)
    return [opened]


def close_account(command: CloseAccount, account: Account) -> list[AccountEvent]:
    match account:
        case NeverOpened():
            raise AccountNotOpen(command.account)
        case Open():
            return [AccountClosed(command.account)]
        case Closed():
            return []
        case _:
            assert_never(account)


def end_inspecting(command: EndInspecting, account: Account) -> list[AccountEvent]:
    """Q13: strict exit. Without another role there is nothing to sign in for."""
    if not isinstance(account, Open) or account.opened.inspector != command.inspector:
        return []
    opened = account.opened
    others = tuple(role for role in opened.roles if role is not Role.INSPECTOR)
    if not others:
        return [AccountClosed(command.account)]
    return [AccountOpened(command.account, opened.person_name, others, opened.unit, None)]


def decide(command: AccountCommand, account: Account) -> list[AccountEvent]:
    match command:
        case OpenAccount():
            return open_account(command, account)
        case CloseAccount():
            return close_account(command, account)
        case EndInspecting():
            return end_inspecting(command, account)
        case _:
            assert_never(command)


def evolve(_account: Account, event: AccountEvent) -> Account:
    match event:
        case AccountOpened():
            return Open(event)
        case AccountClosed():
            return Closed()
        case _:
            assert_never(event)


ACCOUNT: Decider[AccountCommand, Account, AccountEvent] = Decider(NeverOpened(), decide, evolve)
