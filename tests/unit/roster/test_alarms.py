"""What of the roster needs the office on a day: each kind of alarm, with its rule, at its first day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from services.roster.domain.alarm_kinds import AlarmKind, Standing
from services.roster.domain.alarms import Visited, alarms
from services.roster.domain.details import InspectorKind, UnitKind
from services.roster.domain.head_terms import Head
from services.roster.domain.inspectorate import Inspector, Post
from services.roster.domain.register import Register
from tests.unit.roster.district import PACKS, board, district, inspector, inspectors, sample, term, units

SUMMER = date(2026, 6, 1)
"""A day on which nothing is due by the calendar."""
SCHOOL = units(1)[0]
HEAD = Head(
    SCHOOL.code,
    SCHOOL.name,
    UnitKind.PRIMARY,
    "马丽华",
    date(2023, 9, 1),
    date(2026, 8, 31),
    date(2025, 1, 1),
)


def standing(
    register: Register,
    on: date = SUMMER,
    heads: Iterable[Head] = (),
    jurisdiction: str = "national",
    visits: Iterable[Visited] = (),
) -> list[Standing]:
    rules = PACKS.pack(jurisdiction, on)
    return alarms(board(register, on, jurisdiction), register, heads, rules, visits)


def of(kind: AlarmKind, found: list[Standing]) -> list[Standing]:
    return [one for one in found if one.kind is kind]


def subjects(kind: AlarmKind, found: list[Standing]) -> set[str]:
    return {one.subject for one in of(kind, found)}


def post(unit: str, who: str, since: date = date(2025, 9, 1), ended_on: date | None = None) -> Post:
    return Post(unit, who, since, ended_on)


FULL_TIME = inspector("DX001", term(kind=InspectorKind.FULL_TIME))


def small(who: Inspector = FULL_TIME, posts: Sequence[Post] | None = None) -> Register:
    """One school with one inspector: enough of both."""
    return district([SCHOOL], [who], [post(SCHOOL.code, who.number)] if posts is None else posts)


def test_a_year_that_nobody_lives_to_see_stops_no_alarm() -> None:
    """A slip in one head's day of office (9998) must not silence the whole district."""
    slip = Head(SCHOOL.code, SCHOOL.name, UnitKind.PRIMARY, "马丽华", date(9998, 1, 1), None, SUMMER)
    assert standing(small(), heads=[slip]) == []


def test_where_all_is_well_nothing_is_told() -> None:
    assert standing(small()) == []


def test_no_two_alarms_of_the_sample_are_about_the_same() -> None:
    """The watcher keeps each under its kind and subject."""
    for jurisdiction in ("national", "shanghai", "zhejiang", "chongqing"):
        found = standing(sample(), date(2026, 10, 13), [HEAD], jurisdiction)
        assert len({(one.kind, one.subject) for one in found}) == len(found) > 0


def test_too_few_inspectors_are_told_with_the_arithmetic() -> None:
    """Q9: 1:5."""
    [told] = of(AlarmKind.STAFFING_RULE, standing(district(units(6), inspectors(1, InspectorKind.FULL_TIME))))
    assert told.subject == "schools_per_inspector"
    assert told.facts["arithmetic"] == "2＋0＝2人，在聘1人，缺1人"


def test_too_few_full_time_inspectors_are_told() -> None:
    """Q9: ≥30 %."""
    found = standing(district((), [*inspectors(3), *inspectors(1, InspectorKind.FULL_TIME)]))
    assert subjects(AlarmKind.STAFFING_RULE, found) == {"full_time_share"}


def test_too_many_retired_inspectors_are_told_after_somebody_left() -> None:
    """Q10: a 退出 can push the ratio over 40 %."""
    retired = inspectors(2, retired_on=date(2024, 1, 1))
    full_time = inspectors(3, InspectorKind.FULL_TIME)
    with_all = standing(district((), [*retired, *inspectors(3), *full_time]))
    assert not of(AlarmKind.STAFFING_RULE, with_all)
    without_one = standing(district((), [*retired, *inspectors(2), *full_time]))
    assert subjects(AlarmKind.STAFFING_RULE, without_one) == {"retired_share"}


def test_one_inspector_where_two_are_asked_for_is_told() -> None:
    """上海 14: each school has at least two."""
    found = standing(small(), jurisdiction="shanghai")
    assert "responsible_inspectors_per_school" in subjects(AlarmKind.STAFFING_RULE, found)
    assert not of(AlarmKind.STAFFING_RULE, standing(small()))


def test_a_zone_of_more_than_twenty_schools_is_told() -> None:
    """教督〔2012〕7号; kindergartens came later and are not counted."""
    zone = "zone_schools_max-第一责任区"
    crowded, full = district(units(21)), district([*units(20), *units(9, UnitKind.KINDERGARTEN)])
    assert zone in subjects(AlarmKind.STAFFING_RULE, standing(crowded))
    assert zone not in subjects(AlarmKind.STAFFING_RULE, standing(full))


def test_a_unit_nobody_answers_for_is_told_with_the_day_since_when() -> None:
    """Q12: full coverage; 民办教育促进法实施条例 51."""
    [told] = of(AlarmKind.UNIT_UNCOVERED, standing(small(posts=[])))
    assert (told.subject, told.since) == (SCHOOL.code, SUMMER)
    [left] = of(
        AlarmKind.UNIT_UNCOVERED,
        standing(small(posts=[post(SCHOOL.code, "DX001", ended_on=date(2026, 5, 20))])),
    )
    assert left.since == date(2026, 5, 21)


def test_departments_and_towns_have_no_inspector_to_answer_for_them() -> None:
    """Q4: 督政."""
    governed = [*units(1, UnitKind.TOWN), *units(1, UnitKind.MEMBER)]
    assert not of(AlarmKind.UNIT_UNCOVERED, standing(district(governed)))


def test_the_end_of_a_term_is_told_ninety_days_before() -> None:
    """Q12: terms and renewals; `term_alarm`."""
    ending = small(who=inspector("DX001", term(kind=InspectorKind.FULL_TIME, last=date(2026, 8, 30))))
    assert subjects(AlarmKind.TERM_ENDING, standing(ending)) == {"DX001-2026-08-30"}
    assert not of(AlarmKind.TERM_ENDING, standing(ending, SUMMER - timedelta(days=1)))


def test_a_term_that_ran_out_is_told_until_it_is_renewed_or_the_office_ends() -> None:
    """条例 6."""
    past = term(kind=InspectorKind.FULL_TIME, last=date(2026, 3, 31), served=3)
    [told] = of(AlarmKind.TERM_ENDING, standing(small(who=inspector("DX001", past))))
    assert told.facts["renewable"] is False
    left = Inspector("DX001", "督学DX001", (replace(past, left_on=date(2026, 4, 1)),), {2026: 40})
    assert not of(AlarmKind.TERM_ENDING, standing(small(who=left)))


def test_who_still_inspects_after_his_term_ran_out_is_told() -> None:
    """条例 6: 任期已满仍在督导; a visit on the last day of the term is in it."""
    past = term(kind=InspectorKind.FULL_TIME, last=date(2026, 3, 31), served=3)
    register = small(who=inspector("DX001", past))
    visits = [Visited("DX001", date(2026, month, day)) for month, day in ((3, 31), (5, 20), (4, 8))]
    [told] = of(AlarmKind.OUT_OF_TERM, standing(register, visits=visits))
    assert (told.subject, told.since) == ("DX001-2026-03-31", date(2026, 4, 8))
    assert (told.facts["visits"], told.facts["last_visit"]) == (2, "2026-05-20")
    assert not of(AlarmKind.OUT_OF_TERM, standing(register, visits=visits[:1]))
    renewed = inspector("DX001", past, replace(past, first=date(2026, 5, 1), last=date(2029, 4, 30)))
    assert not of(AlarmKind.OUT_OF_TERM, standing(small(who=renewed), visits=visits))


def test_who_was_renewed_ahead_or_leaves_by_then_is_not_told() -> None:
    """Nothing is left to do."""
    ending = term(kind=InspectorKind.FULL_TIME, last=date(2026, 8, 30))
    following = term(kind=InspectorKind.FULL_TIME, first=date(2026, 8, 31), last=date(2029, 8, 30), served=2)
    assert not of(AlarmKind.TERM_ENDING, standing(small(who=inspector("DX001", ending, following))))
    leaving = Inspector("DX001", "督学DX001", (replace(ending, left_on=date(2026, 7, 1)),), {2026: 40})
    assert not of(AlarmKind.TERM_ENDING, standing(small(who=leaving)))


def test_too_few_hours_are_told_in_the_last_quarter() -> None:
    """督学管理暂行办法 21: 40学时; `training_alarm_month`."""
    behind = small(who=inspector("DX001", term(kind=InspectorKind.FULL_TIME), hours=39))
    [told] = of(AlarmKind.TRAINING_BEHIND, standing(behind, date(2026, 10, 1)))
    assert (told.subject, told.facts["hours"], told.facts["needed"]) == ("DX001-2026", 39, 40)
    assert not of(AlarmKind.TRAINING_BEHIND, standing(behind, date(2026, 9, 30)))
    assert not of(AlarmKind.TRAINING_BEHIND, standing(small(), date(2026, 10, 1)))


def test_who_answers_for_too_many_units_is_told() -> None:
    """Q15: `inspector_load_max`; the law says about five."""
    schools = units(11)
    held = [post(one.code, "DX001") for one in schools]
    [told] = of(AlarmKind.OVERLOADED, standing(district(schools, [FULL_TIME], held)))
    assert (told.subject, told.facts["units"], told.facts["most"]) == ("DX001", 11, 10)
    assert not of(AlarmKind.OVERLOADED, standing(district(schools, [FULL_TIME], held[:10])))


def test_posts_that_are_over_or_to_come_are_no_load() -> None:
    """Q15."""
    schools = units(11)
    over = post(schools[0].code, "DX001", ended_on=SUMMER - timedelta(days=1))
    to_come = post(schools[0].code, "DX001", SUMMER + timedelta(days=1))
    for other in (over, to_come):
        held = [other, *(post(one.code, "DX001") for one in schools[1:])]
        assert not of(AlarmKind.OVERLOADED, standing(district(schools, [FULL_TIME], held)))


def test_a_post_held_too_long_is_told() -> None:
    """幼儿园责任督学挂牌督导办法: 定期交流; `rotation_years`."""
    due = small(
        who=inspector(
            "DX001", term(kind=InspectorKind.FULL_TIME, first=date(2023, 6, 1), last=date(2029, 5, 31))
        ),
        posts=[post(SCHOOL.code, "DX001", date(2023, 6, 1))],
    )
    [told] = of(AlarmKind.ROTATION_DUE, standing(due))
    assert (told.subject, told.since) == (f"DX001-{SCHOOL.code}-2023-06-01", SUMMER)
    assert not of(AlarmKind.ROTATION_DUE, standing(due, SUMMER - timedelta(days=1)))


def test_a_comprehensive_inspection_is_due_at_the_end_of_a_heads_term() -> None:
    """Q7: ninety days before (`head_term_alarm`), and until there is another head."""
    first = date(2026, 6, 2)
    [told] = of(AlarmKind.INSPECTION_DUE, standing(small(), first, [HEAD]))
    assert told.subject == f"{SCHOOL.code}-2026-08-31"
    assert not of(AlarmKind.INSPECTION_DUE, standing(small(), first - timedelta(days=1), [HEAD]))


def test_a_term_of_a_head_that_is_not_entered_is_taken_to_be_five_years() -> None:
    """Q7: `head_term`; what ended before the register knew him is past."""
    open_ended = Head(
        SCHOOL.code, SCHOOL.name, UnitKind.PRIMARY, "马丽华", date(2016, 7, 1), None, date(2025, 1, 1)
    )
    [told] = of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [open_ended]))
    assert told.facts["term_to"] == "2026-06-30"
    known_since = Head(
        SCHOOL.code, SCHOOL.name, UnitKind.PRIMARY, "马丽华", date(2019, 1, 1), None, date(2025, 1, 1)
    )
    assert not of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [known_since]))


def test_a_head_who_leaves_before_the_term_ends_ends_it_and_an_inspection_is_due() -> None:
    """Q7: one 综合督导 at the end of a term of office, also of one that was not fixed, until it is held."""
    left = replace(HEAD, term_to=date(2028, 8, 31), last_day=date(2026, 5, 31))
    for former in (left, replace(left, term_to=None)):
        [told] = of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [former]))
        assert told.subject == f"{SCHOOL.code}-2026-05-31"
        assert (told.facts["term_to"], told.facts["left"]) == ("2026-05-31", True)
    assert of(AlarmKind.INSPECTION_DUE, standing(small(), date(2028, 8, 30), [left]))


def test_a_comprehensive_inspection_near_the_end_of_the_term_or_later_is_what_was_due() -> None:
    """Q7: also of the head who is still there; one that was held long before is not about the term."""
    left = replace(HEAD, term_to=None, last_day=date(2026, 5, 31))
    for head, on in ((left, SUMMER), (HEAD, date(2026, 8, 31))):
        end = head.last_day or head.term_to
        assert end
        for held, due in ((-91, True), (-90, False), (0, False), (400, False)):
            inspected = replace(head, inspected_on=end + timedelta(days=held))
            assert bool(of(AlarmKind.INSPECTION_DUE, standing(small(), on, [inspected]))) is due


def test_an_alarm_about_a_term_stands_as_it_was_when_another_head_follows() -> None:
    """Q7: what was due before the end is due after it; nothing is told anew."""
    on = date(2026, 9, 1)
    there, gone = (
        of(AlarmKind.INSPECTION_DUE, standing(small(), on, [head]))
        for head in (HEAD, replace(HEAD, last_day=date(2026, 8, 31)))
    )
    assert there == gone
    two = [replace(HEAD, term_to=None, last_day=SUMMER, head=head) for head in ("马丽华", "方雅琴")]
    assert len(of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, two))) == 1


def test_who_left_before_the_register_knew_him_or_never_came_is_not_told() -> None:
    """What is long past is a register being filled in."""
    named = replace(HEAD, since=date(2026, 9, 1), term_to=None, last_day=SUMMER)
    assert not of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [named]))
    for long_past in (
        replace(HEAD, term_to=None, last_day=date(2024, 7, 31)),
        replace(HEAD, term_to=date(2024, 7, 31), last_day=date(2026, 3, 1)),
    ):
        assert not of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [long_past]))


def test_heads_of_departments_and_towns_bring_no_inspection_of_a_school() -> None:
    """Q7 is about heads of schools."""
    town = Head("319991-0801", "云汀镇", UnitKind.TOWN, "马丽华", date(2023, 9, 1), date(2026, 8, 31), SUMMER)
    assert not of(AlarmKind.INSPECTION_DUE, standing(small(), SUMMER, [town]))
