"""What is wrong about a visit that was made all the same: it is a fact, so it is kept and says so."""

from collections.abc import Collection
from datetime import date


def doubts_about(out_of_term: Collection[str], visited_on: date) -> list[str]:
    """Warnings for people; `out_of_term` are the inspectors whose term had run out by the day (条例 6)."""
    if not out_of_term:
        return []
    numbers = "、".join(sorted(out_of_term))
    return [
        f"{numbers}在{visited_on}任期已经届满（《教育督导条例》第六条）。督导情况照实记录，不能申报费用；"
        "请督导室办理续聘，或改派在任的督学。"
    ]
