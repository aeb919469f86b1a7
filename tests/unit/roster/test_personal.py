"""Health, grades and grounds of an inspector are not everybody's who reads the roster (个人信息保护法 28)."""

import pytest

from services.roster.entrypoints.personal import PERSONAL, candidates_told_to, recusals_told_to, told_to
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


def test_who_is_recommended_or_was_rejected_is_for_those_who_decide_and_who_is_made_known_for_all() -> None:
    """督学管理暂行办法: 公示; before and beside it a candidacy is nobody else's business."""
    rows = [{"inspector": str(n), "step": step} for n, step in enumerate(("推荐", "公示", "不予聘任"))]
    assert candidates_told_to(Principal("a", "周国强", (Role.CHIEF_INSPECTOR,)), rows) == rows
    service = ServicePrincipal("data", "数据平台", (), scopes=frozenset({"roster.read"}))
    for reader in (service, Principal("a", "林美玲", (Role.INSPECTOR,), inspector="DX001")):
        assert candidates_told_to(reader, rows) == rows[1:2]


RECUSALS = [
    {
        "recusal": f"{number}/1/{relation}",
        "inspector": number,
        "unit": "1",
        "relation": relation,
        "since": since,
    }
    for number in ("DX001", "DX002")
    for relation, since in (("子女在该校就读", "2024-09-01"), ("三年内曾在该校任职", "2025-07-01"))
]


def test_of_a_recusal_others_learn_no_more_than_that_it_is() -> None:
    """条例 10; when a relation began, and how many there are, says what it is. His own he may see."""
    assert recusals_told_to(Principal("a", "何玉珍", (Role.OFFICE,)), RECUSALS) == RECUSALS
    bare = [{"inspector": number, "unit": "1"} for number in ("DX001", "DX002")]
    service = ServicePrincipal("data", "数据平台", (), scopes=frozenset({"roster.read"}))
    for reader in (
        service,
        Principal("op", "运维", (Role.OPERATOR,)),
        Principal("a", "某人", (Role.AUDITOR,)),
    ):
        assert recusals_told_to(reader, RECUSALS) == bare
    himself = Principal("a", "林美玲", (Role.INSPECTOR,), inspector="DX001")
    assert recusals_told_to(himself, RECUSALS) == [*RECUSALS[:2], bare[1]]
