"""What may be sent to the inspections, field by field."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from services.inspection.domain.commands import RecordVisit
from services.inspection.domain.on_site import (
    Check,
    Checklist,
    Feedback,
    Fix,
    FixSource,
    Outcome,
    Picture,
    PictureSource,
    Presence,
)
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
from shared.files.http import SHA256
from shared.runtime.texts import LINES, ONE_LINE
from shared.workdays.deadline import SHANGHAI


def _local(told: time) -> time:
    if told.tzinfo is not None:
        raise ValueError("应为学校当地的时刻，不带时区，写成 14:10。")
    return told


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), ONE_LINE]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), LINES]
Summary = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000), LINES]
Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,40}$")]
LocalTime = Annotated[time, AfterValidator(_local)]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,8}-?[0-9][0-9A-Za-z-]{0,39}$")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
Count = Annotated[int, Field(ge=0, le=100_000)]
Place = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), ONE_LINE]
AHEAD = timedelta(minutes=10)
"""How far a phone's clock may be ahead of ours without a record being refused for it."""

Item = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
Hash = Annotated[str, StringConstraints(pattern=SHA256)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FindingBody(Body):
    """A problem and what is demanded. `evidence` are pictures of the record, by SHA-256."""

    theme: Name
    problem: Text
    demand: Text
    severity: Severity
    working_days: Annotated[int, Field(ge=0, le=1000)] | None = None
    department: Name | None = None
    line: Line | None = None
    item: Item | None = None
    cause: Text | None = None
    responsible: Name | None = None
    helping: Annotated[tuple[Name, ...], Field(max_length=10)] = ()
    indicator: Item | None = None
    evidence: Annotated[tuple[Hash, ...], Field(max_length=20)] = ()
    earlier: UUID | None = None

    def finding(self, line: Line) -> Finding:
        return Finding(**dict(self) | {"line": self.line or line})


class FixBody(Body):
    """One position in degrees (WGS 84); `accuracy` in metres; `mock` null when the phone does not say."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[int, Field(ge=0, le=10**6)] | None = None
    source: FixSource
    mock: bool | None = None

    def fix(self) -> Fix:
        """Kept to five decimals: a metre."""
        degrees = {"latitude": f"{self.latitude:.5f}", "longitude": f"{self.longitude:.5f}"}
        return Fix(**dict(self) | degrees)


class PresenceBody(Body):
    """A check-in or check-out by the phone's clock. Without a fix, `place` is all there is."""

    at: Moment
    place: Place = ""
    fix: FixBody | None = None

    def presence(self) -> Presence:
        return Presence(self.at, self.place, self.fix.fix() if self.fix else None)


class CheckBody(Body):
    item: Item
    text: Text
    outcome: Outcome
    note: Summary = ""
    own: bool = False


class ChecklistBody(Body):
    """The checklist of a month's theme in one version, with what was found item by item."""

    theme: Item
    version: Annotated[int, Field(ge=1, le=10_000)]
    checks: Annotated[tuple[CheckBody, ...], Field(max_length=100)]

    def checklist(self) -> Checklist:
        return Checklist(self.theme, self.version, tuple(Check(**dict(check)) for check in self.checks))


class PictureBody(Body):
    """A photo that was PUT to /inspection/api/files before."""

    sha256: Hash
    taken_at: Moment | None = None
    source: PictureSource
    caption: Place = ""


class FeedbackBody(Body):
    """Whom of the unit the findings were told, what he said, and the picture of his signature."""

    told: Name
    answer: Summary = ""
    signature: Hash | None = None


class VisitBody(Body):
    """A visit's record. Without `visit` it is the one visit to that unit on that day."""

    visit: UUID | None = None
    number: Number | None = None
    unit: Code
    inspectors: Annotated[tuple[Code, ...], Field(max_length=20)]
    visited_on: Day
    started: LocalTime | None = None
    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    themes: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    lessons_heard: Count = 0
    plans_read: Count = 0
    interviews: Count = 0
    photos: Count = 0
    summary: Summary = ""
    discussants: Count = 0
    questionnaires: Count = 0
    patrols: Count = 0
    papers_read: Count = 0
    came: PresenceBody | None = None
    left: PresenceBody | None = None
    checklist: ChecklistBody | None = None
    pictures: Annotated[tuple[PictureBody, ...], Field(max_length=100)] = ()
    feedback: FeedbackBody | None = None
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
            photos=self.photos or len(self.pictures),
            summary=self.summary,
            discussants=self.discussants,
            questionnaires=self.questionnaires,
            patrols=self.patrols,
            papers_read=self.papers_read,
            came=self.came.presence() if self.came else None,
            left=self.left.presence() if self.left else None,
            checklist=self.checklist.checklist() if self.checklist else None,
            pictures=tuple(Picture(**dict(picture)) for picture in self.pictures),
            feedback=Feedback(**dict(self.feedback)) if self.feedback else None,
        )
        findings = tuple(finding.finding(line) for finding in self.findings)
        fed_back_at = self.fed_back_at or min(self._ended(), now)
        if now < fed_back_at <= now + AHEAD:
            fed_back_at = now
        return RecordVisit(by, now, visit, report, findings, fed_back_at, recused)

    def _ended(self) -> datetime:
        """The end of the visit, when findings are fed back on the spot (挂牌督导)."""
        started = datetime.combine(self.visited_on, self.started or time(), SHANGHAI)
        return started + timedelta(minutes=self.minutes or 0)


def as_sent(visit: UUID, report: VisitReport, findings: Sequence[Finding]) -> dict[str, Any]:
    """A submitted record in the shape it is sent in, so that a sender can compare."""
    told = asdict(report) | {
        "visit": visit,
        "unit": report.unit.code,
        "findings": [asdict(f) for f in findings],
    }
    return VisitBody.model_validate(told).model_dump(mode="json")
