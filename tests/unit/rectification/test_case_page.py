"""The case page: its tables are complete, and it offers what the domain would obey, to whom it would."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from services.rectification.adapters.storage import KINDS, TYPES
from services.rectification.domain.duty import DutyKind
from services.rectification.domain.events import CaseEvent
from services.rectification.domain.standing import WORDS, code
from services.rectification.entrypoints.actions_panel import Desk, actions, notes
from services.rectification.entrypoints.asking import ACTIONS
from services.rectification.entrypoints.due_dates import DueDates
from services.rectification.entrypoints.ladder_panel import ladder
from services.rectification.entrypoints.log_panel import TITLES, Logged, case_log, detail, read_back, title
from services.rectification.entrypoints.marks import NEXT_STEP, RUNG, STATE
from services.rectification.entrypoints.offers import OFFERS
from services.rectification.entrypoints.posts import POSTS, Attempt, Filled
from services.rectification.entrypoints.questions import QUESTIONS
from services.rectification.entrypoints.rounds_panel import BEGAN, rounds
from shared.audit.chain import START, link
from shared.event_sourcing.decider import Actor, Role
from shared.event_sourcing.event_store import Recorded, VersionConflict
from shared.identity.permissions import WHO_MAY
from shared.identity.principal import Principal
from shared.web.forms import Action
from tests.unit.rectification import climbs
from tests.unit.rectification.samples import (
    ACCEPTED,
    CALENDAR,
    CHAIR,
    CLOSED,
    DECIDER,
    DEPUTY,
    HEAD,
    INSPECTOR,
    NOTICED,
    OFFICE,
    OPENED,
    OTHER_HEAD,
    PASSED,
    PLANNED,
    REPORTED,
    CaseTest,
    after,
    at,
    case_of_test,
    pack_on,
    recheck,
    return_plan,
    revisit,
)
from tests.unit.rectification.stored import history, recorded
from tests.unit.rectification.successions import lose_unit, replace_inspector, transfer

FAILED = after(recheck(False), given=REPORTED)
REOPENED = after(revisit(False), given=CLOSED)
REVISITED = after(revisit(True), given=CLOSED)
HANDED_OVER = after(replace_inspector("DX031"), replace_inspector(None, "DX031"), transfer(), given=ACCEPTED)
LOST = after(lose_unit(), given=PLANNED)
EVERYTHING = (
    climbs.INVESTIGATED,
    PASSED,
    REOPENED,
    REVISITED,
    after(return_plan(), given=PLANNED),
    FAILED,
    HANDED_OVER,
    LOST,
)
NOW = at(12, 2)


def person(actor: Actor) -> Principal:
    return Principal(actor.id, actor.name, (actor.role,), actor.unit)


def desk(given: CaseTest, who: Principal, now: Any = NOW) -> Desk:
    dates = DueDates.on(now, CALENDAR, pack_on)
    return Desk(case_of_test(given), len(history(given)), who, now, dates, DECIDER)


def offered(given: CaseTest, actor: Actor) -> list[str]:
    return [action.key for action in actions(desk(given, person(actor)))[0]]


def chained(events: Iterable[Any]) -> list[Recorded]:
    """The events as records of a chain that holds."""
    records, before = [], START
    for version, event in enumerate(events, start=1):
        unlinked = recorded(event, version)
        before = link(before, unlinked.record)
        records.append(replace(unlinked, link=before))
    return records


def logged(given: CaseTest) -> list[Logged]:
    return read_back(chained(history(given)), TYPES)


def test_that_nobody_goes_on_for_a_closed_unit_is_said_first() -> None:
    (note,) = notes(desk(LOST, person(OFFICE)), (), None)
    assert note.title == "被督导单位已撤销"
    assert "2026年9月17日" in note.text


def test_every_table_knows_everything_it_may_be_asked_for() -> None:
    proceedings = {event.__name__ for kind in KINDS if kind is not CaseEvent for event in get_args(kind)}
    assert set(TITLES) == set(TYPES) - proceedings - {"FactNoted"}  # A proceeding has a chain of its own.
    assert set(STATE) == set(WORDS)
    assert set(NEXT_STEP) == set(DutyKind)
    assert [offer.key for offer in OFFERS] == list(QUESTIONS)
    assert [post for offer in OFFERS for _, post in offer.buttons] == list(POSTS)
    assert set(ACTIONS.values()) <= set(WHO_MAY)
    assert {post.asks for post in POSTS.values()} == set(ACTIONS)
    assert {offer.fulfils for offer in OFFERS} == set(DutyKind)


@pytest.mark.parametrize("given", EVERYTHING, ids=lambda given: type(case_of_test(given).stage).__name__)
def test_every_history_can_be_told(given: CaseTest) -> None:
    for event in history(given):
        assert title(event)
        assert "{" not in title(event) + detail(event)
    case, today = case_of_test(given), date(2026, 12, 2)
    assert [step.rung for step in ladder(case, logged(given), today)] == list(RUNG.values())
    assert [step.standing for step in ladder(case, logged(given), today)].count("here") == 1
    assert [view.number for view in rounds(case, logged(given), today)] == list(range(case.round, 0, -1))
    assert {each.began_with for each in case.rounds} <= set(BEGAN)
    assert STATE[code(case.stage)]


@pytest.mark.parametrize(
    ("given", "actor", "keys"),
    [
        (OPENED, OFFICE, ["serve-notice"]),
        (NOTICED, HEAD, ["submit-plan"]),
        (NOTICED, OTHER_HEAD, []),
        (NOTICED, OFFICE, []),
        (PLANNED, OFFICE, ["accept-plan", "return-plan"]),
        (ACCEPTED, HEAD, ["report-completion"]),
        (REPORTED, INSPECTOR, ["recheck"]),
        (REPORTED, HEAD, []),
        (PASSED, DEPUTY, ["close-case"]),
        (CLOSED, INSPECTOR, ["revisit"]),
        (climbs.LATE, DEPUTY, ["decide-escalation"]),
        (climbs.DECIDED, OFFICE, ["serve-supervision-order"]),
        (climbs.TO_INTERVIEW, DEPUTY, ["schedule-interview"]),
        (climbs.SET, DEPUTY, ["record-interview"]),
        (climbs.TO_CIRCULAR, CHAIR, ["issue-circular"]),
        (climbs.IGNORED, DEPUTY, []),
        (climbs.IGNORED, CHAIR, ["decide-escalation"]),
        (climbs.ACCOUNTABLE, CHAIR, ["form-work-group"]),
    ],
)
def test_what_is_offered_is_what_the_domain_would_obey(
    given: CaseTest, actor: Actor, keys: list[str]
) -> None:
    assert offered(given, actor) == keys


def test_the_next_step_of_its_owner_stands_out_and_says_its_date() -> None:
    (action,) = actions(desk(OPENED, person(OFFICE)))[0]
    assert (action.primary, action.aside, action.version) == (True, "9月16日止", "1")
    (recheck_by_office,) = actions(desk(REPORTED, person(OFFICE)))[0]
    assert not recheck_by_office.primary


def test_whoever_cannot_do_the_next_step_learns_who_can() -> None:
    _, why_not = actions(desk(OPENED, person(HEAD)))
    assert [(why.title, "督导室" in why.text) for why in why_not] == [("为什么不能送达整改通知书", True)]


def test_a_rechecker_learns_why_he_cannot_close_the_case_himself() -> None:
    both = Principal(INSPECTOR.id, INSPECTOR.name, (Role.INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR))
    made, why_not = actions(desk(PASSED, both))
    assert made == ()
    assert "复查人不能批准自己复查的案件销号" in why_not[0].text


def test_an_interview_is_recorded_only_once_it_was_held() -> None:
    _, why_not = actions(desk(climbs.SET, person(DEPUTY), now=at(10, 21)))
    assert any("约谈定于2026年10月23日，还没有进行" in why.text for why in why_not)


def test_to_escalate_and_not_to_escalate_are_equal_choices() -> None:
    (action,) = actions(desk(climbs.LATE, person(DEPUTY)))[0]
    assert [(submit.label, submit.primary) for submit in action.submits] == [
        ("升级", False),
        ("不升级", False),
    ]
    rungs = next(field for field in action.fields if field.name == "rung")
    assert [option.value for option in rungs.options] == ["", "interview", "circular"]  # 问责 is the chair's.


def attempt(given: CaseTest, actor: Actor, post: str, **form: list[str]) -> tuple[Attempt, Action | None]:
    """What comes of a form that cannot even be read."""
    filled = Filled(form)
    with pytest.raises(Exception) as refused:  # noqa: PT011
        POSTS[post].body(filled)
    failed = Attempt(post, filled, refused.value)
    return failed, next(iter(actions(desk(given, person(actor)), failed)[0]), None)


def test_a_faulty_row_of_a_plan_is_named_at_its_place_and_nothing_written_is_lost() -> None:
    rows = {"what": ["装柜", "", "签字"], "who": ["", "", "钱国芳"], "by": ["2026-09-20", "", "明天"]}
    _, action = attempt(
        NOTICED, HEAD, "submit-plan", **{f"measures_{part}": row for part, row in rows.items()}
    )
    assert action is not None
    first, second, blank = action.fields[0].measures
    assert (first.what, first.who, second.by) == ("装柜", "", "明天")
    assert first.error.startswith("谁负责")
    assert second.error.startswith("哪天完成")
    assert blank.what == blank.error == ""


def test_a_form_that_is_offered_no_more_leaves_its_words_in_a_note() -> None:
    failed = Attempt(
        "return-plan",
        Filled({"csrf": ["x"], "version": ["3"], "reason": ["措施太空"]}),
        VersionConflict("case", 3, 4),
    )
    at_desk = desk(ACCEPTED, person(OFFICE))
    made, _ = actions(at_desk, failed)
    note = notes(at_desk, made, failed)[0]
    assert note.tone == "bad"
    assert note.text.endswith("您填的是：措施太空")


def test_a_record_is_verified_when_the_chain_holds_and_a_checkpoint_covers_it() -> None:
    log = case_log(logged(ACCEPTED), signed=3, diverged=False)
    assert [bool(row.checkpoint) for row in log.rows] == [False, True, True, True]  # The newest is first.
    assert (log.verified, log.waiting, log.fault) == (3, 1, "")


def test_a_changed_record_is_named_and_nothing_after_it_counts_as_verified() -> None:
    records = chained(history(ACCEPTED))
    forged = records[1].record.replace("周文清".encode(), "周文青".encode())
    records[1] = replace(records[1], record=forged)
    log = case_log(read_back(records, TYPES), signed=4, diverged=False)
    assert [(bool(row.fault), row.doubtful, bool(row.checkpoint)) for row in reversed(log.rows)] == [
        (False, False, True),
        (True, False, False),
        (False, True, False),
        (False, True, False),
    ]
    assert log.fault.startswith("第2条与案件链不符")
    assert "应为" in log.rows[2].fault


def test_a_log_that_left_its_checkpoints_says_so_on_every_case() -> None:
    assert "接不上" in case_log(logged(OPENED), signed=1, diverged=True).fault


def test_a_date_is_counted_before_the_readers_eyes() -> None:
    case = case_of_test(climbs.ORDERED)
    assert case.limit is not None
    why = desk(climbs.ORDERED, person(OFFICE), now=at(10, 13)).dates.why(case.limit, "送达督办单")
    assert why.headline == "10个工作日，自送达督办单的次日起算"
    assert why.summary.startswith("跳过国庆节7天（10月1日至7日）、周末1天；10月10日（周六）调休上班")
    kinds = [square.kind for square in why.days]
    assert (kinds[0], kinds.count("counted") + kinds.count("swap") + kinds.count("end")) == ("start", 10)
    assert [square.label for square in why.days if square.kind == "end"] == ["第10"]
    gaps = {b.day - a.day for a, b in zip(why.days, why.days[1:], strict=False)}
    assert gaps == {timedelta(1)}
    assert (why.set_by_office, why.end_day) == (True, date(2026, 10, 16))
