"""Scores of one inspection as they are told: every number with its arithmetic, to a unit only what was served."""

from collections.abc import Mapping
from typing import Any

from services.inspection.domain.decimals import ROUNDING
from services.inspection.domain.marking import Sheet, subtotals
from services.inspection.domain.scoring_states import Frozen, Open

Told = Mapping[str, tuple[str, str]]
"""Marks and arithmetic by indicator."""
NOTHING = (None, None)


def scores_json(scoring: Open | Frozen, *, outside: bool) -> dict[str, Any]:
    """The scores of one inspection. `outside` is told its own sheet, and what was decided once it is served."""
    scores, served = (scoring.scores, True) if isinstance(scoring, Frozen) else (scoring, False)
    framework, subject = scores.framework, scores.subject
    final = scores.final if served or not outside else None
    reasons = {one.code: one.reason for one in final.adjustments} if final else {}
    own, mean, decided = (
        _told(scores, sheet)
        for sheet in (scores.own, final.average if final else None, final.sheet if final else None)
    )
    return {
        "id": str(subject.id),
        "number": subject.number,
        "unit": subject.unit.code,
        "unit_name": subject.unit.name,
        "unit_type": subject.unit_type,
        "framework": framework.code,
        "framework_name": framework.name,
        "version": scores.version,
        "full": str(framework.full),
        "rounding": ROUNDING,
        "served": served,
        "self_total": _total(scores.own),
        "average_total": _total(final.average if final else None),
        "total": _total(final.sheet if final else None),
        "grade": final.grade if final else None,
        "bands": [{"name": band.name, "at_least": str(band.at_least)} for band in framework.bands],
        "vetoed": [{"code": one.code, "facts": one.facts} for one in final.vetoed] if final else [],
        "unscored": scores.unscored if served or not outside else None,
        "indicators": [
            {
                "code": one.code,
                "name": one.name,
                "parent": one.parent,
                "method": one.method,
                "watched": list(one.watched),
                "full": str(one.marks),
                **_pair("own", "own_arithmetic", own, one.code),
                **_pair("average", "average_arithmetic", mean, one.code),
                **_pair("final", "arithmetic", decided, one.code),
                "reason": reasons.get(one.code),
            }
            for one in framework.indicators
        ],
        "experts": [] if outside else [_expert(who, sheet) for who, sheet in scores.experts.items()],
        "counted": list(final.counted) if final and not outside else [],
    }


def _told(scores: Open, sheet: Sheet | None) -> Told:
    """The marks of every indicator; of one with others below it their sum."""
    if sheet is None:
        return {}
    told = {one.code: (str(one.marks), one.arithmetic) for one in sheet.marks}
    for code, marks in subtotals(scores.framework, sheet).items():
        parts = "＋".join(one.code for one in scores.framework.children(code))
        told[code] = (str(marks), f"{parts}＝{marks}")
    return told


def _pair(marks: str, arithmetic: str, told: Told, code: str) -> dict[str, str | None]:
    return dict(zip((marks, arithmetic), told.get(code, NOTHING), strict=True))


def _expert(who: str, sheet: Sheet) -> dict[str, Any]:
    marks = [
        {"code": one.code, "value": one.value, "marks": str(one.marks), "arithmetic": one.arithmetic}
        for one in sheet.marks
    ]
    return {"scorer": who, "total": str(sheet.total), "marks": marks}


def _total(sheet: Sheet | None) -> str | None:
    return str(sheet.total) if sheet else None
