"""Files made to do harm, or that are not what their name says: refused as a whole, in a sentence."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from shared.spreadsheets.untrusted import MAX_PARTS, MAX_TAGS, MAX_UNPACKED, Unreadable
from shared.spreadsheets.upload import MAX_ROWS, read_upload

SHEET = "xl/worksheets/sheet1.xml"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
HEAD = ("单位代码", "单位名称", "单位类型", "办学性质")


def book(*rows: tuple[str, ...]) -> bytes:
    made = Workbook()
    made.worksheets[0].title = "单位"
    for row in (HEAD, *rows):
        made.worksheets[0].append(row)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def rewritten(old: bytes, new: bytes, part: str = SHEET) -> bytes:
    """A good workbook with some bytes of a part replaced."""
    with ZipFile(BytesIO(book(("a", "b", "小学", "公办")))) as good:
        assert old in good.read(part)
        parts = {name: good.read(name) for name in good.namelist()}
    parts[part] = parts[part].replace(old, new, 1)
    return zipped(parts)


def with_part(name: str, content: bytes = b"<x/>") -> bytes:
    with ZipFile(BytesIO(book(("a", "b", "小学", "公办")))) as good:
        parts = {one: good.read(one) for one in good.namelist()}
    return zipped(parts | {name: content})


def zipped(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read_upload("名册.xlsx", content)
    return str(refused.value)


def test_a_good_workbook_is_read() -> None:
    (sheet,) = read_upload("名册.xlsx", book(("a", "b", "小学", "公办")))
    assert [number for number, _ in sheet.rows] == [1, 2]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "文件是空的"),
        (OLE + b"x" * 100, "旧版的 xls"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
        (b"PK\x03\x04 and no more", "已损坏"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页或 XML"),
        ("单位代码".encode("utf-16"), "CSV UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0", "CSV UTF-8"),
        (b'code,"name\n1,2', "引号没有成对"),
        (b"code,name\n" + b"x" * 200_000, "太长"),
        (b"\xff\x81\xff", "既不是 UTF-8 也不是 GBK"),
        (b"a," * 300, "超过200列"),
        (b"code\n" * (MAX_ROWS + 2), "超过30000行"),
        (zipped({"readme.txt": b"hello"}), "压缩包"),
        (zipped({"xl/workbook.bin": b"x"}), "xlsb"),
        (with_part("xl/externalLinks/externalLink1.xml"), "引用了别的工作簿"),
        (with_part("xl/vbaProject.bin"), "带有宏"),
        (with_part("xl/embeddings/oleObject1.bin"), "嵌入了别的文件"),
        (with_part("xl/connections.xml"), "连接了外部数据"),
        (with_part("xl/media/huge", bytes(MAX_UNPACKED)), "展开后超过"),
        (with_part("xl/extra.xml", b"<a>" * (MAX_TAGS + 1)), "表格太大"),
        (zipped({f"x{n}": b"" for n in range(MAX_PARTS + 1)}), "部件太多"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_register_is_refused(content: bytes, why: str) -> None:
    assert why in refusal(content)


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'


@pytest.mark.parametrize(
    "part",
    [
        ENTITIES,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet',
    ],
)
def test_entities_are_refused(part: bytes) -> None:
    assert "XML 声明" in refusal(rewritten(b"<worksheet", part))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "cp037", "latin-1"])
def test_entities_cannot_hide_in_another_encoding(encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>' + ENTITIES.decode() + "/>"
    content = with_part("xl/styles.xml", xml.encode(encoding))
    assert "已损坏" in refusal(content)


def test_formulas_are_refused_by_their_cells() -> None:
    told = refusal(book(("a", "=1+1", "小学", "公办"), ("b", '=HYPERLINK("http://x")', "小学", "公办")))
    assert "公式（B2、B3" in told
    assert "选择性粘贴" in told


def test_merged_cells_are_refused() -> None:
    made = Workbook()
    made.worksheets[0].append(HEAD)
    made.worksheets[0].merge_cells("A2:A3")
    content = BytesIO()
    made.save(content)
    assert "合并" in refusal(content.getvalue())


@pytest.mark.parametrize("row", ["30002", "1048576", "999999999999"])
def test_a_cell_far_below_is_refused_at_once(row: str) -> None:
    assert "超过30000行" in refusal(rewritten(b'<row r="2"', b'<row r="%s"' % row.encode()))


def test_rows_that_stand_twice_are_refused_and_not_passed_over() -> None:
    assert "已损坏" in refusal(rewritten(b'<row r="2"', b'<row r="1"'))


@pytest.mark.parametrize("cell", ["GZ2", "XFD2", "AAAAAA2"])
def test_a_cell_far_to_the_right_is_refused(cell: str) -> None:
    assert "超过200列" in refusal(rewritten(b'r="D2"', b'r="%s"' % cell.encode()))


def test_a_size_the_file_states_of_itself_is_not_believed() -> None:
    (sheet,) = read_upload("x", rewritten(b'<dimension ref="A1:D2"', b'<dimension ref="A1:XFD1048576"'))
    assert len(sheet.rows) == 2
