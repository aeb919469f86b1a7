"""Results: ranked within what can be compared, told with their arithmetic, and to a unit only what was served."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from dudao_contracts.inspection import ResultScoredV1
from services.inspection.adapters import results_sheet
from services.inspection.adapters.storage import TYPES
from services.inspection.application.procedures import ProcedureHandlers
from services.inspection.application.publications import publish
from services.inspection.application.scores import ScoringHandlers, says_of
from services.inspection.domain.inspection_events import InspectionCancelled
from services.inspection.domain.marking import Seen
from services.inspection.domain.procedure import RosterSays, person
from services.inspection.domain.ranking import Group, Result, places, ranks
from services.inspection.domain.scoring_commands import Phase, ScoringCommand
from services.inspection.domain.scoring_events import Adjustment, ScoringEvent, Subject
from services.inspection.domain.scoring_refusals import FinalScoreMissing, ScoresAreFrozen
from services.inspection.domain.scoring_states import Frozen, Open
from services.inspection.domain.stages import Inspection, Served
from services.inspection.entrypoints.results_json import groups_json
from services.inspection.entrypoints.scores_json import scores_json
from services.inspection.read_models import results
from shared.audit.record import Record
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.event_types import Stored
from shared.event_sourcing.in_memory import InMemoryEventStore
from tests.unit.inspection import indicators as i
from tests.unit.inspection import procedures as p
from tests.unit.inspection.test_read_models import rows
from tests.unit.inspection.visits import UNIT

WAY: Sequence[ScoringCommand] = [
    i.bind(),
    i.score_itself(),
    i.score(i.ZHANG),
    i.score(i.LI, seen=i.seen(B1="否")),
    i.decide(seen=(Seen("B1", "是"),), adjustments=(Adjustment("B1", "复核属实"),)),
    i.freeze(),
]


def events(*commands: ScoringCommand) -> list[ScoringEvent]:
    happened: list[ScoringEvent] = []
    for command in commands:
        happened += i.after().given(*happened).when(command).events or ()
    return happened


def state(*commands: ScoringCommand) -> Open | Frozen:
    found = i.after(*commands[:-1]).when(commands[-1]).state
    assert isinstance(found, Open | Frozen)
    return found


# Ranking.

GROUP = Group("YEY", 1, "幼儿园", 2026)
MARKS = st.integers(0, 10_000).map(lambda n: Decimal(n).scaleb(-2))


def result(unit: str, total: Decimal | None, group: Group = GROUP, on: date = date(2026, 10, 1)) -> Result:
    return Result(uuid4(), unit, group, total, on)


def test_equal_scores_share_a_place_and_the_next_is_as_many_behind() -> None:
    found = ranks({"甲": Decimal("90"), "乙": Decimal("85.0"), "丙": Decimal("85.00"), "丁": Decimal("60")})
    assert found == {"甲": 1, "乙": 2, "丙": 2, "丁": 4}


@settings(max_examples=40)
@given(st.dictionaries(st.integers(0, 50), MARKS, max_size=30))
def test_a_place_is_one_more_than_how_many_have_more(totals: dict[int, Decimal]) -> None:
    found = ranks(totals)
    assert found.keys() == totals.keys()
    for who, total in totals.items():
        assert found[who] == 1 + sum(other > total for other in totals.values())
    shared = Counter(found.values())
    assert all(place + count not in shared or count >= 1 for place, count in shared.items())
    assert sorted(found.values())[:1] in ([], [1])


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("甲乙丙丁"),
            st.none() | MARKS,
            st.sampled_from([GROUP, replace(GROUP, version=2), replace(GROUP, unit_type="小学")]),
            st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        ),
        max_size=20,
    )
)
def test_places_are_within_a_group_and_nobody_without_a_score_has_one(
    made: list[tuple[str, Decimal | None, Group, date]],
) -> None:
    """Within type and framework version only; not scored is not 0."""
    everybody = [result(unit, total, group, on) for unit, total, group, on in made]
    found = places(everybody)
    by_id = {one.id: one for one in everybody}
    for group in {one.group for one in everybody}:
        placed = [by_id[id] for id in found if by_id[id].group == group]
        assert len({one.unit for one in placed}) == len(placed)  # One place for a unit: its latest result.
        for one in placed:
            assert one.total is not None
            better = sum(other.total is not None and other.total > one.total for other in placed)
            assert (found[one.id].rank, found[one.id].of) == (1 + better, len(placed))
            assert all(
                one.on >= other.on
                for other in everybody
                if (other.unit, other.group) == (one.unit, group) and other.total is not None
            )
    # Another group changes nothing here.
    alone = places([one for one in everybody if one.group == GROUP])
    assert alone == {id: place for id, place in found.items() if by_id[id].group == GROUP}


# The read model and what is told of it.


def row_after(*happened: Any) -> Any:
    (row,) = rows(results.MODEL, *happened)
    return row


def test_a_row_follows_the_scores_to_the_served_result() -> None:
    row = row_after(*events(*WAY[:4]))
    assert (row["self_total"], row["total"], row["served"]) == ("83.73", None, False)
    row = row_after(*events(*WAY))
    assert (row["average_total"], row["total"], row["grade"], row["served"]) == (
        "73.73",
        "83.73",
        "良好",
        True,
    )
    assert [step["step"] for step in row["steps"]][-2:] == ["FinalScoreDecided", "ScoresFrozen"]


def test_a_cancelled_inspection_has_no_result() -> None:
    about = replace(p.ABOUT, inspection=i.ID, unit=i.KINDERGARTEN)
    cancelled = InspectionCancelled(
        about=about, by=person(p.DEPUTY), on=date(2026, 9, 20), reason="停办", letter=None
    )
    assert rows(results.MODEL, *events(*WAY[:3]), cancelled) == []
    assert rows(results.MODEL, cancelled) == []  # Most inspections are not scored.


def of(n: int, total: str | None, **changes: Any) -> dict[str, Any]:
    row = dict(row_after(*events(*WAY)))
    return row | {"id": UUID(int=n), "unit": f"U{n}", "unit_name": f"园{n}", "total": total} | changes


def test_who_was_not_scored_is_listed_with_the_reason_and_never_ranked() -> None:
    rows = [
        of(1, "83.73"), of(2, "90.00"), of(3, None, unscored="新开园"), of(4, None, served=False),
        of(5, "99.00", served=False), of(6, "10.00", version=2),
    ]  # fmt: skip
    first, second = groups_json(rows, {"幼儿园": [("U9", "园9"), ("U1", "园1")]})
    assert [(one["unit"], one["rank"], one["of"]) for one in first["results"]] == [("U2", 1, 2), ("U1", 2, 2)]
    assert [(one["unit"], one["why"]) for one in first["not_scored"]] == [
        ("U3", "新开园"),
        ("U4", "还没有结果"),
        ("U5", "还没有结果"),  # Decided, not yet served.
        ("U9", "没有按这个指标体系督导"),
    ]
    assert [(one["unit"], one["rank"]) for one in second["results"]] == [("U6", 1)]
    sheet = load_workbook(BytesIO(results_sheet.ranking([first]))).worksheets[0]
    written = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[4] for row in written] == [1, 2, None, None, None, None]
    assert [row[10] for row in written] == [90, 83.73, None, None, None, None]


def test_every_number_opens_to_its_arithmetic() -> None:
    told = scores_json(state(*WAY), outside=False)
    by_code = {one["code"]: one for one in told["indicators"]}
    assert by_code["A2"]["own_arithmetic"] == "60.98÷85×27.5＝19.73"
    assert by_code["B1"]["average_arithmetic"] == "（20＋0）÷2＝10"
    assert (by_code["B1"]["final"], by_code["B1"]["reason"]) == ("20.00", "复核属实")
    assert by_code["A"]["arithmetic"] == "A1＋A2＝29.73"
    assert (told["total"], told["grade"], told["rounding"]) == ("83.73", "良好", "保留两位小数，四舍五入")
    first, _ = load_workbook(BytesIO(results_sheet.scores(told))).worksheets
    last = [cell.value for cell in list(first.rows)[-1]]
    assert last[1:7] == ["合计", 100, 83.73, 73.73, None, 83.73]


def test_a_unit_sees_its_own_sheet_and_the_result_once_it_is_served_and_no_experts_sheet() -> None:
    """As of the vote (上海 21), so of the sheets: what came of them, and not whose they were."""
    before = scores_json(state(*WAY[:5]), outside=True)
    assert (before["self_total"], before["total"], before["experts"]) == ("83.73", None, [])
    assert all(one["final"] is None and one["average"] is None for one in before["indicators"])
    after = scores_json(state(*WAY), outside=True)
    assert (after["total"], after["experts"], after["counted"]) == ("83.73", [], [])
    assert len(scores_json(state(*WAY), outside=False)["experts"]) == 2


# What others learn, and the inspection's own log.


def stored(event: ScoringEvent) -> Stored[Any]:
    name, schema, _ = TYPES.dump(event)
    id = UUID(int=1)
    record = Record(id, "s", 1, name, schema, "s", event, p.OFFICE, None, p.SERVED, p.SERVED, id, id, None)
    return Stored(1, record)


def test_only_the_served_score_is_published() -> None:
    facts = [publish(stored(event)) for event in events(*WAY)]
    assert facts[:-1] == [None] * 5
    assert facts[-1] == ResultScoredV1(
        inspection=i.ID,
        number="ZX-0039-3f2a19",
        unit="319991-0039",
        unit_name="晨光幼儿园",
        unit_type="幼儿园",
        superior="区教育局",
        framework="YEY",
        framework_name="幼儿园办园行为督导评估指标",
        framework_version=1,
        score="83.73",
        full="100",
        grade="良好",
        vetoed=(),
        on=date(2026, 10, 13),
    )
    *_, unscored = events(*WAY[:4], i.leave(), i.freeze())
    assert publish(stored(unscored)) is None


@pytest.mark.parametrize(
    ("step", "phase"),
    [("planned", 0), ("stated", 0), ("announced", 1), ("visited", 1), ("deliberated", 2), ("settled", 2), ("served", 3), ("published", 3)],
)  # fmt: skip
def test_the_inspections_log_says_how_far_it_is(step: str, phase: int) -> None:
    state = p.until(step).when(p.plan()).state
    assert isinstance(state, Inspection)
    says = says_of(state, RosterSays())
    assert says.phase is Phase(phase)
    assert says.examined == (step not in ("planned", "stated", "announced"))


def test_who_had_to_recuse_himself_is_known_from_the_inspection_and_from_the_roster() -> None:
    """条例 10."""
    state = (
        p.until("visited", p.recuse(), p.decide_recusal(True), p.recuse(inspector="DX030"))
        .when(p.plan())
        .state
    )
    assert isinstance(state, Inspection)
    says = says_of(state, RosterSays(recused=frozenset({"DX010"}), off_duty=frozenset({"DX010"})))
    assert (says.members, says.recused, says.undecided) == (
        frozenset({"DX030"}),
        frozenset({"DX010", "DX020"}),
        frozenset({"DX030"}),
    )


def context() -> Context:
    return Context(cause=uuid4(), correlation=uuid4())


async def test_an_opinion_is_served_with_its_score_and_freezes_it() -> None:
    """The score cannot change between the opinion and its being served: it is frozen first."""
    store = InMemoryEventStore()
    scoring = ScoringHandlers(store, TYPES)
    procedure = ProcedureHandlers(store, TYPES, p.pack_of("shanghai"), p.CALENDAR, "云教督", scoring.freeze)
    commands = [command for _, commands in p.STEPS for command in commands]
    for command in commands[: commands.index(p.serve())]:
        await procedure.handle(command, context())

    async def says() -> Any:
        found = await procedure.inspection(p.ID)
        assert found is not None
        return says_of(found, RosterSays())

    primary = replace(i.FRAMEWORK, unit_types=("小学",))
    subject = Subject(p.ID, p.ABOUT.number, UNIT, "小学")
    bind = i.bind(scored=p.ID, subject=subject, framework=primary)
    await scoring.handle(bind, context())
    await scoring.handle(replace(i.score(says=await says()), scored=p.ID), context())
    with pytest.raises(FinalScoreMissing):
        await procedure.handle(p.serve(), context())
    waiting = await procedure.inspection(p.ID)
    assert waiting is not None
    assert not isinstance(waiting.stage, Served)
    await scoring.handle(replace(i.decide(says=await says()), scored=p.ID), context())
    await procedure.handle(p.serve(), context())
    assert isinstance((await scoring.scores(p.ID))[0], Frozen)
    late = replace(i.decide(says=await says(), reason="改"), scored=p.ID)
    with pytest.raises(ScoresAreFrozen):
        await scoring.handle(late, context())
    chain = [one.type for one in await store.read_case(str(p.ID))]
    assert chain.index("ScoresFrozen") < chain.index("OpinionServed")
    assert chain[-1] == "IssueRaised"  # An A still has problems (Q26).
