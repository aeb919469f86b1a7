"""A message is put into one inbox and read once."""

from dataclasses import replace
from uuid import UUID

from services.notification.domain.commands import MarkRead, RequestMessage
from services.notification.domain.events import MessageDelivered, MessageRead, MessageRequested
from services.notification.domain.message import MESSAGE, MessageOfSomebodyElse, NoSuchMessage
from shared.testing.given_when_then import DeciderTest
from tests.unit.notification.people import HEAD, NOW, SYSTEM, UNIT_INBOX

ID = UUID("00000000-0000-5000-8000-000000000001")
CASE = UUID("00000000-0000-5000-8000-000000000002")

message = DeciderTest(MESSAGE)

request = RequestMessage(
    by=SYSTEM,
    now=NOW,
    message_id=ID,
    recipient=UNIT_INBOX,
    kind="plan-returned",
    subject="梧桐小学的整改方案被退回（第1轮）",
    body="退回理由：第2项措施没有写明责任人。",
    urgent=False,
    fact="rectification.plan-returned.v1",
    case_id=CASE,
    number="202609-044-4",
    unit="319991-0008",
)
requested = MessageRequested(
    message_id=ID,
    recipient=UNIT_INBOX,
    kind="plan-returned",
    subject=request.subject,
    body=request.body,
    urgent=False,
    fact="rectification.plan-returned.v1",
    case_id=CASE,
    number="202609-044-4",
    unit="319991-0008",
)
delivered = MessageDelivered(ID, UNIT_INBOX, "plan-returned", "inbox")
mark_read = MarkRead(HEAD, NOW, ID, frozenset({UNIT_INBOX, "role:unit"}))
read = MessageRead(ID, UNIT_INBOX, "plan-returned", "gaoweidong")


def test_a_requested_message_is_in_its_inbox_at_once() -> None:
    message.when(request).then(requested, delivered)


def test_requesting_it_again_changes_nothing() -> None:
    message.again(request)


def test_a_message_that_was_read_is_not_requested_again() -> None:
    message.given(requested, delivered, read).when(request).then_nothing()


def test_whoever_may_open_the_inbox_can_mark_a_message_read() -> None:
    message.given(requested, delivered).when(mark_read).then(read)


def test_marking_it_read_again_changes_nothing() -> None:
    message.given(requested, delivered).again(mark_read)


def test_nobody_reads_the_message_of_somebody_else() -> None:
    stranger = replace(mark_read, inboxes=frozenset({"unit:319991-0001"}))
    message.given(requested, delivered).when(stranger).then_refused(MessageOfSomebodyElse)
    message.given(requested, delivered, read).when(stranger).then_refused(MessageOfSomebodyElse)


def test_what_was_never_sent_cannot_be_read() -> None:
    message.when(mark_read).then_refused(NoSuchMessage)
