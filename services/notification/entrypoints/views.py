"""What the pages of notification show: plain data given to the templates."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message to this person.

    `url` opens what it is about; `read_url` is posted to mark it read.
    """

    subject: str
    text: str
    sent_at: datetime
    case_number: str = ""
    url: str = ""
    read_url: str = ""
    unread: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class InboxView:
    """The messages of one person, newest first. `all_read_url` is posted to mark all of them read.

    `unread` counts all of them; `newest_url` and `older_url` lead through those that are not on this page.
    """

    messages: tuple[MessageView, ...]
    unread: int
    newest_url: str = ""
    older_url: str = ""
    all_read_url: str = ""
