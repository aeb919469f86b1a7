"""What the roster's read models make of each event."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from services.roster.adapters.storage import TYPES
from services.roster.domain.details import ExitGround
from services.roster.domain.events import (
    AccountClosed,
    AccountOpened,
    ComprehensiveInspectionNoted,
    HeadAppointed,
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorRenewed,
    InspectorSuspended,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    UnitChanged,
    UnitRegistered,
    ZoneDrawn,
)
from services.roster.read_models import (
    accounts,
    comprehensive_inspections,
    inspectors,
    posts,
    recusals,
    units,
    zones,
)
from shared.audit.record import Record
from shared.event_sourcing.decider import Role
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.read_model import ReadModel, Row
from tests.unit.roster.people import LIN, NOW, OFFICE, PAPERS, SCHOOL, lin, school

DAY = date(2026, 9, 1)


def rows(model: ReadModel, *events: Any) -> Sequence[Row]:
    found: dict[Any, Row | None] = {}
    for n, event in enumerate(events, start=1):
        name, schema, _ = TYPES.dump(event)
        id = UUID(int=n)
        record = Record(id, "s", n, name, schema, "s", event, OFFICE, None, NOW, NOW, id, id, None)
        stored = Stored(n, record)
        for key in model.keys(stored):
            found[key] = model.project(found.get(key), stored, key)
    kept = [row for row in found.values() if row is not None]
    assert all(set(row) == {column.name for column in model.table.columns} for row in kept)
    return kept


def test_a_unit_is_shown_as_it_was_changed_last() -> None:
    grown = school(students=2400)
    (unit,) = rows(units.MODEL, UnitRegistered("1", SCHOOL), UnitChanged("1", grown), ZoneDrawn("第一责任区"))
    assert (unit["students"], unit["stages"], unit["version"]) == (2400, ["小学", "初中"], 2)


def test_who_headed_a_unit_before_is_kept_with_his_last_day() -> None:
    """Q7: a head who leaves ends his term of office; NOW is 1 September 2026."""
    old = school(head="马丽华", head_since=date(2023, 9, 1))
    entered = (
        UnitRegistered("1", old),
        HeadAppointed("1", "马丽华", date(2023, 9, 1), date(2028, 8, 31), None),
    )

    def former(**changes: Any) -> tuple[Any, ...]:
        (unit,) = rows(units.MODEL, *entered, UnitChanged("1", school(**changes)))
        return unit["former_head"], unit["former_term_to"], unit["former_last_day"]

    told = "马丽华", date(2028, 8, 31)
    assert former(head="方雅琴", head_since=date(2026, 8, 15)) == (*told, date(2026, 8, 14))
    assert former(head=None, head_since=None) == (*told, date(2026, 9, 1))
    mended = (None, None, None)
    assert former(head="马莉华", head_since=date(2023, 9, 1)) == mended
    assert former(head="马丽华", head_since=date(2023, 10, 1)) == mended


def test_all_who_headed_a_unit_are_kept_also_who_was_appointed_anew() -> None:
    """Q7: each end of a term asks for an inspection, until it is held."""
    first, second = date(2021, 9, 1), date(2026, 9, 1)
    (unit,) = rows(
        units.MODEL,
        UnitRegistered("1", school(head="马丽华", head_since=first)),
        HeadAppointed("1", "马丽华", first, date(2026, 8, 31), None),
        UnitChanged("1", school(head="马丽华", head_since=second)),
        HeadAppointed("1", "马丽华", second, date(2031, 8, 31), None),
        UnitChanged("1", school(head="方雅琴", head_since=date(2027, 2, 1))),
    )
    assert (unit["former_head"], unit["former_term_to"]) == ("马丽华", date(2031, 8, 31))
    assert unit["former_last_day"] == date(2027, 1, 31)
    [earlier] = unit["earlier_heads"]
    assert (earlier["head_since"], earlier["head_term_to"]) == ("2021-09-01", "2026-08-31")
    assert earlier["last_day"] == "2026-08-31"


def test_a_comprehensive_inspection_is_kept_with_its_unit_and_day() -> None:
    noted = ComprehensiveInspectionNoted("i1", "1", DAY)
    assert rows(comprehensive_inspections.MODEL, noted) == [
        {"inspection": "i1", "unit": "1", "inspected_on": DAY}
    ]


def test_an_inspector_is_shown_with_term_and_training() -> None:
    (inspector,) = rows(inspectors.MODEL, InspectorAppointed("DX001", LIN))
    assert inspector["term_to"] == date(2026, 8, 31)
    assert inspector["training"] == [{"year": 2025, "hours": 52}]


def test_an_inspectors_earlier_terms_are_kept_and_a_mended_one_is_no_other() -> None:
    later = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3, zone="第二责任区")
    (inspector,) = rows(
        inspectors.MODEL,
        InspectorAppointed("DX001", LIN),
        InspectorAppointed("DX001", lin(healthy=False)),
        InspectorAppointed("DX001", later),
    )
    assert inspector["term_from"] == date(2026, 9, 1)
    assert inspector["earlier_terms"] == [
        {
            "kind": "part_time",
            "zone": "第一责任区",
            "retired_on": None,
            "term_from": "2023-09-01",
            "term_to": "2026-08-31",
            "terms_served": 2,
            "exited_on": None,
        }
    ]


def test_who_left_suspended_and_comes_back_is_suspended_no_more() -> None:
    """The decider says so too; else he would be off duty on the board for ever."""
    (inspector,) = rows(
        inspectors.MODEL,
        InspectorAppointed("DX001", LIN),
        InspectorSuspended("DX001", date(2026, 8, 1), "因病"),
        InspectorExited("DX001", date(2026, 8, 20), ExitGround.RESIGNATION, "因病"),
        InspectorAppointed("DX001", lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31)), PAPERS),
    )
    assert inspector["suspensions"] == [["2026-08-01", "2026-08-20"]]


def test_who_left_and_came_back_has_left_the_terms_before_and_is_not_suspended_any_more() -> None:
    """The board of a day between finds him neither in term nor, after his return, without duty."""
    ahead = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3)
    back = lin(term_from=date(2027, 3, 1), term_to=date(2030, 2, 28), terms_served=1)
    (inspector,) = rows(
        inspectors.MODEL,
        InspectorAppointed("DX001", LIN),
        InspectorAppointed("DX001", ahead),
        InspectorSuspended("DX001", date(2026, 7, 1), "借调"),
        InspectorExited("DX001", date(2026, 8, 1), ExitGround.RESIGNATION, "本人申请"),
        InspectorAppointed("DX001", back),
    )
    left = [(term["term_from"], term["exited_on"]) for term in inspector["earlier_terms"]]
    assert left == [("2023-09-01", "2026-08-01"), ("2026-09-01", "2026-08-01")]
    assert (inspector["exited_on"], inspector["suspensions"]) == (None, [["2026-07-01", "2026-08-01"]])


def test_what_was_recorded_of_an_inspector_stays_when_his_entry_is_mended_or_another_term_begins() -> None:
    """条例 8, Q13: appraisals are append-only, and who failed the last one is not renewed."""
    failed = InspectorAppraised("DX001", 2026, "不称职", 20)
    given = [{"year": 2025, "grade": "称职"}, {"year": 2026, "grade": "不称职"}]
    left = InspectorExited("DX001", date(2026, 8, 1), ExitGround.RESIGNATION, "本人申请")
    later = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=3, appraisals=())
    again = replace(later, training=())
    for following in (
        [InspectorAppointed("DX001", lin(phone="17000092973"))],
        [InspectorAppointed("DX001", later)],
        [InspectorRenewed("DX001", later, PAPERS)],
        [left, InspectorAppointed("DX001", again, PAPERS)],
    ):
        (inspector,) = rows(inspectors.MODEL, InspectorAppointed("DX001", LIN), failed, *following)
        assert inspector["appraisals"] == given, following
        assert inspector["training"] == [{"year": 2025, "hours": 52}], following


def test_who_waits_for_his_training_still_does_when_his_entry_is_mended() -> None:
    """督学管理暂行办法: the decider refuses him a post until then."""
    engaged = InspectorAppointed("DX001", LIN, PAPERS)
    (inspector,) = rows(inspectors.MODEL, engaged, InspectorAppointed("DX001", lin(phone="17000092973")))
    assert inspector["trained"] is False


def test_a_post_given_again_keeps_the_time_before() -> None:
    again = PostAssigned("1", "DX001", date(2026, 11, 1))
    (post,) = rows(
        posts.MODEL, PostAssigned("1", "DX001", DAY), PostEnded("1", "DX001", date(2026, 10, 1)), again
    )
    assert (post["since"], post["ended_on"]) == (date(2026, 11, 1), None)
    assert post["earlier"] == [["2026-09-01", "2026-10-01"]]


def test_a_post_is_shown_until_when_it_lasted() -> None:
    held, ended = rows(
        posts.MODEL,
        PostAssigned("1", "DX001", DAY),
        PostAssigned("2", "DX001", DAY),
        PostEnded("2", "DX001", date(2026, 10, 1)),
    )
    assert (held["ended_on"], ended["ended_on"]) == (None, date(2026, 10, 1))


def test_two_relations_to_one_unit_are_two_recusals() -> None:
    declared = [RecusalDeclared("DX001", "1", relation, DAY) for relation in ("近亲属", "三年内曾任职")]
    assert len(rows(recusals.MODEL, *declared)) == 2


def test_zones_keep_the_order_they_were_drawn_in() -> None:
    drawn = rows(zones.MODEL, ZoneDrawn("第一责任区"), ZoneDrawn("第二责任区"))
    assert [zone["drawn_at"] for zone in drawn] == [1, 2]


def test_an_account_is_open_until_it_is_closed() -> None:
    opened = AccountOpened("zhou", "周敏", (Role.OFFICE,), None, None)
    (account,) = rows(accounts.MODEL, opened)
    assert (account["open"], account["roles"]) == (True, ["office"])
    (account,) = rows(accounts.MODEL, opened, AccountClosed("zhou"))
    assert account["open"] is False
