"""Why a score cannot be entered, decided or served."""

from decimal import Decimal

from services.inspection.domain.decimals import plain
from services.inspection.domain.framework import Framework, Indicator
from shared.event_sourcing.decider import Refused

RECUSAL = "《教育督导条例》第十条"


class NotBound(Refused):
    def __init__(self) -> None:
        super().__init__("这次督导没有确定指标体系，不评分。要评分的，请在发出督导通知前确定指标体系。")


class FrameworkFixed(Refused):
    """条例 17: by what a unit is judged is fixed before it is told of the inspection."""

    field = "framework"

    def __init__(self) -> None:
        super().__init__("指标体系要在发出督导通知之前确定，通知以后不能再定或者更换。")


class NotForThisType(Refused):
    field = "framework"

    def __init__(self, framework: Framework, unit_type: str) -> None:
        known = "、".join(framework.unit_types)
        super().__init__(f"{framework.name}适用于{known}，不适用于{unit_type}。请换一个指标体系。")


class NotYetAnnounced(Refused):
    def __init__(self) -> None:
        super().__init__("督导通知还没有送达，现在不能自评。")


class SelfScoreClosed(Refused):
    """条例 20: the self-evaluation was weighed with the rest."""

    def __init__(self) -> None:
        super().__init__("督导小组已经评议，自评分不能再改。对结果有意见的，请在申辩期内提出申辩。")


class OwnSheetOnly(Refused):
    field = "scorer"

    def __init__(self) -> None:
        super().__init__("督学只能提交自己的评分表。请由评分人本人提交，或者由督导室录入签字的评分表。")


class RecusedMayNotScore(Refused):
    article = RECUSAL
    field = "scorer"

    def __init__(self, scorer: str) -> None:
        super().__init__(f"{scorer}对这个单位应当回避，不能评分。请由督导小组其他成员评分。")


class NotExamined(Refused):
    """条例 18: what nobody has seen on site is not scored."""

    article = "《教育督导条例》第十八条"

    def __init__(self) -> None:
        super().__init__("还没有现场考察，不能评分。请先登记现场考察。")


class ExpertsClosed(Refused):
    def __init__(self) -> None:
        super().__init__("最终得分已经议定，专家评分不能再改。评分有误的，请在最终得分里更正并写明理由。")


class NotDeliberated(Refused):
    """条例 20: what the team makes of its inquiry it decides together."""

    article = "《教育督导条例》第二十条"

    def __init__(self) -> None:
        super().__init__("督导小组还没有评议，不能议定最终得分。请先登记评议。")


class NobodyScored(Refused):
    def __init__(self) -> None:
        super().__init__("没有可以计入的专家评分。请督导小组成员先评分；不评分的，请登记不评分并写明理由。")


class AdjustmentUnexplained(Refused):
    field = "adjustments"

    def __init__(self, indicator: Indicator, before: Decimal, after: Decimal) -> None:
        super().__init__(
            f"指标{indicator.code}“{indicator.name}”专家平均{plain(before)}分，最终得分{plain(after)}分。"
            "请写明调整的理由。"
        )


class NoSuchVeto(Refused):
    field = "vetoed"

    def __init__(self, code: str) -> None:
        super().__init__(f"指标体系里没有编号为{code}的否决项。请核对编号。")


class ChangeUnexplained(Refused):
    """What was entered is never replaced in silence."""

    field = "reason"

    def __init__(self) -> None:
        super().__init__("已经登记过，这次的内容不同。要更正的，请写明更正的理由；原来的内容会保留。")


class FinalScoreMissing(Refused):
    def __init__(self) -> None:
        super().__init__(
            "这次督导按指标体系评分，还没有议定最终得分。请先议定，再送达督导意见书；不评分的，请登记理由。"
        )


class FinalOfAnotherTeam(Refused):
    """条例 10: nobody's score counts who must not judge the unit."""

    article = RECUSAL

    def __init__(self) -> None:
        super().__init__("议定最终得分之后督导小组有变动，有的评分不再计入。请由现在的小组重新议定最终得分。")


class ScoresAreFrozen(Refused):
    def __init__(self) -> None:
        super().__init__("督导意见书已经送达或者督导已经结束，得分不能再改。")
