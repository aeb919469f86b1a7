"""The opinion (督导意见书): settled after the defence, agreed where a rule asks for it, served (条例 21)."""

from datetime import date

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.deliberating import require_within_matters
from services.inspection.domain.events import IssueRaised
from services.inspection.domain.evidence import check_earlier, require_limit
from services.inspection.domain.inspection_commands import ServeOpinion, SettleOpinion
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.preparing import VOTE
from services.inspection.domain.procedure import About, Draft, Vote, person
from services.inspection.domain.refusals import SameProblemTwice
from services.inspection.domain.report import Severity, issue_id, same_words
from services.inspection.domain.stages import FedBack, Inspection, Served, Settled
from services.inspection.domain.standing import (
    NotNow,
    require_able,
    require_actor,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Due, Terms, cited, day_of, spoken
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Rule

OPINION = "《教育督导条例》第二十一条"


class DefenceStillOpen(Refused):
    """条例 20 and 21: the unit may defend itself first."""

    article = "《教育督导条例》第二十条"

    def __init__(self, due: Due) -> None:
        super().__init__(
            f"申辩期限到{spoken(due.on)}，还没有过，单位也没有表示不再申辩。请等期满后再作出督导意见书。"
        )


class DefenceNotBegun(Refused):
    """浙江 11, 重庆 26: a clock that starts on receipt cannot run before there is a receipt."""

    article = "《教育督导条例》第二十条"

    def __init__(self) -> None:
        super().__init__(
            "初步督导意见还没有签收，申辩期限从收到之日起算，还没有开始。请先送达并登记回证，等期满后再作出督导意见书。"
        )


class DefenceNotWeighed(Refused):
    """条例 21: the opinion comes after weighing what the unit said."""

    article = OPINION

    def __init__(self, number: int) -> None:
        super().__init__(f"第{number}次申辩还没有答复。请先研究并答复，再作出督导意见书。")


class ProblemNeverPutToTheUnit(Refused):
    """条例 20: no problem without feedback and defence."""

    article = "《教育督导条例》第二十条"
    field = "draft"

    def __init__(self, problem: str) -> None:
        super().__init__(f"问题“{problem}”没有写在初步督导意见里，单位没有机会申辩，不能写进督导意见书。")


class GraverThanFedBack(Refused):
    """条例 20: what a problem is said to be is what the unit defended itself against."""

    article = "《教育督导条例》第二十条"
    field = "draft"

    def __init__(self, problem: str, fed_back: Severity) -> None:
        super().__init__(
            f"问题“{problem}”在初步督导意见里是“{fed_back}”，单位没有机会对更重的认定申辩，督导意见书不能加重。请改正。"
        )


class ProblemPassedOver(Refused):
    """Q22: 督导问题必反馈. What was found is upheld, or dropped with a reason."""

    field = "draft"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"初步督导意见里的问题“{problem}”没有下文。请列入督导意见书，或者写明不再认定的理由。"
        )


class VotedTwice(Refused):
    field = "ayes"

    def __init__(self) -> None:
        super().__init__("同一名督学不能既同意又不同意，也不能投两票。请核对表决情况。")


class OpinionNotSettled(Refused):
    """上海 21: without enough of the team there is no opinion."""

    article: str | None = OPINION

    def __init__(self, rule: Rule | None, vote: Vote | None) -> None:
        if vote is None:
            text = "督导小组还没有议定督导意见书，或者议定之后小组成员有变动。请先由现在的小组议定。"
        else:
            text = f"只有{len(vote.ayes)}名成员同意，需要{vote.needed}名。请修改后重新评议。"
        super().__init__(text)
        if rule is not None:
            self.article = cited(rule)


class LatenessUnexplained(Refused):
    """A late opinion is served all the same; the office says why it is late."""

    field = "late_reason"

    def __init__(self, due: Due, rule: Rule) -> None:
        super().__init__(f"督导意见书应在{spoken(due.on)}前作出，现已逾期。请写明逾期的原因后送达。")
        self.article = cited(rule)


def settle_opinion(command: SettleOpinion, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    """An opinion enough of the team agree to can be served; another may be settled again."""
    require_actor(command.by, inspection, command.roster)
    stage, today = inspection.stage, day_of(command.now)
    if not isinstance(stage, FedBack):
        raise NotNow("议定督导意见书", inspection)
    rule = terms.get(VOTE, today)
    needed = _needed(rule, len(inspection.team.inspectors))
    vote = Vote(command.ayes, command.noes, needed)
    agreed = needed is None or len(vote.ayes) >= needed
    if stage.settled == Settled(command.draft, vote, agreed):
        return []
    require_team(inspection, command, terms)
    _require_defence(stage, today)
    if len({*vote.ayes, *vote.noes}) < len(vote.ayes) + len(vote.noes):
        raise VotedTwice
    if vote.ayes or vote.noes:
        require_able(inspection, vote.ayes + vote.noes, command.roster)
    _require_draft(command.draft, stage, inspection)
    check_earlier(command.draft.problems, command.unknown_earlier)
    return [
        happened.OpinionSettled(
            about=inspection.about,
            by=person(command.by),
            on=today,
            draft=command.draft,
            vote=vote,
            team=inspection.team,
            agreed=agreed,
        )
    ]


def serve_opinion(command: ServeOpinion, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    """Serve what the team agreed on; each of its problems is an issue from then on."""
    stage, today = inspection.stage, day_of(command.now)
    if isinstance(stage, Served):
        return []
    if not isinstance(stage, FedBack):
        raise NotNow("送达督导意见书", inspection)
    require_team(inspection, command, terms)
    _require_defence(stage, today)
    settled = stage.settled
    if settled is None:
        raise OpinionNotSettled(None, None)
    if not settled.agreed:
        raise OpinionNotSettled(terms.get(VOTE, today), settled.vote)
    due, reason = stage.opinion_due, (command.late_reason or "").strip()
    if today > due.on and not reason:
        raise LatenessUnexplained(due, terms.rule("opinion", due.start))
    events: list[InspectionEvent] = [
        happened.OpinionServed(
            about=inspection.about,
            by=person(command.by),
            on=today,
            letter=command.letter,
            draft=settled.draft,
            vote=settled.vote,
            due=due,
            late_reason=reason if today > due.on else None,
            report_due=terms.due("report_limit", stage.ended_on)
            if terms.get("report_limit", stage.ended_on)
            else None,
        )
    ]
    return [*events, *_issues(inspection, stage.ended_on, settled.draft, command)]


def _needed(rule: Rule | None, team: int) -> int | None:
    """How many of the team must agree; a part of a person counts as a whole one."""
    return None if rule is None else -(-rule.share.numerator * team // rule.share.denominator)


def _require_defence(stage: FedBack, today: date) -> None:
    if stage.unreceived and not stage.waived:
        raise DefenceNotBegun
    if today <= stage.defence_due.on and not stage.waived:
        raise DefenceStillOpen(stage.defence_due)
    for number, defence in enumerate(stage.defences, start=1):
        if defence.answer is None:
            raise DefenceNotWeighed(number)


def _require_draft(draft: Draft, stage: FedBack, inspection: Inspection) -> None:
    require_text(draft.evaluation, "评价")
    require_text(draft.basis, "依据")
    fed_back = {same_words(finding.problem): finding for finding in stage.findings}
    seen: set[str] = set()
    for problem in (*(one.problem for one in draft.problems), *(one.problem for one in draft.dropped)):
        words = same_words(problem)
        if words in seen:
            raise SameProblemTwice(problem)
        if words not in fed_back:
            raise ProblemNeverPutToTheUnit(problem)
        seen.add(words)
    for words, finding in fed_back.items():
        if words not in seen:
            raise ProblemPassedOver(finding.problem)
    for one in draft.problems:
        said = fed_back[same_words(one.problem)].severity
        if one.severity.graver_than(said):
            raise GraverThanFedBack(one.problem, said)
        require_within_matters(one, inspection)
        require_text(one.demand, "整改要求")
        require_limit(one)
    for dropped in draft.dropped:
        require_text(dropped.reason, "不再认定问题的理由")


def _issues(
    inspection: Inspection, ended_on: date, draft: Draft, command: ServeOpinion
) -> list[InspectionEvent]:
    about: About = inspection.about
    return [
        IssueRaised(
            issue_id(about.inspection, finding.problem),
            about.inspection,
            f"{about.number}-{n}",
            about.unit,
            inspection.team.inspectors,
            finding,
            ended_on,
            command.now,
            None,
            opinion=command.letter,
        )
        for n, finding in enumerate(draft.problems, start=1)
    ]
