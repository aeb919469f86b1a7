"""How letters name and address a unit, from what the roster told of it."""

from collections.abc import Mapping
from typing import Any, Final

from shared.letters.values import Unit

_NURSERIES: Final = frozenset({"幼儿园"})
_SCHOOLS: Final = frozenset(
    {"小学", "初级中学", "九年一贯制学校", "普通高中", "中等职业学校", "特殊教育学校"}
)
PREMISES: Final = "办公场所显著位置"
GATE: Final = "校门显著位置"


def unit_of(name: str, superior: str | None, told: Mapping[str, Any]) -> Unit:
    """The unit as a letter calls it. `told` is the roster's entry at that time, empty when there was none."""
    kind = told.get("kind")
    if kind in _NURSERIES:
        appellation, head = "你园", "园长"
    elif kind in _SCHOOLS:
        appellation, head = "你校", "校长"
    else:
        appellation, head = "你单位", "主要负责人"
    return Unit(
        name=name,
        appellation=appellation,
        head_name=told.get("head") or "",
        head_title=head,
        superior_name=superior or told.get("superior") or "",
        party_committee_name="",
    )


def notice_place(told: Mapping[str, Any]) -> str:
    """Where the unit puts up the notice of an inspection."""
    return GATE if told.get("kind") in _NURSERIES | _SCHOOLS else PREMISES
