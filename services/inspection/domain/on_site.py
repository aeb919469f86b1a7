"""What is noted on the spot: who came when and where, what was checked, the pictures, the words exchanged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from shared.workdays.deadline import SHANGHAI

COARSE = 200  # metres; a fix wider than a school's grounds says little


class FixSource(StrEnum):
    """Where a position comes from; `DEVICE` when the phone does not say how it knows."""

    GPS = "gps"
    NETWORK = "network"
    DEVICE = "device"
    MANUAL = "manual"


class PictureSource(StrEnum):
    CAMERA = "camera"
    GALLERY = "gallery"


class Outcome(StrEnum):
    """What came of one item of the checklist."""

    NO_ISSUE = "无问题"
    NOT_APPLICABLE = "不适用"
    FIXED = "当场整改"
    RECTIFY = "限期整改"
    COORDINATE = "部门协调"
    HAZARD = "重大隐患"

    @property
    def is_problem(self) -> bool:
        """Whether a finding must follow; what was mended on the spot is done with."""
        return self in (Outcome.RECTIFY, Outcome.COORDINATE, Outcome.HAZARD)


@dataclass(frozen=True, slots=True)
class Fix:
    """One position, in degrees (WGS 84) as decimal text; `accuracy` in metres.

    `mock`: the phone said that the position is made up; None when it does not say. One fix is kept, never a
    track (PIPL 28: whereabouts are sensitive).
    """

    latitude: str
    longitude: str
    accuracy: int | None
    source: FixSource
    mock: bool | None


@dataclass(frozen=True, slots=True)
class Presence:
    """A check-in or check-out. `at` is the phone's time; without a fix there is only the place in words."""

    at: datetime
    place: str
    fix: Fix | None


@dataclass(frozen=True, slots=True)
class Check:
    """One item of the checklist as it was found. `own`: added by the inspector (自选)."""

    item: str
    text: str
    outcome: Outcome
    note: str
    own: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The published checklist the visit was made by, as its theme's id and version, item by item."""

    theme: str
    version: int
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo in the file store, by its SHA-256."""

    sha256: str
    taken_at: datetime | None
    source: PictureSource
    caption: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What was said on the spot: to whom, what he answered, and the picture of his signature if there is one."""

    told: str
    answer: str
    signature: str | None


def doubts(came: Presence | None, left: Presence | None, visited_on: date) -> tuple[str, ...]:
    """What of the attendance does not speak for itself. It is shown to the office and blocks nothing."""
    parts = (("签到", came), ("签退", left))
    told = [f"{what}{doubt}" for what, one in parts if one is not None for doubt in _doubts(one, visited_on)]
    if came and left and left.at < came.at:
        told.append("签退时间早于签到时间")
    return tuple(told)


def _doubts(one: Presence, visited_on: date) -> Iterator[str]:
    if one.at.astimezone(SHANGHAI).date() != visited_on:
        yield "时间不在督导当天"
    if one.fix is None:
        yield "没有定位"
        return
    if one.fix.mock:
        yield "使用了模拟位置"
    if one.fix.source is FixSource.MANUAL:
        yield "位置由本人手动填写"
    if one.fix.accuracy is not None and one.fix.accuracy > COARSE:
        yield f"定位精度只有±{one.fix.accuracy}米"
