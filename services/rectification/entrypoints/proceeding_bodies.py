"""What may be sent about interviews, accountabilities and commendations, field by field."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from services.rectification.domain import accountability_commands as account
from services.rectification.domain import accountability_parts as parts
from services.rectification.domain import commendation_stages as commend
from services.rectification.domain import interview_commands as meet
from services.rectification.domain import interview_parts as interview
from services.rectification.domain.issue import Line
from services.rectification.entrypoints.bodies import Body, Name, Sha256, Text
from shared.runtime.texts import LINES, ONE_LINE

Maybe = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), LINES]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), ONE_LINE]
Id = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100), ONE_LINE]
Files = Annotated[tuple[Sha256, ...], Field(max_length=50)]
Names = Annotated[tuple[Name, ...], Field(max_length=20)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2100, 1, 1))]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))
]
Cases = Annotated[tuple[UUID, ...], Field(max_length=50)]


class PartBody(Body):
    """A part of a body that is `part` in the domain, field for field."""

    part: ClassVar[Any]

    def to_domain(self) -> Any:
        return self.part(**given(self))


class StepBody(Body):
    """What one step asks; its fields are those of the command `asks`."""

    asks: ClassVar[type[Any]]


def given(body: Body) -> dict[str, Any]:
    """The fields of a body as the domain has them."""
    return {name: _to_domain(getattr(body, name)) for name in type(body).model_fields}


def _to_domain(value: Any) -> Any:
    if isinstance(value, PartBody):
        return value.to_domain()
    return tuple(map(_to_domain, value)) if isinstance(value, tuple) else value


class OpeningBody(Body):
    """`unit` is a code; `number` may be chosen."""

    unit: Code
    line: Line
    matter: Text
    number: Name | None = None


class ProposeInterviewBody(OpeningBody):
    reason: Text
    cases: Cases = ()


class ApproveInterviewBody(StepBody):
    asks = meet.ApproveInterview
    approve: bool
    reason: Text


class ConfirmCoHostBody(StepBody):
    asks = meet.ConfirmCoHost
    host: Name
    paper: Text


class InvitedBody(PartBody):
    part = interview.Invited
    name: Name
    post: Name


class InvitationBody(PartBody):
    part = interview.Invitation
    at: Moment
    place: Name
    chair: InvitedBody
    persons: Annotated[tuple[InvitedBody, ...], Field(max_length=20)]
    papers_due: Day


class ServeInterviewNoticeBody(StepBody):
    asks = meet.ServeInterviewNotice
    invitation: InvitationBody


class AttendeeBody(PartBody):
    part = interview.Attendee
    name: Name
    post: Name
    absence: Maybe = ""


class CommitmentBody(PartBody):
    part = interview.Commitment
    matter: Text
    measure: Text
    person: Name
    due_on: Day
    case: UUID | None = None


class RecordMeetingBody(StepBody):
    asks = meet.RecordMeeting
    attendees: Annotated[tuple[AttendeeBody, ...], Field(max_length=50)]
    host_statement: Text
    unit_statement: Text
    commitments: Annotated[tuple[CommitmentBody, ...], Field(max_length=50)]


class RecordAbsenceBody(StepBody):
    asks = meet.RecordAbsence
    excused: bool
    reason: Text


class SignatureBody(PartBody):
    part = interview.Signature
    side: interview.Side
    name: Name


class SignRecordBody(StepBody):
    asks = meet.SignRecord
    signatures: Annotated[tuple[SignatureBody, ...], Field(max_length=30)]
    refusal: Maybe = ""
    witnesses: Names = ()


class ServeRecordBody(StepBody):
    asks = meet.ServeRecord
    received_by: Name


class CopyRecordBody(StepBody):
    asks = meet.CopyRecord
    recipient: interview.Recipient
    name: Name
    receipt: Text


class OpenCommitmentsBody(StepBody):
    asks = meet.OpenCommitments


class CloseInterviewBody(StepBody):
    asks = meet.CloseInterview
    note: Text


class SubjectBody(Body):
    """A unit needs no name: it has its own."""

    kind: parts.SubjectKind
    name: Id = ""
    post: Id = ""
    id: Id = ""


class ClueBody(PartBody):
    part = parts.Clue
    source: Name
    text: Text
    files: Files = ()
    case: UUID | None = None


class RegisterClueBody(OpeningBody):
    subject: SubjectBody
    clue: ClueBody
    completed_on: Day | None = None
    barred: Names = ()


class MemberBody(PartBody):
    part = parts.Member
    id: Name
    name: Name
    department: Name


Members = Annotated[tuple[MemberBody, ...], Field(max_length=30)]


class FormGroupBody(StepBody):
    asks = account.FormGroup
    members: Members
    late_reason: Maybe = ""


class AskRecusalBody(StepBody):
    asks = account.AskRecusal
    person: Name
    ground: Text


class DecideRecusalBody(StepBody):
    asks = account.DecideRecusal
    person: Name
    granted: bool
    reason: Text


class FactBody(PartBody):
    part = parts.Fact
    text: Text
    evidence: Text


class EstablishFactsBody(StepBody):
    asks = account.EstablishFacts
    facts: Annotated[tuple[FactBody, ...], Field(max_length=50)]
    grave: bool


class DecideStartBody(StepBody):
    asks = account.DecideStart
    start: bool
    reason: Text


class DeclaredBody(PartBody):
    part = account.Declared
    ground: parts.Ground
    evidence: Text


class NotifyOpinionBody(StepBody):
    asks = account.NotifyOpinion
    measures: Names
    basis: Annotated[tuple[Text, ...], Field(max_length=20)]
    declared: Annotated[tuple[DeclaredBody, ...], Field(max_length=10)] = ()


class FileDefenceBody(StepBody):
    asks = account.FileDefence
    text: Text
    files: Files = ()


class WaiveDefenceBody(StepBody):
    asks = account.WaiveDefence
    paper: Maybe = ""


class AnswerDefenceBody(StepBody):
    asks = account.AnswerDefence
    defence: Annotated[int, Field(ge=1, le=1000)]
    answer: Text


class DropBody(StepBody):
    asks = account.DropAccountability
    reason: Text


class ConsultedBody(PartBody):
    part = parts.Consulted
    unit: Name
    opinion: Text


class DraftBody(PartBody):
    part = parts.Draft
    background: Text
    measures: Names
    effective_on: Day | None = None
    considered: Maybe = ""


class ConsultMembersBody(StepBody):
    asks = account.ConsultMembers
    consulted: Annotated[tuple[ConsultedBody, ...], Field(max_length=50)]
    draft: DraftBody


class ApproveDecisionBody(StepBody):
    asks = account.ApproveDecision


class ServeDecisionBody(StepBody):
    asks = account.ServeDecision


class ExecuteMeasureBody(StepBody):
    asks = account.ExecuteMeasure
    measure: Name
    record: Text


class TransferMeasuresBody(StepBody):
    asks = account.TransferMeasures
    recipient: Name
    measures: Names
    reply_by: Day


class RecordReplyBody(StepBody):
    asks = account.RecordReply
    transfer: Name
    result: Text


class PublishDecisionBody(StepBody):
    asks = account.PublishDecision
    range: parts.Range
    place: Name


class AskReviewBody(StepBody):
    asks = account.AskReview
    text: Text


class DecideReviewBody(StepBody):
    asks = account.DecideReview
    result: parts.Result
    reasons: Text
    handlers: Members
    measures: Names = ()


class FileAppealBody(StepBody):
    asks = account.FileAppeal
    text: Text


class RecordAppealDecisionBody(StepBody):
    asks = account.RecordAppealDecision
    letter: Name
    result: parts.Result
    reasons: Text
    measures: Names = ()


class CorrectDecisionBody(StepBody):
    asks = account.CorrectDecision
    text: Text


class ArchiveBody(StepBody):
    asks = account.ArchiveAccountability
    contents: Annotated[tuple[Name, ...], Field(max_length=200)]
    retention: Name


class FileUpwardBody(StepBody):
    asks = account.FileUpward
    recipient: Name


class IncentiveBody(Body):
    text: Text
    owner: Name


class MeritBody(Body):
    inspection: Name
    result: Name
    person: Id = ""
    incentives: Annotated[tuple[IncentiveBody, ...], Field(max_length=20)] = ()

    def to_domain(self) -> commend.Merit:
        incentives = tuple((one.text, one.owner) for one in self.incentives)
        return commend.Merit(self.inspection, self.result, self.person, incentives)


class ProposeCommendationBody(OpeningBody):
    merit: MeritBody


class CheckCommendationBody(StepBody):
    asks = commend.CheckCommendation


class PubliciseCommendationBody(StepBody):
    asks = commend.PubliciseCommendation
    place: Name


class RecordObjectionBody(StepBody):
    asks = commend.RecordObjection
    text: Text
    answer: Text


class ApproveCommendationBody(StepBody):
    asks = commend.ApproveCommendation


class PublishCommendationBody(StepBody):
    asks = commend.PublishCommendation
    place: Name


class RevokeCommendationBody(StepBody):
    asks = commend.RevokeCommendation
    reason: Text
