"""An obligation: what must be done by when under which rule, and whether it was."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from shared.workdays.deadline import SHANGHAI

OBLIGATIONS = UUID("3b8c7a40-6a0f-5c43-8d0e-0e9f3b1c2d55")


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """Something the inspection institution owes.

    `rule` is the key of the rule and `basis` its citation, or 本区设定. `subject` tells it from others under the
    rule that fall on the same day; `about` is what people call it. It falls due at `falls_at`; `done_at` is None
    while it is not done. `unit` and `inspectors` are empty for what is the office's alone.
    """

    rule: str
    title: str
    basis: str
    subject: str
    about: str
    since: date
    due_on: date
    falls_at: datetime
    done_at: datetime | None
    explanation: str
    unit: str | None = None
    zone: str | None = None
    inspectors: tuple[str, ...] = ()

    @property
    def id(self) -> UUID:
        """The same whoever reckons it and whenever."""
        return uuid5(OBLIGATIONS, f"{self.rule}|{self.subject}|{self.falls_at.astimezone(UTC).isoformat()}")

    def missed(self, now: datetime) -> bool:
        """Whether its time passed without it, done late or not at all."""
        return self.falls_at <= now and (self.done_at is None or self.done_at >= self.falls_at)

    def owed(self, now: datetime) -> bool:
        """Whether it is overdue still: what was missed is owed until it is done."""
        return self.missed(now) and self.done_at is None

    def days_late(self, today: date) -> int:
        """Calendar days from the due day to today."""
        return max(0, (today - self.due_on).days)


def midnight_after(day: date) -> datetime:
    """24:00 of the day in Shanghai (民法典 203)."""
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def start_of(day: date) -> datetime:
    """0:00 of the day in Shanghai: what was done on a day was done in time on that day."""
    return datetime.combine(day, time(), SHANGHAI)
