"""The table of who may do what: separation of powers, checked for every action."""

import pytest

from shared.event_sourcing.decider import Role
from shared.identity.permissions import SCOPES, WHO_MAY
from shared.identity.principal import ROLE_NAMES, NotAllowed, OutOfScope, Principal, ServicePrincipal

DECIDING = ("close", "decide", "issue", "schedule", "accept", "return", "serve")


def test_every_action_has_somebody_who_may_take_it() -> None:
    assert all(WHO_MAY.values())


def test_line_departments_only_read_and_keep_their_inbox() -> None:
    """Q3: 厘清督导与教育行政的职能边界, 独立行使职能."""
    for role in (Role.SUPERIOR, Role.MEMBER_UNIT):
        may = {action for action, roles in WHO_MAY.items() if role in roles}
        assert all(".read" in action or action == "notification.mark_read" for action in may)


def test_the_system_and_the_public_act_nowhere() -> None:
    assert not any(roles & {Role.SYSTEM, Role.PUBLIC} for roles in WHO_MAY.values())


def test_an_inspected_unit_decides_nothing() -> None:
    deciding = [a for a in WHO_MAY if a.partition(".")[2].startswith(DECIDING)]
    assert deciding
    assert not any(Role.UNIT in WHO_MAY[a] for a in deciding)


def test_who_closes_a_case_never_rechecks_it_in_the_same_role() -> None:
    assert WHO_MAY["rectification.close_case"].isdisjoint(WHO_MAY["rectification.recheck"])


def test_an_operator_changes_no_case_and_reads_none() -> None:
    assert not any(Role.OPERATOR in roles for a, roles in WHO_MAY.items() if a.startswith("rectification."))


def test_the_auditor_reads_everything_and_changes_nothing() -> None:
    for action, roles in WHO_MAY.items():
        reads = ".read" in action or action == "notification.mark_read"
        assert (Role.AUDITOR in roles) == reads, action


def test_a_person_acts_in_the_first_of_his_roles_that_may() -> None:
    person = Principal("zhou", "周敏", (Role.INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR), None, "DX007")
    assert person.acting("rectification.recheck").role is Role.INSPECTOR
    assert person.acting("rectification.close_case").role is Role.DEPUTY_CHIEF_INSPECTOR


def test_a_person_is_the_same_actor_in_all_his_roles() -> None:
    """Four eyes: who rechecked must be seen to be the same person when he approves the closing."""
    person = Principal("zhou", "周敏", (Role.INSPECTOR, Role.CHIEF_INSPECTOR), None, "DX007")
    assert (
        person.acting("rectification.recheck").id == person.acting("rectification.close_case").id == "DX007"
    )


def test_only_who_acts_for_a_unit_carries_its_code() -> None:
    head = Principal("head", "郑文博", (Role.UNIT, Role.INSPECTOR), "319991-0001", "DX022")
    assert head.acting("rectification.submit_plan").unit == "319991-0001"
    assert head.acting("rectification.recheck").unit is None


def test_who_has_no_role_for_it_is_told_who_has() -> None:
    with pytest.raises(NotAllowed, match="可以办理的是：总督学、副总督学。"):
        Principal("u", "某人", (Role.UNIT,), "319991-0001").acting("rectification.close_case")


def test_every_role_has_a_name_for_people() -> None:
    assert set(ROLE_NAMES) == set(Role)


def test_services_can_be_let_read_and_nothing_else() -> None:
    assert WHO_MAY.keys() > SCOPES
    assert all(action.endswith(".read") for action in SCOPES)


def test_a_service_acts_as_nobody_in_no_role_a_person_has() -> None:
    service = ServicePrincipal("city", "市级督导平台", (Role.SYSTEM,), scopes=frozenset({"roster.read"}))
    assert service.acting("roster.read").role is Role.SYSTEM
    assert service.acting("roster.read").unit is None


def test_a_scope_that_no_service_can_have_gives_nothing() -> None:
    scopes = frozenset({"roster.open_account", "inspection.record_visit"})
    service = ServicePrincipal("city", "市级督导平台", (Role.SYSTEM,), scopes=scopes)
    for action in WHO_MAY:
        assert not service.may(action)
        with pytest.raises(OutOfScope, match=f"没有 {action}"):
            service.acting(action)


def test_a_role_gives_a_service_nothing() -> None:
    service = ServicePrincipal("city", "市级督导平台", (Role.OFFICE, Role.CHAIR))
    assert not any(map(service.may, WHO_MAY))
