"""An indicator framework adds up, gives every score one grade, and stays as it was published (Q34)."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.inspection.adapters.storage import TYPES
from services.inspection.application.frameworks import FrameworkHandlers
from services.inspection.domain.decimals import plain, read_number, rounded, total
from services.inspection.domain.framework import Band, Framework, Indicator, Level, MarkingMethod, Veto
from services.inspection.domain.framework_faults import faults
from services.inspection.domain.framework_versions import (
    FRAMEWORK as VERSIONS,
)
from services.inspection.domain.framework_versions import (
    DraftFramework,
    FrameworkCommand,
    FrameworkDrafted,
    FrameworkEvent,
    FrameworkFaulty,
    NoDraft,
    OwnDraft,
    PublishFramework,
    Versions,
)
from shared.event_sourcing.command_handler import Context
from shared.event_sourcing.event_store import VersionConflict
from shared.event_sourcing.in_memory import InMemoryEventStore
from shared.testing.given_when_then import DeciderTest
from tests.unit.inspection.indicators import FRAMEWORK, D
from tests.unit.inspection.procedures import DEPUTY, OFFICE, PLANNED

HUNDREDTHS = st.integers(1, 10_000).map(lambda n: Decimal(n).scaleb(-2))
draft = DraftFramework(OFFICE, PLANNED, FRAMEWORK)
publish = PublishFramework(DEPUTY, PLANNED, "YEY", 1)
versions = DeciderTest(VERSIONS)


def published() -> DeciderTest[FrameworkCommand, Versions, FrameworkEvent]:
    first = versions.when(draft).events or ()
    second = versions.given(*first).when(publish).events or ()
    return versions.given(*first, *second)


def with_one(of: str, **changes: object) -> Framework:
    indicators = tuple(
        replace(one, **changes) if one.code == of else one  # type: ignore[arg-type]
        for one in FRAMEWORK.indicators
    )
    return replace(FRAMEWORK, indicators=indicators)


def told(framework: Framework) -> Sequence[tuple[str, str]]:
    return [(one.code, one.field) for one in faults(framework)]


def test_a_framework_that_adds_up_has_no_fault() -> None:
    assert faults(FRAMEWORK) == []
    assert [one.code for one in FRAMEWORK.lowest] == ["A1", "A2", "B1", "B2"]


@pytest.mark.parametrize(
    ("framework", "found"),
    [
        (with_one("A1", marks=D("12.51")), [("A", "marks")]),
        (with_one("A", marks=D(41)), [("", "full"), ("A", "marks")]),
        (with_one("A1", marks=D("12.505")), [("A1", "marks"), ("A", "marks")]),
        (with_one("A1", parent="X"), [("A1", "parent"), ("A", "marks")]),
        (with_one("B1", code="A1"), [("A1", "code")]),
        (with_one("A1", method=None), [("A1", "method")]),
        (with_one("A", method=MarkingMethod.POINTS), [("A", "method")]),
        (with_one("A2", target=None), [("A2", "target")]),
        (with_one("A2", target=D("100.01")), [("A2", "target")]),
        (with_one("A1", target=D(85)), [("A1", "target")]),
        (with_one("B2", levels=()), [("B2", "levels")]),
        (with_one("B2", levels=(Level("A", D(100)), Level("A", D(0)))), [("B2", "levels")]),
        (with_one("B1", levels=(Level("A", D(100)), Level("B", D(0)))), [("B1", "levels")]),
        (replace(FRAMEWORK, unit_types=()), [("", "unit_types")]),
        (replace(FRAMEWORK, bands=()), [("", "bands"), ("V1", "caps_at"), ("V2", "caps_at")]),
        (replace(FRAMEWORK, bands=FRAMEWORK.bands[:-1], vetoes=()), [("合格", "at_least")]),
        (replace(FRAMEWORK, bands=FRAMEWORK.bands[::-1], vetoes=()), [*[(b, "at_least") for b in ("合格", "良好", "优秀")], ("优秀", "at_least")]),
        (replace(FRAMEWORK, bands=(Band("优秀", D(101)), Band("不合格", D(0))), vetoes=()), [("优秀", "at_least")]),
        (replace(FRAMEWORK, vetoes=(Veto("V1", "事故", "差"),)), [("V1", "caps_at")]),
        (replace(FRAMEWORK, indicators=()), [("", "indicators")]),
        (replace(FRAMEWORK, name=" "), [("", "name")]),
        (replace(FRAMEWORK, vetoes=(Veto("V 1", "事故", "合格"),)), [("V 1", "code")]),
        (with_one("A1", name="长" * 101), [("A1", "name")]),
        (with_one("A1", watched=("长" * 501,)), [("A1", "watched")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_part_by_part(framework: Framework, found: list[tuple[str, str]]) -> None:
    """分值 add up to those of the level above and to the total; each of the lowest can be scored."""
    assert sorted(told(framework)) == sorted(found)
    refusal = versions.when(replace(draft, framework=framework)).then_refused(FrameworkFaulty)
    assert isinstance(refusal, FrameworkFaulty)
    assert all(one.message in str(refusal) for one in refusal.faults[:3])


def test_the_sum_that_does_not_fit_is_shown() -> None:
    (fault,) = faults(with_one("A1", marks=D("12.51")))
    assert fault.message == "下级指标的分值12.51＋27.5＝40.01，与A的分值40不等"
    assert fault.mend == "下级指标的分值之和应等于上级的分值，现在多0.01分。请改正。"


def test_a_fourth_level_and_a_circle_are_too_deep() -> None:
    deep = (
        *with_one("A1", method=None).indicators,
        Indicator("A11", "三级", D("12.5"), "A1"),
        Indicator("A111", "四级", D("12.5"), "A11", MarkingMethod.POINTS),
    )
    assert told(replace(FRAMEWORK, indicators=deep)) == [("A111", "parent")]
    circle = with_one("A", parent="A1")
    assert ("A", "parent") in told(circle)


def test_a_draft_is_published_by_somebody_else_and_then_stays_as_it_is() -> None:
    """Q34: versions. 四眼: who wrote it does not publish it."""
    versions.again(draft)
    drafted = versions.given(*(versions.when(draft).events or ()))
    drafted.when(replace(publish, by=OFFICE)).then_refused(OwnDraft)
    drafted.when(replace(publish, version=2)).then_refused(NoDraft)
    drafted.again(publish)
    published().when(draft).then_nothing()  # What is published already is no new version.


def test_a_new_version_stands_beside_the_old() -> None:
    other = replace(FRAMEWORK, name="新版")
    outcome = published().when(replace(draft, framework=other))
    (event,) = outcome.events or ()
    assert isinstance(event, FrameworkDrafted)
    assert event.version == 2  # The first is used as it was until the second is published.
    after = published().given(event).when(replace(publish, version=2)).state
    assert (after.published[1].name, after.published[2].name) == (FRAMEWORK.name, "新版")


def test_a_veto_item_caps_the_grade_and_never_lifts_it() -> None:
    assert FRAMEWORK.grade(D("95")) == "优秀"
    assert FRAMEWORK.grade(D("95"), ["V2"]) == "合格"
    assert FRAMEWORK.grade(D("95"), ["V1", "V2"]) == "不合格"
    assert FRAMEWORK.grade(D("10"), ["V2"]) == "不合格"


@settings(max_examples=30)
@given(st.lists(HUNDREDTHS, min_size=1, max_size=40))
def test_no_weight_is_lost_whatever_it_is_divided_into(parts: list[Decimal]) -> None:
    """Weights are exact: the sum of the parts is the whole, and a hundredth more or less is found."""
    whole = total(parts)
    assert Fraction(whole) == sum(map(Fraction, parts))
    indicators = tuple(
        Indicator(f"I{n}", "指标", one, None, MarkingMethod.POINTS) for n, one in enumerate(parts)
    )
    bands = (Band("合格", D(0)),)
    framework = Framework("X", "全", whole, ("小学",), indicators, bands)
    assert faults(framework) == []
    for wrong in (whole + D("0.01"), whole - D("0.01")):
        assert ("", "full") in told(replace(framework, full=wrong))


@settings(max_examples=30)
@given(st.fractions(0, 10_000))
def test_numbers_are_rounded_half_up_to_a_hundredth(exact: Fraction) -> None:
    """The rule that is stated: 保留两位小数，四舍五入."""
    found = Fraction(rounded(exact))
    assert found - Fraction(1, 200) <= exact < found + Fraction(1, 200)
    assert (found * 100).denominator == 1


@settings(max_examples=30)
@given(HUNDREDTHS, st.lists(HUNDREDTHS, min_size=1, max_size=6, unique=True))
def test_every_score_has_exactly_one_grade_and_more_marks_are_never_a_worse_one(
    marks: Decimal, edges: list[Decimal]
) -> None:
    ordered = [*sorted(edges, reverse=True), D(0)]
    bands = tuple(Band(f"第{n}等", edge) for n, edge in enumerate(ordered))
    framework = replace(FRAMEWORK, bands=bands, vetoes=())
    reached = ordered.index(next(edge for edge in ordered if marks >= edge))
    assert framework.grade(marks) == f"第{reached}等"
    assert framework.grade(marks + D("0.01")) <= framework.grade(marks)


@pytest.mark.parametrize(
    "text", ["", "-1", "1e3", "NaN", "１２", "1.23456", "12345678", "1,000", " 1", "0x1"]
)
def test_what_is_no_plain_number_is_none(text: str) -> None:
    assert read_number(text) is None


def test_numbers_are_shown_as_people_write_them() -> None:
    assert [plain(D(n)) for n in ("8.50", "100", "0.00", "12.05")] == ["8.5", "100", "0", "12.05"]


def test_a_framework_is_stored_without_a_float_and_read_back_the_same() -> None:
    (event,) = versions.when(draft).events or ()
    name, _, data = TYPES.dump(event)
    assert data["framework"]["indicators"][1]["marks"] == "12.5"
    assert "float" not in {type(value).__name__ for value in data["framework"]["bands"][0].values()}
    assert TYPES._adapter(name).validate_python(data) == event


async def test_a_draft_that_was_written_anew_is_not_published_as_the_one_that_was_looked_at() -> None:
    """Four eyes are for what they saw: a draft keeps its number when it is written again."""
    handlers = FrameworkHandlers(InMemoryEventStore(), TYPES)
    await handlers.handle(draft, Context(uuid4(), uuid4()))
    _, looked_at = await handlers.versions("YEY")
    anew = replace(draft, framework=replace(FRAMEWORK, name="另一个名称"))
    await handlers.handle(anew, Context(uuid4(), uuid4()))
    with pytest.raises(VersionConflict):
        await handlers.handle(publish, Context(uuid4(), uuid4(), expected=looked_at))
    _, now = await handlers.versions("YEY")
    await handlers.handle(publish, Context(uuid4(), uuid4(), expected=now))
