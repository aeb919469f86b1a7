"""What may be sent to the inspections, field by field."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.inspection.domain.commands import RecordVisit
from services.inspection.domain.report import (
    Finding,
    Line,
    Severity,
    VisitedUnit,
    VisitReport,
    natural_number,
    natural_visit_id,
)
from shared.event_sourcing.decider import Actor
from shared.workdays.deadline import SHANGHAI

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,8}-?[0-9][0-9A-Za-z-]{0,39}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
Count = Annotated[int, Field(ge=0, le=100_000)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FindingBody(Body):
    theme: Name
    problem: Text
    demand: Text
    severity: Severity
    working_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    department: Name | None = None
    line: Line | None = None

    def finding(self, line: Line) -> Finding:
        return Finding(
            self.theme,
            self.problem,
            self.demand,
            self.severity,
            self.working_days,
            self.department,
            self.line or line,
        )


class VisitBody(Body):
    """A visit's record. Without `visit` it is the one visit to that unit on that day."""

    visit: UUID | None = None
    number: Number | None = None
    unit: Code
    inspectors: Annotated[tuple[Code, ...], Field(max_length=20)]
    visited_on: Day
    started: time | None = None
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    themes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    lessons_heard: Count = 0
    plans_read: Count = 0
    interviews: Count = 0
    photos: Count = 0
    summary: Summary = ""
    findings: Annotated[tuple[FindingBody, ...], Field(max_length=100)] = ()
    fed_back_at: Moment | None = None

    def command(
        self, by: Actor, now: datetime, unit: VisitedUnit, line: Line, recused: frozenset[str]
    ) -> RecordVisit:
        visit = self.visit or natural_visit_id(unit.code, self.visited_on)
        report = VisitReport(
            number=self.number or natural_number(unit.code, self.visited_on, visit),
            unit=unit,
            inspectors=self.inspectors,
            visited_on=self.visited_on,
            started=self.started,
            minutes=self.minutes,
            themes=self.themes,
            lessons_heard=self.lessons_heard,
            plans_read=self.plans_read,
            interviews=self.interviews,
            photos=self.photos,
            summary=self.summary,
        )
        findings = tuple(finding.finding(line) for finding in self.findings)
        fed_back_at = self.fed_back_at or min(self._ended(), now)
        return RecordVisit(by, now, visit, report, findings, fed_back_at, recused)

    def _ended(self) -> datetime:
        """The end of the visit, when findings are fed back on the spot (挂牌督导)."""
        started = datetime.combine(self.visited_on, self.started or time(), SHANGHAI)
        return started + timedelta(minutes=self.minutes or 0)
