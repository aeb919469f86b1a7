"""Why a visit cannot be recorded."""

from collections.abc import Iterable, Sequence
from datetime import date

from services.inspection.domain.report import Finding, VisitReport
from shared.event_sourcing.decider import Refused

MOST_WORKDAYS = 500
"""The longest limit rectification serves a notice with."""


class UnitNotKnown(Refused):
    field = "unit"

    def __init__(self, code: str) -> None:
        super().__init__(f"没有代码或者名称为{code}的单位。请核对；单位刚登记的，请稍候再试。")


class InspectorNotKnown(Refused):
    """Nobody knows from whom he must recuse himself."""

    field = "inspectors"

    def __init__(self, numbers: Iterable[str]) -> None:
        super().__init__(f"没有编号为{'、'.join(numbers)}的督学。请核对编号；刚聘任的，请稍候再试。")


class NoInspector(Refused):
    field = "inspectors"

    def __init__(self) -> None:
        super().__init__("督导记录至少要有一名督学。请补上参加督导的督学。")


class InspectorRecused(Refused):
    article = "《教育督导条例》第十条"
    field = "inspectors"

    def __init__(self, inspectors: Iterable[str]) -> None:
        super().__init__(f"{'、'.join(sorted(inspectors))}对这个单位应当回避，不能参加督导。请改派其他督学。")


class InspectorOffDuty(Refused):
    """Who is suspended or has left does no duty from that day on."""

    field = "inspectors"

    def __init__(self, inspectors: Iterable[str], visited_on: date) -> None:
        super().__init__(
            f"{'、'.join(sorted(inspectors))}在{visited_on}已暂停履职或者退出，不能参加督导。"
            "请核对督导日期，或改派其他督学。"
        )


class UnitHasEnded(Refused):
    field = "unit"

    def __init__(self, name: str, ended_on: date) -> None:
        super().__init__(f"{name}已于{ended_on}撤销或者并入其他单位，当天起不再督导。请核对单位和督导日期。")


class NotOnesOwnVisit(Refused):
    """条例 15: who visits reports."""

    article = "《教育督导条例》第十五条"
    field = "inspectors"

    def __init__(self) -> None:
        super().__init__("督学只能提交自己参加的督导记录。请由参加督导的督学或督导室提交。")


class VisitInFuture(Refused):
    field = "visited_on"

    def __init__(self, visited_on: date) -> None:
        super().__init__(f"督导日期{visited_on}还没有到。请改正日期。")


class FeedbackMistimed(Refused):
    """Q22: 督导问题必反馈, which is done at the visit or after it."""

    field = "fed_back_at"

    def __init__(self) -> None:
        super().__init__("反馈时间不能早于督导当天，也不能晚于现在。请改正时间。")


class LimitMissing(Refused):
    """条例 21: problems are rectified within a time limit."""

    article = "《教育督导条例》第二十一条"
    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(f"问题“{problem}”没有整改期限。请写明至少1个工作日的期限。")


class LimitTooLong(Refused):
    """The limit that is fed back is the one its case is noticed with, which knows no longer one."""

    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"问题“{problem}”的整改期限最长{MOST_WORKDAYS}个工作日。长期整改的，请先定第一阶段的期限。"
        )


class SameProblemTwice(Refused):
    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(f"问题“{problem}”写了两遍。请合并成一个，一题一案。")


class EarlierUnknown(Refused):
    """§5: finding, recheck and finding again are one chain, which points at nothing made up."""

    field = "findings"

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"问题“{problem}”关联的以前的问题不存在，或者是别的单位的。请从该单位的问题中选；刚登记的，请稍候再试。"
        )


class VisitAlreadyRecorded(Refused):
    """A submitted record is immutable (Q17). `report` and `findings` are what was submitted."""

    field = "visit"

    def __init__(self, report: VisitReport, findings: Sequence[Finding]) -> None:
        super().__init__(f"督导记录{report.number}已提交，内容不能再改。请刷新查看；另一次督导请另填一份。")
        self.report, self.findings = report, findings
