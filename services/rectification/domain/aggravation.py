"""从重: which of the five grounds of the 问责办法 apply to a subject, each with what shows it (V2)."""

from collections.abc import Sequence
from datetime import date, timedelta

from services.rectification.domain.accountability_commands import Declared
from services.rectification.domain.accountability_parts import Aggravation, Ground, Record
from services.rectification.domain.terms import Terms, spoken

DAYS_OF_A_YEAR = 365


def aggravation(
    record: Record, declared: Sequence[Declared], terms: Terms, today: date
) -> tuple[Aggravation, ...]:
    """The grounds that the logs show and those that the work group found, in the order of the rule.

    The present decision counts: one earlier within the year makes two. What was revoked does not count, which
    `record` sees to. No text names a ground for a milder decision, so there is no counterpart of this.
    """
    words = terms.pack_on(today).rule("aggravation_grounds").words
    shown: dict[Ground, list[str]] = {
        Ground.OBSTRUCTED: [f"{spoken(o.on)}，{o.inspection}：{o.facts}" for o in record.obstructions],
        Ground.NOT_RECTIFIED: _not_rectified(record),
        Ground.REPEATED: _repeated(record, terms, today),
    }
    for one in declared:
        shown.setdefault(one.ground, []).append(one.evidence)
    order = list(Ground)
    return tuple(
        Aggravation(ground, words[order.index(ground)], tuple(shown[ground]))
        for ground in order
        if shown.get(ground)
    )


def _not_rectified(record: Record) -> list[str]:
    """Held accountable before, and still not rectified: a limit that passed after that decision."""
    if not record.priors:
        return []
    first = min(prior.served_on for prior in record.priors)
    return [
        f"案件{case.number}的整改期限{spoken(case.limit_on)}已过，仍未整改到位"
        for case in record.unrectified
        if case.limit_on > first
    ]


def _repeated(record: Record, terms: Terms, today: date) -> list[str]:
    pack = terms.pack_on(today)
    since = today - timedelta(days=DAYS_OF_A_YEAR * pack.rule("aggravation_window").number)
    within = [prior for prior in record.priors if prior.served_on >= since]
    if len(within) + 1 < pack.rule("aggravation_count").number:
        return []
    return [f"{prior.letter}，{spoken(prior.served_on)}送达" for prior in within]
