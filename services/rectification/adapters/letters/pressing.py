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
from services.rectification.domain.letters import LETTER_WORDS, SORTS, served
from services.rectification.domain.terms import spoken
from shared.letters.citing import cited
from shared.letters.values import Numbered, Printed, Signed

RESPONSIBLE = "主要负责人"


def interview_notice(event: InterviewScheduled, of: History) -> InterviewNotice:
    """约谈通知书: the head of the unit, or whoever is responsible for it."""
    about, unit = event.about, of.unit
    interview = Interview(
        reason=reason(of),
        hosts=event.hosts,
        chair_name="",
        chair_post="",
        persons=(Interviewed(unit.head_name or RESPONSIBLE, unit.head_title),),
        time=event.held_on,
        place="",
        matters=(InterviewMatter(about.problem.rstrip("。；"), (about.number,)),),
        excuse_due=None,
        papers_due=None,
        copy_to=of.told_apart,
    )
    letter = Signed(event.letter, event.on)
    return InterviewNotice(
        of.office, letter, unit, interview, cited(InterviewRules, of.pack), of.told_apart or (unit.name,)
    )


def interview_record(event: InterviewHeld, of: History) -> InterviewRecord:
    """约谈记录: what was put on record; what the parties say and sign by hand is left blank."""
    called, unit = of.last(InterviewScheduled), of.unit
    assert called is not None, "an interview is held as scheduled"
    held = HeldInterview(
        hosts=called.hosts,
        time=called.held_on,
        end_time="",
        place="",
        chair_name="",
        chair_post="",
        recorder=event.by.name,
        line=LINES[of.before.issue.line],
        persons=(Attendee(unit.head_name or RESPONSIBLE, unit.head_title, True, ""),),
        others=(),
        notice_number=called.letter,
        reason=reason(of),
    )
    promised = tuple(
        Commitment(event.about.problem, one.measure, one.person, one.due_on) for one in event.commitments
    )
    said = Statements(event.note, "", promised, "", 2 + len(of.told_apart), of.told_apart)
    return InterviewRecord(Numbered(event.letter), unit, held, cited(InterviewRules, of.pack), said)


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
