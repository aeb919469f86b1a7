"""Who is who follows the facts of the roster, complete or not."""

from dudao_contracts.examples import EXAMPLES
from shared.event_sourcing.decider import Role
from tests.unit.notification.people import (
    BUREAU,
    BUREAU_INBOX,
    INSPECTOR,
    POST,
    SECOND_POST,
    account,
    directory_of,
    example,
)

UNIT = "319991-0008"


def test_the_inspectors_of_a_unit_are_those_who_hold_a_post_there() -> None:
    assert directory_of(POST, SECOND_POST).inspectors_of(UNIT) == ["DX008", "DX018"]


def test_an_ended_post_is_no_post() -> None:
    assert directory_of(POST, SECOND_POST, EXAMPLES["roster.post-ended.v1"]).inspectors_of(UNIT) == ["DX008"]


def test_a_post_that_ended_before_it_was_heard_of_does_no_harm() -> None:
    assert directory_of(EXAMPLES["roster.post-ended.v1"]).inspectors_of(UNIT) == []


def test_inspectors_have_names() -> None:
    directory = directory_of(INSPECTOR)
    assert directory.inspector_name("DX018") == "程秀英"
    assert directory.inspector_name("DX999") is None


def test_a_department_has_its_units_inbox() -> None:
    assert directory_of(BUREAU).department("区教育局") == BUREAU_INBOX


def test_a_department_nobody_registered_has_an_inbox_under_its_name() -> None:
    assert directory_of().department("区教育局") == "superior:区教育局"


def test_a_renamed_department_is_found_under_its_new_name_only() -> None:
    renamed = example("roster.unit-changed.v1", code="319991-0120", unit_name="区教育和体育局")
    directory = directory_of(BUREAU, renamed)
    assert directory.department("区教育和体育局") == BUREAU_INBOX
    assert directory.department("区教育局") == "superior:区教育局"


def test_while_no_account_is_known_a_role_keeps_its_own_inbox() -> None:
    assert directory_of().role(Role.DEPUTY_CHIEF_INSPECTOR) == "role:deputy_chief_inspector"


def test_a_role_somebody_holds_has_its_own_inbox() -> None:
    directory = directory_of(account("shen", "deputy_chief_inspector"), account("wang", "office"))
    assert directory.role(Role.DEPUTY_CHIEF_INSPECTOR) == "role:deputy_chief_inspector"


def test_for_a_role_nobody_holds_the_next_one_stands_in() -> None:
    office = account("wang", "office")
    chief = account("zhou", "chief_inspector")
    assert directory_of(office, chief).role(Role.DEPUTY_CHIEF_INSPECTOR) == "role:chief_inspector"
    assert directory_of(office).role(Role.CHAIR) == "role:office"
    assert directory_of(account("gao", "unit")).role(Role.OFFICE) == "role:office"


def test_a_closed_account_holds_no_role() -> None:
    deputy = account("shen", "deputy_chief_inspector", "office")
    closed = example("roster.account-closed.v1", account="shen")
    directory = directory_of(deputy, account("wang", "office", "chief_inspector"), closed, closed)
    assert directory.role(Role.DEPUTY_CHIEF_INSPECTOR) == "role:chief_inspector"
    assert directory.role(Role.OFFICE) == "role:office"


def test_a_person_opens_the_inboxes_of_his_roles_his_unit_and_his_number() -> None:
    directory = directory_of(BUREAU)
    assert directory.open_to(["superior"], "319991-0120", None) == {
        "role:superior",
        BUREAU_INBOX,
        "superior:区教育局",
    }
    assert directory.open_to(["inspector", "office"], None, "DX018") == {
        "role:inspector",
        "role:office",
        "inspector:DX018",
    }
    assert directory.open_to(["unit"], UNIT, None) == {"role:unit", f"unit:{UNIT}"}
