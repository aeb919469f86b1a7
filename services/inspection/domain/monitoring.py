"""评估监测: a result as its publisher gives it, corrected by a new version that keeps the old (Q4, Q27)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID, uuid5

from services.inspection.domain.procedure import Person, person
from services.inspection.domain.report import same_words
from services.inspection.domain.standing import require_text
from services.inspection.domain.terms import day_of, spoken
from services.inspection.domain.third_party import OnBehalf
from shared.event_sourcing.decider import Actor, Decider, Refused

MONITORING = UUID("7d0a1e8c-6f5b-5c39-9a57-1b2f3c4d5e61")


@dataclass(frozen=True, slots=True)
class Source:
    """Who published the result, when, and in which document (文号, empty where there is none)."""

    publisher: str
    published_on: date
    document: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured: `value` as it was published, in `measure` (%, 分, 人…), of a unit or of the district.

    `subject` is the code of either; `year` is the year it is about.
    """

    indicator: str
    year: int
    subject: str
    subject_name: str
    value: str
    measure: str


@dataclass(frozen=True, slots=True)
class Result:
    measured: Measured
    source: Source


def result_id(result: Result) -> UUID:
    """A publisher gives one result of an indicator, a year and a subject, whatever the document."""
    of = result.measured
    parts = (result.source.publisher, of.indicator, str(of.year), of.subject)
    return uuid5(MONITORING, "|".join(map(same_words, parts)))


@dataclass(frozen=True, slots=True)
class RecordMonitoringResult:
    """Take over a result; one that differs from what was recorded corrects it and says why.

    `engagement` names the monitoring a third party was engaged for, `on_behalf` the third party.
    """

    by: Actor
    now: datetime
    result: Result
    reason: str = ""
    on_behalf: OnBehalf | None = None


@dataclass(frozen=True, slots=True)
class MonitoringResultRecorded:
    """`reason` is why the version before this one was wrong, None for the first."""

    id: UUID
    version: int
    result: Result
    reason: str | None
    on_behalf: OnBehalf | None
    by: Person
    on: date


Versions: TypeAlias = tuple[MonitoringResultRecorded, ...]
"""Everything that was recorded of one thing measured, the oldest first; the last one holds."""


class PublishedLater(Refused):
    field = "published_on"

    def __init__(self, on: date) -> None:
        super().__init__(f"发布日期{spoken(on)}还没有到。请核对日期。")


class CorrectionUnexplained(Refused):
    """What was recorded is not replaced in silence."""

    field = "reason"

    def __init__(self, known: Result) -> None:
        of, source = known.measured, known.source
        document = f"，{source.document}" if source.document else ""
        super().__init__(
            f"{of.subject_name}{of.year}年的“{of.indicator}”已登记为{of.value}{of.measure}"
            f"（{source.publisher}{spoken(source.published_on)}发布{document}），与这次不同。"
            "若是更正，请写明更正理由；若是另一项指标，请写得有区别。"
        )


def decide(command: RecordMonitoringResult, versions: Versions) -> list[MonitoringResultRecorded]:
    """A row that was taken over before is known, also when it was corrected since: a file can come again."""
    result, today, reason = command.result, day_of(command.now), command.reason.strip() or None
    known = versions[-1] if versions else None
    if any((one.result, one.reason) == (result, reason) for one in versions):
        return []
    if known is not None and known.result == result:
        return []
    require_text(result.source.publisher, "发布单位")
    require_text(result.measured.value, "监测值")
    if result.source.published_on > today:
        raise PublishedLater(result.source.published_on)
    if known is not None and reason is None:
        raise CorrectionUnexplained(known.result)
    return [
        MonitoringResultRecorded(
            result_id(result),
            len(versions) + 1,
            result,
            reason if known else None,
            command.on_behalf,
            person(command.by),
            today,
        )
    ]


def evolve(versions: Versions, event: MonitoringResultRecorded) -> Versions:
    return (*versions, event)


MONITORED: Decider[RecordMonitoringResult, Versions, MonitoringResultRecorded] = Decider((), decide, evolve)
