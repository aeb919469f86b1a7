"""What may be sent about plans, themes, campaigns and what the office owes, field by field."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from services.inspection.domain import plan_commands as ask
from services.inspection.domain.campaign_commands import Theme
from services.inspection.domain.decimals import plain
from services.inspection.domain.planning import Activity
from services.inspection.domain.procedure import Kind
from services.inspection.domain.report import Line
from services.inspection.domain.standing_reports import FileStandingReport, Series
from services.inspection.entrypoints.bodies import Body, Code, Day, Name, Text
from shared.event_sourcing.decider import Actor
from shared.runtime.texts import LINES

Year = Annotated[int, Field(ge=2000, lt=2100)]
Month = Annotated[int, Field(ge=1, le=12)]
Codes = Annotated[tuple[Code, ...], Field(min_length=1, max_length=2000)]
Names = Annotated[tuple[Name, ...], Field(max_length=50)]


def _written_out(number: Decimal) -> Decimal:
    """80 for 8E1, and no minus before a zero: it is kept and printed as it is written here."""
    return Decimal(plain(abs(number)))


Score = Annotated[
    Decimal, Field(ge=0, le=10_000, max_digits=7, decimal_places=2), AfterValidator(_written_out)
]
Reasons = Annotated[dict[Code, Text], Field(max_length=2000)]
ThemeMonth = Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class ItemBody(Body):
    """One item. Without `id` it gets one of its words, month and activity."""

    id: UUID | None = None
    activity: Activity
    theme: Name
    month: Month
    units: Codes
    line: Line = Line.SCHOOL
    day: Day | None = None
    campaign: UUID | None = None


Items = Annotated[tuple[ItemBody, ...], Field(max_length=500)]


class DraftBody(Body):
    title: Name
    items: Items
    reasons: Reasons = Field(default_factory=dict)


class ConsultationBody(Body):
    department: Name
    sent_on: Day
    reply_by: Day

    def command(self, year: int, by: Actor, now: datetime) -> ask.ConsultDepartment:
        return ask.ConsultDepartment(year=year, by=by, now=now, **self.model_dump())


class ReplyBody(Body):
    department: Name
    replied_on: Day
    suggestions: Annotated[tuple[Text, ...], Field(max_length=100)] = ()

    def command(self, year: int, by: Actor, now: datetime) -> ask.RecordReply:
        return ask.RecordReply(year=year, by=by, now=now, **self.model_dump())


class SuggestionBody(Body):
    department: Name
    suggestion: Annotated[int, Field(ge=1, le=100)]
    adopted: bool
    reason: Text

    def command(self, year: int, by: Actor, now: datetime) -> ask.SettleSuggestion:
        return ask.SettleSuggestion(year=year, by=by, now=now, **self.model_dump())


class MergeBody(Body):
    items: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=20)]
    units: Codes
    reason: Text

    def command(self, year: int, by: Actor, now: datetime) -> ask.MergeItems:
        return ask.MergeItems(year=year, by=by, now=now, **self.model_dump())


class PlaceBody(Body):
    place: Name


class AmendmentBody(Body):
    amendment: UUID | None = None
    removed: Annotated[tuple[UUID, ...], Field(max_length=500)] = ()
    added: Items = ()
    reason: Text
    reasons: Reasons = Field(default_factory=dict)


class AmendmentDecisionBody(Body):
    granted: bool
    reason: Text


class ThemeBody(Body):
    name: Name
    items: Annotated[tuple[Name, ...], Field(max_length=100)]
    line: Line = Line.SCHOOL
    local_max: Annotated[int, Field(ge=0, le=100)] | None = None


class VersionBody(Body):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), LINES] = ""


class LocalItemsBody(Body):
    zone: Name
    items: Annotated[tuple[Name, ...], Field(max_length=100)]


class CampaignUnitBody(Body):
    """`stage` is the row of the totals the unit is counted in; without it, what kind of unit it is."""

    unit: Code
    stage: Name | None = None


class CampaignBody(Body):
    campaign: UUID | None = None
    name: Name
    year: Year
    matters: Names
    units: Annotated[tuple[CampaignUnitBody, ...], Field(max_length=2000)]
    pass_mark: Score
    full_mark: Score = Decimal(100)
    line: Line = Line.SCHOOL

    def theme(self) -> Theme:
        return Theme(self.name, self.line, self.year, self.matters, self.pass_mark, self.full_mark)


class ResultBody(Body):
    unit: Code
    score: Score
    assessed_on: Day
    remark: Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), LINES] = ""


class CorrectionBody(Body):
    unit: Code
    score: Score
    reason: Text


class ExcuseBody(Body):
    unit: Code
    reason: Text


class CountingBody(Body):
    since: Day
    reason: Text


class EarlierBody(Body):
    unit: Code
    kind: Kind
    ended_on: Day
    source: Text


class StandingReportBody(Body):
    """`period`: 2026-06 or 2026-12 for a half-year to the party, 2026 for a yearly report."""

    series: Series
    period: Annotated[str, StringConstraints(pattern=r"^20[0-9]{2}(-(0[1-9]|1[0-2]))?$")]
    title: Name
    addressee: Name

    def command(self, by: Actor, now: datetime, months: tuple[int, ...]) -> FileStandingReport:
        return FileStandingReport(by=by, now=now, months=months, **self.model_dump())
