"""Verify an audit log: `python verify.py BUNDLE [--vkey KEY] [--checkpoint FILE]`.

This file stands alone: Python 3.11 or later and the `cryptography` package, nothing of the project.

What is proved when nothing is reported. Every record is byte for byte what was linked into its case's
chain; none was changed, removed, put in or moved since the first signed checkpoint that covers it; no
record up to the largest checkpoint is missing at the end.

What is not proved.
- Records after the largest checkpoint: whoever can write the database can still rewrite them together
  with their links, or drop them from the end.
- That the key is the right one: compare the vkey with the one published, or pass that with --vkey.
- That you were shown every checkpoint: dropping the newest checkpoints together with the records they
  cover shows an honest, older log. Whoever has the database and the signing key can sign another
  history. Both show only against a checkpoint kept elsewhere: add it with --checkpoint.
- That what a record says is true, or that something which happened was recorded at all.
"""

import argparse
import json
import re
import sys
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

START = bytes(32)
CANDIDATES = 8
ED25519, KEY_SIZE = b"\x01", 33
BASE64 = r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"


class Header(NamedTuple):
    """What a record says itself and the columns beside it repeat."""

    stream: str
    version: int
    id: str
    type: str
    case: str


COLUMNS = Header.__annotations__
FIELDS = COLUMNS.keys() | {
    *("v", "schema", "data", "actor", "reason", "occurred_at", "recorded_at"),
    *("causation", "correlation", "traceparent"),
}


class Row(NamedTuple):
    """A stored record with the columns beside it. `position` counts from 1 over the service's log."""

    position: int
    stream: str
    version: int
    id: str
    type: str
    case: str
    record: bytes
    link: bytes


class Kind(StrEnum):
    """What kind of fault it is."""

    GAP = "gap"
    ORDER = "order"
    BYTES = "bytes"
    LINK = "link"
    HEADER = "header"
    VERSION = "version"
    ROOT = "root"
    TRUNCATED = "truncated"
    FORK = "fork"
    SIGNATURE = "signature"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, at the positions from `position` to `through`, in a case if it is known."""

    kind: Kind
    reason: str
    position: int | None = None
    through: int | None = None
    case: str | None = None

    def __str__(self) -> str:
        place = "检查点" if self.position is None else f"第{self.position}条"
        if self.through != self.position:
            place = f"第{self.position}至{self.through}条"
        return f"{place} [{self.kind}] {f'案件 {self.case}：' if self.case else ''}{self.reason}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found.

    The chain of a case holds when no fault names it; the case is verified when besides no broken root
    may concern it. `covered` is the size of the largest checkpoint that holds.
    """

    records: int
    cases_total: int
    chains_holding: int
    cases_verified: int
    checkpoints_total: int
    checkpoints_verified: int
    covered: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults]
        if any(fault.case is None for fault in self.faults):
            lines.append("以上问题有的不限于某一案件：查明之前，任何案件的记录都不能视为完整。")
        lines.append(f"检查点 {self.checkpoints_total} 个，成立 {self.checkpoints_verified} 个。")
        if self.covered < self.records:
            lines.append(f"第{self.covered}条之后的记录尚无有效检查点，只有案件链保护，须等下一个检查点。")
        lines.append(f"案件 {self.cases_total} 个，案件链完好 {self.chains_holding} 个。")
        lines.append(
            f"{self.cases_verified} of {self.cases_total} case logs verified（案件链与检查点均无误）"
        )
        return "\n".join(lines)


class LogVerifier:
    """Checks a log row by row, in memory bounded by its cases, streams, checkpoints and faults.

    With `whole=False` the rows are one case's only: positions and versions need only rise.
    """

    def __init__(self, checkpoints: Iterable[str] = (), vkey: str = "", whole: bool = True) -> None:
        """Raises ValueError when there are checkpoints and `vkey` is not an Ed25519 vkey."""
        self._whole = whole
        self._faults: list[Fault] = []
        self._next = 1
        self._tree = _Tree()
        self._links: dict[str, tuple[bytes, ...]] = {}  # By case: the last link, more after a fault.
        self._versions: dict[str, int] = {}
        self._named: set[str] = set()  # Cases that a fault names.
        self._doubtful: set[str] = set()  # Cases with records under a root that does not hold.
        self._since_good: set[str] = set()  # Cases with records after the last checkpoint that holds.
        self._covered, self._holding, self._diverged = 0, 0, False
        self._due = self._open(checkpoints, vkey)
        self._checkpoints = len(self._due) + len(self._faults)
        for larger, smaller in pairwise(self._due):
            if larger.size == smaller.size:
                self._fault(Kind.FORK, "同一大小有两个不同的已签名检查点：历史被重新签过", larger.size)
        self._settle()

    def add(self, row: Row) -> None:
        """Check the next row; rows come in position order."""
        if row.position > self._next and self._whole:
            self._fault(Kind.GAP, "记录缺失", self._next, row.position - 1)
        if row.position < self._next:
            self._fault(Kind.ORDER, f"位置重复或倒退，此处应为第{self._next}条", row.position)
        self._next = row.position + 1
        self._check(row)
        self._tree.append(sha256(b"\x00" + row.record).digest())
        self._settle()

    def unreadable(self, reason: str) -> None:
        """Note that the next row cannot be read at all."""
        self._fault(Kind.UNREADABLE, reason, self._next)

    def finish(self) -> Report:
        """The report over all rows added."""
        while self._due and self._due[-1].size < self._next:
            self._compare(self._due.pop())  # Rows are missing before it: it cannot hold.
        if self._due:
            self._fault(Kind.TRUNCATED, "末尾缺失，检查点已签过这些记录", self._next, self._due[0].size)
        if self._diverged:
            self._doubtful |= self._since_good
        return Report(
            records=self._tree.size,
            cases_total=len(self._links),
            chains_holding=len(self._links.keys() - self._named),
            cases_verified=len(self._links.keys() - self._named - self._doubtful),
            checkpoints_total=self._checkpoints,
            checkpoints_verified=self._holding,
            covered=self._covered,
            faults=tuple(self._faults),
        )

    def _check(self, row: Row) -> None:
        """Check what the row itself says. Where two sources differ, go on from the one that is linked."""
        case, stream, version = row.case, row.stream, row.version
        try:
            own = _read(row.record)
        except (ValueError, RecursionError) as error:
            own = None
            self._fault(Kind.BYTES, f"内容不是规范的记录：{error}", row.position, case=case)
        linked = self._follow(row, case)
        if own and not linked and self._follow(row, own.case):
            case, linked = own.case, True
        if not linked:
            self._links[case] = (row.link, *self._computed(row, case), *self._before(case))[:CANDIDATES]
            self._fault(Kind.LINK, "与案件链不符：本条被改动，或前一条被删去、调换", row.position, case=case)
        self._since_good.add(case)
        for column in COLUMNS if own else ():
            found, recorded = getattr(row, column), getattr(own, column)
            if found != recorded:
                reason = f"列 {column} 为 {found!r}，记录中为 {recorded!r}"
                self._fault(Kind.HEADER, reason, row.position, case=case)
        if own and linked:
            stream, version = own.stream, own.version
        due = self._versions.get(stream, 0) + 1
        if version != due if self._whole else version < due:
            reason = f"事件流 {stream} 的版本为 {version}，应为 {due}"
            self._fault(Kind.VERSION, reason, row.position, case=case)
        self._versions[stream] = version

    def _follow(self, row: Row, case: str) -> bool:
        """Go on along the chain of `case` if the row is its next link."""
        if row.link not in self._computed(row, case):
            return False
        self._links[case] = (row.link,)
        return True

    def _computed(self, row: Row, case: str) -> list[bytes]:
        return [sha256(link + row.record).digest() for link in self._before(case)]

    def _before(self, case: str) -> tuple[bytes, ...]:
        return self._links.get(case, (START,))

    def _open(self, notes: Iterable[str], vkey: str) -> list["_Head"]:
        """The different heads that were really signed, the largest first; a fault for every other note."""
        heads: set[_Head] = set()
        for note in sorted(set(notes)):
            try:
                heads.add(_open_checkpoint(note, vkey))
            except InvalidSignature as error:
                self._fault(Kind.SIGNATURE, f"（{'，'.join(note.split(chr(10))[:2])}）{error}")
        return sorted(heads, reverse=True)

    def _settle(self) -> None:
        """Compare the checkpoints of the present size with the tree."""
        while self._due and self._due[-1].size == self._tree.size:
            self._compare(self._due.pop())

    def _compare(self, head: "_Head") -> None:
        if head == (self._tree.size, self._tree.root()):
            self._covered, self._diverged = head.size, False
            self._holding += 1
            self._since_good.clear()
        elif not self._diverged and head.size != self._covered:
            self._diverged = True  # Said once: what follows is bound to differ too.
            self._doubtful |= self._since_good
            reason = "与已签名的检查点不符：其中有记录被改写、插入、删去或调换"
            self._fault(Kind.ROOT, reason, self._covered + 1, head.size)

    def _fault(
        self,
        kind: Kind,
        reason: str,
        position: int | None = None,
        through: int | None = None,
        case: str | None = None,
    ) -> None:
        self._faults.append(Fault(kind, reason, position, through or position, case))
        if case is not None:
            self._named.add(case)


def verify_log(rows: Iterable[Row], checkpoints: Iterable[str], vkey: str) -> Report:
    """Check a service's whole log, in position order from 1, against the notes signed over it."""
    verifier = LogVerifier(checkpoints, vkey)
    for row in rows:
        verifier.add(row)
    return verifier.finish()


def verify_case(rows: Iterable[Row]) -> Report:
    """Check one case's chain alone, in position order: without checkpoints a rewrite of all of it passes."""
    verifier = LogVerifier(whole=False)
    for row in rows:
        verifier.add(row)
    return verifier.finish()


def verify_bundle(folder: Path, vkey: str | None = None, more_checkpoints: Iterable[Path] = ()) -> Report:
    """Check an exported bundle: `records.jsonl`, `checkpoints/*.txt` and, unless given, `vkey`.

    A line of records.jsonl is an object of a `Row`'s fields: `link` in hex, `record` the canonical text
    (bytes that are not UTF-8 as surrogate escapes). Raises OSError and ValueError as `LogVerifier` does.
    """
    files = [*sorted((folder / "checkpoints").glob("*.txt")), *more_checkpoints]
    notes = [file.read_bytes().decode(errors="replace") for file in files]
    key = vkey or (folder / "vkey").read_text(encoding="utf-8")
    verifier = LogVerifier(notes, key)
    with (folder / "records.jsonl").open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = _row(line)
            except (ValueError, TypeError, AttributeError, RecursionError) as error:
                verifier.unreadable(f"records.jsonl 第{number}行无法读取：{error}")
            else:
                verifier.add(row)
    return verifier.finish()


def bundles_in(folder: Path) -> list[Path]:
    """`folder` itself when it is a bundle, else the bundles in it, one of each service. Raises ValueError."""
    if (folder / "records.jsonl").is_file():
        return [folder]
    found = sorted(file.parent for file in folder.glob("*/records.jsonl"))
    if not found:
        raise ValueError(f"{folder} 里没有导出的日志（records.jsonl）")
    return found


def _row(line: bytes) -> Row:
    fields = json.loads(line.decode("utf-8", "surrogateescape"))
    record, link = fields["record"].encode("utf-8", "surrogateescape"), bytes.fromhex(fields["link"])
    row = Row(**fields)._replace(record=record, link=link)
    for column, kind in {"position": int, **COLUMNS}.items():
        value = getattr(row, column)
        if type(value) is not kind:
            raise ValueError(f"{column} 不对")
        str(value).encode()  # Refuses what could not be printed.
    return row


class _Tree:
    """The RFC 9162 tree: the roots of its perfect subtrees, largest first."""

    def __init__(self) -> None:
        self.size, self._peaks = 0, list[bytes]()

    def append(self, node: bytes) -> None:
        carry = self.size
        while carry & 1:
            node, carry = sha256(b"\x01" + self._peaks.pop() + node).digest(), carry >> 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        node = self._peaks[-1] if self._peaks else sha256().digest()
        for peak in self._peaks[-2::-1]:
            node = sha256(b"\x01" + peak + node).digest()
        return node


class _Head(NamedTuple):
    size: int
    root: bytes


def _open_checkpoint(note: str, vkey: str) -> _Head:
    """The head in a C2SP checkpoint that `vkey` signed; InvalidSignature says why it is not one."""
    name, _, rest = vkey.strip().partition("+")
    key = b64decode(rest.partition("+")[2], validate=True)
    key_id = sha256(f"{name}\n".encode() + key).digest()[:4]
    if key[:1] != ED25519 or len(key) != KEY_SIZE or not rest.startswith(f"{key_id.hex()}+"):
        raise ValueError("vkey 无效：请完整复制公布的那一行")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    body = re.fullmatch(rf"([^\n]+)\n(0|[1-9]\d{{0,17}})\n({BASE64})\n([^\n]+\n)*", text, re.ASCII)
    if body is None or body[1] != name:
        raise InvalidSignature(f"不是 {name} 的检查点")
    for signature in re.findall(rf"^— {re.escape(name)} ({BASE64})$", signatures, re.MULTILINE):
        signed = b64decode(signature)
        if signed[:4] == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(signed[4:], text.encode())
            except InvalidSignature:
                raise InvalidSignature("签名不成立：内容或签名被改动") from None
            return _Head(int(body[2]), b64decode(body[3]))
    raise InvalidSignature(f"没有 {name}+{key_id.hex()} 的签名")


def _read(record: bytes) -> Header:
    """What the record says; ValueError when it is not exactly the canonical form of a record."""
    text = record.decode()
    fields = _decoder.decode(text)
    if not isinstance(fields, dict) or fields.keys() != FIELDS or fields["v"] != 1:
        raise ValueError("字段与 v1 格式不符")
    if any(type(fields[column]) is not kind for column, kind in COLUMNS.items()):
        raise ValueError("字段类型与 v1 格式不符")
    if _encoder.encode(fields) != text:
        raise ValueError("不是 RFC 8785 规范形式")
    return Header(*(fields[column] for column in COLUMNS))


def _whole_number(digits: str) -> int:
    if abs(number := int(digits)) >= 2**53:
        raise ValueError("整数超过 2^53-1")
    return number


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"不允许的数 {text}")


def _in_order(pairs: list[tuple[str, object]]) -> dict[str, object]:
    keys = [key for key, _ in pairs]
    if keys != sorted(set(keys), key=lambda key: key.encode("utf-16-be")):
        raise ValueError("键重复或未按 RFC 8785 排序")
    return dict(pairs)


_decoder = json.JSONDecoder(
    object_pairs_hook=_in_order, parse_int=_whole_number, parse_float=_refuse, parse_constant=_refuse
)
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def main() -> int:
    """0: nothing found. 1: faults found. 2: the bundle or the key cannot be used."""
    parser = argparse.ArgumentParser(description="核验导出的审计日志：逐条、逐案、逐检查点。")
    parser.add_argument("bundle", type=Path, help="导出的文件夹，或其中一个服务的文件夹")
    parser.add_argument("--vkey", help="公布的公钥（不用文件夹里的那一份）")
    parser.add_argument("--checkpoint", type=Path, action="append", default=[], help="他处保存的检查点")
    given = parser.parse_args()
    try:
        bundles = bundles_in(given.bundle)
        if len(bundles) > 1 and (given.vkey or given.checkpoint):
            raise ValueError("公钥和检查点属于一个服务，请指明它的文件夹")
        reports = {bundle: verify_bundle(bundle, given.vkey, given.checkpoint) for bundle in bundles}
    except (OSError, ValueError) as error:
        print(f"无法核验：{error}", file=sys.stderr)
        return 2
    for bundle, report in reports.items():
        print(f"{bundle.name}：\n{report}" if len(reports) > 1 else report)
    return 0 if all(report.ok for report in reports.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
