"""The shares among the inspectors in term: full-time among all, retired among the part-time."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from shared.rules.pack import RulePack
from shared.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Share:
    """The people counted, among how many, and the rule for their share. Limits are compared unrounded."""

    people: tuple[str, ...]
    whole: int
    rule: Rule

    @property
    def part(self) -> int:
        return len(self.people)

    @property
    def percent(self) -> str:
        """22.7; empty when there is nobody to take a share of."""
        if not self.whole:
            return ""
        tenths = floor(Fraction(self.part * 1000, self.whole) + Fraction(1, 2))
        return f"{tenths // 10}.{tenths % 10}"

    @property
    def arithmetic(self) -> str:
        """5÷22＝22.7%"""
        return f"{self.part}÷{self.whole}＝{self.percent}%" if self.whole else f"{self.part}÷{self.whole}"


@dataclass(frozen=True, slots=True)
class FullTimeShare(Share):
    """A floor; `least` is the number some provinces ask for besides (重庆 9), None elsewhere."""

    least: Rule | None

    @property
    def needed(self) -> int:
        by_share = ceil(self.rule.share * self.whole)
        return max(by_share, self.least.number) if self.least else by_share

    @property
    def missing(self) -> int:
        return max(0, self.needed - self.part)

    @property
    def needed_arithmetic(self) -> str:
        """22×30%＝6.6→7人；应有7人，现有5人，缺2人"""
        exact = self.rule.share * self.whole
        shown = f"{float(exact):.2f}".rstrip("0").rstrip(".")
        sum_ = f"{self.whole}×{self.rule.amount}＝{shown}" + (
            "" if exact.denominator == 1 else f"→{ceil(exact)}"
        )
        least = f"；{self.least.citation}要求{self.least.amount}以上" if self.least else ""
        gap = f"，缺{self.missing}人" if self.missing else ""
        return f"{sum_}{least}；应有{self.needed}人，现有{self.part}人{gap}"


@dataclass(frozen=True, slots=True)
class RetiredShare(Share):
    """A soft ceiling (原则上): going beyond it asks for a reason and forbids nothing."""

    @property
    def allowed(self) -> int:
        return floor(self.rule.share * self.whole)

    @property
    def over(self) -> int:
        return max(0, self.part - self.allowed)

    @property
    def allowed_arithmetic(self) -> str:
        """17×40%＝6.8→6人；至多6人，现有7人，超1人"""
        exact = self.rule.share * self.whole
        shown = f"{float(exact):.2f}".rstrip("0").rstrip(".")
        sum_ = f"{self.whole}×{self.rule.amount}＝{shown}" + (
            "" if exact.denominator == 1 else f"→{self.allowed}"
        )
        gap = f"，超{self.over}人" if self.over else ""
        return f"{sum_}；至多{self.allowed}人，现有{self.part}人{gap}"


def counted_share(rules: RulePack) -> Fraction:
    """How much of other training than centralised counts towards the hours of a year; nothing where no rule lets it."""
    rule = rules.get("online_training_share")
    return rule.share if rule else Fraction(0)
