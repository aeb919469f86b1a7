"""Health, grades and grounds of an inspector are not everybody's who reads the roster (个人信息保护法 28)."""

import pytest

from services.roster.entrypoints.personal import PERSONAL, told_to
from services.roster.read_models import candidates, inspectors
from shared.event_sourcing.decider import Role
from shared.identity.principal import Principal, ServicePrincipal

ROWS = [
    {name: name for name in ("inspector_name", *PERSONAL)} | {"inspector": number}
    for number in ("DX001", "DX002")
]
BARE = {"inspector", "inspector_name"}


@pytest.mark.parametrize("role", [Role.OFFICE, Role.CHIEF_INSPECTOR, Role.CHAIR, Role.AUDITOR])
def test_who_decides_on_inspectors_or_checks_the_office_sees_all(role: Role) -> None:
    assert told_to(Principal("a", "某人", (role,)), ROWS) == ROWS


def test_an_inspector_sees_all_of_himself_and_the_name_of_others() -> None:
    himself, other = told_to(Principal("a", "林美玲", (Role.INSPECTOR,), inspector="DX001"), ROWS)
    assert himself == ROWS[0]
    assert set(other) == BARE


def test_another_system_and_an_operator_see_names_only() -> None:
    service = ServicePrincipal("data", "数据平台", (), scopes=frozenset({"roster.read"}))
    for reader in (service, Principal("op", "运维", (Role.OPERATOR,))):
        assert [set(row) for row in told_to(reader, ROWS)] == [BARE, BARE]


def test_what_is_personal_is_a_field_of_either_list() -> None:
    columns = {*inspectors.TABLE.columns.keys(), *candidates.TABLE.columns.keys()}
    assert columns >= PERSONAL
