"""What becomes of a case when its proceeding goes on, and what others and the watcher get to see of it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from dudao_contracts import proceedings as facts
from dudao_contracts.envelope import FACTS, Fact
from services.rectification.application.following import followed_by
from services.rectification.application.publications import publish
from services.rectification.application.reactions import SYSTEM, case_of
from services.rectification.domain import accountability_commands as ask
from services.rectification.domain import events
from services.rectification.domain.accountability_parts import Result
from services.rectification.domain.clocks import Clock
from services.rectification.domain.interview_events import (
    CommitmentsOpened,
    InterviewNoticeServed,
    MeetingHeld,
)
from services.rectification.domain.proceeding import EndClock, OnProceeding, PromptClock
from services.rectification.domain.stages import Accepted
from services.rectification.domain.terms import Terms, day_of
from services.rectification.entrypoints.watcher import what_a_clock_brings
from services.rectification.read_models import due, followups, proceedings
from shared.event_sourcing.read_model import Row
from tests.unit.rectification import accountabilities as a
from tests.unit.rectification import interviews as i
from tests.unit.rectification import test_commendation as c
from tests.unit.rectification.climbs import TO_INTERVIEW
from tests.unit.rectification.samples import CALENDAR, CASE_ID, DECIDER, at, case_of_test, pack_on
from tests.unit.rectification.samples import after as case_after
from tests.unit.rectification.stored import stored

TERMS = Terms(pack_on, CALENDAR)
WRONG = a.after(a.APPEALED, a.decided_above(Result.CHANGE, ("约谈",)))
CORRECTED = a.after(WRONG, a.on(ask.CorrectDecision, a.at(5, 20), a.CHAIR, letter="责2", text="变更"))
DEFENDED = a.after(a.NOTIFIED, a.on(ask.FileDefence, a.at(3, 10), a.HEAD, text="柜已到货"))


def history(given: Any) -> Sequence[OnProceeding]:
    return given._history  # type: ignore[no-any-return]


def rows(model: Any, happened: Iterable[OnProceeding]) -> dict[Any, Row]:
    """The rows of a read model after these events, through the stored format."""
    found: dict[Any, Row] = {}
    for version, event in enumerate(happened, start=1):
        loaded = stored(event, version)
        for key in model.keys(loaded):
            row = model.project(found.get(key), loaded, key)
            if row is None:
                found.pop(key, None)
                continue
            assert set(row) == {column.name for column in model.table.columns}
            found[key] = row
    return found


def missed_and_prompted() -> list[OnProceeding]:
    duty = a.standing(a.REGISTERED).clocks.running[Clock.PROCEDURE]
    prompt = a.on(PromptClock, a.at(4, 28), SYSTEM, duty=duty.id, number=1)
    end = a.on(EndClock, a.at(5, 7), SYSTEM, duty=duty.id)
    return list(history(a.after(a.REGISTERED, prompt, end)))


def test_every_fact_of_proceedings_is_published_by_some_step_and_names_nobody() -> None:
    told: list[Fact] = []
    happened = [*history(i.COMPLETE), *history(CORRECTED), *history(a.REVIEWED), *history(DEFENDED)]
    happened += [*history(c.after(c.PUBLISHED, c.REVOKE)), *missed_and_prompted()]
    for event in happened:
        fact = publish(stored(event))
        told += [fact] if fact else []
    kinds = {fact for fact in FACTS.of("rectification") if issubclass(fact, facts.ProceedingFact)}
    assert {type(fact) for fact in told} == kinds
    assert not any("高卫东" in fact.model_dump_json() for fact in told)


def test_each_clock_of_a_proceeding_is_a_row_of_the_due_read_model() -> None:
    """The two remedies, execution, publication and the archive wait side by side."""
    found = rows(due.MODEL, history(a.SERVED))
    assert {row["kind"]: (row["owner"], row["due_on"]) for row in found.values()} == {
        "review": (a.ABOUT.unit, date(2026, 4, 13)),
        "appeal_direct": (a.ABOUT.unit, date(2026, 3, 27)),
        "execute_decision": ("office", date(2026, 4, 13)),
        "publish_decision": ("office", date(2026, 4, 10)),
        "archive_accountability": ("office", date(2026, 5, 13)),
    }
    assert {row["proceeding"] for row in found.values()} == {a.ID}
    appealed = rows(due.MODEL, history(a.APPEALED))
    assert {row["kind"] for row in appealed.values()} == {
        "appeal_decision",
        "execute_decision",
        "publish_decision",
    }


def test_the_watcher_prompts_and_ends_what_a_clock_waits_for() -> None:
    (row,) = rows(due.MODEL, history(a.REGISTERED)).values()
    prompt, context = what_a_clock_brings(row, row["prompts"][0])
    assert isinstance(prompt, PromptClock)
    assert context.occurred_at == row["prompts"][0]
    end, context = what_a_clock_brings(row, a.at(7, 1))
    assert isinstance(end, EndClock)
    assert context.occurred_at == row["fires_at"]
    (later,) = rows(due.MODEL, missed_and_prompted()).values()
    assert (later["prompted"], later["missed"], later["next_at"]) == (1, True, None)


def test_a_list_says_where_each_stands_and_a_revoked_decision_stands_no_more() -> None:
    (row,) = rows(proceedings.MODEL, history(a.SERVED)).values()
    assert (row["state"], row["letter"], row["stands"], row["told"]) == ("in_force", "责1", True, True)
    assert row["due_on"] == date(2026, 3, 27)
    revoked = a.after(a.APPEALED, a.decided_above(Result.REVOKE))
    revoked = a.after(revoked, a.on(ask.CorrectDecision, a.at(5, 20), a.CHAIR, letter="责2", text="撤销"))
    (row,) = rows(proceedings.MODEL, history(revoked)).values()
    assert (row["stands"], row["letter"]) == (False, "责1")
    (met,) = rows(proceedings.MODEL, history(i.COMPLETE)).values()
    assert (met["state"], met["cases"], met["open"]) == ("signed", [CASE_ID], True)


def test_a_clue_is_not_shown_to_the_unit_before_something_was_served() -> None:
    (row,) = rows(proceedings.MODEL, history(a.STARTED)).values()
    assert not row["told"]
    (row,) = rows(proceedings.MODEL, history(DEFENDED)).values()
    steps = [step["step"] for step in row["steps"] if step["step"] in proceedings.SHOWN_TO_UNIT]
    assert steps == ["OpinionNotified", "DefenceHeard"]


def test_a_case_is_scheduled_and_its_interview_held_as_its_proceeding_says() -> None:
    """§3E: the ladder of the case goes on with the commitments as its plan, the same letters, the same link."""
    notice = next(one for one in history(i.NOTIFIED) if isinstance(one, InterviewNoticeServed))
    on = at(10, 22)
    invitation = replace(notice.invitation, at=on)
    schedule = followed_by(replace(notice, invitation=invitation), CASE_ID, a.OFFICE, at(10, 20), TERMS)
    given = case_after(schedule, given=TO_INTERVIEW)
    set_ = given._history[-1]
    assert isinstance(set_, events.InterviewScheduled)
    assert (set_.interview, set_.letter, set_.held_on) == (i.ID, "约1", day_of(on))
    meeting = next(one for one in history(i.HELD) if isinstance(one, MeetingHeld))
    own = replace(i.OWN, due_on=date(2026, 11, 2))
    held = followed_by(replace(meeting, commitments=(own, i.OTHER)), CASE_ID, a.OFFICE, at(10, 22), TERMS)
    case = case_of_test(case_after(held, given=given))
    stage = case.stage
    assert isinstance(stage, Accepted)
    assert [one.measure for one in stage.plan.measures] == [i.OWN.measure]


def test_a_commitment_without_a_case_opens_one_with_its_own_clock() -> None:
    opened = next(one for one in history(i.COMPLETE) if isinstance(one, CommitmentsOpened))
    ((issue, commitment),) = opened.commitments
    command: Any = followed_by(opened, issue, a.OFFICE, a.at(3, 16), TERMS)
    assert command.case_id == case_of(issue)
    assert command.issue.working_days == TERMS.workdays_left(date(2026, 3, 16), commitment.due_on)
    events_ = DECIDER.decide(command, DECIDER.initial)
    assert isinstance(events_[0], events.CaseOpened)


def test_what_a_case_has_followed_waits_no_more() -> None:
    found = rows(followups.MODEL, history(i.HELD))
    assert [row["step"] for row in found.values()] == ["InterviewNoticeServed", "MeetingHeld"]
    (key, row), *_ = found.items()
    done = stored(TO_INTERVIEW._history[-1])
    assert followups.MODEL.project(row, done, key) is None
    assert followups.subjects(next(one for one in history(i.COMPLETE) if isinstance(one, CommitmentsOpened)))
