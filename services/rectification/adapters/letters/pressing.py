"""From the log of a case to the values of its interviews and circulars."""

from services.rectification.adapters.letters.announcing import (
    Circular,
    CircularContents,
    CircularRow,
    CircularRules,
    Suggestion,
)
from services.rectification.adapters.letters.history import LINES, History
from services.rectification.adapters.letters.interviews import (
    Attendee,
    Commitment,
    HeldInterview,
    Interview,
    Interviewed,
    InterviewMatter,
    InterviewNotice,
    InterviewRecord,
    InterviewRules,
    Statements,
)
from services.rectification.domain.events import CircularIssued, InterviewHeld, InterviewScheduled
from services.rectification.domain.interview_parts import Invited
from services.rectification.domain.letters import LETTER_WORDS, SORTS, served
from services.rectification.domain.terms import spoken
from shared.letters.citing import cited
from shared.letters.values import Numbered, Printed, Signed

RESPONSIBLE = "主要负责人"


def interview_notice(event: InterviewScheduled, of: History) -> InterviewNotice:
    """约谈通知书: the head of the unit, or whoever is responsible for it."""
    about, unit, told = event.about, of.unit, event.invitation
    interview = Interview(
        reason=reason(of),
        hosts=event.hosts,
        chair_name=told.chair.name if told else "",
        chair_post=told.chair.post if told else "",
        persons=tuple(Interviewed(one.name, one.post) for one in _invited(event, of)),
        time=told.at if told else event.held_on,
        place=told.place if told else "",
        matters=(InterviewMatter(about.problem.rstrip("。；"), (about.number,)),),
        excuse_due=None,
        papers_due=told.papers_due if told else None,
        copy_to=of.told_apart,
    )
    letter = Signed(event.letter, event.on)
    return InterviewNotice(
        of.office, letter, unit, interview, cited(InterviewRules, of.pack), of.told_apart or (unit.name,)
    )


def interview_record(event: InterviewHeld, of: History) -> InterviewRecord:
    """约谈记录: what was put on record; what the parties say and sign by hand is left blank."""
    called = of.last(InterviewScheduled)
    assert called is not None, "an interview is held as scheduled"
    told = called.invitation
    held = HeldInterview(
        hosts=called.hosts,
        time=told.at if told else called.held_on,
        end_time="",
        place=told.place if told else "",
        chair_name=told.chair.name if told else "",
        chair_post=told.chair.post if told else "",
        recorder=event.by.name,
        line=LINES[of.before.issue.line],
        persons=_attendees(event, called, of),
        others=(),
        notice_number=called.letter,
        reason=reason(of),
    )
    promised = tuple(
        Commitment(event.about.problem, one.measure, one.person, one.due_on) for one in event.commitments
    )
    pointed_out, answered = (
        (event.meeting.host_statement, event.meeting.unit_statement) if event.meeting else (event.note, "")
    )
    said = Statements(pointed_out, answered, promised, "", 2 + len(of.told_apart), of.told_apart)
    return InterviewRecord(Numbered(event.letter), of.unit, held, cited(InterviewRules, of.pack), said)


def _attendees(event: InterviewHeld, called: InterviewScheduled, of: History) -> tuple[Attendee, ...]:
    if event.meeting is None:
        return tuple(Attendee(one.name, one.post, True, "") for one in _invited(called, of))
    return tuple(
        Attendee(one.name, one.post, not one.absence, one.absence) for one in event.meeting.attendees
    )


def _invited(called: InterviewScheduled, of: History) -> tuple[Invited, ...]:
    """Who must come: as invited, else the head of the unit or whoever is responsible for it."""
    if called.invitation is not None:
        return called.invitation.persons
    return (Invited(of.unit.head_name or RESPONSIBLE, of.unit.head_title),)


def circular(event: CircularIssued, of: History) -> Circular:
    """通报批评: what was done before, what came of it, and what is advised to the superiors."""
    about = event.about
    from_opinion = of.before.issue.opinion is not None
    contents = CircularContents(
        kind="通报批评",
        ground="art25" if from_opinion else "measures",
        subject_unit=about.unit_name,
        subject_matter="督导问题整改不力",
        addressees=(about.unit_name,),
        opening=steps(of),
        units=(about.unit_name,),
        result=f"{about.problem}（问题编号：{about.number}）",
        performance="",
        rows=(CircularRow(about.unit_name, 1, 0, 1, 1, of.ground),),
        rectification=event.content,
        decisions=(f"责令{about.unit_name}于{spoken(event.due.on)}前完成整改。",),
        suggestions=(Suggestion(event.suggestion, about.number),) if event.suggestion else (),
        reply_due=None,
        demands=(),
        disclosure="",
    )
    copies = of.told_apart or (of.office.government_name,)
    letter = Printed(event.letter, event.on, event.on)
    return Circular(of.office, letter, contents, cited(CircularRules, of.pack), (), copies)


def reason(of: History) -> str:
    """Why there is an interview: as the rung was proposed."""
    return f"{of.unit.appellation}{of.ground}。" if of.ground else ""


def steps(of: History) -> str:
    """What was served before, one after the other."""
    told = [
        f"{spoken(letter.on)}{'印制' if not letter.number else '发出'}{LETTER_WORDS[SORTS[type(stored.event)]]}"
        + (f"（{letter.number}）" if letter.number else "")
        for stored in of.log[:-1]
        if (letter := served(stored.event)) is not None
    ]
    return f"{'，'.join(told)}，{of.unit.name}仍未完成整改。" if told else ""
