"""Reads line markup into a letter; what a line begins with says what it is."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from shared.letters.lines import (
    Annex,
    Attachments,
    FlushLeft,
    Form,
    Heading,
    Imprint,
    Letter,
    Line,
    Note,
    Paragraph,
    Row,
    Signature,
    SignLines,
    Table,
)
from shared.letters.measure import title_lines
from shared.letters.plain import BREAK, as_text, printable_start

TYPE_AREA = 156
"""The width that the columns of a table add up to, in mm."""

_HEIGHT = re.compile(r"〔高(\d+)〕")


class MarkupFault(ValueError):
    """A letter text yields something that is no markup. Its text says which line and why, in Chinese."""


def read(markup: str, form: Form) -> Letter:
    """The letter that the markup says; raises `MarkupFault`."""
    reading = _Reading()
    for number, line in enumerate(markup.split("\n"), start=1):  # splitlines() would split at U+2028, too.
        if not line.strip(" "):
            continue
        try:
            reading.take(line.strip(" "))
        except ValueError as error:
            raise MarkupFault(f"第{number}行“{printable_start(as_text(line))}”：{error}") from error
    return reading.letter(form)


def _one_line(markup: str) -> str:
    return as_text(" ".join(part.strip(" ") for part in markup.split(BREAK) if part.strip(" ")))


def _cell(markup: str) -> str:
    parts = re.split(f"[↵{BREAK}]", _HEIGHT.sub("", markup))
    return "\n".join(as_text(part).strip(" ") for part in parts).strip("\n")


def _table(about: str, form: bool) -> Table:
    widths_said, *options = about.split(";")
    widths = tuple(int(width) for width in widths_said.split(","))
    given = dict(option.split("=", 1) for option in options)
    if sum(widths) != TYPE_AREA:
        raise ValueError(f"各栏宽度合计应为{TYPE_AREA}毫米，现在是{sum(widths)}毫米。")
    left = int(given["left"]) if "left" in given else None
    return Table(widths, float(given["size"]), (), form, left)


@dataclass(slots=True)
class _Reading:
    """What has been read so far; rows, signatures and attachments gather in the last line of `body`."""

    orgs: list[str] = field(default_factory=list)
    number: str = ""
    signer: str = ""
    title: tuple[str, ...] = ()
    body: list[Line] = field(default_factory=list)
    copies: str = ""
    printer: str = ""
    printed: str = ""

    def take(self, line: str) -> None:
        if line.startswith("@"):
            word, _, rest = line[1:].partition(" ")
            if word not in _WORDS:
                raise ValueError(f"没有“@{word}”这种行，只有{'、'.join('@' + one for one in _WORDS)}。")
            _WORDS[word](self, rest.strip(" "))
        elif line.startswith("|"):
            self._row(line)
        elif line.startswith(("# ", "## ")):
            marks, _, rest = line.partition(" ")
            self.body.append(Heading(len(marks), _one_line(rest)))
        else:
            texts = (as_text(part).strip(" ") for part in line.split(BREAK))
            self.body += [Paragraph(text) for text in texts if text]

    def letter(self, form: Form) -> Letter:
        if not self.title:
            raise MarkupFault("缺少标题（@title）。")
        for line in self.body:
            if isinstance(line, Signature) and not line.date:
                raise MarkupFault("署名（@sign）下面缺少成文日期（@date）。")
            if isinstance(line, Table) and not line.rows:
                raise MarkupFault("表格（@grid 或 @formt）下面没有行。")
        imprint = Imprint(self.copies, self.printer, self.printed)
        return Letter(form, tuple(self.orgs), self.number, self.signer, self.title, tuple(self.body), imprint)

    def _org(self, rest: str) -> None:
        self.orgs.append(_one_line(rest))

    def _number(self, rest: str) -> None:
        self.number = _one_line(rest)

    def _signer(self, rest: str) -> None:
        self.signer = _one_line(rest)

    def _title(self, rest: str) -> None:
        self.title = title_lines([_one_line(unit) for unit in rest.split("↵")])

    def _to(self, rest: str) -> None:
        self.body.append(FlushLeft(_one_line(rest), addressee=True))

    def _left(self, rest: str) -> None:
        self.body.append(FlushLeft(_one_line(rest)))

    def _grid(self, rest: str) -> None:
        self.body.append(_table(rest, form=False))

    def _form(self, rest: str) -> None:
        self.body.append(_table(rest, form=True))

    def _row(self, line: str) -> None:
        table = self.body[-1] if self.body else None
        if not isinstance(table, Table):
            raise ValueError("这一行不在表格（@grid 或 @formt）里。")
        if not line.endswith("|") or line == "|":
            raise ValueError("表格的行应当以“|”开头和结尾。")
        parts = line[1:-1].split("|")
        fewest = 1 if table.form else len(table.widths)
        if not fewest <= len(parts) <= len(table.widths):
            raise ValueError(f"表格有{len(table.widths)}栏，这一行有{len(parts)}格。")
        heights = [int(found[1]) for part in parts if (found := _HEIGHT.search(part))]
        row = Row(tuple(_cell(part) for part in parts), max(heights, default=0))
        self.body[-1] = Table(table.widths, table.size, (*table.rows, row), table.form, table.left)

    def _attach(self, rest: str) -> None:
        last = self.body[-1] if self.body else None
        before = last.names if isinstance(last, Attachments) else ()
        if before:
            self.body.pop()
        self.body.append(Attachments((*before, _one_line(rest))))

    def _sign(self, rest: str) -> None:
        last = self.body[-1] if self.body else None
        before = last.names if isinstance(last, Signature) and not last.date else ()
        if before:
            self.body.pop()
        self.body.append(Signature((*before, _one_line(rest)), ""))

    def _date(self, rest: str) -> None:
        last = self.body[-1] if self.body else None
        if not isinstance(last, Signature) or last.date:
            raise ValueError("成文日期（@date）应当紧接在署名（@sign）之后。")
        self.body[-1] = Signature(last.names, _one_line(rest))

    def _sign_lines(self, rest: str) -> None:
        self.body.append(SignLines(tuple(_one_line(part) for part in rest.split(" / "))))

    def _note(self, rest: str) -> None:
        self.body.append(Note(_one_line(rest)))

    def _annex(self, rest: str) -> None:
        label, _, name = rest.partition(" ")
        self.body.append(Annex(_one_line(label), _one_line(name)))

    def _copies(self, rest: str) -> None:
        self.copies = _one_line(rest)

    def _printed(self, rest: str) -> None:
        printer, _, printed = rest.rpartition(" / ")
        self.printer, self.printed = _one_line(printer), _one_line(printed)


_WORDS: dict[str, Callable[[_Reading, str], None]] = {
    "org": _Reading._org,
    "number": _Reading._number,
    "subnumber": _Reading._number,
    "signer": _Reading._signer,
    "title": _Reading._title,
    "to": _Reading._to,
    "left": _Reading._left,
    "grid": _Reading._grid,
    "formt": _Reading._form,
    "attach": _Reading._attach,
    "sign": _Reading._sign,
    "date": _Reading._date,
    "signlines": _Reading._sign_lines,
    "note": _Reading._note,
    "annex": _Reading._annex,
    "cc": _Reading._copies,
    "print": _Reading._printed,
}
