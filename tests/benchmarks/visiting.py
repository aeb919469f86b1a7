"""Inspectors who hand in visits: the requests they send."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from tests.benchmarks.wire import post

PATH = "/inspection/api/visits"
_FINDINGS = (
    {
        "theme": "食堂食品安全",
        "problem": "食品留样时间不足48小时，留样记录缺7天",
        "demand": "按要求留样并补正登记",
    },
    {"theme": "校园安全", "problem": "西侧围墙的监控探头有两处损坏", "demand": "修复探头并检查其余点位"},
    {"theme": "作业管理", "problem": "三年级两个班的书面作业超过规定时间", "demand": "调整作业总量并公示"},
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """An inspector who is signed in, and a unit he answers for."""

    unit: str
    inspectors: Sequence[str]
    token: str

    def visit(self, findings: int, path: str = PATH) -> tuple[UUID, bytes]:
        """The id of a new visit and the request that hands it in, with up to three findings."""
        visit = uuid4()
        body = {
            "visit": str(visit),
            "unit": self.unit,
            "inspectors": list(self.inspectors),
            "visited_on": "2026-10-30",
            "started": "09:00",
            "minutes": 90,
            "themes": ["食堂食品安全", "校园安全"],
            "summary": "查看食堂、围墙和作业公示栏，并与两位教师交谈。",
            "findings": [{**found, "severity": "一般", "working_days": 15} for found in _FINDINGS[:findings]],
        }
        return visit, post(path, self.token, str(visit), json.dumps(body, ensure_ascii=False).encode())
