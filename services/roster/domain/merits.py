"""What an inspector did and how he was found to do it: training, yearly appraisal (条例 8), rewards."""

from datetime import date, datetime

from services.roster.domain.details import TrainingMode
from services.roster.domain.events import (
    InspectorAppraised,
    InspectorEvent,
    InspectorRewarded,
    TrainingRecorded,
)
from services.roster.domain.inspector_commands import AppraiseInspector, RecordTraining, RewardInspector
from services.roster.domain.standing import Appointed
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack
from shared.workdays.deadline import SHANGHAI


class DayInTheFuture(Refused):
    field = "on"

    def __init__(self, today: date) -> None:
        super().__init__(f"日期不能晚于今天（{today}）。请改正日期。")


class TrainingRecordedOtherwise(Refused):
    field = "correction"

    def __init__(self, hours: int) -> None:
        super().__init__(f"这次培训已登记为{hours}学时。要更正的，请写明更正理由。")


class NoHoursTrained(Refused):
    field = "hours"

    def __init__(self) -> None:
        super().__init__("培训学时要大于0。请改正；登记错了要作废的，请写明更正理由。")


class NoSuchGrade(Refused):
    field = "grade"

    def __init__(self, grades: tuple[str, ...]) -> None:
        super().__init__(f"考核等次只能是{'、'.join(grades)}。请改正。")


class YearNotOver(Refused):
    field = "year"

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年还没有到，不能登记考核。请改正年度。")


class AppraisedOtherwise(Refused):
    field = "reason"

    def __init__(self, year: int, grade: str) -> None:
        super().__init__(f"{year}年度考核已登记为{grade}。要更正的，请写明理由。")


class TooFewHours(Refused):
    """督学管理暂行办法: training done is one of the things appraised, 40 hours a year at least (art. 21)."""

    article = "《督学管理暂行办法》（教督〔2016〕2号）第二十一条"
    field = "reason"

    def __init__(self, hours: int, needed: str, grade: str) -> None:
        super().__init__(f"当年集中培训{hours}学时，不足{needed}。确需评为{grade}的，请写明理由。")


def record_training(command: RecordTraining, office: Appointed) -> list[InspectorEvent]:
    known = office.trainings.get((command.on, command.title, command.mode))
    if command.hours < (0 if known and command.correction else 1):  # None at all: it was recorded by mistake.
        raise NoHoursTrained
    check_not_future(command.on, command.now)
    if known and known.hours == command.hours:
        return []
    if known and not command.correction:
        raise TrainingRecordedOtherwise(known.hours)
    return [
        TrainingRecorded(
            command.inspector,
            command.on,
            command.hours,
            command.mode,
            command.title,
            command.correction if known else None,
            _completes(command, office),
        )
    ]


def _completes(command: RecordTraining, office: Appointed) -> bool:
    """Whether the hours before the job are enough with this record; who was let in without them stays so."""
    if command.mode is not TrainingMode.PRE_JOB:
        return True
    before = {key: one.hours for key, one in office.trainings.items() if key[2] is TrainingMode.PRE_JOB}
    if office.trained and not before:
        return True
    before[command.on, command.title, command.mode] = command.hours
    return sum(before.values()) >= command.rules.rule("pre_job_hours").number


def appraise_inspector(command: AppraiseInspector, office: Appointed) -> list[InspectorEvent]:
    """The yearly appraisal (条例 8), which looks at the 40 hours of training too (督学管理暂行办法)."""
    given = grades(command.rules)
    if command.grade not in given:
        raise NoSuchGrade(given)
    if command.year > today(command.now).year:
        raise YearNotOver(command.year)
    known = office.grades().get(command.year)
    if known == command.grade:
        return []
    if known and not command.reason:
        raise AppraisedOtherwise(command.year, known)
    hours, needed = office.hours(command.year, command.rules), command.rules.rule("training_hours")
    if command.grade in given[:2] and hours < needed.number and not command.reason:
        raise TooFewHours(hours, needed.amount, command.grade)
    return [InspectorAppraised(command.inspector, command.year, command.grade, hours, command.reason)]


def reward_inspector(command: RewardInspector, office: Appointed) -> list[InspectorEvent]:
    check_not_future(command.on, command.now)
    if (command.on, command.title) in office.rewards:
        return []
    return [InspectorRewarded(command.inspector, command.on, command.title, command.document)]


def grades(rules: RulePack) -> tuple[str, ...]:
    """From the best to the worst."""
    return rules.rule("appraisal_grades").words


def today(now: datetime) -> date:
    """The day in Shanghai."""
    return now.astimezone(SHANGHAI).date()


def check_not_future(day: date, now: datetime) -> None:
    if day > today(now):
        raise DayInTheFuture(today(now))
