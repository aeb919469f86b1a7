"""What the pages of rectification show: plain data, made from the read models and given to the templates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from shared.web.components import Due, Link, LogRow, Mark, Note, Pager, SumLine, WhyThisDate
from shared.web.forms import Action, Option, WhyNot

StepStanding = Literal["done", "here", "maybe", "far"]


@dataclass(frozen=True, slots=True)
class Tab:
    """A view of the ledger and how many cases it holds. `late` counts crossed lines and is shown red."""

    label: str
    count: int
    url: str
    current: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """One filter of the ledger; the option with the empty value means no filter."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, and the ledger without it."""

    label: str
    without_url: str


@dataclass(frozen=True, slots=True)
class Filters:
    """The GET form above the ledger. `kept` are the other parameters of the address (tab, order)."""

    url: str
    search: str
    selects: tuple[Select, ...]
    kept: tuple[tuple[str, str], ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_url: str = ""


@dataclass(frozen=True, slots=True)
class DueOrder:
    """In which order of due dates the rows are, and the ledger the other way round."""

    ascending: bool
    other_url: str


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One case. A case without a next step has no `due`, and its `next_step` and `owner` are empty.

    `origin` says who above found it, under which number; empty for what was found here.
    """

    number: str
    url: str
    unit: str
    problem: str
    severity: Mark
    state: Mark
    rung: Mark | None
    next_step: str
    owner: str
    due: Due | None
    updated: date
    origin: str = ""


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The ledger. `sum` reconciles all cases, `view_sum` those of the tab and filters in force."""

    sum: SumLine
    tabs: tuple[Tab, ...]
    filters: Filters
    order: DueOrder
    rows: tuple[LedgerRow, ...]
    view_sum: SumLine
    pager: Pager
    caption: str
    empty: Note | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who must do what by when, and why then."""

    owner: str
    what: str
    due: Due
    why: WhyThisDate | None = None


@dataclass(frozen=True, slots=True)
class LadderStep:
    """One rung in the history of a case: when it was reached or what would lead to it."""

    rung: Mark
    standing: StepStanding
    lines: tuple[str, ...]
    foot: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of an accepted or submitted plan, its person and date, and how it stands."""

    what: str
    who: str
    by: date
    standing: Mark | None = None


@dataclass(frozen=True, slots=True)
class RoundPart:
    """The plan, the completion report or the recheck of one round; `icon` is empty while it is awaited."""

    title: str
    text: str = ""
    by: str = ""
    icon: str = ""
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundView:
    """One round of rectification: the plan, the completion report and the recheck, in this order.

    A round taken over from a ledger has no end.
    """

    number: int
    name: str
    start: date
    end: date | None
    state: Mark
    parts: tuple[RoundPart, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class CaseLog:
    """The audit log of the case, newest record first. `waiting` records are chained but not anchored yet."""

    rows: tuple[LogRow, ...]
    verified: int
    waiting: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter with its number and its receipts; `files` are addresses and what they open."""

    title: str
    number: str
    receipts: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """A file of the case, its SHA-256 and whether the record that names it is anchored."""

    name: str
    origin: str
    hash: str
    size: str
    anchored: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case. `duties` begin with the next one; none are left when it rests, and `rest` says why.

    `unit_url` is the ledger of the unit, `unit_kind` what it is (小学), `source` the inspection it came from,
    `earlier_url` the case of what was not rectified before, `cause` what the inspectors think it comes from.
    Who may not read the log is shown none.
    """

    number: str
    problem: str
    unit: str
    unit_kind: str
    unit_url: str
    zone: str
    superior: str
    ledger_url: str
    severity: Mark
    state: Mark
    rung: Mark | None
    round: int
    department: str
    source: str
    found_on: date
    duties: tuple[Duty, ...]
    rest: str
    ladder: tuple[LadderStep, ...]
    ladder_note: str
    rounds: tuple[RoundView, ...]
    log: CaseLog | None
    letters: tuple[LetterView, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    notes: tuple[Note, ...] = ()
    actions: tuple[Action, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    earlier_url: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A signed checkpoint: it fixes the first `size` records under one root hash; `vkey` is the key's public line."""

    origin: str
    size: int
    root: str
    vkey: str


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something in the log that is not what was anchored: where, what, and in which case if that is known."""

    place: str
    reason: str
    case_number: str = ""
    case_url: str = ""


@dataclass(frozen=True, slots=True)
class AuditView:
    """Whether the log is what was anchored. `waiting` records came after the last checkpoint.

    `noted` of the chains hold facts of other services, each of the others is a case.
    """

    chains: int
    verified_chains: int
    noted: int
    records: int
    waiting: int
    verified_at: datetime
    checkpoint: CheckpointView | None
    faults: tuple[LogFault, ...] = ()
    more_faults: int = 0
    downloads: tuple[Link, ...] = ()
