"""What is refused about themes and checklists."""

from shared.event_sourcing.decider import Refused


class NoSuchTheme(Refused):
    field = "theme"

    def __init__(self, month: str) -> None:
        super().__init__(f"{month}还没有发布督导主题。请先发布，或者核对月份。")


class ChecklistMistaken(Refused):
    field = "items"

    def __init__(self) -> None:
        super().__init__("清单是空的，或者同一事项写了两遍。请每项写一次。")


class ReasonForVersion(Refused):
    field = "reason"

    def __init__(self, version: int) -> None:
        super().__init__(f"这是清单第{version}版，已有督导按前一版进行。请写明改版的理由。")


class MonthIsOver(Refused):
    def __init__(self, month: str) -> None:
        super().__init__(f"{month}已经过去，清单不能再发布或者增加。请用于以后的月份。")


class NoSuchZone(Refused):
    field = "zone"

    def __init__(self, zone: str) -> None:
        super().__init__(f"没有“{zone}”这个责任区。请核对名称。")


class NotOnesOwnZone(Refused):
    """Each zone chooses for itself."""

    field = "zone"

    def __init__(self, zone: str) -> None:
        super().__init__(
            f"您在{zone}没有挂牌的学校，不能为它增加自选事项。请由该责任区的责任督学或者督导室办理。"
        )


class TooManyLocalItems(Refused):
    """1+N (Q16)."""

    field = "items"

    def __init__(self, zone: str, asked: int, most: int) -> None:
        super().__init__(f"{zone}自选事项共{asked}项，本区设定最多{most}项。请减少。")
