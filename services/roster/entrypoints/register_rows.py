"""The rows of a register file obeyed as commands, kind after kind."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from fastapi import Request

from services.roster.adapters.register_columns import Kind
from services.roster.adapters.register_tables import Table
from services.roster.application.handlers import RosterHandlers
from services.roster.domain.entry import as_entered, terms_said
from services.roster.domain.events import InspectorAppointed
from services.roster.domain.inspector import INSPECTOR
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AssignPost,
    DeclareRecusal,
    EndPost,
    InspectorCommand,
    PostCommand,
    SuspendInspector,
)
from services.roster.domain.posting import lapses_on, recusal_kind
from services.roster.domain.standing import Appointed, Inspector, Post
from services.roster.domain.unit import check_head_term
from services.roster.domain.unit_commands import AppointHead, DrawZone, RegisterUnit
from services.roster.domain.zone import by_number
from services.roster.entrypoints.bodies import InspectorRow, PostRow, RecusalBody, UnitRow
from shared.event_sourcing.command_handler import Context, Handled
from shared.event_sourcing.decider import Actor
from shared.runtime.batch import obey_each
from shared.runtime.problems import Problem
from shared.runtime.service import Service
from shared.runtime.texts import unfit
from shared.runtime.uploads import refuse_row
from shared.spreadsheets.tables import Body
from shared.workdays.deadline import SHANGHAI

ZONE_LENGTH = 200
LISTED = "名册登记为暂停履职"

RowType = type[UnitRow] | type[InspectorRow] | type[PostRow] | type[RecusalBody]
Obeying = tuple[RowType, Callable[[Any], str], Callable[[Any, Context], Awaitable[Handled[Any]]]]
Entry = Mapping[str, Any]


@dataclass(slots=True)
class Taken:
    """What came of a table: how many rows of each kind, and by row what people should know of it."""

    table: Table
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    position: int = 0
    warnings: list[tuple[int, str]] = field(default_factory=list)


class FileRows:
    """Takes over tables for one person; the same file under the same cause is the same request."""

    def __init__(self, request: Request, by: Actor, context: Context, cause: UUID) -> None:
        self._service: Service = request.app.state.service
        self._handlers: RosterHandlers = request.app.state.handlers
        self._by, self._context = by, replace(context, cause=cause, expected=None)
        today = self._service.clock.now().astimezone(SHANGHAI).date()
        self._today = today
        self._rules = request.app.state.rules.pack(self._service.settings.jurisdiction, today)

    async def draw_zones(self, tables: Iterable[Table]) -> tuple[list[str], int]:
        """Draw the zones the rows name; those that are new, and where the log is."""
        rows = (row for table in tables for row in table.rows.values())
        named = sorted({str(row["zone"]) for row in rows if row.get("zone")}, key=by_number)
        drawn, position = [], 0
        for zone in (zone for zone in named if len(zone) <= ZONE_LENGTH and not unfit(zone, lines=False)):
            command = DrawZone(self._by, self._service.clock.now(), zone)
            handled = await self._handlers.zone(command, self._caused_by(f"zone {zone}"))
            position = max(position, handled.position)
            drawn += [zone] if handled.events else []
        return drawn, position

    async def take_over(self, table: Table, entries: Iterable[Entry]) -> Taken:
        """Obey the rows; those refused are told as faults of the table. `entries` are what is registered."""
        about, taken = table.about, Taken(table)
        row_type, subject, obey = self.obeying(about.kind)
        registered = {_key(entry, about.key): entry for entry in entries}
        bodies = {
            number: _filled(body, table, row_type, registered.get(_key(body, about.key), {}))
            for number, body in table.rows.items()
        }
        results = await obey_each(
            bodies,
            row_type,
            self._caused_by(table.title),
            subject,
            obey,
        )
        for number, result in sorted(results.items()):
            if isinstance(result, Problem):
                refuse_row(table, number, result)
                continue
            taken.position = max(taken.position, result.position)
            taken.warnings += [(number, warning) for warning in result.warnings]
            if not result.events:
                taken.unchanged += 1
            elif result.version > len(result.events) and about.kind in (Kind.UNITS, Kind.INSPECTORS):
                taken.changed += 1
            else:
                taken.new += 1
        return taken

    async def _obey(self, commands: Sequence[InspectorCommand], context: Context) -> Handled[Any]:
        """Obey all that a row asks for of one inspector, one after the other."""
        handled: Handled[Any] = Handled((), 0, 0)
        for n, command in enumerate(commands):
            own = _then(context, n) if n else context
            handled = _both(handled, await self._handlers.inspector(command, own))
        return handled

    def _caused_by(self, part: str) -> Context:
        return replace(self._context, cause=uuid5(self._context.cause, part))

    def obeying(self, kind: Kind) -> Obeying:
        """What a row of the kind is checked as, whose rows wait for each other, and how it is obeyed."""
        handlers, by, now = self._handlers, self._by, self._service.clock.now()

        async def unit(row: UnitRow, context: Context) -> Handled[Any]:
            # Before anything is entered: a row is taken over whole or not at all.
            check_head_term(row.head, row.head_since, row.head_until)
            command = RegisterUnit(by, now, row.code, row.details())
            handled = await handlers.put_unit(command, context, self._rules.rule("zone_schools_max"))
            if not (row.head and row.head_since and row.head_until):
                return handled
            term = AppointHead(by, now, row.code, row.head, row.head_since, row.head_until, None)
            return _both(handled, await handlers.unit(term, _then(context, 1)))

        async def inspector(row: InspectorRow, context: Context) -> Handled[Any]:
            state = await handlers.inspector_now(row.inspector)
            commands: list[AppointInspector | SuspendInspector] = []
            for details in terms_said(row.details(), (row.next_from, row.next_to), state, self._rules):
                entry = as_entered(details, state) if isinstance(state, Appointed) else details
                appoint = AppointInspector(by, now, row.inspector, entry, self._rules, follows=bool(commands))
                state = _after(appoint, state)
                commands.append(appoint)
            if row.suspended_on and isinstance(state, Appointed) and state.suspended_on != row.suspended_on:
                # Of who was suspended in a term before, which is not listed, it is known of this one.
                since = max(row.suspended_on, row.term_from)
                suspend = SuspendInspector(by, now, row.inspector, since, LISTED)
                _after(suspend, state)
                commands.append(suspend)
            handled = await self._obey(commands, context)
            return replace(handled, warnings=soft_limits_passed(handled.events))

        async def post(row: PostRow, context: Context) -> Handled[Any]:
            office = await handlers.inspector_now(row.inspector)
            known = _post_of(row, office)
            if over := _post_over(row, known, self._today):
                return Handled((), 0, 0, (over,))
            commands: list[PostCommand] = []
            if known is None or known.ended_on is None:
                commands.append(AssignPost(by, now, row.inspector, row.unit, row.since, listed=True))
            if row.ended_on and (known is None or known.ended_on != row.ended_on):
                commands.append(EndPost(by, now, row.inspector, row.unit, row.ended_on))
            for command in commands if len(commands) > 1 else ():
                office = _after(command, office)
            return await self._obey(commands, context)

        async def recusal(row: RecusalBody, context: Context) -> Handled[Any]:
            kind = row.kind or recusal_kind(row.relation)
            until = lapses_on(kind, row.since, self._rules)
            if over := _over(row, until, await handlers.inspector_now(row.inspector), self._today):
                return Handled((), 0, 0, (over,))
            command = DeclareRecusal(by, now, row.inspector, row.unit, row.relation, row.since, kind, until)
            return await handlers.inspector(command, context)

        match kind:
            case Kind.UNITS:
                return UnitRow, lambda row: row.code, unit
            case Kind.INSPECTORS:
                return InspectorRow, lambda row: row.inspector, inspector
            case Kind.POSTS:
                return PostRow, lambda row: row.inspector, post
            case Kind.RECUSALS:
                return RecusalBody, lambda row: row.inspector, recusal


def _after(command: InspectorCommand, state: Inspector) -> Inspector:
    """The inspector after the command; decided before anything is entered, for a row is taken over whole or not at
    all."""
    return INSPECTOR.fold(INSPECTOR.decide(command, state), state)


def _then(context: Context, n: int) -> Context:
    """The context of what else a row asks for: a cause of its own, that the same row again has too."""
    return replace(context, cause=uuid5(context.cause, f"then {n}"))


def _both(first: Handled[Any], second: Handled[Any]) -> Handled[Any]:
    warnings = (*first.warnings, *second.warnings)
    return replace(second, events=(*first.events, *second.events), warnings=warnings)


def _post_of(row: PostRow, office: Inspector) -> Post | None:
    """The post of the row, as the register has it."""
    post = office.posts.get(row.unit) if isinstance(office, Appointed) else None
    return post if post and post.since == row.since else None


def _post_over(row: PostRow, known: Post | None, today: date) -> str:
    """Why a post of a file is not assigned: an older file must not bring back what is over."""
    ended_on = known.ended_on if known else None
    if ended_on is None or ended_on == row.ended_on or ended_on >= today:
        return ""
    return (
        f"{row.inspector}在{row.unit}的这次挂牌已于{ended_on}结束，没有重新挂牌。"
        "要再挂牌的，请填写新的挂牌日期。"
    )


def _over(row: RecusalBody, until: date | None, office: Inspector, today: date) -> str:
    """Why a recusal of a file is not entered: an older file must not bring back what is over."""
    said, relation = f"{row.inspector}对{row.unit}的回避（{row.relation}）", (row.unit, row.relation)
    if not isinstance(office, Appointed) or relation in office.recusals:
        return ""
    if until and until < today:
        return f"{said}到{until}已满规定年限，没有登记。仍须回避的，请核对起始日期。"
    if relation in office.lifted:
        return f"{said}已经解除，没有再登记。又须回避的，请单独登记。"
    return ""


def soft_limits_passed(events: Iterable[object]) -> tuple[str, ...]:
    """The soft limits (原则上) that an entry passed."""
    return tuple(
        f"{override.rule}：{override.measured}"
        for event in events
        if isinstance(event, InspectorAppointed)
        for override in event.overrides
    )


def _key(entry: Mapping[str, Any], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(entry.get(name)) for name in names)


def _filled(body: Body, table: Table, row_type: RowType, registered: Entry) -> Body:
    """The row with what the register says where the file has no column, year by year."""
    filled = dict(body)
    for column in table.about.columns:
        name = column.field or ""
        if name not in row_type.model_fields or name not in registered or name in table.given:
            continue
        if column.item:
            years = {year for of_field, year in table.given_years if of_field == name}
            filled[name] = _by_year(body.get(name, []), years, registered[name])
        else:
            filled[name] = registered[name]
    return filled


def _by_year(read: Any, years: set[int], registered: Sequence[Entry]) -> list[Entry]:
    """The file's items, and of the years it has no column for those registered."""
    kept = [item for item in registered if item["year"] not in years]
    return sorted([*kept, *read], key=lambda item: int(item["year"]))
