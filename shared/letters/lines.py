"""A letter as data: its head, the lines of its body, and its imprint. Both writers read only this."""

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """How a letter is laid out (GB/T 9704-2012, and what offices use beside it)."""

    DOCUMENT = "document"  # 文件格式: red head
    LETTER = "letter"  # 信函格式: red head between two double lines
    INSTRUMENT = "instrument"  # 文书: black heading, numbered
    SHEET = "sheet"  # 表单: a form to fill in and sign
    CERTIFICATE = "certificate"  # 聘书: landscape, framed


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the body, its first line indented."""

    text: str


@dataclass(frozen=True, slots=True)
class FlushLeft:
    """A line without indent; the addressee (主送) is one, with a blank line above it."""

    text: str
    addressee: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """一级标题 (level 1, 黑体) or 二级标题 (level 2, 楷体)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; "\\n" in a cell is a line break. `height` is the least it takes, in mm."""

    cells: tuple[str, ...]
    height: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` in mm, `size` in pt.

    A grid's first row is its header, and column `left` (from 0) is set left. A form has no header, its
    odd cells are labels, and the last cell of a row that has fewer cells than there are columns spans the rest.
    """

    widths: tuple[int, ...]
    size: float
    rows: tuple[Row, ...]
    form: bool
    left: int | None = None


@dataclass(frozen=True, slots=True)
class Attachments:
    """附件说明: what is attached; numbered when there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """署名, several for a joint letter, and 成文日期."""

    names: tuple[str, ...]
    date: str


@dataclass(frozen=True, slots=True)
class SignLines:
    """Lines on which people sign by hand."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """附注, or the note under a form."""

    text: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex (附件) begins, on a new page."""

    label: str
    name: str


Line = Paragraph | FlushLeft | Heading | Table | Attachments | Signature | SignLines | Note | Annex


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记: who gets a copy (抄送), who printed it and when (印发); any of them may be empty."""

    copies: str = ""
    printer: str = ""
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """`orgs` is the 发文机关标志, `title` its lines as they are broken; `number` and `signer` may be empty."""

    form: Form
    orgs: tuple[str, ...]
    number: str
    signer: str
    title: tuple[str, ...]
    body: tuple[Line, ...]
    imprint: Imprint
