"""A pack file that is wrong is refused, naming the file, the rule and the mend."""

from datetime import date
from pathlib import Path

import pytest

from shared.rules.floor import undercuts
from shared.rules.pack import PACKS_FOLDER, RulePacks
from shared.rules.rule import Kind, Mark
from shared.rules.tables import PackRefused

HEAD = """
jurisdiction = "luxi"
name = "泸溪"
effective_from = 2020-01-01
[laws.local]
name = "《泸溪县督学办法》"
effective_from = 2020-01-01
source = "全文"
"""
RULE = {
    "key": '"defence"',
    "title": '"申辩"',
    "value": "10",
    "unit": '"日"',
    "start": '"收到初步督导意见"',
    "law": '"local"',
    "article": '"第五条"',
    "mark": '"V1"',
    "verified": "true",
    "kind": '"law"',
}


def block(**changes: str | None) -> str:
    """One [[rules]] block: the good rule with some fields changed, or left out where None."""
    fields = RULE | changes
    return "[[rules]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)


def load(folder: Path, *blocks: str, head: str = HEAD, name: str = "luxi.toml") -> RulePacks:
    (folder / name).write_text(head + "".join(blocks), "utf-8")
    return RulePacks.load(folder)


def test_a_good_pack_is_read(tmp_path: Path) -> None:
    rule = load(tmp_path, block()).pack("luxi", date(2026, 1, 1)).rule("defence")
    assert (rule.citation, rule.amount, rule.source) == ("《泸溪县督学办法》第五条", "10日", "全文")
    assert rule.roll_on_holiday
    assert not rule.before


@pytest.mark.parametrize(
    ("changes", "fault", "mend"),
    [
        ({"roll": "true"}, "不认识的字段 roll", "请删去，或者改为下列之一"),
        ({"article": None}, "缺少条款 article", "请补上条款号"),
        ({"article": '"art. 5"'}, "条款 art. 5 不可用", "第二十一条"),
        ({"unit": '"天"'}, "单位 天 不可用", "请改为下列之一：.*工作日"),
        ({"unit": None}, "value 与 unit 不成对", "请两项都写"),
        ({"value": None, "unit": None, "start": None}, "没有内容", "请补上 value、words 或 text"),
        ({"value": "0"}, "value 太小", "请改正 value"),
        ({"value": "[3, 5]"}, "单位是日，value 却有2个", "请写1至1个"),
        ({"value": '"10"'}, "value = '10' 的类型不对", "请写成 int"),
        ({"value": "[5, 3]", "unit": '"年"', "start": None}, "没有从小到大排列", "请改正 value"),
        ({"start": None}, "期限要有起算点 start", "请补上或者删去 start"),
        ({"start": '"收到"'}, "start = 收到 不可用", "请改为下列之一：督导结束"),
        ({"unit": '"年"', "start": None, "before": "true"}, "只用于期限", "请删去这一项"),
        ({"law": '"regulation"'}, "law = regulation 没有登记", r"请补上 \[laws.regulation\]"),
        ({"law": None, "article": None, "source": '"全文"'}, "法律规则没有写 law", "请补上 law"),
        ({"mark": '"M"', "verified": "false"}, "凭记忆的值（M）不能作为法律规则", "请核对原文后改 mark"),
        ({"mark": '"V3"'}, "mark = V3 不可用", "请改为下列之一：V1、V2、S、M"),
        ({"mark": None}, "缺少 kind 或 mark", "请两项都补上"),
        ({"verified": None}, "缺少 verified", "请补上 verified"),
        ({"verified": '"yes"'}, "verified = 'yes' 的类型不对", "请写成 bool"),
        ({"kind": '"office_default"', "mark": '"M"'}, "本区设定的值不是法律规定", "请写 verified = false"),
        ({"kind": '"office_default"', "verified": "false"}, "本区设定的值不是法律规定", "mark 写 M 或 S"),
        ({"title": '""'}, "缺少 title", "请补上 title"),
        ({"effective_to": "2019-01-01"}, "早于 effective_from", "请改正日期"),
    ],
)
def test_a_broken_rule_is_refused_with_file_rule_and_mend(
    tmp_path: Path, changes: dict[str, str | None], fault: str, mend: str
) -> None:
    with pytest.raises(PackRefused, match=rf"^luxi\.toml：规则 defence：.*{fault}.*{mend}"):
        load(tmp_path, block(**changes))


def test_a_rule_without_a_key_is_called_by_its_number(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match=r"luxi\.toml：规则 （第2条）：缺少 key"):
        load(tmp_path, block(), block(key=None))


def test_a_key_is_plain(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match="规则 De-fence：key 只能用小写字母"):
        load(tmp_path, block(key='"De-fence"'))


def test_one_rule_may_follow_another_but_not_overlap_it(tmp_path: Path) -> None:
    old, new = block(effective_to="2022-12-31"), block(value="15", effective_from="2023-01-01")
    packs = load(tmp_path, old, new)
    assert packs.pack("luxi", date(2022, 12, 31)).rule("defence").number == 10
    assert packs.pack("luxi", date(2023, 1, 1)).rule("defence").number == 15
    with pytest.raises(PackRefused, match="规则 defence：同名规则的施行日期重叠。请给较早的一条写明"):
        load(tmp_path, block(), new)


def test_one_version_of_a_pack_may_follow_another_but_not_overlap_it(tmp_path: Path) -> None:
    ends = HEAD.replace('name = "泸溪"', 'name = "泸溪"\neffective_to = 2022-12-31')
    later = HEAD.replace("effective_from = 2020-01-01\n[laws", "effective_from = 2023-01-01\n[laws")
    load(tmp_path, block(), head=ends)
    packs = load(tmp_path, block(value="15"), head=later, name="luxi-2023.toml")
    assert packs.pack("luxi", date(2022, 12, 31)).rule("defence").number == 10
    assert packs.pack("luxi", date(2023, 1, 1)).rule("defence").number == 15
    with pytest.raises(PackRefused, match=r"luxi\.toml：施行日期与 luxi-2023\.toml 重叠。请"):
        load(tmp_path, block())


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("jurisdiction = luxi", "读不懂"),
        (HEAD.replace('jurisdiction = "luxi"', ""), "缺少 jurisdiction"),
        (HEAD.replace("effective_from = 2020-01-01\n[laws", "[laws"), "缺少 effective_from"),
        (HEAD.replace('name = "泸溪"', 'name = "泸溪"\nextends = "hunan"'), "extends = hunan 不可用"),
        (HEAD.replace('name = "泸溪"', 'name = "泸溪"\nversion = 2'), "不认识的字段 version"),
        (HEAD.replace('source = "全文"', ""), "laws.local：缺少 source"),
        (HEAD.replace("[laws.local]", "[[laws]]"), "laws 的写法不对"),
    ],
)
def test_a_broken_head_is_refused_with_the_file(tmp_path: Path, head: str, fault: str) -> None:
    with pytest.raises(PackRefused, match=rf"^luxi\.toml：.*{fault}.*请"):
        load(tmp_path, head=head)


def test_rules_must_be_a_list(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match=r"rules 的写法不对。请写成 \[\[rules\]\]"):
        load(tmp_path, "[rules]\nkey = 1\n")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackRefused, match="没有规则包"):
        RulePacks.load(tmp_path)


def test_an_adopted_scheme_of_the_district_becomes_printable(tmp_path: Path) -> None:
    adopted = load(tmp_path, block(mark='"S"')).pack("luxi", date(2026, 1, 1)).rule("defence")
    assert (adopted.mark, adopted.kind, adopted.printable) == (Mark.S, Kind.LAW, True)
    draft = block(mark='"S"', verified="false", kind='"office_default"')
    assert not load(tmp_path, draft).pack("luxi", date(2026, 1, 1)).rule("defence").printable


def test_local_texts_weaker_than_the_national_regulation_are_flagged(tmp_path: Path) -> None:
    (tmp_path / "national.toml").write_bytes((PACKS_FOLDER / "national.toml").read_bytes())
    years = {"unit": '"年"', "start": None, "article": '"第五条"'}
    packs = load(
        tmp_path,
        block(
            key='"inspector_degree"',
            title='"督学学历"',
            words='["大专"]',
            value=None,
            **years | {"unit": None},
        ),
        block(key='"inspector_term"', title='"任期"', value="1", **years),
        block(key='"inspector_terms_max"', title='"届数"', value="4", **years | {"unit": '"届"'}),
        block(key='"inspector_experience"', title='"年限"', value="8", **years),
        head=HEAD.replace('name = "泸溪"', 'name = "泸溪"\nextends = "national"'),
    )
    on = date(2026, 1, 1)
    flags = undercuts(packs.pack("luxi", on), packs.pack("national", on))
    assert [flag.split("（")[0] for flag in flags] == [
        "规则包luxi的任期是1年",
        "规则包luxi的届数是4届",
        "规则包luxi的督学学历是大专",
        "规则包luxi的年限是8年",
    ]
    assert all("请按条例执行" in flag for flag in flags)
