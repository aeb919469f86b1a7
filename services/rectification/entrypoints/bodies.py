"""What the commands carry, over HTTP and from the forms of pages; every field is bounded."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.rectification.domain import commands
from services.rectification.domain.issue import Evidence, Measure, RecheckMethod
from services.rectification.domain.ladder import Rung, SkipGround
from services.rectification.domain.opening import MOST_WORKDAYS
from shared.event_sourcing.decider import Actor
from shared.runtime.texts import LINES, ONE_LINE

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), LINES]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), ONE_LINE]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NoticeBody(Body):
    working_days: int | None = Field(
        None, ge=1, le=MOST_WORKDAYS, description="整改时限（工作日）；督导时已定的可不填"
    )

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.ServeNotice:
        days = self.working_days
        return commands.ServeNotice(case_id=case_id, by=by, now=now, letter="", working_days=days)


class MeasureBody(Body):
    measure: Text
    person: Name
    due_on: date

    def to_domain(self) -> Measure:
        return Measure(self.measure, self.person, self.due_on)


class PlanBody(Body):
    measures: list[MeasureBody] = Field(max_length=50)

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.SubmitPlan:
        measures = tuple(m.to_domain() for m in self.measures)
        return commands.SubmitPlan(case_id=case_id, by=by, now=now, measures=measures)


class AcceptanceBody(Body):
    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.AcceptPlan:
        return commands.AcceptPlan(case_id=case_id, by=by, now=now)


class ReasonBody(Body):
    reason: Text

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.ReturnPlan:
        return commands.ReturnPlan(case_id=case_id, by=by, now=now, reason=self.reason)


class EvidenceBody(Body):
    text: Text
    files: list[Sha256] = Field(default=[], max_length=50)

    def to_domain(self) -> Evidence:
        return Evidence(self.text, tuple(self.files))


class CompletionBody(Body):
    evidence: list[EvidenceBody] = Field(max_length=50)

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.ReportCompletion:
        evidence = tuple(e.to_domain() for e in self.evidence)
        return commands.ReportCompletion(case_id=case_id, by=by, now=now, evidence=evidence)


class RecheckBody(Body):
    passed: bool
    method: RecheckMethod
    note: Text

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.Recheck:
        return commands.Recheck(
            case_id=case_id, by=by, now=now, passed=self.passed, method=self.method, note=self.note
        )


class ClosingBody(Body):
    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.CloseCase:
        return commands.CloseCase(case_id=case_id, by=by, now=now)


class RevisitBody(Body):
    ok: bool
    note: Text

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.Revisit:
        return commands.Revisit(case_id=case_id, by=by, now=now, ok=self.ok, note=self.note)


class EscalationBody(Body):
    escalate: bool
    reason: Text
    rung: Rung | None = Field(None, description="高于提议的一级；不填就按提议")
    skip_ground: SkipGround | None = Field(None, description="越级的情形")

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.DecideEscalation:
        return commands.DecideEscalation(
            case_id=case_id,
            by=by,
            now=now,
            escalate=self.escalate,
            reason=self.reason,
            rung=self.rung,
            skip_ground=self.skip_ground,
        )


class SupervisionOrderBody(Body):
    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.ServeSupervisionOrder:
        return commands.ServeSupervisionOrder(case_id=case_id, by=by, now=now, letter="")


class InterviewBody(Body):
    on: date
    hosts: list[Name] = Field(max_length=10)

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.ScheduleInterview:
        return commands.ScheduleInterview(
            case_id=case_id, by=by, now=now, letter="", on=self.on, hosts=tuple(self.hosts)
        )


class InterviewRecordBody(Body):
    attended: bool
    commitments: list[MeasureBody] = Field(default=[], max_length=50)
    note: Text

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.RecordInterview:
        return commands.RecordInterview(
            case_id=case_id,
            by=by,
            now=now,
            attended=self.attended,
            commitments=tuple(c.to_domain() for c in self.commitments),
            note=self.note,
        )


class CircularBody(Body):
    content: Text
    suggestion: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), LINES] = ""

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.IssueCircular:
        return commands.IssueCircular(
            case_id=case_id, by=by, now=now, letter="", content=self.content, suggestion=self.suggestion
        )


class WorkGroupBody(Body):
    members: list[Name] = Field(max_length=50)

    def command(self, case_id: UUID, by: Actor, now: datetime) -> commands.FormWorkGroup:
        return commands.FormWorkGroup(case_id=case_id, by=by, now=now, members=tuple(self.members))


CaseBody = (
    NoticeBody
    | PlanBody
    | AcceptanceBody
    | ReasonBody
    | CompletionBody
    | RecheckBody
    | ClosingBody
    | RevisitBody
    | EscalationBody
    | SupervisionOrderBody
    | InterviewBody
    | InterviewRecordBody
    | CircularBody
    | WorkGroupBody
)
"""Everything a person may ask of a case."""
