"""Reads rule packs from TOML and refuses what is incomplete, contradictory or misspelt."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Protocol

from shared.rules.rule import PERIODS, UNITS, Bound, Kind, Mark, Rule, Start
from shared.rules.tables import PackRefused, Table

_PACK_KEYS = frozenset(["jurisdiction", "name", "extends", "effective_from", "effective_to", "laws", "rules"])
_LAW_KEYS = frozenset(["name", "effective_from", "effective_to", "source"])
_RULE_KEYS = frozenset(
    [
        "key",
        "title",
        "value",
        "words",
        "unit",
        "start",
        "before",
        "roll_on_holiday",
        "bound",
        "law",
        "article",
        "text",
        "mark",
        "verified",
        "kind",
        "effective_from",
        "effective_to",
        "source",
    ]
)
_SIZES = {"分数": (2, 2), "月份": (1, 12)}  # how many numbers a unit takes, if not one or a range
_KEY = re.compile(r"[a-z][a-z0-9_]*")
_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零]+条(第[一二三四五六七八九十]+款)?(第[一二三四五六七八九十]+项)?"
)


class _Dated(Protocol):
    @property
    def effective_from(self) -> date: ...
    @property
    def effective_to(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class PackFile:
    """One checked file: one version of one jurisdiction's pack."""

    file: str
    jurisdiction: str
    name: str
    extends: str | None
    effective_from: date
    effective_to: date | None
    rules: tuple[Rule, ...]

    def in_force(self, on: date) -> bool:
        """Whether this version applies on that day (both ends included)."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


@dataclass(frozen=True, slots=True)
class _Law:
    name: str
    source: str
    effective_from: date
    effective_to: date | None


def read_folder(folder: Path) -> tuple[PackFile, ...]:
    """Every `*.toml` of the folder, checked also against each other; raises `PackRefused`."""
    files = [_read_file(path) for path in sorted(folder.glob("*.toml"))]
    if not files:
        raise PackRefused(f"{folder.name}：没有规则包。请放入至少一个 .toml 文件。")
    names = {file.jurisdiction for file in files}
    for file in files:
        if file.extends is not None and (file.extends not in names or file.extends == file.jurisdiction):
            raise PackRefused(f"{file.file}：extends = {file.extends} 不可用。请改为另一个已有规则包的名称。")
    for one, other in combinations(files, 2):
        if one.jurisdiction == other.jurisdiction and _overlap(one, other):
            raise PackRefused(f"{other.file}：施行日期与 {one.file} 重叠。请给较早的一版写明 effective_to。")
    return tuple(files)


def _read_file(path: Path) -> PackFile:
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackRefused(f"{path.name}：读不懂（{error}）。请改正所指之处的 TOML。") from None
    pack = Table(content, path.name)
    pack.only(_PACK_KEYS)
    jurisdiction = pack.required("jurisdiction", str)
    dates = _dates(pack, pack.required("effective_from", date), None)
    laws = {key: _read_law(table) for key, table in pack.named_tables("laws").items()}
    tables = pack.listed_tables("rules", named_by="key")
    rules = [_read_rule(table, jurisdiction, laws, dates) for table in tables]
    _refuse_overlaps(rules, tables)
    return PackFile(
        path.name,
        jurisdiction,
        pack.required("name", str),
        pack.optional("extends", str),
        *dates,
        tuple(rules),
    )


def _read_law(table: Table) -> _Law:
    table.only(_LAW_KEYS)
    return _Law(
        table.required("name", str),
        table.required("source", str),
        *_dates(table, table.required("effective_from", date), None),
    )


def _read_rule(
    table: Table, jurisdiction: str, laws: dict[str, _Law], pack_dates: tuple[date, date | None]
) -> Rule:
    table.only(_RULE_KEYS)
    law = _law_of(table, laws)
    kind, mark = table.one_of("kind", Kind), table.one_of("mark", Mark)
    if kind is None or mark is None:
        raise table.refuse("缺少 kind 或 mark", "两项都补上")
    inherited = (law.effective_from, law.effective_to) if law and kind is Kind.LAW else pack_dates
    effective_from, effective_to = _dates(table, *inherited)
    rule = Rule(
        key=table.required("key", str),
        title=table.required("title", str),
        values=table.some("value", int),
        words=table.some("words", str),
        unit=table.optional("unit", str),
        start=table.one_of("start", Start),
        before=table.optional("before", bool) or False,
        roll_on_holiday=table.optional("roll_on_holiday", bool) is not False,
        bound=table.one_of("bound", Bound),
        law=law.name if law else "",
        article=table.optional("article", str) or "",
        text=table.optional("text", str) or "",
        mark=mark,
        verified=table.required("verified", bool),
        kind=kind,
        effective_from=effective_from,
        effective_to=effective_to,
        source=table.optional("source", str) or (law.source if law else table.required("source", str)),
        jurisdiction=jurisdiction,
    )
    _check_value(rule, table)
    _check_basis(rule, table)
    return rule


def _law_of(table: Table, laws: dict[str, _Law]) -> _Law | None:
    key = table.optional("law", str)
    if key is None:
        return None
    if key not in laws:
        raise table.refuse(f"law = {key} 没有登记", f"补上 [laws.{key}]，或者改为下列之一：{'、'.join(laws)}")
    return laws[key]


def _check_value(rule: Rule, table: Table) -> None:
    if not _KEY.fullmatch(rule.key):
        raise table.refuse("key 只能用小写字母、数字和下划线", "改写 key")
    if not (rule.values or rule.words or rule.text):
        raise table.refuse("没有内容", "补上 value、words 或 text")
    if bool(rule.values) != (rule.unit is not None):
        raise table.refuse("value 与 unit 不成对", "两项都写，或者都不写")
    if rule.unit is not None and rule.unit not in UNITS:
        raise table.refuse(f"单位 {rule.unit} 不可用", f"改为下列之一：{'、'.join(sorted(UNITS))}")
    period = rule.unit in PERIODS
    least, most = (1, 1) if period else _SIZES.get(rule.unit or "", (1, 2))
    if rule.values and not least <= len(rule.values) <= most:
        raise table.refuse(f"单位是{rule.unit}，value 却有{len(rule.values)}个", f"写{least}至{most}个")
    if any(value < (1 if period else 0) for value in rule.values) or list(rule.values) != sorted(rule.values):
        raise table.refuse("value 太小，或者没有从小到大排列", "改正 value")
    if period != (rule.start is not None):
        raise table.refuse("期限要有起算点 start，其他规则不能有", "补上或者删去 start")
    if not period and (rule.before or not rule.roll_on_holiday):
        raise table.refuse("before 和 roll_on_holiday 只用于期限", "删去这一项")


def _check_basis(rule: Rule, table: Table) -> None:
    if rule.article and not (rule.law and _ARTICLE.fullmatch(rule.article)):
        raise table.refuse(f"条款 {rule.article} 不可用", "写明 law，并把条款写成“第二十一条”的样子")
    if rule.kind is Kind.OFFICE_DEFAULT:
        if rule.verified or rule.mark not in (Mark.M, Mark.S):
            raise table.refuse("本区设定的值不是法律规定", "写 verified = false，mark 写 M 或 S")
        return
    if not rule.law:
        raise table.refuse("法律规则没有写 law", "补上 law，或者把 kind 改为 office_default")
    if rule.mark is Mark.M:
        raise table.refuse(
            "凭记忆的值（M）不能作为法律规则", "核对原文后改 mark，或者把 kind 改为 office_default"
        )
    if rule.mark is Mark.V1 and not rule.article:
        raise table.refuse("缺少条款 article", "补上条款号；只读到摘录的，把 mark 改为 V2")


def _refuse_overlaps(rules: Sequence[Rule], tables: Sequence[Table]) -> None:
    for (one, _), (other, table) in combinations(zip(rules, tables, strict=True), 2):
        if one.key == other.key and _overlap(one, other):
            raise table.refuse("同名规则的施行日期重叠", "给较早的一条写明 effective_to，或者删去一条")


def _overlap(one: _Dated, other: _Dated) -> bool:
    first, second = sorted((one, other), key=lambda dated: dated.effective_from)
    return first.effective_to is None or second.effective_from <= first.effective_to


def _dates(table: Table, first: date, last: date | None) -> tuple[date, date | None]:
    first = table.optional("effective_from", date) or first
    last = table.optional("effective_to", date) or last
    if last is not None and last < first:
        raise table.refuse(f"effective_to（{last}）早于 effective_from（{first}）", "改正日期")
    return first, last
