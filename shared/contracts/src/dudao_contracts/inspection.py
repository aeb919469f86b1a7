"""Facts of the inspections: visits, comprehensive and special inspections, and the issues they raise."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from .due import Due
from .envelope import FACTS, Fact

Severity = Literal["轻微", "一般", "严重", "重大隐患"]
Line = Literal["government", "school", "monitoring"]


class InspectionFact(Fact):
    service: ClassVar[str] = "inspection"


@FACTS.add
class VisitRecordedV1(InspectionFact):
    """A regular visit (经常性督导) was recorded; immutable from then on.

    `out_of_term` are those of its inspectors whose term had run out by that day.
    """

    name: ClassVar[str] = "visit-recorded"
    visit: UUID
    number: str
    unit: str
    visited_on: date
    inspectors: tuple[str, ...]
    themes: tuple[str, ...]
    minutes: int | None
    lessons_heard: int
    plans_read: int
    interviews: int
    photos: int
    issues: int
    summary: str
    out_of_term: tuple[str, ...] = ()


class LedgerEntry(BaseModel):
    """What the spreadsheet an office kept before says of an issue (台账原记载)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file_sha256: str
    row: int
    responsible: str | None
    due_on: date | None
    rectification: str | None
    closed: bool


class Source(BaseModel):
    """Who above found it (上级督导、巡察), the number it has there, and by when a reply is wanted."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: Literal["上级督导", "巡察"]
    body: str
    number: str
    received_on: date
    reply_by: date | None


@FACTS.add
class IssueRaisedV1(InspectionFact):
    """A finding that a unit must rectify (问题), fed back to it; one case follows from it.

    `working_days` is the limit set for rectification, in statutory workdays (工作日) from service of
    the notice; None when the ledger gave a date instead (`ledger.due_on`), or nobody has set one yet. `opinion` is
    the number of the 督导意见书 that fed it back, and `visit` then the id of the comprehensive or special
    inspection. `source` is there when somebody above found it; `visit` is then its own id. `helping` are further
    departments that must help, `evidence` files by SHA-256, `earlier` an issue of before that came back.
    """

    name: ClassVar[str] = "issue-raised"
    issue: UUID
    visit: UUID
    number: str
    unit: str
    unit_name: str
    zone: str | None
    superior: str | None
    inspectors: tuple[str, ...]
    line: Line
    theme: str
    problem: str
    demand: str
    severity: Severity
    working_days: int | None
    department: str | None
    found_on: date
    fed_back_at: AwareDatetime
    ledger: LedgerEntry | None = None
    opinion: str | None = None
    source: Source | None = None
    cause: str | None = None
    responsible: str | None = None
    helping: tuple[str, ...] = ()
    indicator: str | None = None
    evidence: tuple[str, ...] = ()
    earlier: UUID | None = None


@FACTS.add
class UrgentHazardReportedV1(InspectionFact):
    """A danger to life was found (重大隐患): unit, departments and office are told at once (条例 15).

    `found_at` and the minute it had to be told by, `due_at`, are None where nobody knows when it was found; `told`
    is who of the unit knew of it on the spot.
    """

    name: ClassVar[str] = "urgent-hazard-reported"
    issue: UUID
    visit: UUID
    unit: str
    unit_name: str
    problem: str
    demand: str
    department: str | None
    helping: tuple[str, ...] = ()
    found_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    told: str | None = None


@FACTS.add
class VisitAnnouncedV1(InspectionFact):
    """The unit is told of a regular visit; one that comes unannounced is never published before its record."""

    name: ClassVar[str] = "visit-announced"
    visit: UUID
    unit: str
    unit_name: str
    inspectors: tuple[str, ...]
    on: date
    themes: tuple[str, ...]


@FACTS.add
class VisitCancelledV1(InspectionFact):
    """A visit the unit had been told of will not be made."""

    name: ClassVar[str] = "visit-cancelled"
    visit: UUID
    unit: str
    unit_name: str
    on: date
    reason: str


class ProcedureFact(InspectionFact):
    """Every fact about a comprehensive or special inspection says which one, and of whom."""

    inspection: UUID
    number: str
    kind: Literal["综合督导", "专项督导"]
    line: Line
    unit: str
    unit_name: str
    superior: str | None


@FACTS.add
class TeamFormedV1(ProcedureFact):
    """The team (督导小组) of an inspection as it is from now on; the latest `sequence` wins."""

    name: ClassVar[str] = "team-formed"
    inspectors: tuple[str, ...]
    leader: str
    experts: tuple[str, ...]


@FACTS.add
class InspectionAnnouncedV1(ProcedureFact):
    """The written notice (督导通知) was served; nobody comes before `starts_on`."""

    name: ClassVar[str] = "inspection-announced"
    letter: str
    matters: tuple[str, ...]
    starts_on: date
    self_evaluation_by: date | None


@FACTS.add
class PreliminaryOpinionServedV1(ProcedureFact):
    """初步督导意见 was served: the unit may defend itself until `defence_due.on`.

    `from_receipt`: the period begins when the unit receives it, so that is the earliest day on which it ends.
    """

    name: ClassVar[str] = "preliminary-opinion-served"
    letter: str
    problems: int
    defence_due: Due
    from_receipt: bool = False


@FACTS.add
class DefenceFiledV1(ProcedureFact):
    """The unit defended itself (申辩); what it says stays with the office."""

    name: ClassVar[str] = "defence-filed"
    defence: int


@FACTS.add
class OpinionServedV1(ProcedureFact):
    """督导意见书 was served; each of its problems is an issue of its own (`issue-raised`)."""

    name: ClassVar[str] = "opinion-served"
    letter: str
    problems: int
    due_on: date
    late: bool


@FACTS.add
class ReportFiledUpwardV1(ProcedureFact):
    """督导报告 went to the government and was filed with the next higher institution (条例 23)."""

    name: ClassVar[str] = "report-filed-upward"
    letter: str
    government: str
    filed_with: str


@FACTS.add
class ResultPublishedV1(ProcedureFact):
    """A result was published at a place, after approval."""

    name: ClassVar[str] = "result-published"
    document: Literal["督导报告", "督导意见书"]
    place: str


@FACTS.add
class InspectionObstructedV1(ProcedureFact):
    """The unit refused or hindered a step (条例 25)."""

    name: ClassVar[str] = "inspection-obstructed"
    step: Literal["自评", "现场考察", "听取意见"]
    on: date
    facts: str


@FACTS.add
class InspectionClosedV1(ProcedureFact):
    """The inspection ended: closed when all its issues were settled, or cancelled with a reason.

    `letter` is the number of its notice, None when the unit was never told of it.
    """

    name: ClassVar[str] = "inspection-closed"
    outcome: Literal["closed", "cancelled"]
    reason: str | None
    letter: str | None


@FACTS.add
class ResultScoredV1(InspectionFact):
    """The score with which an opinion is served (最终得分); nothing of it changes any more.

    `inspection` is what was scored, `score` out of `full` by that version of the framework; numbers are decimals
    as text. `vetoed` are the veto items (一票否决) that were found. An A still has problems.
    """

    name: ClassVar[str] = "result-scored"
    inspection: UUID
    number: str
    unit: str
    unit_name: str
    unit_type: str
    superior: str | None
    framework: str
    framework_name: str
    framework_version: int
    score: str
    full: str
    grade: str
    vetoed: tuple[str, ...]
    on: date


@FACTS.add
class PlanApprovedV1(InspectionFact):
    """The annual plan (年度督导计划) was approved by a leader, or an amendment of it (`amended`).

    `items` counts its items from now on; `over_cap` the units visited more often than the office allows, each
    with a reason.
    """

    name: ClassVar[str] = "plan-approved"
    year: int
    items: int
    over_cap: int
    amended: bool


@FACTS.add
class PlanPublishedV1(InspectionFact):
    """The annual plan was published at a place."""

    name: ClassVar[str] = "plan-published"
    year: int
    place: str


@FACTS.add
class ThemePublishedV1(InspectionFact):
    """A version (`checklist`, from 1) of a month's theme (一月一主题) was published; it never changes. `month` is 2026-10."""

    name: ClassVar[str] = "theme-published"
    month: str
    theme: str
    line: Line
    checklist: int
    items: tuple[str, ...]
    local_max: int
    reason: str


@FACTS.add
class CampaignPublishedV1(InspectionFact):
    """A campaign (专项督导) with its units was announced. `pass_mark` (合格分值) is a decimal."""

    name: ClassVar[str] = "campaign-published"
    campaign: UUID
    campaign_name: str
    line: Line
    year: int
    matters: tuple[str, ...]
    units: tuple[str, ...]
    pass_mark: str


@FACTS.add
class CampaignConcludedV1(InspectionFact):
    """Every unit of a campaign has its result, or a reason for none; `arithmetic` adds it up."""

    name: ClassVar[str] = "campaign-concluded"
    campaign: UUID
    campaign_name: str
    passed: int
    assessed: int
    arithmetic: str


@FACTS.add
class OfficeDutyMissedV1(InspectionFact):
    """The inspection institution missed something it owes; it happened when the time had passed.

    `rule` and `basis` say under which rule, `about` what it is. `unit`, `zone`, `inspectors` are empty for what is
    the office's alone.
    """

    name: ClassVar[str] = "office-duty-missed"
    duty: UUID
    rule: str
    title: str
    basis: str
    about: str
    due_on: date
    explanation: str
    unit: str | None
    zone: str | None
    inspectors: tuple[str, ...]
