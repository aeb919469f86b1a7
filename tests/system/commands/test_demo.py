"""`dudao demo`: the README's first command, as a newcomer sees it."""

import json
from typing import Any

from tests.system.commands.command_line import dudao


def test_the_demo_closes_the_loop() -> None:
    played = dudao("demo", "--once", "--json", timeout=280)
    assert played.returncode == 0, played.stderr[-2000:]
    summary: dict[str, Any] = json.loads(played.stdout)
    assert (summary["visits"], summary["issues"], summary["cases"]) == (63, 197, 197)
    assert sum(summary["by_state"].values()) == 197
    assert summary["cases_verified"] == summary["cases_total"] > 197
    assert (summary["faults"], summary["refusals"], summary["dead_letters"]) == ([], [], 0)
    assert all(summary["rungs"].values()), "every rung of the ladder was reached"
    assert summary["closed"] > 150
    assert summary["messages"] > summary["cases"]
