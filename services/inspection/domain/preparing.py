"""Before the inspection: its plan, its team, and the written notice."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.inspection_commands import (
    AddInspector,
    AnnounceInspection,
    FormTeam,
    PlanInspection,
    ReleaseInspector,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import RosterSays, person
from services.inspection.domain.refusals import UnitHasEnded
from services.inspection.domain.stages import (
    Announced,
    FedBack,
    Formed,
    Inspection,
    InspectionState,
    Planned,
    UnderOpinion,
    Unplanned,
)
from services.inspection.domain.standing import (
    DoneOtherwise,
    MemberMustRecuse,
    NotNow,
    NotOfTheTeam,
    RecusalUndecided,
    TeamTooSmall,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Terms, cited, day_of, spoken
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Rule

MATTERS = "《教育督导条例》第十六条"
SELF_EVALUATION, VOTE = "self_evaluation", "opinion_vote"
STAFFED = Formed | Announced | UnderOpinion | FedBack
"""While the team is at work; from the opinion on it stays as it was."""


class MattersMissing(Refused):
    """条例 16: the matters are fixed beforehand."""

    article = MATTERS
    field = "matters"

    def __init__(self) -> None:
        super().__init__("没有确定督导事项。请事先写明要督导的事项，每项只写一次。")


class OutOfTerm(Refused):
    """条例 6: inspectors inspect during their term."""

    article = "《教育督导条例》第六条"
    field = "team"

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(f"{'、'.join(sorted(inspectors))}当天不在任期内，不能编入督导小组。请改派其他督学。")


class OffDuty(Refused):
    field = "team"

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(
            f"{'、'.join(sorted(inspectors))}已暂停履职或者退出，不能编入督导小组。请改派其他督学。"
        )


class LeaderNotInTeam(Refused):
    field = "leader"

    def __init__(self) -> None:
        super().__init__("组长应当是督导小组的督学。请从小组成员中确定组长。")


class PostOfAStranger(Refused):
    field = "posts"

    def __init__(self, members: Iterable[str]) -> None:
        super().__init__(f"{'、'.join(sorted(members))}不在督导小组里，不能写单位和职务。请核对名单。")


class VotersChosen(Refused):
    """上海 21: the share is of those who inspected, not of those who would agree."""

    def __init__(self, why: str, rule: Rule) -> None:
        super().__init__(f"{why}。")
        self.article = cited(rule)


class NoticeAfterTheVisit(Refused):
    """条例 17: the written notice comes before."""

    article = "《教育督导条例》第十七条"
    field = "starts_on"

    def __init__(self, today: date) -> None:
        super().__init__(f"督导通知要事先发出，进校日期应当晚于{spoken(today)}。请改正日期。")


class SelfEvaluationMistimed(Refused):
    """条例 18: what the team must review comes before it visits."""

    article = "《教育督导条例》第十八条"
    field = "self_evaluation_by"

    def __init__(self) -> None:
        super().__init__("自评报告的期限应当在通知之后、进校之前或者当天。请改正日期。")


def plan_inspection(command: PlanInspection, state: InspectionState) -> list[InspectionEvent]:
    if isinstance(state, Inspection):
        # The roster may have renamed the unit in between.
        same_unit = state.about.unit.code == command.about.unit.code
        told = replace(command.about, unit=state.about.unit)
        if same_unit and (state.about, state.matters) == (told, command.matters):
            return []
        raise DoneOtherwise("这次督导的计划")
    assert isinstance(state, Unplanned)
    words = ["".join(matter.split()) for matter in command.matters]
    if not all(words) or not words or len(set(words)) < len(words):
        raise MattersMissing
    _require_unit(command.about.unit.name, command.roster, day_of(command.now))
    return [
        happened.InspectionPlanned(
            about=command.about, by=person(command.by), on=day_of(command.now), matters=command.matters
        )
    ]


def form_team(command: FormTeam, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    team = command.team
    if isinstance(inspection.stage, Formed) and inspection.team == team:
        return []
    if not isinstance(inspection.stage, Planned):
        raise NotNow("组成督导小组", inspection)
    members = frozenset(team.inspectors)
    _require_fit(members, command.roster)
    rule = terms.rule("team_size", day_of(command.now))
    if len(members) < rule.number or len(members) < len(team.inspectors):
        raise TeamTooSmall(rule, len(members), frozenset())
    if team.leader not in members:
        raise LeaderNotInTeam
    if strangers := {one.member for one in team.posts} - members - set(team.experts):
        raise PostOfAStranger(strangers)
    return [
        happened.TeamFormed(about=inspection.about, by=person(command.by), on=day_of(command.now), team=team)
    ]


def add_inspector(command: AddInspector, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    if not isinstance(inspection.stage, STAFFED):
        raise NotNow("增补督导小组成员", inspection)
    if command.inspector in inspection.team.inspectors:
        return []
    if inspection.decided.get(command.inspector):
        raise MemberMustRecuse(frozenset({command.inspector}))
    _require_fit(frozenset({command.inspector}), command.roster)
    stage, rule = inspection.stage, terms.get(VOTE, day_of(command.now))
    if rule and isinstance(stage, FedBack) and len(inspection.team.inspectors) >= stage.members:
        raise VotersChosen("初步督导意见反馈以后，只能补足离开的成员，不能再增加表决的成员", rule)
    team = inspection.team.joined_by(command.inspector, command.post)
    return [
        happened.InspectorAdded(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            inspector=command.inspector,
            team=team,
        )
    ]


def release_inspector(
    command: ReleaseInspector, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    """The team may be too small afterwards: then nothing goes on until it has enough again."""
    if not isinstance(inspection.stage, STAFFED):
        raise NotNow("调整督导小组", inspection)
    if command.inspector in inspection.released:
        return []
    if command.inspector not in inspection.team.inspectors:
        raise NotOfTheTeam(frozenset({command.inspector}))
    if command.inspector in inspection.asked:
        raise RecusalUndecided(frozenset({command.inspector}))
    stage, rule = inspection.stage, terms.get(VOTE, day_of(command.now))
    if rule and isinstance(stage, FedBack) and command.inspector in stage.against:
        raise VotersChosen(
            f"{command.inspector}对督导意见书投了反对票，不能因此调整出督导小组；确应回避的，请按回避程序办理",
            rule,
        )
    require_text(command.reason, "调整的理由")
    return [
        happened.InspectorReleased(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            inspector=command.inspector,
            reason=command.reason,
            team=inspection.team.without(command.inspector),
        )
    ]


def announce_inspection(
    command: AnnounceInspection, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    if isinstance(inspection.stage, Announced):
        served = inspection.stage
        due = served.self_evaluation_due.on if served.self_evaluation_due else None
        if (served.starts_on, due) == (command.starts_on, command.self_evaluation_by):
            return []
        raise DoneOtherwise("督导通知")
    if not isinstance(inspection.stage, Formed):
        raise NotNow("发出督导通知", inspection)
    require_team(inspection, command, terms)
    today, by = day_of(command.now), command.self_evaluation_by
    _require_unit(inspection.about.unit.name, command.roster, today)
    if command.starts_on <= today:
        raise NoticeAfterTheVisit(today)
    terms.require(command.starts_on)
    if by is not None and not today <= by <= command.starts_on:
        raise SelfEvaluationMistimed
    return [
        happened.InspectionAnnounced(
            about=inspection.about,
            by=person(command.by),
            on=today,
            letter=command.letter,
            matters=inspection.matters,
            team=inspection.team,
            starts_on=command.starts_on,
            self_evaluation=terms.fixed(by, today, SELF_EVALUATION, f"督导通知要求的自评期限：{spoken(by)}。")
            if by
            else None,
        )
    ]


def _require_fit(inspectors: frozenset[str], roster: RosterSays) -> None:
    if hit := inspectors & roster.recused:
        raise MemberMustRecuse(hit)
    if away := inspectors & roster.off_duty:
        raise OffDuty(away)
    if late := inspectors & roster.out_of_term:
        raise OutOfTerm(late)


def _require_unit(name: str, roster: RosterSays, today: date) -> None:
    if roster.unit_ended_on is not None and today >= roster.unit_ended_on:
        raise UnitHasEnded(name, roster.unit_ended_on)
