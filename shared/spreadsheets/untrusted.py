"""Files from outside that say they are spreadsheets: what must be so before anything is read from them."""

import re
from collections.abc import Iterable
from io import BytesIO
from zipfile import ZipFile, ZipInfo

MAX_UNPACKED = 64 * 1024 * 1024  # bytes of all parts together
MAX_PARTS = 500
MAX_TAGS = 2_000_000  # of one part: 20 000 rows of 20 columns, or 30 000 of 5, need fewer

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_SAVE_AS = "请用 Excel 或 WPS 打开，另存为“Excel 工作簿（*.xlsx）”后再导入。"
_FOREIGN = {
    "xl/externalLinks/": "引用了别的工作簿",
    "xl/vbaProject.bin": "带有宏",
    "xl/embeddings/": "嵌入了别的文件",
    "xl/activeX/": "带有控件",
    "xl/connections.xml": "连接了外部数据",
    "xl/queryTables/": "连接了外部数据",
}
_ENCODING = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why and how to mend it."""


def check_xlsx(content: bytes) -> None:
    """Raise `Unreadable` unless the bytes are a plain .xlsx: no bomb, no macro, no link, no entity.

    What openpyxl says of a file that passes may still be that it is damaged.
    """
    if content.startswith(_OLE):
        encrypted = "EncryptedPackage".encode("utf-16-le") in content
        raise Unreadable(
            "文件设了打开密码，无法读取。请先取消密码，再另存为 xlsx 文件后导入。"
            if encrypted
            else f"这是旧版的 xls（或 et）文件，不是 xlsx。{_SAVE_AS}"
        )
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_parts(archive.infolist())
            for part in archive.infolist():
                _check_part(part, archive.read(part))
    except Unreadable:
        raise
    except Exception as error:  # zipfile has many ways to say "damaged"
        raise damaged() from error


def damaged() -> Unreadable:
    return Unreadable(f"文件已损坏，读不出表格。{_SAVE_AS}")


def _check_parts(parts: Iterable[ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if len(names) > MAX_PARTS or len(names) != len(set(names)):
        raise Unreadable(f"文件里的部件太多或重复，不再读取。请只留要导入的工作表。{_SAVE_AS}")
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable(
            f"文件展开后超过 {MAX_UNPACKED // 1024 // 1024} MB，不再读取。请删去图片和多余的工作表后再导入。"
        )
    if "xl/workbook.bin" in names:
        raise Unreadable(f"这是 xlsb 文件，不是 xlsx。{_SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise Unreadable(f"这是压缩包或其他文档，里面没有工作簿。{_SAVE_AS}")
    for start, what in _FOREIGN.items():
        if any(name.startswith(start) for name in names):
            raise Unreadable(
                f"文件{what}，不能导入。请把要导入的内容复制到新的工作簿（选择性粘贴为数值）后再导入。"
            )


def _check_part(part: ZipInfo, content: bytes) -> None:
    if not part.filename.endswith((".xml", ".rels", ".vml")):
        return
    text = content.removeprefix(b"\xef\xbb\xbf")
    encoding = _ENCODING.match(text)
    told = encoding[1].lower() if encoding else b"utf-8"
    if not text.startswith(b"<") or told not in (b"utf-8", b"utf8", b"us-ascii") or b"\0" in text:
        raise damaged()
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Unreadable(f"文件里有不该有的 XML 声明（DTD、实体），不再读取。{_SAVE_AS}")
    if text.count(b"<") > MAX_TAGS:
        raise Unreadable("表格太大，不再读取。请删去多余的行、列和格式，或者分成几个文件后再导入。")
