"""What may be printed as law: the rules that a letter cites, taken from the pack in force."""

from dataclasses import fields
from typing import TypeVar

from shared.rules.pack import RulePack
from shared.rules.rule import Rule

R = TypeVar("R")


def cited(rules: type[R], pack: RulePack) -> R:
    """The rules that `rules`, a dataclass of `Rule | None`, names; None where the pack has no such rule."""
    return rules(**{field.name: pack.get(field.name) for field in fields(rules)})  # type: ignore[arg-type]


def is_printable(rule: Rule | None) -> bool:
    """The test `rules.x is printable`: a rule marked M, or none at all, is never printed as law."""
    return rule is not None and rule.printable
