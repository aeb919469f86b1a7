"""The plain data of the shell around every page: where one is, who one is, what is new."""

from dataclasses import dataclass
from datetime import date

from shared.web.components import Link


@dataclass(frozen=True, slots=True)
class Door:
    """An entry of the main navigation. Only doors this person may open are listed."""

    name: str
    url: str
    icon: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, in which role."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the shell shows. An empty url hides what it would lead to.

    `csrf` goes into every form that posts. `stream_url` is a Server-Sent Events address where every event
    is one new message for this person; `unread_url` answers `{"unread": n}` and is asked for the count that
    the bell then shows. `renew_url` is asked for the session's next token after `renew_in` seconds and
    every five minutes from then on. `done` is what the last action achieved and whose turn it is now.
    """

    title: str
    place: str
    today: date
    home_url: str
    doors: tuple[Door, ...] = ()
    person: Person | None = None
    csrf: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    renew_url: str = ""
    renew_in: int = 0
    inbox_url: str = ""
    unread: int = 0
    search_url: str = ""
    stream_url: str = ""
    unread_url: str = ""
    done: str = ""
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What went wrong, whether the reader's work is safe, and the way out."""

    title: str
    text: str
    icon: str = "alert"
    grave: bool = True
    ways: tuple[Link, ...] = ()
    reference: str = ""
