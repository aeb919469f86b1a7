"""What the form of each offer asks, what speaks for it, and what follows from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from services.rectification.domain.interview_parts import co_host
from services.rectification.domain.issue import RecheckMethod
from services.rectification.domain.ladder import RUNG_WORDS, Rung, SkipGround
from services.rectification.domain.stages import Case, PlanSentBack, Proposed
from services.rectification.domain.terms import RENEWED_LIMIT, Terms
from services.rectification.entrypoints.due_dates import DueDates
from shared.identity.principal import Principal
from shared.web.forms import Field, MeasureDraft, Option
from shared.web.wording import full_date

COMMITTEE: Final = "区教育督导委员会"
NO_WAY_BACK: Final = "送达后不能撤回，更正须另发文书"
RECORDED: Final = "记入日志，不能撤回"
GROUNDS: Final = {
    SkipGround.GRAVE_SAFETY: "重大隐患",
    SkipGround.REFUSAL: "拒不整改",
    SkipGround.RETALIATION: "打击报复",
}


@dataclass(frozen=True, slots=True)
class Question:
    """The inside of one form."""

    fields: tuple[Field, ...] = ()
    reasons: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()


Ask = Callable[[Case, DueDates, Principal], Question]


def _notice(case: Case, dates: DueDates, _: Principal) -> Question:
    given, ledger = case.issue.working_days, case.issue.ledger
    dated = ledger.due_on if ledger else None
    hint = "法规要求限期整改，没有规定天数，由本办定。"
    if given:
        hint = f"督导时已定{given}个工作日；不填就按这个时限。"
    elif dated and dated > dates.today:
        hint = f"台账原定{full_date(dated)}；不填就按这一天。"
    required = not given and not (dated and dated > dates.today)
    days = Field("working_days", "整改时限（工作日）", "number", required=required, hint=hint)
    return Question((days,), consequences=("文号由系统编", NO_WAY_BACK))


def _plan(case: Case, dates: DueDates, _: Principal) -> Question:
    last = case.stage.plan.measures if isinstance(case.stage, PlanSentBack) else ()
    drafts = tuple(MeasureDraft(m.measure, m.person, m.due_on.isoformat()) for m in last)
    hint = "每条写明做什么、谁负责、哪天完成。"
    back = (f"退回的理由：{case.stage.reason}",) if isinstance(case.stage, PlanSentBack) else ()
    return Question((_measures("measures", "措施", hint, case, dates, drafts),), reasons=back)


def _measures(
    name: str,
    label: str,
    hint: str,
    case: Case | None,
    dates: DueDates,
    drafts: tuple[MeasureDraft, ...] = (),
) -> Field:
    limit = case.limit.on if case and case.limit and case.limit.on >= dates.today else None
    until = f"完成日期不晚于{full_date(limit)}。" if limit else ""
    rows = (*drafts, *(MeasureDraft() for _ in range(max(1, 3 - len(drafts)))))
    return Field(name, label, "measures", required=True, hint=hint + until, measures=rows, latest=limit)


def _return_plan(*_: object) -> Question:
    return Question(
        (Field("reason", "退回的理由", "textarea", required=True, hint="单位会看到，记入日志。"),)
    )


def _completion(*_: object) -> Question:
    hint = "做了什么、效果如何，每行写一项。"
    return Question((Field("evidence", "整改情况", "textarea", required=True, hint=hint),))


def _recheck(*_: object) -> Question:
    methods = (Option(RecheckMethod.ON_SITE, "现场"), Option(RecheckMethod.DOCUMENTARY, "书面"))
    return Question(
        (
            Field("method", "复查方式", "select", required=True, options=methods),
            Field(
                "note", "复查情况", "textarea", required=True, hint="看了什么、结果如何。通过与不通过都要写。"
            ),
        )
    )


def _closing(case: Case, *_: object) -> Question:
    made = case.rounds[-1].recheck if case.rounds else None
    passed = (f"{made.by.name}复查通过：{made.note}",) if made else ()
    return Question(reasons=passed, consequences=("销号后要回访；反弹的重新整改", RECORDED))


def _revisit(*_: object) -> Question:
    return Question((Field("note", "回访情况", "textarea", required=True, hint="没有反弹与反弹都要写。"),))


def _escalation(case: Case, _: DueDates, person: Principal) -> Question:
    assert isinstance(case.escalation, Proposed)
    proposed = case.escalation.rung
    fields = [Field("reason", "理由", "textarea", required=True, hint="升与不升都要写，记入日志。")]
    above = [
        rung
        for rung in Rung
        if rung.height > proposed.height
        and (rung is not Rung.ACCOUNTABILITY or person.may("rectification.decide_accountability"))
    ]
    if above:
        rungs = (
            Option("", f"按提议：{RUNG_WORDS[proposed]}"),
            *(Option(r, f"越级：{RUNG_WORDS[r]}") for r in above),
        )
        grounds = (Option("", "没有越级"), *(Option(ground, word) for ground, word in GROUNDS.items()))
        fields += [
            Field("rung", "升到哪一级", "select", options=rungs),
            Field("skip_ground", "越级的情形", "select", options=grounds),
        ]
    return Question(tuple(fields), reasons=(f"触发：{case.escalation.ground}",), consequences=(RECORDED,))


def _order(case: Case, dates: DueDates, _: Principal) -> Question:
    due = Terms(dates.pack_on, dates.calendar).due(RENEWED_LIMIT, dates.today)
    copied = (f"抄送：{case.about.superior}",) if case.about.superior else ()
    return Question(consequences=(f"新期限：{full_date(due.on)}", *copied, "文号由系统编", NO_WAY_BACK))


def _interview(case: Case, dates: DueDates, _: Principal) -> Question:
    cohost = co_host(case.issue.line, case.about.superior)
    last = case.duty.due.on if case.duty and case.duty.due.on >= dates.today else None
    return Question(
        (
            Field("on", "哪天约谈", "date", required=True, earliest=dates.today, latest=last),
            Field(
                "hosts",
                "谁来约谈",
                "textarea",
                required=True,
                hint=f"每行写一个；须会同{cohost}。",
                value=f"{COMMITTEE}\n{cohost}",
            ),
        ),
        consequences=("文号由系统编", NO_WAY_BACK),
    )


def _interview_record(_: Case, dates: DueDates, __: Principal) -> Question:
    hint = "到场的写明承诺：做什么、谁负责、哪天完成。缺席的不填。"
    commitments = replace(_measures("commitments", "承诺", hint, None, dates), required=False)
    note = Field("note", "约谈情况", "textarea", required=True)
    return Question((note, commitments), consequences=("缺席的，系统提议通报", RECORDED))


def _circular(*_: object) -> Question:
    return Question(
        (
            Field("content", "通报内容", "textarea", required=True),
            Field("suggestion", "建议", "textarea", hint="给主管部门的建议，例如评优、考核。"),
        ),
        consequences=("文号由系统编", "印发后不能撤回"),
    )


def _work_group(*_: object) -> Question:
    return Question((Field("members", "工作组成员", "textarea", required=True, hint="每行写一个姓名。"),))


def _nothing(*_: object) -> Question:
    return Question()


QUESTIONS: Final[Mapping[str, Ask]] = MappingProxyType(
    {
        "serve-notice": _notice,
        "submit-plan": _plan,
        "accept-plan": _nothing,
        "return-plan": _return_plan,
        "report-completion": _completion,
        "recheck": _recheck,
        "close-case": _closing,
        "revisit": _revisit,
        "decide-escalation": _escalation,
        "serve-supervision-order": _order,
        "schedule-interview": _interview,
        "record-interview": _interview_record,
        "issue-circular": _circular,
        "form-work-group": _work_group,
    }
)
"""By the key of the offer."""
