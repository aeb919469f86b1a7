"""What is shown of inspectors, compared with what their deciders know."""

from typing import Any

from services.roster.adapters.storage import TYPES
from services.roster.domain.standing import Appointed, Exited, Inspector, NotAppointed
from services.roster.read_models import inspectors, posts, recusals
from shared.event_sourcing.read_model import Row
from tests.unit.roster.lives import District, pack, run


def nothing_else_is_shown_than_is_known(district: District) -> None:
    """The read models and the deciders fold the same events: neither may forget what the other knows."""
    shown: dict[str, dict[str, Row | None]] = {"inspectors": {}, "posts": {}, "recusals": {}}
    for recorded in run(district.store.read_log(0, 10**6)):
        stored: Any = TYPES.load(recorded)
        for model in (inspectors.MODEL, posts.MODEL, recusals.MODEL):
            rows = shown[model.name]
            for key in map(str, model.keys(stored)):
                rows[key] = model.project(rows.get(key), stored, key)
    for number, row in shown["inspectors"].items():
        state = run(district.roster.inspector_now(number))
        office = _office(state)
        assert row is not None
        assert office is not None
        _of_a_person(row, office)
        if not isinstance(state, Appointed):
            assert row["exited_on"]
            continue
        assert any(back is None for _, back in row["suspensions"]) is (office.suspended_on is not None)
        for unit, post in office.posts.items():
            held = shown["posts"][f"{unit}/{number}"]
            assert held
            assert (held["since"], held["ended_on"]) == (post.since, post.ended_on)
        mine = [one for one in shown["recusals"].values() if one and one["inspector"] == number]
        assert {(one["unit"], one["relation"]) for one in mine} == office.recusals.keys()


def _of_a_person(row: Row, office: Appointed) -> None:
    details = office.details
    assert (row["term_from"], row["term_to"], row["terms_served"]) == (
        details.term_from,
        details.term_to,
        details.terms_served,
    )
    assert row["trained"] is office.trained
    assert {one["year"]: one["grade"] for one in row["appraisals"]} == office.grades()
    hours = {one["year"]: one["hours"] for one in row["training"]}
    assert all(office.hours(year, pack("shanghai")) == hours.get(year, 0) for year in range(2023, 2060))
    assert (row["papers"] and row["papers"]["letter"]) == (office.papers and office.papers.letter)


def _office(state: Inspector) -> Appointed | None:
    match state:
        case Appointed():
            return state
        case Exited(office=office):
            return office
        case NotAppointed():
            return None
        case _:
            return state.before.office if state.before else None
