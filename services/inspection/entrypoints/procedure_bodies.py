"""What may be sent about comprehensive and special inspections, field by field."""

import secrets
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.inspection.domain import inspection_commands as ask
from services.inspection.domain.procedure import (
    About,
    Document,
    Draft,
    Dropped,
    Group,
    Hearing,
    Kind,
    Obstruction,
    Redaction,
    SiteVisit,
    Step,
    Team,
    TeamPost,
    natural_inspection_number,
)
from services.inspection.domain.report import Line, VisitedUnit
from services.inspection.entrypoints.bodies import (
    Body,
    Code,
    Day,
    FindingBody,
    Name,
    Number,
    Place,
    Summary,
    Text,
)
from shared.event_sourcing.decider import Actor

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Files = Annotated[tuple[Sha256, ...], Field(max_length=50)]
People = Annotated[tuple[Code, ...], Field(max_length=50)]
Heads = Annotated[int, Field(ge=0, le=100_000)]


class InspectionPlanBody(Body):
    """`inspection` may be chosen; else the request's own id is taken, so that sending it again is the same."""

    inspection: UUID | None = None
    number: Number | None = None
    kind: Kind
    unit: Code
    matters: Annotated[tuple[Name, ...], Field(max_length=50)]

    def command(
        self, inspection: UUID, by: Actor, now: datetime, unit: VisitedUnit, line: Line
    ) -> ask.PlanInspection:
        number = self.number or natural_inspection_number(self.kind, unit.code, inspection)
        about = About(inspection, number, self.kind, line, unit)
        return ask.PlanInspection(inspection=inspection, by=by, now=now, about=about, matters=self.matters)


class TeamPostBody(Body):
    """单位和职务, as the notice says it: of an inspector by number, of an expert by name."""

    member: Name
    post: Name


class TeamBody(Body):
    inspectors: People
    leader: Code
    experts: Annotated[tuple[Name, ...], Field(max_length=20)] = ()
    posts: Annotated[tuple[TeamPostBody, ...], Field(max_length=70)] = ()

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.FormTeam:
        posts = tuple(TeamPost(one.member, one.post) for one in self.posts)
        team = Team(self.inspectors, self.leader, self.experts, posts)
        return ask.FormTeam(inspection=inspection, by=by, now=now, team=team)


class MemberBody(Body):
    inspector: Code
    post: Place = ""

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.AddInspector:
        return ask.AddInspector(
            inspection=inspection, by=by, now=now, inspector=self.inspector, post=self.post
        )


class ReleaseBody(Body):
    inspector: Code
    reason: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.ReleaseInspector:
        return ask.ReleaseInspector(
            inspection=inspection, by=by, now=now, inspector=self.inspector, reason=self.reason
        )


class MemberStatementBody(Body):
    inspector: Code
    paper: Name | None = None

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.StateNoConflict:
        return ask.StateNoConflict(
            inspection=inspection, by=by, now=now, inspector=self.inspector, paper=self.paper
        )


class RecusalBody(Body):
    inspector: Code
    ground: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.RaiseRecusal:
        return ask.RaiseRecusal(
            inspection=inspection, by=by, now=now, inspector=self.inspector, ground=self.ground
        )


class RecusalDecisionBody(Body):
    inspector: Code
    granted: bool
    reason: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.DecideRecusal:
        return ask.DecideRecusal(
            inspection=inspection,
            by=by,
            now=now,
            inspector=self.inspector,
            granted=self.granted,
            reason=self.reason,
        )


class NoticeBody(Body):
    """`self_evaluation_by` left out: no self-evaluation is asked for."""

    starts_on: Day
    self_evaluation_by: Day | None = None

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.AnnounceInspection:
        return ask.AnnounceInspection(
            inspection=inspection,
            by=by,
            now=now,
            letter="",
            starts_on=self.starts_on,
            self_evaluation_by=self.self_evaluation_by,
        )


class SelfEvaluationBody(Body):
    text: Summary
    files: Files = ()

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.HandInSelfEvaluation:
        return ask.HandInSelfEvaluation(
            inspection=inspection, by=by, now=now, text=self.text, files=self.files
        )


class ReviewBody(Body):
    note: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.ReviewSelfEvaluation:
        return ask.ReviewSelfEvaluation(inspection=inspection, by=by, now=now, note=self.note)


class SiteVisitBody(Body):
    on: Day
    inspectors: People
    record: Summary

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.RecordSiteVisit:
        visit = SiteVisit(self.on, self.inspectors, self.record)
        return ask.RecordSiteVisit(inspection=inspection, by=by, now=now, visit=visit)


class DrawBody(Body):
    """The seed is made here: nobody who asks for a draw chooses it."""

    group: Group
    population: Heads
    count: Heads
    list_sha256: Sha256
    method: Name

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.DrawParticipants:
        return ask.DrawParticipants(
            inspection=inspection,
            by=by,
            now=now,
            group=self.group,
            population=self.population,
            count=self.count,
            list_sha256=self.list_sha256,
            method=self.method,
            seed=secrets.token_hex(16),
        )


class HearingBody(Body):
    group: Group
    on: Day
    method: Name
    heard: Heads
    record: Summary
    unit_withdrew: bool = False

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.RecordHearing:
        hearing = Hearing(self.group, self.on, self.method, self.heard, self.record, self.unit_withdrew)
        return ask.RecordHearing(inspection=inspection, by=by, now=now, hearing=hearing)


class ObstructionBody(Body):
    step: Step
    on: Day
    facts: Text
    group: Group | None = None

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.RecordObstruction:
        obstruction = Obstruction(self.step, self.on, self.facts, self.group)
        return ask.RecordObstruction(inspection=inspection, by=by, now=now, obstruction=obstruction)


class DeliberationBody(Body):
    present: People
    evaluation: Summary
    findings: Annotated[tuple[FindingBody, ...], Field(max_length=100)]

    def command(self, inspection: UUID, by: Actor, now: datetime, line: Line) -> ask.Deliberate:
        return ask.Deliberate(
            inspection=inspection,
            by=by,
            now=now,
            present=self.present,
            evaluation=self.evaluation,
            findings=tuple(finding.finding(line) for finding in self.findings),
        )


class DefenceBody(Body):
    text: Summary
    files: Files = ()

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.FileDefence:
        return ask.FileDefence(inspection=inspection, by=by, now=now, text=self.text, files=self.files)


class AnswerBody(Body):
    defence: Annotated[int, Field(ge=1, le=1000)]
    answer: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.AnswerDefence:
        return ask.AnswerDefence(
            inspection=inspection, by=by, now=now, defence=self.defence, answer=self.answer
        )


class DroppedBody(Body):
    problem: Text
    reason: Text


class OpinionBody(Body):
    evaluation: Summary
    basis: Text
    problems: Annotated[tuple[FindingBody, ...], Field(max_length=100)]
    dropped: Annotated[tuple[DroppedBody, ...], Field(max_length=100)] = ()
    ayes: People = ()
    noes: People = ()

    def command(self, inspection: UUID, by: Actor, now: datetime, line: Line) -> ask.SettleOpinion:
        draft = Draft(
            self.evaluation,
            self.basis,
            tuple(problem.finding(line) for problem in self.problems),
            tuple(Dropped(one.problem, one.reason) for one in self.dropped),
        )
        return ask.SettleOpinion(
            inspection=inspection, by=by, now=now, draft=draft, ayes=self.ayes, noes=self.noes
        )


class ServingBody(Body):
    late_reason: Text | None = None

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.ServeOpinion:
        return ask.ServeOpinion(
            inspection=inspection, by=by, now=now, letter="", late_reason=self.late_reason
        )


class ReportBody(Body):
    government: Name
    filed_with: Name
    signed_by: Name
    summary: Summary

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.FileReport:
        return ask.FileReport(
            inspection=inspection,
            by=by,
            now=now,
            letter="",
            government=self.government,
            filed_with=self.filed_with,
            signed_by=self.signed_by,
            summary=self.summary,
        )


class RedactionBody(Body):
    what: Name
    why: Text


class ApprovalBody(Body):
    document: Document
    redactions: Annotated[tuple[RedactionBody, ...], Field(max_length=100)] = ()

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.ApprovePublication:
        redactions = tuple(Redaction(one.what, one.why) for one in self.redactions)
        return ask.ApprovePublication(
            inspection=inspection, by=by, now=now, document=self.document, redactions=redactions
        )


class ResultPublicationBody(Body):
    document: Document
    place: Name

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.PublishResult:
        return ask.PublishResult(
            inspection=inspection, by=by, now=now, document=self.document, place=self.place
        )


class TakeDownBody(Body):
    document: Document
    place: Name
    reason: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.TakeDownPublication:
        return ask.TakeDownPublication(
            inspection=inspection,
            by=by,
            now=now,
            document=self.document,
            place=self.place,
            reason=self.reason,
        )


class CancelBody(Body):
    reason: Text

    def command(self, inspection: UUID, by: Actor, now: datetime) -> ask.CancelInspection:
        return ask.CancelInspection(inspection=inspection, by=by, now=now, reason=self.reason)
