"""To whom a visit says where somebody stood."""

import pytest

from services.inspection.entrypoints.http import told_to
from shared.event_sourcing.decider import Actor, Role

FIX = {"latitude": "31.16", "longitude": "121.22"}
VISIT = {
    "inspectors": ["DX010", "DX020"],
    "came": {"place": "校门", "fix": FIX},
    "left": None,
    "doubts": ["签到使用了模拟位置"],
}


@pytest.mark.parametrize(
    ("role", "id", "shown"),
    [
        (Role.OFFICE, "zhouwq", True),
        (Role.AUDITOR, "audit", True),
        (Role.INSPECTOR, "DX010", True),
        (Role.INSPECTOR, "DX099", False),
        (Role.UNIT, "head", False),
        (Role.SUPERIOR, "bureau", False),
        (Role.SYSTEM, "city", False),
    ],
)
def test_a_position_is_shown_to_who_was_there_and_to_who_oversees(role: Role, id: str, shown: bool) -> None:
    """PIPL 6, 28: whereabouts are sensitive."""
    told = told_to(Actor(id, "某人", role), VISIT)
    assert told["came"]["place"] == "校门"
    assert (told["came"]["fix"], told["doubts"]) == ((FIX, VISIT["doubts"]) if shown else (None, []))
