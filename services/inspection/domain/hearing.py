"""Hearing the public, students, parents and teachers (条例 19), drawn at random where a rule asks for it."""

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.drawing import draw
from services.inspection.domain.inquiring import inquiry_of, require_day
from services.inspection.domain.inspection_commands import DrawParticipants, RecordHearing
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import Draw, Group, Kind, person
from services.inspection.domain.stages import Inspection
from services.inspection.domain.standing import (
    DoneOtherwise,
    require_actor,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Terms, cited, day_of
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Rule

HEARD_AT_SCHOOL = frozenset(Group) - {Group.PUBLIC}
"""Students, parents and teachers are on a list; the public is not."""


class CountImpossible(Refused):
    field = "count"

    def __init__(self) -> None:
        super().__init__("抽取的人数至少1人，不能多于名单人数。请改正。")


class NobodyDrawsThePublic(Refused):
    field = "group"

    def __init__(self) -> None:
        super().__init__("公众没有名单，不用抽取。请直接登记征求意见的情况。")


class NotDrawn(Refused):
    """上海 17: those heard are drawn at random and not named by anybody."""

    field = "group"

    def __init__(self, rule: Rule, group: Group) -> None:
        super().__init__(f"参加听取意见的{group}应当随机抽取，不能指定。请先抽取参与人员。")
        self.article = cited(rule)


class MoreHeardThanDrawn(Refused):
    """上海 17: who was not drawn was named by somebody."""

    field = "heard"

    def __init__(self, rule: Rule, drawn: int) -> None:
        super().__init__(f"只抽取了{drawn}人，听取意见的人数不能更多。请改正人数。")
        self.article = cited(rule)


class NobodyHeard(Refused):
    article = "《教育督导条例》第十九条"
    field = "heard"

    def __init__(self) -> None:
        super().__init__("没有听取任何人的意见。请写明听取了多少人的意见。")


class UnitDidNotWithdraw(Refused):
    """重庆 25: those who manage or teach there leave the room."""

    field = "unit_withdrew"

    def __init__(self, rule: Rule) -> None:
        super().__init__(
            "听取意见时，按规定学校管理人员（听取学生和家长意见时还有教师）应当离场。请离场后重新听取。"
        )
        self.article = cited(rule)


def draw_participants(
    command: DrawParticipants, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    """Each group is drawn once: who draws again until he likes the result has named them."""
    require_actor(command.by, inspection, command.roster)
    stage = inquiry_of(inspection, "抽取参与人员")
    if command.group not in HEARD_AT_SCHOOL:
        raise NobodyDrawsThePublic
    drawn = stage.draws.get(command.group)
    if drawn is not None:
        asked = command.population, command.count, command.list_sha256, command.method
        if asked == (drawn.population, len(drawn.drawn), drawn.list_sha256, drawn.method):
            return []
        raise DoneOtherwise(f"{command.group}的抽取")
    require_team(inspection, command, terms)
    if not 1 <= command.count <= command.population:
        raise CountImpossible
    require_text(command.method, "抽取的办法")
    places = draw(command.seed, command.list_sha256, command.population, command.count)
    today = day_of(command.now)
    made = Draw(
        command.group, today, command.population, command.list_sha256, command.method, command.seed, places
    )
    return [happened.ParticipantsDrawn(about=inspection.about, by=person(command.by), on=today, draw=made)]


def record_hearing(command: RecordHearing, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    require_actor(command.by, inspection, command.roster)
    stage, hearing = inquiry_of(inspection, "登记听取意见"), command.hearing
    if hearing in stage.hearings:
        return []
    require_team(inspection, command, terms)
    require_day(hearing.on, stage.starts_on, command.now)
    if hearing.heard < 1:
        raise NobodyHeard
    require_text(hearing.record, "听取的意见")
    random = terms.get("random_hearing", hearing.on)
    if random and inspection.about.kind is Kind.COMPREHENSIVE and hearing.group in HEARD_AT_SCHOOL:
        drawn = stage.draws.get(hearing.group)
        if drawn is None or hearing.on < drawn.on:
            raise NotDrawn(random, hearing.group)
        if hearing.heard > len(drawn.drawn):
            raise MoreHeardThanDrawn(random, len(drawn.drawn))
    withdrawal = terms.get("hearing_withdrawal", hearing.on)
    if withdrawal and hearing.group in HEARD_AT_SCHOOL and not hearing.unit_withdrew:
        raise UnitDidNotWithdraw(withdrawal)
    return [
        happened.HearingHeld(
            about=inspection.about, by=person(command.by), on=day_of(command.now), hearing=hearing
        )
    ]
