"""A campaign (专项督导): a list that stands, one result for each unit, corrected with reasons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypedDict, assert_never
from uuid import UUID

from services.inspection.domain.campaign import Campaign, CampaignState, Unlisted, totals
from services.inspection.domain.campaign_commands import (
    CampaignCommand,
    ConcludeCampaign,
    CorrectResult,
    EnterResult,
    ExcuseUnit,
    Listed,
    PlanCampaign,
    PublishCampaign,
)
from services.inspection.domain.campaign_events import (
    CampaignConcluded,
    CampaignEvent,
    CampaignPlanned,
    CampaignPublished,
    ResultCorrected,
    ResultEntered,
    UnitExcused,
)
from services.inspection.domain.procedure import Person, person
from services.inspection.domain.refusals import InspectorRecused
from services.inspection.domain.standing import OnlyPeopleAct, require_text
from services.inspection.domain.terms import day_of
from services.inspection.domain.visiting import check_on_duty
from shared.event_sourcing.decider import Decider, Refused, Role


class NoSuchCampaign(Refused):
    def __init__(self) -> None:
        super().__init__("没有这个专项督导。请核对编号。")


class CampaignMistaken(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。请改正后再提交。")


class CampaignNotNow(Refused):
    def __init__(self, why: str) -> None:
        super().__init__(f"{why}，现在不能办理。请刷新查看。")


class NotListed(Refused):
    field = "unit"

    def __init__(self, unit: str) -> None:
        super().__init__(f"单位{unit}不在这个专项督导的名单里。请核对单位代码。")


class ScoreOutOfRange(Refused):
    field = "score"

    def __init__(self, full: Decimal) -> None:
        super().__init__(f"得分应当在0至{full}之间。请改正得分。")


class ResultStands(Refused):
    """A result is entered once; what changes it is a correction with its reason."""

    field = "score"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}的结果已经登记。确有错误的，请更正并写明理由。")


class UnitsWaiting(Refused):
    def __init__(self, waiting: Sequence[Listed]) -> None:
        names = "、".join(unit.name for unit in waiting[:5])
        super().__init__(
            f"还有{len(waiting)}个单位没有结果（{names}{'等' if len(waiting) > 5 else ''}）。"
            "请登记结果，或者写明不评的理由。"
        )


def decide(command: CampaignCommand, state: CampaignState) -> list[CampaignEvent]:
    if command.by.role is Role.SYSTEM:
        raise OnlyPeopleAct
    if isinstance(command, PlanCampaign):
        return plan_campaign(command, state)
    if isinstance(state, Unlisted):
        raise NoSuchCampaign
    match command:
        case PublishCampaign():
            return publish_campaign(command, state)
        case EnterResult():
            return enter_result(command, state)
        case CorrectResult():
            return correct_result(command, state)
        case ExcuseUnit():
            return excuse_unit(command, state)
        case ConcludeCampaign():
            return conclude_campaign(command, state)
        case _:
            assert_never(command)


def plan_campaign(command: PlanCampaign, state: CampaignState) -> list[CampaignEvent]:
    theme, units = command.theme, command.units
    if isinstance(state, Campaign):
        if (state.theme, state.units) == (theme, units):
            return []
        if state.published_on:
            raise CampaignNotNow("这个专项督导已经印发，名单和合格分值不能再改")
    if not 0 < theme.pass_mark <= theme.full_mark:
        raise CampaignMistaken("合格分值应当大于0，不超过满分")
    words = ["".join(matter.split()) for matter in theme.matters]
    if not words or not all(words) or len(set(words)) < len(words):
        raise CampaignMistaken("没有写督导事项，或者同一事项写了两遍")
    codes = [unit.code for unit in units]
    if not codes or len(set(codes)) < len(codes):
        raise CampaignMistaken("名单是空的，或者同一单位写了两遍")
    if gone := [unit.name for unit in units if unit.code in command.ended]:
        raise CampaignMistaken(f"{'、'.join(gone)}已经撤销或者并入其他单位")
    require_text(theme.name, "专项督导的名称")
    return [CampaignPlanned(**_said(command), theme=theme, units=units)]


def publish_campaign(command: PublishCampaign, campaign: Campaign) -> list[CampaignEvent]:
    if campaign.published_on:
        return []
    return [CampaignPublished(**_said(command), theme=campaign.theme, units=campaign.units)]


def enter_result(command: EnterResult, campaign: Campaign) -> list[CampaignEvent]:
    listed = _listed(campaign, command.unit)
    if (before := campaign.results.get(listed.code)) is not None:
        if before == command.score:
            return []
        raise ResultStands(listed.name)
    require_open(campaign)
    _require_score(command.score, campaign)
    if listed.code in campaign.excused:
        raise CampaignNotNow(f"{listed.name}已经登记不评")
    today = day_of(command.now)
    assert campaign.published_on is not None
    if not campaign.published_on <= command.assessed_on <= today:
        raise CampaignMistaken("评定日期应当在印发之后、今天或者以前")
    if command.by.id in command.recused:
        raise InspectorRecused(command.recused)
    check_on_duty((command.by.id,), command.off_duty, command.assessed_on)
    return [
        ResultEntered(
            **_said(command),
            unit=listed.code,
            score=command.score,
            assessed_on=command.assessed_on,
            remark=command.remark,
        )
    ]


def correct_result(command: CorrectResult, campaign: Campaign) -> list[CampaignEvent]:
    """Also after the end: totals follow, and both results stay in the log."""
    listed = _listed(campaign, command.unit)
    if listed.code not in campaign.results:
        raise CampaignNotNow(f"{listed.name}还没有结果")
    if campaign.results[listed.code] == command.score:
        return []
    _require_score(command.score, campaign)
    require_text(command.reason, "更正的理由")
    return [ResultCorrected(**_said(command), unit=listed.code, score=command.score, reason=command.reason)]


def excuse_unit(command: ExcuseUnit, campaign: Campaign) -> list[CampaignEvent]:
    listed = _listed(campaign, command.unit)
    if listed.code in campaign.excused:
        return []
    require_open(campaign)
    if listed.code in campaign.results:
        raise ResultStands(listed.name)
    require_text(command.reason, "不评的理由")
    return [UnitExcused(**_said(command), unit=listed.code, reason=command.reason)]


def conclude_campaign(command: ConcludeCampaign, campaign: Campaign) -> list[CampaignEvent]:
    if campaign.concluded_on:
        return []
    require_open(campaign)
    if campaign.waiting:
        raise UnitsWaiting(campaign.waiting)
    sums = totals(campaign)
    return [
        CampaignConcluded(
            **_said(command),
            name=campaign.theme.name,
            arithmetic=sums.arithmetic,
            passed=sums.whole.passed,
            assessed=sums.whole.assessed,
        )
    ]


class _Said(TypedDict):
    campaign: UUID
    by: Person
    on: date


def _said(command: CampaignCommand) -> _Said:
    return {"campaign": command.campaign, "by": person(command.by), "on": day_of(command.now)}


def _listed(campaign: Campaign, unit: str) -> Listed:
    for listed in campaign.units:
        if listed.code == unit:
            return listed
    raise NotListed(unit)


def require_open(campaign: Campaign) -> None:
    """Refuses what is done between publication and end only."""
    if campaign.published_on is None:
        raise CampaignNotNow("这个专项督导还没有印发")
    if campaign.concluded_on:
        raise CampaignNotNow("这个专项督导已经办结")


def _require_score(score: Decimal, campaign: Campaign) -> None:
    if not 0 <= score <= campaign.theme.full_mark:
        raise ScoreOutOfRange(campaign.theme.full_mark)


def evolve(state: CampaignState, event: CampaignEvent) -> CampaignState:
    if isinstance(event, CampaignPlanned):
        return Campaign(event.campaign, event.theme, event.units)
    assert isinstance(state, Campaign)
    match event:
        case CampaignPublished():
            return replace(state, published_on=event.on)
        case ResultEntered() | ResultCorrected():
            return replace(state, results=MappingProxyType({**state.results, event.unit: event.score}))
        case UnitExcused():
            return replace(state, excused=MappingProxyType({**state.excused, event.unit: event.reason}))
        case CampaignConcluded():
            return replace(state, concluded_on=event.on)
        case _:
            assert_never(event)


CAMPAIGN: Decider[CampaignCommand, CampaignState, CampaignEvent] = Decider(Unlisted(), decide, evolve)
