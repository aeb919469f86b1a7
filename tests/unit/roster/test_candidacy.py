"""From recommendation to appointment (督学管理暂行办法: 推荐→审核→公示→公布; 条例 6, 7; Q10, Q11)."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.roster.domain.appointment import (
    DegreeTooLow,
    ExperienceTooShort,
    NotHealthy,
    NumberOfAnother,
    RetiredTooLong,
    TermEndsBeforeItBegins,
    TermsOverlap,
    TermTooLong,
    TooManyRetired,
    TooManyTerms,
)
from services.roster.domain.candidacy import (
    AlreadyInOffice,
    ClearanceMissing,
    NotRecommended,
    PublicationBeforeReview,
    PublicationEndsBeforeItBegins,
    PublicationStillRuns,
    PublicationTooShort,
    RecommendedOtherwise,
    StepsInOrder,
    TermBeforePublicationEnds,
)
from services.roster.domain.details import (
    CandidateDetails,
    Degree,
    ExitGround,
    InspectorDetails,
    InspectorKind,
    Override,
    Training,
)
from services.roster.domain.events import (
    CandidatePublicised,
    CandidateRejected,
    InspectorAppointed,
    InspectorAppraised,
    InspectorExited,
    InspectorQualified,
    InspectorRecommended,
)
from services.roster.domain.inspector import INSPECTOR, CandidateInProcedure
from services.roster.domain.inspector_commands import (
    AppointInspector,
    AppraiseInspector,
    AssignPost,
    CandidateCommand,
    EngageInspector,
    PubliciseCandidate,
    QualifyInspector,
    RecommendInspector,
    RejectCandidate,
)
from services.roster.domain.merits import DayInTheFuture
from services.roster.domain.posting import PostBeforeTraining
from services.roster.domain.shares import RetiredShare
from services.roster.domain.standing import InspectorHasExited, InspectorNotAppointed
from shared.event_sourcing.decider import Refused
from shared.testing.given_when_then import DeciderTest
from tests.unit.roster.people import (
    FEW_RETIRED,
    LIN,
    MANY_RETIRED,
    NOW,
    OFFICE,
    PAPERS,
    RULES,
    WANG,
    at,
    lin,
    wang,
)

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 7)
TERM = date(2026, 9, 8), date(2029, 9, 7)
AFTER = at(date(2026, 9, 8))
LEADER = wang(leading_cadre=True)
RETIRED = wang(retired_on=date(2025, 1, 31))

inspector = DeciderTest(INSPECTOR)
recommended = InspectorRecommended("DX009", WANG, "区教育学院")
qualified = InspectorQualified("DX009", "云教督考〔2026〕1号", None, FIRST)
publicised = CandidatePublicised("DX009", FIRST, LAST, "区教育局网站")
candidate = inspector.given(recommended)
ready = candidate.given(qualified, publicised)

qualify = QualifyInspector(OFFICE, NOW, "DX009", "云教督考〔2026〕1号", None, RULES)
reject = RejectCandidate(OFFICE, NOW, "DX009", "公示期间收到实名举报，查证属实")
publicise = PubliciseCandidate(OFFICE, NOW, "DX009", FIRST, LAST, "区教育局网站", 5, RULES)


def recommend(who: CandidateDetails = WANG) -> RecommendInspector:
    return RecommendInspector(OFFICE, NOW, "DX009", who, "区教育学院")


def engage(
    term: tuple[date, date] = TERM,
    now: datetime = AFTER,
    retired_after: RetiredShare = FEW_RETIRED,
    reason: str | None = None,
) -> EngageInspector:
    return EngageInspector(OFFICE, now, "DX009", *term, PAPERS, retired_after, reason, RULES)


def ready_is(who: CandidateDetails) -> DeciderTest:  # type: ignore[type-arg]
    return inspector.given(InspectorRecommended("DX009", who, "区教育学院"), qualified, publicised)


def entry(who: CandidateDetails = WANG, terms_served: int = 1, **changes: object) -> InspectorDetails:
    """The register entry that an appointment of the candidate makes."""
    of_person = {name: getattr(who, name) for name in CandidateDetails.__slots__ if name != "leading_cadre"}
    term = {"term_from": TERM[0], "term_to": TERM[1], "terms_served": terms_served}
    return lin(**of_person, **{**term, "training": (), "appraisals": (), **changes})


def test_somebody_is_recommended() -> None:
    """督学管理暂行办法: 推荐."""
    inspector.when(recommend()).then(recommended)


def test_recommending_again_changes_nothing() -> None:
    inspector.again(recommend())


def test_a_number_belongs_to_one_candidate() -> None:
    candidate.when(recommend(wang(inspector_name="王建军"))).then_refused(RecommendedOtherwise)
    ready.when(recommend(wang(education_years=21))).then_refused(RecommendedOtherwise)


def test_who_is_in_office_is_not_recommended() -> None:
    inspector.given(InspectorAppointed("DX009", LIN)).when(recommend()).then_refused(AlreadyInOffice)


def test_a_candidate_is_no_inspector_yet() -> None:
    """督学管理暂行办法: only 公布 ends the procedure."""
    post = AssignPost(OFFICE, NOW, "DX009", "319991-0001", TERM[0])
    for so_far in (candidate, candidate.given(qualified), ready):
        so_far.when(post).then_refused(InspectorNotAppointed)


def test_a_candidate_who_meets_the_conditions_is_qualified() -> None:
    """条例 7; 督学管理暂行办法: 审核."""
    candidate.when(qualify).then(qualified)


def test_qualifying_again_changes_nothing() -> None:
    candidate.again(qualify)
    ready.when(qualify).then_nothing()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"degree": Degree.COLLEGE}, DegreeTooLow),  # 条例 7
        ({"education_years": 9}, ExperienceTooShort),  # 条例 7
        ({"healthy": False}, NotHealthy),  # Q10
        ({"retired_on": date(2021, 8, 31)}, RetiredTooLong),  # Q10: 5 years
    ],
)
def test_a_candidate_who_misses_a_condition_is_not_qualified(
    wrong: dict[str, object], why: type[Refused]
) -> None:
    """条例 7 and Q10."""
    unfit = inspector.given(InspectorRecommended("DX009", wang(**wrong), "区教育学院"))
    unfit.when(qualify).then_refused(why)


def test_a_leading_cadre_needs_the_clearance_of_the_cadre_authority() -> None:
    """Q11."""
    leader = inspector.given(InspectorRecommended("DX009", LEADER, "区教育局"))
    leader.when(qualify).then_refused(ClearanceMissing)
    cleared = QualifyInspector(OFFICE, NOW, "DX009", "云教督考〔2026〕1号", "云组干〔2026〕8号", RULES)
    leader.when(cleared).then(InspectorQualified("DX009", "云教督考〔2026〕1号", "云组干〔2026〕8号", FIRST))


def test_a_qualified_candidate_is_made_known() -> None:
    """督学管理暂行办法: 公示."""
    candidate.given(qualified).when(publicise).then(publicised)


def test_publicising_again_changes_nothing() -> None:
    candidate.given(qualified).again(publicise)


def test_a_publication_can_be_held_anew() -> None:
    """Somebody objected to the place: it is made known once more."""
    anew = PubliciseCandidate(OFFICE, AFTER, "DX009", TERM[0], date(2026, 9, 14), "区政府网站", 5, RULES)
    published = CandidatePublicised("DX009", TERM[0], date(2026, 9, 14), "区政府网站")
    ready.when(anew).then(published)
    ready.given(published).when(engage()).then_refused(PublicationStillRuns)


def test_what_is_made_known_was_found_before() -> None:
    """督学管理暂行办法: 审核 before 公示, also where both are entered later."""
    early = replace(publicise, first=date(2026, 8, 31))
    refusal = candidate.given(qualified).when(early).then_refused(PublicationBeforeReview)
    assert "资格审核在2026-09-01" in str(refusal)
    ready.when(early).then_refused(PublicationBeforeReview)
    reviewed = replace(qualified, on=date(2026, 8, 20))
    candidate.when(replace(qualify, on=reviewed.on)).then(reviewed)
    candidate.given(reviewed).when(early).then(replace(publicised, first=early.first))
    candidate.when(replace(qualify, on=date(2026, 9, 2))).then_refused(DayInTheFuture)


def test_a_publication_is_as_long_as_the_district_has_set() -> None:
    """`publicity_days` is 本区设定: no source says how long."""
    refusal = (
        candidate.given(qualified).when(replace(publicise, workdays=4)).then_refused(PublicationTooShort)
    )
    assert str(refusal) == "公示时间是4个工作日，本区设定至少5个工作日。请改正公示结束日。"
    ready.when(replace(publicise, workdays=4)).then_nothing()


def test_a_publication_ends_after_it_begins() -> None:
    backwards = PubliciseCandidate(OFFICE, NOW, "DX009", LAST, FIRST, "区教育局网站", -5, RULES)
    candidate.given(qualified).when(backwards).then_refused(PublicationEndsBeforeItBegins)


def test_no_step_of_the_procedure_is_left_out() -> None:
    """督学管理暂行办法: 推荐→审核→公示→公布."""
    candidate.when(publicise).then_refused(StepsInOrder)
    candidate.when(engage()).then_refused(StepsInOrder)
    refusal = candidate.given(qualified).when(engage()).then_refused(StepsInOrder)
    assert "公示" in str(refusal)
    assert refusal.article == "《督学管理暂行办法》（教督〔2016〕2号）"


@pytest.mark.parametrize("command", [qualify, reject, publicise, engage()])
def test_without_a_recommendation_there_is_no_procedure(command: CandidateCommand) -> None:
    """督学管理暂行办法: 推荐 comes first."""
    inspector.when(command).then_refused(NotRecommended)
    inspector.given(InspectorAppointed("DX009", LIN)).when(command).then_refused(NotRecommended)


def test_a_candidate_can_be_rejected_at_every_step() -> None:
    """督学管理暂行办法: what comes out of 审核 and 公示 may be a no."""
    rejected = CandidateRejected("DX009", reject.ground)
    for so_far in (candidate, candidate.given(qualified), ready):
        so_far.when(reject).then(rejected)
        so_far.given(rejected).when(engage()).then_refused(NotRecommended)


def test_rejecting_again_changes_nothing() -> None:
    candidate.again(reject)


def test_who_was_rejected_can_be_recommended_again() -> None:
    better = wang(education_years=21)
    rejected = candidate.given(CandidateRejected("DX009", "年限不足"))
    rejected.when(recommend(better)).then(InspectorRecommended("DX009", better, "区教育学院"))


def test_a_candidate_is_appointed_once_the_publication_is_over() -> None:
    """督学管理暂行办法: 公布; the papers (聘书, 督学证, 文号) are in the event (Q11, Q12)."""
    ready.when(engage()).then(InspectorAppointed("DX009", entry(), PAPERS))


def test_engaging_again_changes_nothing() -> None:
    ready.again(engage())


def test_nobody_is_appointed_while_the_publication_runs() -> None:
    """督学管理暂行办法. The last day is still one of it, and counted in Shanghai."""
    last_minute, next_day = datetime(2026, 9, 7, 15, 59, tzinfo=UTC), datetime(2026, 9, 7, 16, 0, tzinfo=UTC)
    ready.when(engage(now=last_minute)).then_refused(PublicationStillRuns)
    ready.when(engage(now=next_day)).then(InspectorAppointed("DX009", entry(), PAPERS))


def test_no_term_begins_before_the_publication_is_over() -> None:
    """督学管理暂行办法."""
    ready.when(engage((LAST, date(2029, 9, 6)))).then_refused(TermBeforePublicationEnds)


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ((TERM[0], date(2029, 9, 8)), TermTooLong),  # 条例 6: 3 years
        ((TERM[0], LAST), TermEndsBeforeItBegins),
    ],
)
def test_the_term_keeps_to_the_law(term: tuple[date, date], why: type[Refused]) -> None:
    """条例 6."""
    ready.when(engage(term)).then_refused(why)


def test_the_years_of_retirement_count_to_the_day_the_term_begins() -> None:
    """Q10: he was within the five years when he was qualified, and is not when his term begins."""
    late = ready_is(wang(retired_on=date(2021, 9, 7)))
    late.when(engage()).then_refused(RetiredTooLong)
    in_time = wang(retired_on=date(2021, 9, 8))
    ready_is(in_time).when(engage()).then(InspectorAppointed("DX009", entry(in_time), PAPERS))


def test_too_many_retired_people_need_a_reason_which_is_recorded() -> None:
    """Q10: 原则上不超过40%."""
    ready_is(RETIRED).when(engage(retired_after=MANY_RETIRED)).then_refused(TooManyRetired)
    override = Override("retired_share", "5÷10＝50.0%", "特殊教育没有在职人选")
    ready_is(RETIRED).when(engage(retired_after=MANY_RETIRED, reason="特殊教育没有在职人选")).then(
        InspectorAppointed("DX009", entry(RETIRED), PAPERS, (override,))
    )


@pytest.mark.parametrize(
    "who",
    [
        WANG,  # not retired
        wang(retired_on=date(2027, 1, 31)),  # not retired yet
        wang(kind=InspectorKind.FULL_TIME, retired_on=date(2025, 1, 31)),  # not part-time
    ],
)
def test_who_does_not_count_as_retired_needs_no_reason(who: CandidateDetails) -> None:
    """Q10: the share is that of retired people among part-time inspectors."""
    ready_is(who).when(engage(retired_after=MANY_RETIRED)).then(
        InspectorAppointed("DX009", entry(who), PAPERS)
    )


def test_within_the_limit_retired_people_need_no_reason() -> None:
    """Q10: 40 % exactly is not beyond it."""
    ready_is(RETIRED).when(engage()).then(InspectorAppointed("DX009", entry(RETIRED), PAPERS))


def test_who_is_in_the_procedure_cannot_be_entered_on_paper() -> None:
    """督学管理暂行办法: nobody goes round 审核 and 公示."""
    on_paper = AppointInspector(OFFICE, NOW, "DX009", LIN, RULES)
    for so_far in (candidate, candidate.given(qualified), ready):
        so_far.when(on_paper).then_refused(CandidateInProcedure)


def left(on: date, terms_served: int) -> DeciderTest:  # type: ignore[type-arg]
    """Somebody who left his office, and has been recommended, qualified and publicised again."""
    office = InspectorAppointed("DX009", lin(term_from=date(2023, 9, 1), terms_served=terms_served))
    out = InspectorExited("DX009", on, ExitGround.RESIGNATION, "工作调动")
    return inspector.given(office, out, recommended, qualified, publicised)


def test_the_number_of_who_left_is_nobody_elses() -> None:
    """Q12: terms, posts and the card (督学证) go by it; a name or a year may have been mistaken."""
    stranger = recommend(wang(inspector_name="方雅琴", birth_year=1980))
    out = InspectorExited("DX009", date(2026, 6, 30), ExitGround.RESIGNATION, "工作调动")
    was = inspector.given(InspectorAppointed("DX009", entry()), out)
    was.when(stranger).then_refused(NumberOfAnother)
    rejected = was.given(recommended, CandidateRejected("DX009", "人选已满"))
    rejected.when(stranger).then_refused(NumberOfAnother)
    for himself in (WANG, wang(inspector_name="王健国"), wang(birth_year=1957)):
        was.when(recommend(himself)).then(InspectorRecommended("DX009", himself, "区教育学院"))


def test_who_comes_back_soon_goes_on_counting_his_terms() -> None:
    """条例 6: 连续任职不得超过3个任期; less than the year of the rule pack is no break."""
    left(date(2026, 6, 30), 1).when(engage()).then(InspectorAppointed("DX009", entry(terms_served=2), PAPERS))
    left(date(2026, 6, 30), 3).when(engage()).then_refused(TooManyTerms)


def test_who_comes_back_after_a_break_begins_with_his_first_term() -> None:
    """条例 6 speaks of consecutive terms; how long a break must be is the office's own rule."""
    left(date(2025, 9, 7), 3).when(engage()).then(InspectorAppointed("DX009", entry(), PAPERS))
    left(date(2025, 9, 8), 3).when(engage()).then_refused(TooManyTerms)


def test_a_term_does_not_begin_before_the_last_was_left() -> None:
    """条例 6: two terms at once would be counted as one."""
    early = CandidatePublicised("DX009", date(2026, 1, 1), date(2026, 1, 7), "区教育局网站")
    begun = engage((date(2026, 6, 30), date(2029, 6, 29)))
    left(date(2026, 6, 30), 1).given(early).when(begun).then_refused(TermsOverlap)


def test_who_left_and_was_rejected_is_not_entered_on_paper() -> None:
    """条例 6: his terms would be forgotten; he is recommended again."""
    office = InspectorAppointed("DX009", lin(terms_served=3))
    out = InspectorExited("DX009", date(2026, 8, 31), ExitGround.RESIGNATION, "工作调动")
    history = inspector.given(office, out, recommended, CandidateRejected("DX009", "人选已满"))
    new = lin(term_from=date(2026, 9, 1), term_to=date(2029, 8, 31), terms_served=1)
    history.when(AppointInspector(OFFICE, NOW, "DX009", new, RULES)).then_refused(InspectorHasExited)


def test_who_comes_back_untrained_is_still_untrained() -> None:
    """督学管理暂行办法: 岗前培训 before duty, however often he is appointed."""
    first = InspectorAppointed("DX009", entry(), PAPERS)
    out = InspectorExited("DX009", date(2026, 10, 1), ExitGround.RESIGNATION, "工作调动")
    second = InspectorAppointed("DX009", entry(terms_served=2, term_from=date(2026, 11, 1)), PAPERS)
    again = inspector.given(first, out, recommended, qualified, publicised, second)
    post = AssignPost(OFFICE, NOW, "DX009", "319991-0001", date(2026, 11, 1))
    again.when(post).then_refused(PostBeforeTraining)


def test_who_comes_back_in_the_same_year_keeps_the_hours_that_were_entered_for_it() -> None:
    """督学管理暂行办法 21: forty hours a year, in whichever term of office."""
    before = InspectorAppointed("DX009", lin(training=(Training(2026, 40),)))
    out = InspectorExited("DX009", date(2026, 6, 30), ExitGround.RESIGNATION, "工作调动")
    back = InspectorAppointed("DX009", entry(terms_served=3), PAPERS)
    again = inspector.given(before, out, recommended, qualified, publicised, back)
    appraise = AppraiseInspector(OFFICE, AFTER, "DX009", 2026, "称职", None, RULES)
    again.when(appraise).then(InspectorAppraised("DX009", 2026, "称职", 40, None))
