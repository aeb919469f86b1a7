"""What a case does about a step of the proceeding it belongs to."""

from datetime import datetime
from uuid import UUID

from services.rectification.application.reactions import SYSTEM, case_of
from services.rectification.domain import commands as case
from services.rectification.domain.accountability_events import InvestigationGroupFormed
from services.rectification.domain.interview_events import (
    CommitmentsOpened,
    InterviewNoticeServed,
    MeetingHeld,
    MeetingUnattended,
)
from services.rectification.domain.interview_parts import Commitment, Meeting
from services.rectification.domain.issue import About, Issue, Measure
from services.rectification.domain.proceeding import Proceeding
from services.rectification.domain.terms import Terms, day_of
from shared.event_sourcing.decider import Actor

THEME = "约谈承诺"
ORDINARY = "一般"


def followed_by(
    event: InterviewNoticeServed
    | MeetingHeld
    | MeetingUnattended
    | InvestigationGroupFormed
    | CommitmentsOpened,
    subject: UUID,
    by: Actor,
    now: datetime,
    terms: Terms,
) -> case.CaseCommand:
    """The command to the case, in the name of who took the step; a commitment of its own opens a case."""
    match event:
        case InterviewNoticeServed():
            return case.ScheduleInterview(
                case_id=subject,
                by=by,
                now=now,
                letter=event.letter,
                on=day_of(event.invitation.at),
                hosts=event.hosts,
                interview=event.about.id,
                invitation=event.invitation,
            )
        case MeetingHeld():
            measures = tuple(
                Measure(one.measure, one.person, one.due_on)
                for one in event.commitments
                if one.case == subject
            )
            note = f"{event.host_statement}\n{event.unit_statement}"
            meeting = Meeting(event.attendees, event.host_statement, event.unit_statement)
            return _recorded(subject, by, now, measures, note, event.letter, meeting)
        case MeetingUnattended():
            return _recorded(subject, by, now, (), event.reason, "")
        case InvestigationGroupFormed():
            names = tuple(member.name for member in event.members)
            return case.FormWorkGroup(case_id=subject, by=by, now=now, members=names)
        case CommitmentsOpened():
            commitment = next(one for issue, one in event.commitments if issue == subject)
            return _opened(event, subject, commitment, now, terms)


def _recorded(
    subject: UUID,
    by: Actor,
    now: datetime,
    measures: tuple[Measure, ...],
    note: str,
    letter: str,
    meeting: Meeting | None = None,
) -> case.RecordInterview:
    return case.RecordInterview(
        case_id=subject,
        by=by,
        now=now,
        attended=bool(letter),
        commitments=measures,
        note=note,
        letter=letter,
        meeting=meeting,
    )


def _opened(
    event: CommitmentsOpened, issue: UUID, commitment: Commitment, now: datetime, terms: Terms
) -> case.OpenCase:
    """One commitment, one case, with the time that was promised."""
    interview: Proceeding = event.about
    number = 1 + [one for one, _ in event.commitments].index(issue)
    about = About(
        case_id=case_of(issue),
        number=f"{interview.number}-{number}",
        issue=issue,
        unit=interview.unit,
        unit_name=interview.unit_name,
        superior=interview.superior,
        severity=ORDINARY,
        problem=commitment.matter,
    )
    promised = Issue(
        visit=interview.id,
        line=interview.line,
        zone=None,
        inspectors=(),
        department=None,
        theme=THEME,
        demand=f"{commitment.measure}（责任人：{commitment.person}）",
        working_days=max(1, terms.workdays_left(event.on, commitment.due_on)),
        found_on=event.on,
        fed_back_on=event.on,
        ledger=None,
    )
    return case.OpenCase(case_id=about.case_id, by=SYSTEM, now=now, about=about, issue=promised)
