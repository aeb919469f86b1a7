"""The ledger as a page: its address, its tabs and filters, one page of rows, and sums that reconcile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, Field, StringConstraints, model_validator

from services.rectification.entrypoints.due_dates import DueDates
from services.rectification.entrypoints.marks import NEXT_STEP, RUNG, SEVERITY, STATE
from services.rectification.entrypoints.names import Names
from services.rectification.entrypoints.views import (
    Chip,
    DueOrder,
    Filters,
    LedgerRow,
    LedgerView,
    Select,
    Tab,
)
from services.rectification.read_models import ledger
from shared.event_sourcing.read_model import Row
from shared.runtime.pages import LEDGER
from shared.runtime.texts import ONE_LINE
from shared.web.components import Mark, Note, PageLink, Pager, SumLine, SumPart
from shared.web.forms import Option
from shared.web.wording import in_shanghai, short_date

PER_PAGE: Final = 50

TABS: Final[Mapping[ledger.Tab, str]] = MappingProxyType(
    {
        "open": "在办",
        "late": "超期",
        "soon": "今天和5个工作日内",
        "recheck": "待复查",
        "close": "待销号",
        "escalated": "督办及以上",
        "grave": "重大隐患",
        "revisiting": "待回访",
        "closed": "已销号",
        "all": "全部",
    }
)
DUE: Final[Mapping[str, str]] = MappingProxyType(
    {"over": "超期", "today": "今天", "soon": "5个工作日内", "later": "以后"}
)
FILTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "zone": "责任区",
        "theme": "主题",
        "severity": "严重程度",
        "state": "状态",
        "rung": "阶梯",
        "due": "到期",
    }
)
"""The filters with a select of their own, by the parameter of the address."""

Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), ONE_LINE] | None


class Asked(BaseModel):
    """The address of a ledger: which cases, in which order, which page of them."""

    tab: ledger.Tab = "open"
    q: Word = None
    zone: Word = None
    theme: Word = None
    severity: Word = None
    state: Word = None
    rung: Word = None
    due: ledger.DueWithin | None = None
    unit: Word = None
    sort: Literal["due", "-due"] = "due"
    page: int = Field(1, ge=1, le=10**6)

    @model_validator(mode="before")
    @classmethod
    def _chosen(cls, given: Any) -> Any:
        """A select that was left alone posts an empty value."""
        return {name: value for name, value in dict(given).items() if value not in (None, "")}

    def address(self, **changes: object) -> str:
        """The ledger with other parameters, from its first page on unless that is what changes."""
        asked = self.model_copy(update={"page": 1, **changes})
        query = urlencode(asked.model_dump(exclude_defaults=True))
        return f"{LEDGER}?{query}" if query else LEDGER

    def filters(self, dates: DueDates) -> ledger.Filters:
        chosen = self.model_dump(exclude={"sort", "page"})
        return ledger.Filters(dates.today, dates.soon_until, **chosen)


@dataclass(frozen=True, slots=True)
class Found:
    """What the read models answered. `overall` are the tabs without any filter, `tabs` under the filters."""

    rows: Sequence[Row]
    page: int
    overall: Mapping[str, int]
    tabs: Mapping[str, int]
    due: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    names: Names

    @property
    def total(self) -> int:
        """How many cases there are on all pages."""
        return sum(self.due.values())


def ledger_view(asked: Asked, found: Found, dates: DueDates) -> LedgerView:
    kept = (("tab", asked.tab), ("sort", asked.sort), *((("unit", asked.unit),) if asked.unit else ()))
    earliest_first = asked.sort == "due"
    return LedgerView(
        sum=_all(found),
        tabs=tuple(
            Tab(label, found.tabs[tab], asked.address(tab=tab), tab == asked.tab, tab == "late")
            for tab, label in TABS.items()
        ),
        filters=Filters(
            url=LEDGER,
            search=asked.q or "",
            selects=tuple(_select(name, label, asked, found) for name, label in FILTERS.items()),
            kept=kept,
            chips=_chips(asked, found),
            clear_url=Asked(tab=asked.tab).address(),
        ),
        order=DueOrder(earliest_first, asked.address(sort="-due" if earliest_first else "due")),
        rows=tuple(_row(row, found.names, dates) for row in found.rows),
        view_sum=_view_sum(asked, found),
        pager=_pager(asked, found),
        caption=f"{TABS[asked.tab]}问题{found.total}件，按到期日从{'早到晚' if earliest_first else '晚到早'}",
        empty=None
        if found.overall["all"]
        else Note("还没有案件", "督导发现的问题转来以后，会列在这里。", icon="list"),
    )


def _all(found: Found) -> SumLine:
    parts = [
        SumPart(TABS[tab], found.overall[tab], f"{LEDGER}?tab={tab}")
        for tab in ("open", "revisiting", "closed")
    ]
    return SumLine("全部", found.overall["all"], tuple(parts))


def _view_sum(asked: Asked, found: Found) -> SumLine:
    parts = [SumPart(label, found.due[due], asked.address(due=due)) for due, label in DUE.items()]
    if found.due["none"]:
        parts.append(SumPart("没有待办", found.due["none"]))
    return SumLine("本视图", found.total, tuple(parts))


def _select(name: str, label: str, asked: Asked, found: Found) -> Select:
    chosen = getattr(asked, name)
    values = [value for value in _values(name, found) if value]
    if chosen and chosen not in values:
        values.append(chosen)
    first = Option("", f"全部{label.removeprefix('严重')}" if name != "due" else "到期：不限")
    return Select(
        name, label, (first, *(Option(value, _word(name, value), value == chosen) for value in values))
    )


def _values(name: str, found: Found) -> Sequence[str]:
    """What can be chosen: the words of the loop in its order, of free words those that occur."""
    ordered: Mapping[str, object] | None = {
        "severity": SEVERITY,
        "state": STATE,
        "rung": RUNG,
        "due": DUE,
    }.get(name)
    return list(ordered) if ordered is not None else sorted(found.counts[name])


def _word(name: str, value: str) -> str:
    marks: Mapping[str, Mark] = {"severity": SEVERITY, "state": STATE, "rung": RUNG}.get(name, {})
    return marks[value].word if value in marks else DUE.get(value, value) if name == "due" else value


def _chips(asked: Asked, found: Found) -> tuple[Chip, ...]:
    chips = [Chip(f"查找：{asked.q}", asked.address(q=None))] if asked.q else []
    if asked.unit:
        unit = found.names.units.get(asked.unit, {}).get("unit_name", asked.unit)
        chips.append(Chip(f"单位：{unit}", asked.address(unit=None)))
    for name, label in FILTERS.items():
        if value := getattr(asked, name):
            chips.append(Chip(f"{label}：{_word(name, value)}", asked.address(**{name: None})))
    return tuple(chips)


def _row(row: Row, names: Names, dates: DueDates) -> LedgerRow:
    due = row["due"]
    return LedgerRow(
        number=row["number"],
        url=f"/rectification/cases/{row['case_id']}",
        unit=row["unit_name"],
        problem=row["problem"],
        origin=origin(row, dates.today),
        severity=SEVERITY.get(row["severity"], Mark(row["severity"], "sev-1")),
        state=STATE[row["state"]],
        rung=RUNG[row["rung"]],
        next_step=NEXT_STEP[row["next_kind"]] if row["next_kind"] else "",
        owner=names.owner(row["next_owner_role"], row["next_owner"]) if row["next_owner_role"] else "",
        due=dates.left(row["due_on"], due["unit"], due["provisional"]) if due else None,
        updated=in_shanghai(row["updated_at"]).date(),
    )


def origin(row: Row, today: date) -> str:
    """巡察 区委巡察〔2026〕3号-2，12月1日前回复; nothing for what was found here."""
    if not row["source"]:
        return ""
    reply = f"，{short_date(row['reply_by'], today)}前回复" if row["reply_by"] else ""
    return f"{row['source']} {row['original_number']}{reply}"


def _pager(asked: Asked, found: Found) -> Pager:
    pages = max(1, -(-found.total // PER_PAGE))
    near = {1, pages, *range(found.page - 1, found.page + 2)}
    first = (found.page - 1) * PER_PAGE + 1
    return Pager(
        first=min(first, found.total),
        last=min(first + PER_PAGE - 1, found.total),
        total=found.total,
        links=tuple(
            PageLink(n, "" if n == found.page else asked.address(page=n))
            for n in sorted(near)
            if 1 <= n <= pages
        ),
        previous_url=asked.address(page=found.page - 1) if found.page > 1 else "",
        next_url=asked.address(page=found.page + 1) if found.page < pages else "",
    )
