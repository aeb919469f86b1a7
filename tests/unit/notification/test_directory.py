"""Who is who follows the facts of the roster, complete or not."""

from datetime import date

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
DAY = date(2027, 1, 1)
"""The day after the last of the post that ended."""


def test_the_inspectors_of_a_unit_are_those_who_hold_a_post_there() -> None:
    assert directory_of(POST, SECOND_POST).inspectors_of(UNIT, DAY) == ["DX008", "DX018"]


def test_an_ended_post_is_no_post() -> None:
    assert directory_of(POST, SECOND_POST, EXAMPLES["roster.post-ended.v1"]).inspectors_of(UNIT, DAY) == [
        "DX008"
    ]


def test_a_post_that_ended_before_it_was_heard_of_does_no_harm() -> None:
    assert directory_of(EXAMPLES["roster.post-ended.v1"]).inspectors_of(UNIT, DAY) == []


SUSPENDED = EXAMPLES["roster.inspector-suspended.v1"]
RETURNED = EXAMPLES["roster.inspector-returned.v1"]
LEFT = example("roster.inspector-exited.v1", inspector="DX018")
RENEWED = EXAMPLES["roster.inspector-renewed.v1"]


def test_who_is_suspended_or_has_left_answers_for_no_unit() -> None:
    assert directory_of(POST, SECOND_POST, SUSPENDED).inspectors_of(UNIT, DAY) == ["DX008"]
    assert directory_of(POST, SECOND_POST, SUSPENDED, RETURNED).inspectors_of(UNIT, DAY) == ["DX008", "DX018"]
    assert directory_of(POST, SECOND_POST, LEFT).inspectors_of(UNIT, DAY) == ["DX008"]


def test_who_is_appointed_again_is_back() -> None:
    assert directory_of(POST, LEFT, RENEWED).inspectors_of(UNIT, DAY) == ["DX018"]


def test_who_is_suspended_stays_so_when_the_entry_of_his_term_is_mended() -> None:
    mended = example("roster.inspector-appointed.v1", inspector=SUSPENDED.inspector)  # type: ignore[attr-defined]
    assert directory_of(POST, SECOND_POST, SUSPENDED, mended).inspectors_of(UNIT, DAY) == ["DX008"]


def test_an_appointment_heard_of_late_does_not_bring_back_who_left() -> None:
    directory = directory_of(POST)
    directory.note(LEFT, 7)
    directory.note(INSPECTOR, 1)
    assert directory.inspectors_of(UNIT, DAY) == []
    assert directory.inspector_name("DX018") == "程秀英"


HANDED_OVER = example("roster.post-ended.v1", successor="DX008")


def test_what_was_an_inspectors_to_do_is_his_successors_once_the_post_is_handed_over() -> None:
    assert directory_of(POST).inspectors_after(UNIT, "DX018", DAY) == ["DX018"]
    assert directory_of().inspectors_after(UNIT, "DX018", DAY) == ["DX018"]
    for facts in ((POST, SECOND_POST, HANDED_OVER), (POST, HANDED_OVER, SECOND_POST), (HANDED_OVER,)):
        assert directory_of(*facts).inspectors_after(UNIT, "DX018", DAY) == ["DX008"]


def test_without_a_successor_it_is_the_others_who_answer_for_the_unit() -> None:
    ended = EXAMPLES["roster.post-ended.v1"]
    assert directory_of(POST, SECOND_POST, ended).inspectors_after(UNIT, "DX018", DAY) == ["DX008"]
    assert directory_of(POST, ended).inspectors_after(UNIT, "DX018", DAY) == []


def test_who_takes_the_post_back_has_it_again() -> None:
    assert directory_of(HANDED_OVER, POST).inspectors_after(UNIT, "DX018", DAY) == ["DX018"]


def test_a_post_dated_ahead_begins_on_its_day() -> None:
    ahead = example("roster.post-assigned.v1", inspector="DX008", since=DAY)
    directory = directory_of(POST, ahead)
    assert directory.inspectors_of(UNIT, date(2026, 12, 31)) == ["DX018"]
    assert directory.inspectors_of(UNIT, DAY) == ["DX008", "DX018"]


def test_an_end_dated_ahead_comes_on_its_day() -> None:
    """The last day is his, when a successor follows on the next; else it is over by then."""
    ended, last = EXAMPLES["roster.post-ended.v1"], date(2026, 12, 31)
    given_over = directory_of(POST, SECOND_POST, HANDED_OVER)
    assert given_over.inspectors_of(UNIT, last) == ["DX008", "DX018"]
    assert given_over.inspectors_after(UNIT, "DX018", last) == ["DX018"]
    assert directory_of(POST, SECOND_POST, ended).inspectors_of(UNIT, last) == ["DX008"]
    assert directory_of(POST, ended).inspectors_of(UNIT, date(2026, 12, 30)) == ["DX018"]


def test_a_post_that_was_to_begin_later_and_ended_was_never_held_before() -> None:
    never = example("roster.post-ended.v1", since=date(2026, 12, 1))
    assert directory_of(never).inspectors_of(UNIT, date(2026, 11, 30)) == []
    assert directory_of(never).inspectors_of(UNIT, date(2026, 12, 1)) == ["DX018"]


MERGED = EXAMPLES["roster.unit-merged.v1"]


def test_the_people_of_a_unit_open_the_inboxes_of_those_merged_into_it() -> None:
    directory = directory_of(MERGED)
    assert directory.unit("319991-0088") == UNIT
    assert directory.open_to(["unit"], UNIT, None) == {"role:unit", f"unit:{UNIT}", "unit:319991-0088"}


def test_what_concerns_a_merged_unit_concerns_the_inspectors_of_the_other() -> None:
    assert directory_of(POST, MERGED).inspectors_of("319991-0088", DAY) == ["DX018"]


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
