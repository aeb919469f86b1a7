"""The units an inspector answers for (挂牌) and those he may not inspect (回避, 条例 10)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import assert_never

from services.roster.domain.appointment import years_after
from services.roster.domain.details import RecusalKind
from services.roster.domain.events import (
    InspectorEvent,
    PostAssigned,
    PostEnded,
    RecusalDeclared,
    RecusalLifted,
)
from services.roster.domain.inspector_commands import (
    AssignPost,
    DeclareRecusal,
    EndPost,
    LiftRecusal,
    PostCommand,
)
from services.roster.domain.merits import check_not_future, today
from services.roster.domain.standing import Appointed, Post
from shared.event_sourcing.decider import Refused, Role
from shared.rules.pack import RulePack


class PostConflictsWithRecusal(Refused):
    article = "《教育督导条例》第十条"
    field = "unit"

    def __init__(self, inspector: str, unit: str) -> None:
        super().__init__(f"{inspector}对单位{unit}应当回避，不能挂牌。请改派其他督学。")


class PostBeforeTraining(Refused):
    article = "《督学管理暂行办法》（教督〔2016〕2号）"
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector}是新聘督学，岗前培训满规定的学时才能挂牌。请先登记岗前培训。")


class PostWhileSuspended(Refused):
    field = "inspector"

    def __init__(self, inspector: str, since: date) -> None:
        super().__init__(f"{inspector}自{since}起暂停履职，不能挂牌。请改派其他督学，或先恢复履职。")


class PostBeforeOffice(Refused):
    field = "since"

    def __init__(self, inspector: str, first: date) -> None:
        super().__init__(f"{inspector}的第一个任期从{first}开始，之前不能挂牌。请改正日期。")


class PostAfterTerm(Refused):
    field = "since"

    def __init__(self, inspector: str, last: date) -> None:
        super().__init__(f"{inspector}的任期到{last}届满，之后不能挂牌。请先办理续聘，或改派其他督学。")


class PostAlreadyHeld(Refused):
    field = "since"

    def __init__(self, inspector: str, unit: str, post: Post) -> None:
        until = f"至{post.ended_on}" if post.ended_on else "至今"
        super().__init__(f"{inspector}在单位{unit}已有挂牌（{post.since}{until}），日期重叠。请核对日期。")


class PostNotHeld(Refused):
    field = "unit"

    def __init__(self, inspector: str, unit: str) -> None:
        super().__init__(f"{inspector}在单位{unit}没有挂牌，不能撤牌。请核对督学和单位。")


class PostToHimself(Refused):
    field = "successor"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector}不能接替自己。请填写接替的督学。")


class PostEndsBeforeItBegins(Refused):
    field = "ended_on"

    def __init__(self, post: Post) -> None:
        super().__init__(f"撤牌日期不能早于挂牌日期{post.since}。请改正日期。")


class RecusalOfAnother(Refused):
    field = "inspector"

    def __init__(self) -> None:
        super().__init__("督学只能申报自己的回避。他人的回避请由督导室登记。")


class RecusalDeclaredOtherwise(Refused):
    """The days of a relation decide until when it counts, so they are not passed over in silence."""

    article = "《教育督导条例》第十条"
    field = "since"

    def __init__(self, known: RecusalDeclared) -> None:
        super().__init__(
            f"这一回避情形已登记为{known.kind}，自{known.since}起，内容不同。要更正的，请先解除，再重新申报。"
        )


class RecusalNotDeclared(Refused):
    field = "relation"

    def __init__(self, inspector: str, unit: str) -> None:
        super().__init__(f"{inspector}对单位{unit}没有登记这一回避情形，不能解除。请核对。")


def recusal_kind(relation: str) -> RecusalKind:
    """What a recusal rests on, as far as the words of an older list say so."""
    if "近亲属" in relation:
        return RecusalKind.RELATIVE
    if "曾在" in relation or "离开" in relation or "离任" in relation:
        return RecusalKind.FORMER_STAFF
    if "就读" in relation:
        return RecusalKind.FAMILY_ENROLLED
    family = any(word in relation for word in ("配偶", "父母", "子女"))
    if family and ("任职" in relation or "工作" in relation):
        return RecusalKind.FAMILY_EMPLOYED
    return RecusalKind.OTHER


def lapses_on(kind: RecusalKind, since: date, rules: RulePack) -> date | None:
    """The last day of a recusal: of a former employer, which counts from the day he left (浙江 20; 重庆 12)."""
    if kind is not RecusalKind.FORMER_STAFF:
        return None
    return years_after(since, rules.rule("recusal_years").number) - timedelta(days=1)


def assign_post(command: AssignPost, office: Appointed) -> list[InspectorEvent]:
    """New inspectors are trained before they take up duty (督学管理暂行办法); 条例 10 on recusal."""
    post = office.posts.get(command.unit)
    if post is not None and post.since == command.since and post.ended_on is None:
        return []
    if office.recused_from(command.unit):
        raise PostConflictsWithRecusal(command.inspector, command.unit)
    if not office.trained:
        raise PostBeforeTraining(command.inspector)
    if office.suspended_on and not command.listed:
        raise PostWhileSuspended(command.inspector, office.suspended_on)
    first = office.previous or office.details
    if command.since < first.term_from and first.terms_served == 1:
        raise PostBeforeOffice(command.inspector, first.term_from)
    if command.since > office.details.term_to:
        raise PostAfterTerm(command.inspector, office.details.term_to)
    if post is not None and (post.ended_on is None or command.since <= post.ended_on):
        raise PostAlreadyHeld(command.inspector, command.unit, post)
    return [PostAssigned(command.unit, command.inspector, command.since)]


def end_post(command: EndPost, office: Appointed) -> list[InspectorEvent]:
    post = office.posts.get(command.unit)
    if post is not None and post.ended_on == command.ended_on:
        return []
    if post is None or not post.lasts_after(today(command.now)):
        raise PostNotHeld(command.inspector, command.unit)
    if command.ended_on < post.since:
        raise PostEndsBeforeItBegins(post)
    return [PostEnded(command.unit, command.inspector, command.ended_on, command.successor, post.since)]


def declare_recusal(command: DeclareRecusal, office: Appointed) -> list[InspectorEvent]:
    """A recusal also ends a post at that unit: who must recuse himself cannot answer for it (条例 10).

    One that has lapsed already is entered as it was, and ends nothing.
    """
    if command.by.role is Role.INSPECTOR and command.by.id != command.inspector:
        raise RecusalOfAnother
    known = office.recusals.get((command.unit, command.relation))
    if known is not None:
        # Of what was entered before there were kinds it is not known that it was another.
        same_kind = known.kind in (command.kind, RecusalKind.OTHER)
        if known.since == command.since and same_kind:
            return []
        raise RecusalDeclaredOtherwise(known)
    events: list[InspectorEvent] = [
        RecusalDeclared(
            command.inspector, command.unit, command.relation, command.since, command.kind, command.until
        )
    ]
    if command.until is not None and command.until < today(command.now):
        return events
    return [*events, *ends_of(office, command.inspector, today(command.now), command.now, [command.unit])]


def ends_of(
    office: Appointed, inspector: str, on: date, now: datetime, units: Iterable[str]
) -> list[InspectorEvent]:
    """The ends, on that day, of his posts at these units, as far as they last; also of those that were to
    end later, whose successors stay who they are."""
    ended: list[InspectorEvent] = []
    for unit in units:
        post = office.posts.get(unit)
        if post is None or not post.lasts_after(today(now)):
            continue
        ended_on = max(on, post.since)
        if ended_on != post.ended_on:
            ended.append(PostEnded(unit, inspector, ended_on, post.successor, post.since))
    return ended


def lift_recusal(command: LiftRecusal, office: Appointed) -> list[InspectorEvent]:
    check_not_future(command.on, command.now)
    relation = (command.unit, command.relation)
    if relation in office.lifted:
        return []
    if relation not in office.recusals:
        raise RecusalNotDeclared(command.inspector, command.unit)
    recused = any(unit == command.unit for unit, _ in office.recusals.keys() - {relation})
    return [
        RecusalLifted(command.inspector, command.unit, command.relation, command.on, command.reason, recused)
    ]


def decide(command: PostCommand, office: Appointed) -> list[InspectorEvent]:
    match command:
        case AssignPost():
            return assign_post(command, office)
        case EndPost():
            return end_post(command, office)
        case DeclareRecusal():
            return declare_recusal(command, office)
        case LiftRecusal():
            return lift_recusal(command, office)
        case _:
            assert_never(command)
