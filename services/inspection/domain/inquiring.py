"""The inquiry: self-evaluation and examination on site (条例 18), and what stood in its way (条例 25)."""

from datetime import date, datetime

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.inspection_commands import (
    HandInSelfEvaluation,
    RecordObstruction,
    RecordSiteVisit,
    ReviewSelfEvaluation,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import Group, Obstruction, Step, person
from services.inspection.domain.stages import Announced, FedBack, Inspection, SelfEvaluation, UnderOpinion
from services.inspection.domain.standing import (
    DoneOtherwise,
    NotNow,
    require_able,
    require_actor,
    require_own,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Terms, day_of, spoken
from shared.event_sourcing.decider import Refused

INQUIRY = "《教育督导条例》第十八条"


class SelfEvaluationNotAsked(Refused):
    article = INQUIRY

    def __init__(self) -> None:
        super().__init__("督导通知没有要求自评，不需要报送自评报告。")


class NothingToReview(Refused):
    article = INQUIRY

    def __init__(self) -> None:
        super().__init__("被督导单位还没有报送自评报告，不能审核。")


class BeforeTheNoticeSays(Refused):
    """条例 17: what was announced for a day does not happen before it."""

    article = "《教育督导条例》第十七条"
    field = "on"

    def __init__(self, starts_on: date) -> None:
        super().__init__(f"督导通知写明{spoken(starts_on)}开始，不能早于这一天。请改正日期。")


class NobodyOnSite(Refused):
    article = INQUIRY
    field = "inspectors"

    def __init__(self) -> None:
        super().__init__("没有写明参加现场考察的督学。请至少写一名督导小组成员。")


class InFuture(Refused):
    field = "on"

    def __init__(self, on: date) -> None:
        super().__init__(f"{spoken(on)}还没有到。请改正日期。")


class GroupNotNamed(Refused):
    field = "group"

    def __init__(self) -> None:
        super().__init__("听取意见受阻的，要写明是哪一方面的人员；其他步骤不用写。")


class NothingToObstruct(Refused):
    """What was not asked for, or was already done, cannot have been obstructed."""

    field = "step"

    def __init__(self, step: Step) -> None:
        super().__init__(f"{step}没有要求、已经完成或者期限未到，不能登记为受阻。请核对后再登记。")


def hand_in_self_evaluation(command: HandInSelfEvaluation, inspection: Inspection) -> list[InspectionEvent]:
    require_own(command.by, inspection)
    stage = inquiry_of(inspection, "报送自评报告")
    due = stage.self_evaluation_due
    if due is None:
        raise SelfEvaluationNotAsked
    if stage.self_evaluation is not None:
        if (stage.self_evaluation.text, stage.self_evaluation.files) == (command.text, command.files):
            return []
        raise DoneOtherwise("自评报告")
    require_text(command.text, "自评报告的内容")
    if command.missing:
        raise FilesNotHandedIn(command.missing, "files")
    today = day_of(command.now)
    return [
        happened.SelfEvaluationHandedIn(
            about=inspection.about,
            by=person(command.by),
            on=today,
            text=command.text,
            files=command.files,
            on_time=today <= due.on,
        )
    ]


def review_self_evaluation(
    command: ReviewSelfEvaluation, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    require_actor(command.by, inspection, command.roster)
    stage = inquiry_of(inspection, "审核自评报告")
    if not isinstance(stage.self_evaluation, SelfEvaluation):
        raise NothingToReview
    if stage.self_evaluation.reviewed is not None:
        if stage.self_evaluation.reviewed == command.note:
            return []
        raise DoneOtherwise("自评报告的审核意见")
    require_team(inspection, command, terms)
    require_text(command.note, "审核意见")
    return [
        happened.SelfEvaluationReviewed(
            about=inspection.about, by=person(command.by), on=day_of(command.now), note=command.note
        )
    ]


def record_site_visit(
    command: RecordSiteVisit, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    """Who was there could do duty on that day; `roster` speaks of that day."""
    require_actor(command.by, inspection, command.roster)
    stage, visit = inquiry_of(inspection, "登记现场考察"), command.visit
    if visit in stage.site_visits:
        return []
    require_team(inspection, command, terms)
    require_day(visit.on, stage.starts_on, command.now)
    if not visit.inspectors:
        raise NobodyOnSite
    require_able(inspection, visit.inspectors, command.roster)
    require_text(visit.record, "考察情况")
    return [
        happened.SiteVisited(
            about=inspection.about, by=person(command.by), on=day_of(command.now), visit=visit
        )
    ]


def record_obstruction(command: RecordObstruction, inspection: Inspection) -> list[InspectionEvent]:
    """It is on record; a self-evaluation or hearing that the unit refused is no longer waited for."""
    require_actor(command.by, inspection, command.roster)
    told = command.obstruction
    if told in inspection.obstructions:
        return []
    if not isinstance(inspection.stage, Announced | UnderOpinion | FedBack):
        raise NotNow("登记阻挠督导", inspection)
    require_text(told.facts, "阻挠的事实")
    if (told.step is Step.HEARING) != (told.group is not None):
        raise GroupNotNamed
    today = day_of(command.now)
    if told.on > today:
        raise InFuture(told.on)
    if isinstance(inspection.stage, Announced) and not _can_be_obstructed(inspection.stage, told):
        raise NothingToObstruct(told.step)
    return [
        happened.InspectionObstructed(
            about=inspection.about, by=person(command.by), on=today, obstruction=told
        )
    ]


def require_day(on: date, starts_on: date, now: datetime) -> None:
    """Refuses a day before the announced one, or after today."""
    if on < starts_on:
        raise BeforeTheNoticeSays(starts_on)
    if on > day_of(now):
        raise InFuture(on)


def obstructed(inspection: Inspection, step: Step, group: Group | None = None) -> bool:
    """Whether the unit obstructed it, so that the procedure may go on without."""
    return any(one.step is step and one.group is group for one in inspection.obstructions)


def _can_be_obstructed(stage: Announced, told: Obstruction) -> bool:
    """What was not due on that day, or is done, was not refused."""
    if told.step is Step.SELF_EVALUATION:
        due = stage.self_evaluation_due
        return due is not None and stage.self_evaluation is None and due.on < told.on
    if told.on < stage.starts_on:
        return False
    return told.step is Step.ON_SITE or told.group not in {hearing.group for hearing in stage.hearings}


def inquiry_of(inspection: Inspection, asked: str) -> Announced:
    """The inquiry while it goes on; what is asked for belongs to no other stage."""
    if not isinstance(inspection.stage, Announced):
        raise NotNow(asked, inspection)
    return inspection.stage
