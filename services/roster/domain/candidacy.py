"""From recommendation to appointment (推荐→资格审核→公示→聘任, 督学管理暂行办法; 条例 6, 7)."""

from datetime import date
from typing import assert_never

from services.roster.domain.appointment import (
    check_appointment,
    check_number,
    check_person,
    retired_overrides,
    term_number,
)
from services.roster.domain.details import CandidateDetails, InspectorDetails
from services.roster.domain.events import (
    CandidatePublicised,
    CandidateRejected,
    InspectorAppointed,
    InspectorEvent,
    InspectorQualified,
    InspectorRecommended,
)
from services.roster.domain.inspector_commands import (
    CandidateCommand,
    EngageInspector,
    PubliciseCandidate,
    QualifyInspector,
    RecommendInspector,
    RejectCandidate,
)
from services.roster.domain.merits import check_not_future, today
from services.roster.domain.standing import (
    Appointed,
    Candidate,
    Exited,
    Inspector,
    NotAppointed,
    Publicised,
    Qualified,
    Recommended,
    Rejected,
)
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Rule


class AlreadyInOffice(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"{inspector}已在任，不用再推荐。任期届满的请办理续聘。")


class RecommendedOtherwise(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"编号{inspector}已有推荐人选，内容不同。请核对编号；要改正的，先否决再推荐。")


class NotRecommended(Refused):
    field = "inspector"

    def __init__(self, inspector: str) -> None:
        super().__init__(f"编号{inspector}没有推荐人选。请先推荐。")


class StepsInOrder(Refused):
    """The procedure is 推荐→审核→公示→公布; no step may be left out."""

    article = "《督学管理暂行办法》（教督〔2016〕2号）"

    def __init__(self, missing: str) -> None:
        super().__init__(f"督学聘任按推荐、审核、公示、公布的程序办理，还没有{missing}。请先办理{missing}。")


class ClearanceMissing(Refused):
    """Q11: a leading cadre takes a part-time office only with the clearance of the cadre rules."""

    field = "clearance"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}是领导干部，兼任督学须按干部管理权限报批。请填写批准文号。")


class PublicationEndsBeforeItBegins(Refused):
    field = "last"

    def __init__(self) -> None:
        super().__init__("公示结束日不能早于开始日。请改正日期。")


class PublicationBeforeReview(Refused):
    """The procedure is 推荐→审核→公示→公布: what is made known is what the review found."""

    article = "《督学管理暂行办法》（教督〔2016〕2号）"
    field = "first"

    def __init__(self, reviewed_on: date) -> None:
        super().__init__(f"资格审核在{reviewed_on}，公示不能早于这一天开始。请改正公示开始日。")


class PublicationTooShort(Refused):
    """The district's own setting: no source says how long."""

    field = "last"

    def __init__(self, workdays: int, shortest: Rule) -> None:
        super().__init__(f"公示时间是{workdays}个工作日，本区设定至少{shortest.amount}。请改正公示结束日。")


class PublicationStillRuns(Refused):
    article = "《督学管理暂行办法》（教督〔2016〕2号）"
    field = "inspector"

    def __init__(self, last: date) -> None:
        super().__init__(f"公示到{last}才结束，之后才能聘任。")


class TermBeforePublicationEnds(Refused):
    field = "term_from"

    def __init__(self, last: date) -> None:
        super().__init__(f"公示到{last}才结束，任期不能在这之前开始。请改正任期开始日。")


def recommend_inspector(command: RecommendInspector, inspector: Inspector) -> list[InspectorEvent]:
    match inspector:
        case Appointed():
            raise AlreadyInOffice(command.inspector)
        case Recommended() | Qualified() | Publicised():
            if inspector.candidate == command.candidate:
                return []
            raise RecommendedOtherwise(command.inspector)
        case Exited(office=office) | Rejected(before=Exited(office=office)):
            check_number(command.inspector, office.details, command.candidate)
            return [InspectorRecommended(command.inspector, command.candidate, command.recommended_by)]
        case NotAppointed() | Rejected():
            return [InspectorRecommended(command.inspector, command.candidate, command.recommended_by)]
        case _:
            assert_never(inspector)


def qualify_inspector(command: QualifyInspector, candidate: Candidate) -> list[InspectorEvent]:
    """条例 7: the degree, ten years, health and the assessment passed before the appointment."""
    if not isinstance(candidate, Recommended):
        return []
    details = candidate.candidate
    check_person(details, today(command.now), command.rules)
    if details.leading_cadre and not command.clearance:
        raise ClearanceMissing(details.inspector_name)
    on = command.on or today(command.now)
    check_not_future(on, command.now)
    return [InspectorQualified(command.inspector, command.assessment, command.clearance, on)]


def reject_candidate(command: RejectCandidate, _candidate: Candidate) -> list[InspectorEvent]:
    return [CandidateRejected(command.inspector, command.ground)]


def publicise_candidate(command: PubliciseCandidate, candidate: Candidate) -> list[InspectorEvent]:
    if command.last < command.first:
        raise PublicationEndsBeforeItBegins
    if isinstance(candidate, Recommended):
        raise StepsInOrder("资格审核")
    if candidate.reviewed_on and command.first < candidate.reviewed_on:
        raise PublicationBeforeReview(candidate.reviewed_on)
    published = CandidatePublicised(command.inspector, command.first, command.last, command.place)
    if isinstance(candidate, Publicised) and (candidate.first, candidate.last, candidate.place) == (
        command.first,
        command.last,
        command.place,
    ):
        return []
    shortest = command.rules.rule("publicity_days")
    if command.workdays < shortest.number:
        raise PublicationTooShort(command.workdays, shortest)
    return [published]


def engage_inspector(command: EngageInspector, candidate: Candidate) -> list[InspectorEvent]:
    """The hard limits of 条例 6 and 7 are checked on the day the term begins; 40 % is soft (原则上, Q10)."""
    if isinstance(candidate, Recommended):
        raise StepsInOrder("资格审核")
    if isinstance(candidate, Qualified):
        raise StepsInOrder("公示")
    if today(command.now) <= candidate.last:
        raise PublicationStillRuns(candidate.last)
    if command.term_from <= candidate.last:
        raise TermBeforePublicationEnds(candidate.last)
    last = candidate.before.served if candidate.before else None
    number = term_number(last, command.term_from, command.rules) if last else 1
    details = _details(candidate.candidate, command, number)
    check_appointment(details, last, command.rules)
    overrides = retired_overrides(details, command.retired_after, command.reason)
    return [InspectorAppointed(command.inspector, details, command.papers, overrides)]


def _details(candidate: CandidateDetails, command: EngageInspector, served: int) -> InspectorDetails:
    return InspectorDetails(
        inspector_name=candidate.inspector_name,
        kind=candidate.kind,
        source=candidate.source,
        retired_on=candidate.retired_on,
        birth_year=candidate.birth_year,
        degree=candidate.degree,
        education_years=candidate.education_years,
        healthy=candidate.healthy,
        zone=candidate.zone,
        term_from=command.term_from,
        term_to=command.term_to,
        terms_served=served,
        training=(),
        appraisals=(),
        phone=candidate.phone,
    )


def decide(command: CandidateCommand, inspector: Inspector) -> list[InspectorEvent]:
    if isinstance(command, RecommendInspector):
        return recommend_inspector(command, inspector)
    if isinstance(command, EngageInspector) and _engaged(command, inspector):
        return []
    if isinstance(command, RejectCandidate) and isinstance(inspector, Rejected):
        return []
    if not isinstance(inspector, Recommended | Qualified | Publicised):
        raise NotRecommended(command.inspector)
    match command:
        case QualifyInspector():
            return qualify_inspector(command, inspector)
        case RejectCandidate():
            return reject_candidate(command, inspector)
        case PubliciseCandidate():
            return publicise_candidate(command, inspector)
        case EngageInspector():
            return engage_inspector(command, inspector)
        case _:
            assert_never(command)


def _engaged(command: EngageInspector, inspector: Inspector) -> bool:
    return (
        isinstance(inspector, Appointed)
        and inspector.papers == command.papers
        and (inspector.details.term_from, inspector.details.term_to) == (command.term_from, command.term_to)
    )
