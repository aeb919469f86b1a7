"""An interview of the sample district, and its history up to any stage."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from services.rectification.domain import interview_commands as ask
from services.rectification.domain.interview import interview_decider
from services.rectification.domain.interview_commands import InterviewCommand
from services.rectification.domain.interview_events import InterviewEvent
from services.rectification.domain.interview_parts import (
    Attendee,
    Commitment,
    Invitation,
    Invited,
    Recipient,
    Side,
    Signature,
)
from services.rectification.domain.interview_stages import Interview, InterviewState
from services.rectification.domain.proceeding import Kind
from shared.event_sourcing.decider import Actor, Role
from shared.testing.given_when_then import DeciderTest
from tests.unit.rectification.accountabilities import ABOUT as OF_UNIT
from tests.unit.rectification.accountabilities import DEPUTY, OFFICE, at
from tests.unit.rectification.samples import CALENDAR, CASE_ID, pack_on

ID = UUID("00000000-0000-4000-8000-000000000088")
ABOUT = replace(OF_UNIT, id=ID, kind=Kind.INTERVIEW, number="YT-0044-000000")
CHIEF = Actor("zhoucw", "周成文", Role.CHIEF_INSPECTOR)

InterviewTest = DeciderTest[InterviewCommand, InterviewState, InterviewEvent]
DECIDER = interview_decider(pack_on, CALENDAR)
CASE: InterviewTest = DeciderTest(DECIDER)

HEAD, VICE = Invited("高卫东", "校长"), Invited("吴海燕", "副校长")
INVITATION = Invitation(
    at(3, 12), "区政府会议室", Invited("周成文", "总督学"), (HEAD, VICE), date(2026, 3, 11)
)
CAME = (Attendee("高卫东", "校长"), Attendee("吴海燕", "副校长", "住院"))
OWN = Commitment("留样", "留样柜当天到位", "高卫东", date(2026, 3, 25), CASE_ID)
OTHER = Commitment("制度", "修订食堂管理制度", "吴海燕", date(2026, 5, 29))
SIGNED_BY = tuple(Signature(side, "某某") for side in Side)


def on(command: type[Any], now: Any, by: Actor = OFFICE, **fields: Any) -> Any:
    return command(proceeding=ID, by=by, now=now, **fields)


def after(given: InterviewTest, *commands: InterviewCommand) -> InterviewTest:
    for command in commands:
        outcome = given.when(command)
        assert outcome.events, outcome.refusal
        given = given.given(*outcome.events)
    return given


def standing(given: InterviewTest) -> Interview:
    state = given.when(on(ask.CloseInterview, at(3, 2), note="")).state
    assert isinstance(state, Interview)
    return state


PROPOSE = on(ask.ProposeInterview, at(3, 2), DEPUTY, about=ABOUT, reason="督办逾期", cases=(CASE_ID,))
APPROVE = on(ask.ApproveInterview, at(3, 3), CHIEF, approve=True, reason="同意")
CONFIRM = [
    on(ask.ConfirmCoHost, at(3, 4), host=host, paper="复函") for host in ("区教育督导委员会", "区教育局")
]
NOTICE = on(ask.ServeInterviewNotice, at(3, 5), letter="约1", invitation=INVITATION)
MEETING = on(
    ask.RecordMeeting,
    at(3, 12) + timedelta(hours=2),
    letter="约2",
    attendees=CAME,
    host_statement="限期整改",
    unit_statement="接受批评",
    commitments=(OWN, OTHER),
)
SIGN = on(ask.SignRecord, at(3, 13), signatures=SIGNED_BY)
REST = [
    on(ask.ServeRecord, at(3, 16), received_by="高卫东"),
    *(on(ask.CopyRecord, at(3, 16), recipient=one, name="某机关", receipt="回执1") for one in Recipient),
    on(ask.OpenCommitments, at(3, 16)),
]
CLOSE = on(ask.CloseInterview, at(3, 17), CHIEF, note="承诺已转入整改")
PATH: list[InterviewCommand] = [PROPOSE, APPROVE, *CONFIRM, NOTICE, MEETING, SIGN, *REST, CLOSE]
PROPOSED, APPROVED, ONE_HOST, HOSTED, NOTIFIED, HELD, SIGNED = (after(CASE, *PATH[:n]) for n in range(1, 8))
COMPLETE = after(SIGNED, *REST)
