"""Flags a pack that asks less of inspectors than 教育督导条例 articles 6 and 7."""

from collections.abc import Callable

from shared.rules.pack import RulePack
from shared.rules.rule import Rule

DEGREES = ("大专", "本科", "硕士", "博士")


def undercuts(pack: RulePack, national: RulePack) -> tuple[str, ...]:
    """One Chinese sentence for each local value that national law does not allow; empty if there is none.

    Article 6: a part-time term is 3 years, at most 3 in a row. Article 7: at least a bachelor's degree (an
    alternative to it is none) and 10 years of work. Such a pack is loaded all the same: the office decides.
    """
    weaker: dict[str, Callable[[Rule, Rule], bool]] = {
        "inspector_term": lambda local, law: local.values != law.values,
        "inspector_terms_max": lambda local, law: local.number > law.number,
        "inspector_degree": lambda local, law: any(_rank(word) < _rank(law.words[0]) for word in local.words),
        "inspector_experience": lambda local, law: local.number < law.number,
    }
    return tuple(
        f"规则包{pack.jurisdiction}的{local.title}是{local.amount}（{local.citation or local.source}），"
        f"{law.citation}是{law.amount}。请按条例执行，并报告制定机关。"
        for key, is_weaker in weaker.items()
        if is_weaker(local := pack.rule(key), law := national.rule(key))
    )


def _rank(degree: str) -> int:
    return DEGREES.index(degree) if degree in DEGREES else -1
