"""Line markup becomes a letter, and what is no markup is named with its line."""

import pytest

from shared.letters.lines import (
    Annex,
    Attachments,
    FlushLeft,
    Form,
    Heading,
    Imprint,
    Letter,
    Note,
    Paragraph,
    Row,
    Signature,
    SignLines,
    Table,
)
from shared.letters.markup import MarkupFault, read
from shared.letters.plain import as_value

WHOLE = """@org 某办文件
@number 某〔2026〕1号
@signer 周旻
@title 关于某事↵的报告
@to 某政府：
# 一、情况
## （一）小题
正文。

@left 检查项目
@grid 100,56;size=12;left=1
| 甲 | 乙↵丙 |
| 1 |  |
@formt 36,120;size=14
| 签名 | 〔高12〕 |
| 单独一格 |
@signlines 组长： / 单位：
@attach 清单
@attach 回执
@sign 某办
@sign 某局
@date 2026年1月2日
@note （联系人：李静）
@annex 附件1 清单
@cc 某局，某办。
@print 某办 / 2026年1月3日
"""


def test_every_kind_of_line_is_read() -> None:
    assert read(WHOLE, Form.DOCUMENT) == Letter(
        Form.DOCUMENT,
        ("某办文件",),
        "某〔2026〕1号",
        "周旻",
        ("关于某事的报告",),
        (
            FlushLeft("某政府：", addressee=True),
            Heading(1, "一、情况"),
            Heading(2, "（一）小题"),
            Paragraph("正文。"),
            FlushLeft("检查项目"),
            Table((100, 56), 12, (Row(("甲", "乙\n丙")), Row(("1", ""))), form=False, left=1),
            Table((36, 120), 14, (Row(("签名", ""), 12), Row(("单独一格",))), form=True),
            SignLines(("组长：", "单位：")),
            Attachments(("清单", "回执")),
            Signature(("某办", "某局"), "2026年1月2日"),
            Note("（联系人：李静）"),
            Annex("附件1", "清单"),
        ),
        Imprint("某局，某办。", "某办", "2026年1月3日"),
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("@sing 某办", "没有“@sing”这种行"),
        ("| 甲 |", "不在表格"),
        ("@grid 100,50;size=12", "合计应为156毫米，现在是150毫米"),
        ("@grid 100,56;size=12\n| 甲 |", "有2栏，这一行有1格"),
        ("@grid 100,56;size=12\n| 甲 | 乙", "以“|”开头和结尾"),
        ("@date 2026年1月2日", "紧接在署名"),
    ],
)
def test_what_is_no_markup_is_named_with_its_line(line: str, why: str) -> None:
    number = 2 + line.count("\n")
    with pytest.raises(MarkupFault, match=rf"^第{number}行“.*{why}"):
        read(f"@title 题\n{line}", Form.LETTER)


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ("正文。", "缺少标题"),
        ("@title 题\n@sign 某办", "缺少成文日期"),
        ("@title 题\n@grid 156;size=12", "没有行"),
    ],
)
def test_what_is_missing_is_named(markup: str, why: str) -> None:
    with pytest.raises(MarkupFault, match=why):
        read(markup, Form.LETTER)


def test_a_line_break_in_a_value_is_a_paragraph_or_stays_in_its_cell_or_line() -> None:
    value = as_value("甲\n@sign 乙\r\n丙")
    letter = read(f"@title 题{value}\n{value}\n@grid 156;size=12\n| 头 |\n| {value} |", Form.LETTER)
    assert letter.title == ("题甲 @sign 乙 丙",)
    assert letter.body[:3] == (Paragraph("甲"), Paragraph("@sign 乙"), Paragraph("丙"))
    assert isinstance(table := letter.body[3], Table)
    assert table.rows[1] == Row(("甲\n@sign 乙\n丙",))
