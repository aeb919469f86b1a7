"""What the log of an inspection says to somebody who writes one of its letters, and nothing of what came later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from services.inspection.domain import inspection_events as happened
from services.inspection.domain import scoring_events as scored
from services.inspection.domain.decimals import plain
from services.inspection.domain.procedure import About, Group, Team
from services.inspection.domain.terms import Due
from shared.event_sourcing.event_types import Stored
from shared.letters.units import unit_of
from shared.letters.values import Office, Unit
from shared.rules.pack import RulePack
from shared.workdays.deadline import Unit as PeriodUnit

E = TypeVar("E")
AS_TOLD = (Group.STUDENTS, Group.PARENTS, Group.TEACHERS, Group.PUBLIC)
CAPACITIES = {"full_time": "专职督学", "part_time": "兼职督学"}


@dataclass(frozen=True, slots=True)
class Proceedings:
    """An inspection up to the event that serves the letter, and what came to be with it.

    `told` is the roster's entry of the unit, `people` of the inspectors by number, `pack` that of the day.
    """

    log: Sequence[Stored[Any]]
    office: Office
    told: Mapping[str, Any]
    people: Mapping[str, Mapping[str, Any]]
    pack: RulePack

    @property
    def about(self) -> About:
        return self.the(happened.InspectionPlanned).about

    @property
    def unit(self) -> Unit:
        unit = self.about.unit
        return unit_of(unit.name, unit.superior, self.told)

    @property
    def copies(self) -> tuple[str, ...]:
        """抄送: the superior department; the office keeps a copy where the unit has none."""
        return (self.unit.superior_name or self.office.government_name,)

    def every(self, kind: type[E]) -> list[E]:
        return [stored.event for stored in self.log if isinstance(stored.event, kind)]

    def the(self, kind: type[E]) -> E:
        """The latest event of a kind, which must have happened."""
        return self.every(kind)[-1]

    @property
    def matters(self) -> tuple[str, ...]:
        return self.the(happened.InspectionPlanned).matters

    def name(self, inspector: str) -> str:
        return str(self.people.get(inspector, {}).get("inspector_name") or inspector)

    def capacity(self, inspector: str) -> str:
        return CAPACITIES.get(str(self.people.get(inspector, {}).get("kind")), "督学")

    @property
    def heard(self) -> tuple[str, ...]:
        """The groups whose opinion was heard, in their order."""
        held = {event.hearing.group for event in self.every(happened.HearingHeld)}
        return tuple(group.value for group in AS_TOLD if group in held)

    @property
    def self_evaluated(self) -> bool:
        return bool(self.every(happened.SelfEvaluationReviewed))

    @property
    def evidence(self) -> str:
        """现场考察2次，听取学生24人、教师9人意见."""
        visits = len(self.every(happened.SiteVisited))
        heard = dict.fromkeys(AS_TOLD, 0)
        for event in self.every(happened.HearingHeld):
            heard[event.hearing.group] += event.hearing.heard
        people = "、".join(f"{group.value}{count}人" for group, count in heard.items() if count)
        return f"现场考察{visits}次" + (f"，听取{people}意见" if people else "")

    def span(self) -> tuple[date, date]:
        """The first and the last day of examination and hearings."""
        days = [event.visit.on for event in self.every(happened.SiteVisited)]
        days += [event.hearing.on for event in self.every(happened.HearingHeld)]
        return min(days), max(days)

    @property
    def graded(self) -> tuple[str, str]:
        """The grade it was served with, and the score in words; both empty for what was not scored."""
        frozen = next(reversed(self.every(scored.ScoresFrozen)), None)
        if frozen is None or frozen.total is None or frozen.grade is None:
            return "", ""
        score = f"按照{frozen.framework_name}（第{frozen.version}版）评分，总分{plain(frozen.full)}分，得{plain(frozen.total)}分，"
        vetoed = self.the(scored.FinalScoreDecided).final.vetoed
        names = {one.code: one.name for one in self.the(scored.FrameworkBound).framework.vetoes}
        found = "、".join(f"{names[one.code]}（{one.facts.rstrip('。；')}）" for one in vetoed)
        return frozen.grade, score + (f"有一票否决情形：{found}，" if found else "")

    def defence(self) -> str:
        """What the unit did with its right to defend itself, as a sentence."""
        filed = len(self.every(happened.DefenceFiled))
        if filed:
            return f"{self.unit.name}提出申辩{filed}次，均已研究答复。"
        waived = self.every(happened.DefenceWaived)
        return (
            f"{self.unit.name}书面表示不申辩。" if waived else f"{self.unit.name}在规定期限内没有提出申辩。"
        )


def members(team: Team) -> tuple[tuple[str, str], ...]:
    """Role in the team and number of each inspector, the leader first."""
    rest = [one for one in team.inspectors if one != team.leader]
    return (("组长", team.leader), *(("成员", one) for one in rest))


def period(days: int | None) -> str:
    """10个工作日."""
    return PeriodUnit.WORKDAY.amount(days) if days else ""


def period_of(due: Due) -> str:
    return PeriodUnit(due.unit).amount(due.count) if due.unit and due.count else ""
