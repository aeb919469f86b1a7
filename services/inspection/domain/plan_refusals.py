"""What the annual plan refuses."""

from collections.abc import Sequence

from shared.event_sourcing.decider import Refused


class NoSuchPlan(Refused):
    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年还没有督导计划。请先起草。")


class PlanInForce(Refused):
    """What was approved is amended, not written anew (减负意见: 年度计划和审批)."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年督导计划已经批准，不能再起草或者征求意见。要改动的，请提出调整并写明理由。"
        )


class PlanNotApproved(Refused):
    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年督导计划还没有批准。请先报总督学或者副总督学批准。")


class ItemMistaken(Refused):
    """An item of a plan says what, where and when."""

    field = "items"


class OverTheCap(Refused):
    """严控督导频次 (Q6): what goes over the load cap needs a reason."""

    field = "reasons"

    def __init__(self, arithmetic: Sequence[str]) -> None:
        more = f"；另有{len(arithmetic) - 5}处" if len(arithmetic) > 5 else ""
        super().__init__(
            f"超过本区设定的入校次数上限：{'；'.join(arithmetic[:5])}{more}。请合并或者改期；确需安排的，写明每个单位的理由。"
        )


class NobodyConsulted(Refused):
    """Q6, Q8: the opinions of the departments are sought first."""

    def __init__(self) -> None:
        super().__init__("计划还没有向有关部门征求意见。请先征求意见，再报批。")


class RepliesAwaited(Refused):
    def __init__(self, departments: Sequence[str]) -> None:
        super().__init__(
            f"{'、'.join(departments)}还没有答复，答复期限未到，不能提前。请等答复或者期满后再办。"
        )


class SuggestionsOpen(Refused):
    """Q8: every suggestion is adopted or not, with the reason."""

    def __init__(self, departments: Sequence[str]) -> None:
        super().__init__(f"{'、'.join(departments)}的建议还没有逐条写明是否采纳。请先写明采纳与否和理由。")


class NotAskedForOpinion(Refused):
    field = "department"

    def __init__(self, department: str) -> None:
        super().__init__(f"没有向{department}征求过意见，或者没有这条建议。请核对。")


class ReplyMistimed(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}的日期不对：不能晚于今天，答复不能早于送出，答复期限不能早于送出。请改正日期。"
        )


class OwnPlan(Refused):
    """Who drafted or proposed does not approve."""

    def __init__(self) -> None:
        super().__init__("起草或者提出的人不能批准。请由另一位总督学或者副总督学批准。")


class NotALeader(Refused):
    def __init__(self) -> None:
        super().__init__("督导计划和计划调整由总督学或者副总督学批准。请报批。")


class NoSuchAmendment(Refused):
    def __init__(self) -> None:
        super().__init__("没有这项调整，或者要调整的事项已经不在计划里。请刷新计划后再办。")


class NothingToMerge(Refused):
    field = "units"

    def __init__(self) -> None:
        super().__init__("请选两项以上都安排了这些单位的计划事项，再合并。")
