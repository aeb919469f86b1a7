"""Whatever is asked of a plan in whatever order, nobody finds a way around a guard."""

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from services.inspection.domain import plan_events as happened
from services.inspection.domain.plan_commands import PlanCommand
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.planning import Activity, PlanItem, PlannedUnit
from shared.event_sourcing.decider import Actor, Refused, Role
from tests.unit.inspection import plans as a
from tests.unit.inspection import procedures as p

CHIEF = Actor("chief", "总督学", Role.CHIEF_INSPECTOR)
# The deputy also works in the office: the same person, in another role.
DESK = Actor(p.DEPUTY.id, p.DEPUTY.name, Role.OFFICE)
PEOPLE = [p.OFFICE, DESK, p.DEPUTY, CHIEF, CHIEF, p.SYSTEM]
UNITS = [a.PRIMARY, a.MIDDLE]
DEPARTMENTS = [a.EDUCATION, a.FINANCE]
ITEMS = [
    a.item(f"专题{n}", month, *units, activity=activity)
    for n, (month, units, activity) in enumerate(
        (
            (3, UNITS, Activity.SPECIAL),
            (3, UNITS[:1], Activity.COMPREHENSIVE),
            (3, UNITS[1:], Activity.REGULAR),
            (5, UNITS, Activity.SPECIAL),
            (9, UNITS[:1], Activity.REGULAR),
        )
    )
]
IDS = [UUID(int=n) for n in range(1, 4)]
MOST_A_MONTH = MOST_A_YEAR = 2
people, departments = st.sampled_from(PEOPLE), st.sampled_from(DEPARTMENTS)
some = st.lists(st.sampled_from([*a.ITEMS, *ITEMS]), max_size=4, unique=True).map(tuple)
ALL = {unit.code: "上级部署" for unit in (*UNITS, a.NURSERY)}
reasons = st.sampled_from([ALL, ALL, {}, {a.PRIMARY.code: "上级部署"}])


class Planning(RuleBasedStateMachine):
    """`said` keeps, beside the plan itself, what a clerk would have written down."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[PlanEvent] = []
        self.state = a.DECIDER.initial
        self.today = a.DRAFTED
        self.items: tuple[PlanItem, ...] = ()
        self.why: dict[str, str] = {}
        self.authors: set[str] = set()
        self.asked: dict[str, tuple[date, list[bool] | None]] = {}
        self.approved = False
        self.proposed: dict[UUID, str] = {}

    def tell(self, command: PlanCommand) -> None:
        try:
            new = a.DECIDER.decide(command, self.state)
        except Refused:
            return
        assert command.by.role is not Role.SYSTEM
        self.state = a.DECIDER.fold(new, self.state)
        for event in new:
            self.heard(event)
        assert not a.DECIDER.decide(command, self.state), "again changes nothing"

    def heard(self, event: PlanEvent) -> None:
        self.events.append(event)
        match event:
            case happened.PlanDrafted():
                assert not self.approved
                self.items, self.why = event.items, dict(event.reasons)
                self.authors.add(event.by.id)
            case happened.PlanItemsMerged():
                assert not self.approved
                self.items = event.items
                self.authors.add(event.by.id)
            case happened.DepartmentConsulted(department=name):
                until, before = self.asked.get(name, (date.min, []))
                assert all(before) if before is not None else event.reply_by >= until, "made unsaid"
                self.asked[name] = (event.reply_by, None)
            case happened.DepartmentReplied(department=name):
                self.asked[name] = (self.asked[name][0], [False] * len(event.suggestions))
            case happened.SuggestionSettled(department=name, suggestion=n):
                answered = self.asked[name][1]
                assert answered is not None
                answered[n - 1] = True
            case happened.PlanApproved():
                assert event.by.role in (Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR)
                assert event.by.id not in self.authors
                assert self.asked
                for reply_by, answers in self.asked.values():
                    assert all(answers) if answers is not None else self.today > reply_by
                self.approved = True
            case happened.PlanPublished():
                assert self.approved
            case happened.AmendmentProposed():
                assert self.approved
                self.proposed[event.amendment] = event.by.id
            case happened.AmendmentDecided():
                assert event.by.role in (Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR)
                assert event.by.id != self.proposed[event.amendment]
                if event.granted:
                    asked = [e for e in self.events if isinstance(e, happened.AmendmentProposed)]
                    self.why |= next(e.reasons for e in asked if e.amendment == event.amendment)
                    self.items = event.items

    @initialize(steps=st.sampled_from([0, 1, 4, 5, 5, 6]))
    def begin(self, steps: int) -> None:
        """Some way along, as all goes well."""
        for command in a.STEPS[:steps]:
            self.tell(command)
        self.today = a.APPROVED if steps else a.DRAFTED

    @rule(by=people, items=some, why=reasons)
    def draft(self, by: Actor, items: tuple[PlanItem, ...], why: dict[str, str]) -> None:
        self.tell(a.draft(by=by, items=items, reasons=why, now=a.at(self.today)))

    @rule(by=people, department=departments, days=st.integers(-1, 5))
    def consult(self, by: Actor, department: str, days: int) -> None:
        reply_by = self.today + timedelta(days)
        self.tell(
            a.consult(
                by=by, department=department, sent_on=self.today, reply_by=reply_by, now=a.at(self.today)
            )
        )

    @rule(by=people, department=departments, n=st.integers(0, 2))
    def reply(self, by: Actor, department: str, n: int) -> None:
        said = [f"建议{one}" for one in range(n)]
        self.tell(a.reply(*said, by=by, department=department, replied_on=self.today, now=a.at(self.today)))

    @rule(n=st.integers(1, 2), adopted=st.booleans())
    def settle(self, n: int, adopted: bool) -> None:
        self.tell(a.settle(n, adopted))

    @rule(by=people)
    def approve(self, by: Actor) -> None:
        self.tell(a.approve(by=by, now=a.at(self.today)))

    @rule(by=people)
    def publish(self, by: Actor) -> None:
        self.tell(a.publish(by=by, now=a.at(self.today)))

    @rule(data=st.data(), by=people, units=st.sampled_from([UNITS, UNITS[:1], UNITS[1:]]))
    def merge(self, data: Any, by: Actor, units: list[PlannedUnit]) -> None:
        chosen = data.draw(st.lists(st.sampled_from(self.items or ITEMS), min_size=1, max_size=3))
        self.tell(a.combine(chosen, *units, by=by, now=a.at(self.today)))

    @rule(data=st.data(), by=people, id=st.sampled_from(IDS), new=some, why=reasons)
    def amend(self, data: Any, by: Actor, id: UUID, new: tuple[PlanItem, ...], why: dict[str, str]) -> None:
        out = data.draw(st.lists(st.sampled_from(self.items or ITEMS), max_size=2, unique=True))
        self.tell(a.amend(out, new, by=by, amendment=id, reasons=why, now=a.at(self.today)))

    @rule(data=st.data(), by=people, granted=st.booleans())
    def decide(self, data: Any, by: Actor, granted: bool) -> None:
        ids = sorted(self.proposed) or IDS
        self.tell(a.decide(granted, by=by, amendment=data.draw(st.sampled_from(ids)), now=a.at(self.today)))

    @rule(days=st.integers(1, 4))
    def wait(self, days: int) -> None:
        self.today += timedelta(days)

    @invariant()
    def nobody_is_visited_too_often_without_a_reason(self) -> None:
        """严控督导频次 (Q6), counted here from the items alone."""
        monthly = Counter((unit.code, item.month) for item in self.items for unit in item.units)
        yearly = Counter(
            unit.code for item in self.items if item.activity is not Activity.REGULAR for unit in item.units
        )
        over = {code for (code, _), n in monthly.items() if n > MOST_A_MONTH}
        over |= {code for code, n in yearly.items() if n > MOST_A_YEAR}
        assert over <= self.why.keys()


def test_nobody_finds_a_way_around_a_guard() -> None:
    run_state_machine_as_test(
        Planning,
        settings=settings(
            max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
