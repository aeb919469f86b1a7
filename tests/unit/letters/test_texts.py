"""Every letter in every branch: what it prints, and that no value is ever markup."""

import re
from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from services.inspection.adapters.letters.opinions import InspectionNotice
from shared.letters.lines import Letter, Paragraph, Signature, Table
from shared.letters.text import LetterFault
from shared.letters.values import Office, Unit
from shared.rules.rule import Rule
from tests.unit.letters.hostile import HOSTILE, everywhere
from tests.unit.letters.placeholders import classes_of, fields_read
from tests.unit.letters.samples import SAMPLES

NAMES = sorted(SAMPLES)
LOCAL_LAWS = re.compile("上海市教育督导条例|浙江省教育督导条例|实施方案|征求意见稿")


def words(letter: Letter) -> str:
    """Everything a letter prints."""
    return "\n".join(_texts(asdict(letter)))


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list | tuple):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


@pytest.mark.parametrize("name", NAMES)
def test_every_branch_becomes_a_letter_without_a_trace_of_its_text(name: str) -> None:
    for branch, letter in SAMPLES[name].letters().items():
        assert not re.search(r"\{\{|[{%]%|%\}|None|True|False|(?<!\w)@|0x", words(letter)), branch


@pytest.mark.parametrize("name", NAMES)
def test_the_text_reads_only_what_its_values_have(name: str) -> None:
    assert fields_read(SAMPLES[name].text)


@pytest.mark.parametrize("name", NAMES)
def test_its_values_have_only_what_the_text_reads(name: str) -> None:
    text = SAMPLES[name].text
    own = classes_of(text.values) - {Office, Unit, Rule}
    read = fields_read(text)
    assert {(cls.__name__, f.name) for cls in own for f in fields(cls) if (cls, f.name) not in read} == set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_value_is_ever_markup(name: str, text: str) -> None:
    """The lines are those of a harmless value, only that a line break begins a paragraph."""
    for branch, values in SAMPLES[name].values.items():
        letter = SAMPLES[name].text.letter(everywhere(values, text))
        harmless = SAMPLES[name].text.letter(everywhere(values, "甲"))
        if text.strip():
            assert skeleton(letter) == skeleton(harmless), branch
        assert "\u202e" not in words(letter)
        assert not re.search("[\U0010ff00-\U0010ffff]", words(letter))


def skeleton(letter: Letter) -> list[tuple[Any, ...]]:
    """The lines without their texts; paragraphs that follow each other are one."""
    found: list[tuple[Any, ...]] = [(len(letter.orgs), bool(letter.number), bool(letter.signer))]
    for line in letter.body:
        match line:
            case Paragraph() if found[-1] == (Paragraph,):
                continue
            case Table():
                found.append((Table, line.widths, [(len(row.cells), row.height) for row in line.rows]))
            case Signature():
                found.append((Signature, len(line.names)))
            case _:
                found.append((type(line),))
    return found


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["甲\x00乙", "\x1b[0m", "\ud800", "\uffff", "\U0010ff01"])
def test_what_no_letter_can_hold_is_refused_with_the_letters_name_and_the_line(name: str, text: str) -> None:
    sample = SAMPLES[name]
    with pytest.raises(LetterFault, match=rf"^{re.escape(sample.text.title)}的文本第[1-9]\d*行：.*U\+"):
        sample.text.letter(everywhere(next(iter(sample.values.values())), text))


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_marked_m_prints_no_law_of_the_place(name: str) -> None:
    for branch, letter in SAMPLES[name].letters().items():
        if branch == "all M":
            assert not LOCAL_LAWS.search(words(letter))


def test_each_pack_prints_its_own_law_and_only_that() -> None:
    laws = {"上海": "《上海市教育督导条例》", "浙江": "《浙江省教育督导条例》"}
    printed = {
        (name, branch): {law for law in laws.values() if law in words(letter)}
        for name, sample in SAMPLES.items()
        for branch, letter in sample.letters().items()
        if branch in laws
    }
    own = {key for key, found in printed.items() if found == {laws[key[1]]}}
    assert all(found <= {laws[branch]} for (_, branch), found in printed.items())
    assert own == {
        ("inspection-notice", "上海"),
        ("inspection-notice", "浙江"),
        ("preliminary-opinion", "上海"),
        ("preliminary-opinion", "浙江"),
        ("inspection-opinion", "上海"),
        ("inspection-opinion", "浙江"),
        ("interview-notice", "浙江"),
        ("interview-record", "浙江"),
    }


def test_a_draft_is_never_cited_on_a_supervision_order() -> None:
    """青浦区实施方案 is a 征求意见稿 (mark S, no law): the duty of the superior is not printed as law."""
    for letter in SAMPLES["supervision-order"].letters().values():
        assert "连带责任" not in words(letter)


def test_an_accountability_decision_lists_only_what_may_be_printed_as_law() -> None:
    letter = SAMPLES["accountability-decision"].letters()["unit"]
    listed = [line.text for line in letter.body if isinstance(line, Paragraph) and line.text.startswith("1.")]
    assert listed == ["1.《教育督导问责办法》（国教督〔2021〕2号）"]
    assert not any("连带" in line.text for line in letter.body if isinstance(line, Paragraph))


def test_a_day_that_is_missing_is_a_fault_with_the_line_of_the_text() -> None:
    sample = SAMPLES["preliminary-opinion"]
    values = sample.values["all M"]
    with pytest.raises(LetterFault, match=r"^初步督导意见的文本第\d+行："):
        sample.text.letter(replace(values, defence=replace(values.defence, last_day=None)))


@pytest.mark.parametrize("name", ["preliminary-opinion", "inspection-opinion", "inspection-report"])
def test_as_many_problems_as_an_opinion_takes_can_be_printed(name: str) -> None:
    """100 are taken (procedure_bodies.py): a letter that cannot be printed cannot be signed for either."""
    sample = SAMPLES[name]
    values = next(iter(sample.values.values()))
    assert "（一百）" in words(sample.text.letter(replace(values, issues=values.issues[:1] * 100)))


def test_a_notice_to_a_department_is_put_up_where_the_department_says() -> None:
    sample = SAMPLES["inspection-notice"]
    values: InspectionNotice = sample.values["上海"]
    letter = sample.text.letter(replace(values, notice_place="办公场所显著位置"))
    assert "办公场所显著位置" in words(letter)
    assert "校门" not in words(letter)
