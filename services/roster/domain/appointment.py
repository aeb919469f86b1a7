"""Who may be appointed inspector, and for how long (条例 6 and 7)."""

from datetime import date, timedelta

from services.roster.domain.details import Degree, InspectorDetails, InspectorKind
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

DEGREES = tuple(Degree)


class DegreeTooLow(Refused):
    article = "《教育督导条例》第七条"
    field = "degree"

    def __init__(self, details: InspectorDetails, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}的学历是{details.degree}，督学须有{rule.amount}以上学历，不能聘任。"
        )


class ExperienceTooShort(Refused):
    article = "《教育督导条例》第七条"
    field = "education_years"

    def __init__(self, details: InspectorDetails, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}从事教育管理、教学或者研究{details.education_years}年，"
            f"督学须满{rule.amount}，不能聘任。"
        )


class NotHealthy(Refused):
    """Q10: the district's plan asks for good health."""

    field = "healthy"

    def __init__(self, details: InspectorDetails) -> None:
        super().__init__(f"{details.inspector_name}的健康状况登记为“否”，不能聘任。请核对。")


class RetiredTooLong(Refused):
    """Q10: counted to the day of appointment."""

    field = "retired_on"

    def __init__(self, details: InspectorDetails, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}于{details.retired_on}退休，到任期开始已超过{rule.amount}，不能聘任。"
        )


class TermEndsBeforeItBegins(Refused):
    field = "term_to"

    def __init__(self) -> None:
        super().__init__("任期的结束日不能早于开始日。请改正日期。")


class TermTooLong(Refused):
    article = "《教育督导条例》第六条"
    field = "term_to"

    def __init__(self, rule: Rule, last: date) -> None:
        super().__init__(f"兼职督学任期为{rule.amount}，从这一天起最晚到{last}。请改正任期。")


class TooManyTerms(Refused):
    article = "《教育督导条例》第六条"
    field = "terms_served"

    def __init__(self, terms: int, rule: Rule) -> None:
        super().__init__(f"这是连续第{terms}个任期，兼职督学连续任职至多{rule.amount}，不能续聘。")


class TermsMiscounted(Refused):
    """A term that follows at once is one more than the last."""

    field = "terms_served"

    def __init__(self, due: int) -> None:
        super().__init__(f"新任期紧接上一任期，任期数应为{due}。请改正。")


class TermsOverlap(Refused):
    field = "term_from"

    def __init__(self, held: InspectorDetails) -> None:
        super().__init__(
            f"新任期与已登记的任期（{held.term_from}至{held.term_to}）重叠。请从上一任期结束的次日或更晚开始。"
        )


def check_appointment(details: InspectorDetails, held: InspectorDetails | None, rules: RulePack) -> None:
    """Raise what stands against an appointment; `held` is the last term, None for a new inspector.

    The articles on terms speak of part-time inspectors; full-time ones are appointed under the cadre rules.
    """
    degree = rules.rule("inspector_degree")
    if DEGREES.index(details.degree) < DEGREES.index(Degree(degree.words[0])):
        raise DegreeTooLow(details, degree)
    experience = rules.rule("inspector_experience")
    if details.education_years < experience.number:
        raise ExperienceTooShort(details, experience)
    if not details.healthy:
        raise NotHealthy(details)
    retired = rules.rule("retired_years")
    if details.retired_on and details.term_from > years_after(details.retired_on, retired.number):
        raise RetiredTooLong(details, retired)
    if details.term_to < details.term_from:
        raise TermEndsBeforeItBegins
    if details.kind is InspectorKind.PART_TIME:
        _check_term(details, rules)
    if held is not None and details.term_from != held.term_from:
        _check_follows(details, held)


def _check_term(details: InspectorDetails, rules: RulePack) -> None:
    term = rules.rule("inspector_term")
    last = years_after(details.term_from, term.number) - timedelta(days=1)
    if details.term_to > last:
        raise TermTooLong(term, last)
    terms = rules.rule("inspector_terms_max")
    if details.terms_served > terms.number:
        raise TooManyTerms(details.terms_served, terms)


def _check_follows(details: InspectorDetails, held: InspectorDetails) -> None:
    if details.term_from <= held.term_to:
        raise TermsOverlap(held)
    if (
        details.term_from == held.term_to + timedelta(days=1)
        and details.terms_served != held.terms_served + 1
    ):
        raise TermsMiscounted(held.terms_served + 1)


def years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
