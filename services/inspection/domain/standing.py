"""Where an inspection stands in words, and the refusals that hold at every step."""

from typing import assert_never

from services.inspection.domain.inspection_commands import InspectionCommand
from services.inspection.domain.procedure import RosterSays
from services.inspection.domain.stages import (
    Announced,
    Ended,
    FedBack,
    Formed,
    Inspection,
    Planned,
    Reported,
    Served,
    Stage,
    UnderOpinion,
)
from services.inspection.domain.terms import Terms, cited, day_of
from shared.event_sourcing.decider import Actor, Refused, Role
from shared.rules.rule import Rule

RECUSAL = "《教育督导条例》第十条"


def words(stage: Stage) -> str:
    """Where the inspection stands, in Chinese."""
    match stage:
        case Planned():
            return "待组成督导小组"
        case Formed():
            return "待发督导通知"
        case Announced():
            return "督导进行中"
        case UnderOpinion():
            return "待反馈初步督导意见"
        case FedBack():
            return "待作出督导意见书"
        case Served():
            return "待提交督导报告"
        case Reported():
            return "待公布和办结"
        case Ended(cancelled=None):
            return "已办结"
        case Ended():
            return "已取消"
        case _:
            assert_never(stage)


class NoSuchInspection(Refused):
    def __init__(self) -> None:
        super().__init__("没有这次督导。请核对编号。")


class OnlyPeopleAct(Refused):
    def __init__(self) -> None:
        super().__init__("系统不能办理督导。请由有权限的人员登录后办理。")


class NotNow(Refused):
    """The inspection is not where this could be done."""

    def __init__(self, asked: str, inspection: Inspection) -> None:
        super().__init__(f"{asked}现在不能办理：这次督导{words(inspection.stage)}。请按程序先办前面的步骤。")


class DoneOtherwise(Refused):
    """It was done before, with other content: what is recorded is never replaced."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}已经登记，内容与这次填写的不同，不能再改。请刷新查看。")


class TextMissing(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"没有写{what}。请写明后再提交。")


class NotTheUnitsOwn(Refused):
    """A unit acts in its own inspections only."""

    def __init__(self) -> None:
        super().__init__("这不是对您单位的督导，不能办理。请核对编号。")


class NotOfTheTeam(Refused):
    """条例 16: the team inspects, and nobody else."""

    article = "《教育督导条例》第十六条"

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(
            f"{'、'.join(sorted(inspectors))}不是督导小组成员，或者当天不能履职。请由督导小组成员办理。"
        )


class TeamTooSmall(Refused):
    """条例 16: three inspectors at least, who can do duty."""

    field = "team"

    def __init__(self, rule: Rule, able: int, unfit: frozenset[str]) -> None:
        left_out = f"（{'、'.join(sorted(unfit))}不在任期或者已停止履职，不计入）" if unfit else ""
        super().__init__(
            f"督导小组至少要有{rule.number}名能履职的督学，现在是{able}名{left_out}。请先补足督导小组。"
        )
        self.article = cited(rule)


class MemberMustRecuse(Refused):
    """条例 10: who has to recuse himself leaves the team before anything goes on."""

    article = RECUSAL
    field = "team"

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(
            f"{'、'.join(sorted(inspectors))}对这个单位应当回避，不能参加督导小组。请改派其他督学。"
        )


class RecusalUndecided(Refused):
    """条例 10: nothing goes on before it is decided who inspects."""

    article = RECUSAL

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(f"对{'、'.join(sorted(inspectors))}的回避申请还没有决定。请先作出决定。")


class StatementMissing(Refused):
    """条例 10: every member states that nothing stands between him and the unit."""

    article = RECUSAL

    def __init__(self, inspectors: frozenset[str]) -> None:
        super().__init__(f"{'、'.join(sorted(inspectors))}还没有作出回避声明。请先由本人声明。")


def require_text(text: str, what: str) -> None:
    if not text.strip():
        raise TextMissing(what)


def require_own(by: Actor, inspection: Inspection) -> None:
    """Refuses a unit that is not the inspected one, or that does not know of the inspection yet."""
    if by.role is Role.UNIT and by.unit != inspection.about.unit.code:
        raise NotTheUnitsOwn
    if by.role is Role.UNIT and inspection.notice is None:
        raise NoSuchInspection


def require_able(
    inspection: Inspection, inspectors: tuple[str, ...] | frozenset[str], roster: RosterSays
) -> None:
    """Refuses an act of anybody who is not in the team, or cannot do duty on that day."""
    if strangers := frozenset(inspectors) - (frozenset(inspection.team.inspectors) - roster.unfit):
        raise NotOfTheTeam(strangers)


def require_actor(by: Actor, inspection: Inspection, roster: RosterSays) -> None:
    """The office enters what the team does; an inspector acts for a team he is in."""
    if by.role is Role.INSPECTOR:
        require_able(inspection, (by.id,), roster)


def require_team(inspection: Inspection, command: InspectionCommand, terms: Terms) -> None:
    """Nothing goes on without a team of enough inspectors who may inspect this unit and have said so."""
    members = frozenset(inspection.team.inspectors)
    if inspection.asked:
        raise RecusalUndecided(frozenset(inspection.asked))
    if hit := members & command.roster.recused:
        raise MemberMustRecuse(hit)
    rule = terms.rule("team_size", day_of(command.now))
    unfit = members & command.roster.unfit
    if len(members - unfit) < rule.number:
        raise TeamTooSmall(rule, len(members - unfit), unfit)
    if silent := members - inspection.stated:
        raise StatementMissing(silent)
