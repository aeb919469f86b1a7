"""Who may be appointed inspector, and for how long (条例 6 and 7)."""

from collections.abc import Iterable
from datetime import MAXYEAR, date, timedelta

from services.roster.domain.details import CandidateDetails, Degree, InspectorDetails, InspectorKind, Override
from services.roster.domain.inspectorate import Inspector
from services.roster.domain.shares import RetiredShare
from shared.event_sourcing.decider import Refused
from shared.rules.pack import RulePack
from shared.rules.rule import Rule

DEGREES = tuple(Degree)
Person = CandidateDetails | InspectorDetails


class NumberOfAnother(Refused):
    """A number is one person's for good: his terms, posts, recusals and card (督学证) go by it."""

    field = "inspector"

    def __init__(self, number: str, held_by: str, name: str) -> None:
        super().__init__(
            f"编号{number}是{held_by}的，{name}的姓名和出生年份都与登记的不同。请核对编号；是另一人的，请另编一个编号。"
        )


class DegreeTooLow(Refused):
    article = "《教育督导条例》第七条"
    field = "degree"

    def __init__(self, details: Person, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}的学历是{details.degree}，督学须有{rule.amount}以上学历，不能聘任。"
        )


class ExperienceTooShort(Refused):
    article = "《教育督导条例》第七条"
    field = "education_years"

    def __init__(self, details: Person, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}从事教育管理、教学或者研究{details.education_years}年，"
            f"督学须满{rule.amount}，不能聘任。"
        )


class NotHealthy(Refused):
    """Q10: the district's plan asks for good health."""

    field = "healthy"

    def __init__(self, details: Person) -> None:
        super().__init__(f"{details.inspector_name}的健康状况登记为“否”，不能聘任。请核对。")


class RetiredTooLong(Refused):
    """Q10: counted to the day of appointment."""

    field = "retired_on"

    def __init__(self, details: Person, rule: Rule) -> None:
        super().__init__(
            f"{details.inspector_name}于{details.retired_on}退休，到任期开始已超过{rule.amount}，不能聘任。"
        )


class TooManyRetired(Refused):
    """Q10: 原则上不超过兼职督学总数的40%, so a reason lets it pass."""

    field = "reason"

    def __init__(self, after: RetiredShare) -> None:
        super().__init__(
            f"聘任后退休人员占兼职督学{after.arithmetic}，原则上不超过{after.rule.amount}。"
            "确需聘任的，请写明理由。"
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
    """A term that follows without a long enough break is one more than the last."""

    article = "《教育督导条例》第六条"
    field = "terms_served"

    def __init__(self, due: int, broken: Rule) -> None:
        super().__init__(f"与上一任期间隔不满{broken.amount}，按连续任职计算，任期数应为{due}。请改正。")


class TermsOverlap(Refused):
    field = "term_from"

    def __init__(self, held: InspectorDetails) -> None:
        super().__init__(
            f"新任期与已登记的任期（{held.term_from}至{held.term_to}）重叠。请从上一任期结束的次日或更晚开始。"
        )


def check_number(number: str, held: InspectorDetails, said: Person) -> None:
    """Raise that the number is somebody else's. A name or a year that was mistaken can be mended one at a time."""
    if held.inspector_name != said.inspector_name and held.birth_year != said.birth_year:
        raise NumberOfAnother(number, held.inspector_name, said.inspector_name)


def check_person(details: Person, on: date, rules: RulePack) -> None:
    """Raise what stands against the person on that day: 条例 7, and Q10 on those who are retired."""
    degree = rules.rule("inspector_degree")
    if DEGREES.index(details.degree) < DEGREES.index(Degree(degree.words[0])):
        raise DegreeTooLow(details, degree)
    experience = rules.rule("inspector_experience")
    if details.education_years < experience.number:
        raise ExperienceTooShort(details, experience)
    if not details.healthy:
        raise NotHealthy(details)
    retired = rules.rule("retired_years")
    if details.retired_on and on > years_after(details.retired_on, retired.number):
        raise RetiredTooLong(details, retired)


def check_appointment(details: InspectorDetails, last: InspectorDetails | None, rules: RulePack) -> None:
    """Raise what stands against an appointment; `last` is the term before it, None if none is known.

    The articles on terms speak of part-time inspectors; full-time ones are appointed under the cadre rules.
    """
    check_person(details, details.term_from, rules)
    if details.term_to < details.term_from:
        raise TermEndsBeforeItBegins
    if details.kind is InspectorKind.PART_TIME:
        _check_term(details, rules)
    if last is not None:
        _check_follows(details, last, rules)


def term_number(last: InspectorDetails, term_from: date, rules: RulePack) -> int:
    """Which consecutive term begins on `term_from`; after a long enough break they count from one again."""
    broken = years_after(last.term_to + timedelta(days=1), rules.rule("term_break").number)
    return 1 if term_from >= broken else last.terms_served + 1


def retired_share_after(
    inspectors: Iterable[Inspector], number: str, person: Person | None, on: date, rules: RulePack
) -> RetiredShare:
    """The share of retired people among the part-time ones in term on that day, with `person` among them.

    `number` is his; None in his place: nobody joins them.
    """
    part_time, retired = 0, []
    if person and person.kind is InspectorKind.PART_TIME:
        part_time = 1
        if person.retired_on and person.retired_on <= on:
            retired.append(person.inspector_name)
    for one in inspectors:
        term = None if one.number == number else one.term_on(on)
        if term is None or on > term.last or term.kind is not InspectorKind.PART_TIME:
            continue
        part_time += 1
        if term.retired_on and term.retired_on <= on:
            retired.append(one.name)
    return RetiredShare(tuple(retired), part_time, rules.rule("retired_share"))


def retired_overrides(
    details: InspectorDetails, after: RetiredShare, reason: str | None
) -> tuple[Override, ...]:
    """The soft limit (原则上) on retired people that this appointment passes, with its reason (Q10).

    Raises `TooManyRetired` when it is passed without one; who is not retired passes nothing.
    """
    if not counts_as_retired(details) or not after.over:
        return ()
    if not reason:
        raise TooManyRetired(after)
    return (Override(after.rule.key, after.arithmetic, reason),)


def counts_as_retired(details: InspectorDetails) -> bool:
    """Whether he is one of the retired among the part-time inspectors when his term begins."""
    retired = details.retired_on is not None and details.retired_on <= details.term_from
    return retired and details.kind is InspectorKind.PART_TIME


def _check_term(details: InspectorDetails, rules: RulePack) -> None:
    term = rules.rule("inspector_term")
    last = years_after(details.term_from, term.number) - timedelta(days=1)
    if details.term_to > last:
        raise TermTooLong(term, last)
    terms = rules.rule("inspector_terms_max")
    if details.terms_served > terms.number:
        raise TooManyTerms(details.terms_served, terms)


def _check_follows(details: InspectorDetails, last: InspectorDetails, rules: RulePack) -> None:
    if details.term_from <= last.term_to:
        raise TermsOverlap(last)
    due = term_number(last, details.term_from, rules)
    if due > 1 and details.terms_served != due:
        raise TermsMiscounted(due, rules.rule("term_break"))


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March where there is no 29 February, the last day there is beyond it."""
    if day.year + years > MAXYEAR:
        return date.max
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)
