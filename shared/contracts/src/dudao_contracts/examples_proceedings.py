"""One valid example of every fact of interviews, accountabilities and commendations."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID, uuid5

from . import proceedings as facts
from .due import Due
from .envelope import Fact
from .examples_roster import UNIT

_IDS = UUID("7b1c1f0e-52f8-5d0a-9a67-6c1a3f1d0e01")
_LAW = "《教育督导问责办法》（国教督〔2021〕2号）"

P = TypeVar("P", bound=facts.ProceedingFact)


def _about(fact: type[P], kind: str, number: str, matter: str, **own: Any) -> P:
    return fact.model_validate(
        {
            "proceeding": uuid5(_IDS, kind),
            "kind": kind,
            "number": number,
            "line": "school",
            "unit": UNIT,
            "unit_name": "梧桐小学",
            "superior": "区教育局",
            "matter": matter,
            **own,
        }
    )


def _interview(fact: type[P], **own: Any) -> P:
    return _about(fact, "interview", "YT-0044-3f2a19", "食堂留样问题督办逾期", **own)


def _accountability(fact: type[P], **own: Any) -> P:
    return _about(fact, "accountability", "WZ-0044-8c1d02", "食堂留样问题通报后仍不整改", **own)


def _commendation(fact: type[P], **own: Any) -> P:
    return _about(fact, "commendation", "BZ-0044-51e7b3", "综合督导结果优秀", **own)


def _due(on: date, rule: str, explanation: str, basis: str = _LAW) -> Due:
    return Due(on=on, rule=rule, basis=basis, explanation=explanation, provisional=False)


PROCEEDING_FACTS: tuple[Fact, ...] = (
    _interview(
        facts.InterviewNoticeServedV1,
        letter="云教督约〔2026〕3号",
        on=date(2026, 10, 22),
        place="区政府第三会议室",
        hosts=("区人民政府教育督导委员会", "区教育局"),
        papers_due=date(2026, 10, 21),
        cases=(uuid5(_IDS, "case"),),
    ),
    _interview(facts.InterviewRecordServedV1, letter="云教督约〔2026〕4号"),
    _accountability(
        facts.AccountabilityNotifiedV1,
        letter="云教督责告〔2026〕1号",
        defence_due=_due(
            date(2026, 12, 18), "accountability_defence", "自2026年12月4日的次日起算10个工作日。", "本区设定"
        ),
    ),
    _accountability(facts.AccountabilityDefendedV1, defence=1),
    _accountability(
        facts.AccountabilityDecidedV1,
        letter="云教督责〔2026〕1号",
        effective_on=date(2026, 3, 12),
        review_due=_due(date(2026, 4, 13), "review", "自2026年3月12日的次日起算30日，期满之日遇周末顺延。"),
        appeal_due=_due(date(2026, 3, 27), "appeal_direct", "自2026年3月12日的次日起算15日。"),
    ),
    _accountability(
        facts.ReviewAskedV1,
        decision_due=_due(date(2026, 4, 20), "review_decision", "自2026年3月20日的次日起算30日。"),
    ),
    _accountability(
        facts.ReviewDecidedV1,
        letter="云教督复〔2026〕1号",
        result="uphold",
        appeal_due=_due(date(2026, 4, 27), "appeal", "自2026年4月10日的次日起算15日。"),
    ),
    _accountability(
        facts.AppealFiledV1,
        direct=False,
        decision_due=_due(date(2026, 6, 19), "appeal_decision", "自2026年4月20日的次日起算60日。"),
    ),
    _accountability(
        facts.AppealDecidedV1,
        letter="市教督申〔2026〕2号",
        result="change",
        correct_by=_due(date(2026, 6, 26), "appeal_correction", "自2026年6月11日的次日起算15日。"),
    ),
    _accountability(facts.AccountabilityCorrectedV1, letter="云教督责〔2026〕2号", result="change"),
    _commendation(facts.CommendationApprovedV1, basis="ZH-202603-01 综合督导：优秀"),
    _commendation(facts.CommendationRevokedV1, reason="申报材料不实"),
    _accountability(
        facts.StepPromptedV1,
        step="作出复核决定",
        due_on=date(2026, 4, 20),
        workdays_left=5,
        owner_role="office",
        owner="office",
    ),
    _accountability(
        facts.StepMissedV1,
        step="作出复核决定",
        due_on=date(2026, 4, 20),
        owner_role="office",
        owner="office",
    ),
)
