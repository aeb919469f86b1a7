"""What the office itself owes: plan, opinions, reports, publication, answers, receipts (上海 29), replies."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.inspection.domain.obligations import Obligation, midnight_after, start_of
from services.inspection.domain.school_year import month
from services.inspection.domain.standing_reports import Filed, Series
from services.inspection.domain.terms import SET_BY_OFFICE, Due, Terms, cited, day_of, spoken
from services.inspection.domain.year_plan import Plan, PlanState

REPLY_ABOVE = "reply_above"
"""No rule of a pack: each letter from above names its own day."""


@dataclass(frozen=True, slots=True)
class Proceeding:
    """The dates of a comprehensive or special inspection, as far as the office owes something by them.

    A due date is None where no rule of the jurisdiction sets one. `report_out` and `opinion_out` are the days they
    were first published; `defences` are the days a defence was filed and answered.
    """

    number: str
    unit: str
    unit_name: str
    zone: str | None
    team: tuple[str, ...] = ()
    deliberated_on: date | None = None
    preliminary_due: Due | None = None
    fed_back_on: date | None = None
    opinion_due: Due | None = None
    served_on: date | None = None
    report_due: Due | None = None
    filed_on: date | None = None
    report_out: date | None = None
    opinion_out: date | None = None
    defences: tuple[tuple[date, date | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Hazard:
    """A danger that was told (重大隐患), by when it had to be, and under which rule (`basis`)."""

    issue: str
    unit: str
    unit_name: str
    problem: str
    reported_at: datetime
    due_at: datetime
    basis: str


@dataclass(frozen=True, slots=True)
class FromAbove:
    """A finding from above that wants a reply by a day: of which body and number, and the day of the first reply."""

    finding: str
    body: str
    number: str
    unit: str
    unit_name: str
    zone: str | None
    received_on: date
    reply_by: date
    replied_on: date | None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A visit's record, when it was submitted, and when the office received it."""

    number: str
    unit: str
    unit_name: str
    zone: str | None
    inspectors: tuple[str, ...]
    submitted_at: datetime
    received_at: datetime | None


def of_proceeding(one: Proceeding, terms: Terms) -> Iterator[Obligation]:
    """Every duty of the office in an inspection that was not cancelled, done or not (条例 20 to 23)."""
    if one.preliminary_due and one.deliberated_on:
        yield _step(one, "反馈初步督导意见", one.preliminary_due, one.fed_back_on)
    if one.opinion_due:
        yield _step(one, "作出督导意见书", one.opinion_due, one.served_on)
    for n, (filed_on, answered_on) in enumerate(one.defences, 1):
        due = terms.due("defence_answer", filed_on)
        yield _step(one, f"答复第{n}次申辩", due, answered_on, f"-{n}")
    if one.served_on:
        due = one.report_due or terms.due("report_filing_limit", one.served_on)
        yield _step(one, "提交督导报告并报上一级备案", due, one.filed_on)
        if terms.get("opinion_publish", one.served_on):
            due = terms.due("opinion_publication_limit", one.served_on)
            yield _step(one, "公布督导意见书", due, one.opinion_out)
    if one.filed_on:
        due = terms.due("report_publication_limit", one.filed_on)
        yield _step(one, "公布督导报告", due, one.report_out)


def _step(one: Proceeding, title: str, due: Due, done_on: date | None, part: str = "") -> Obligation:
    return Obligation(
        rule=due.rule,
        title=title,
        basis=due.basis,
        subject=f"{one.number}{part}",
        about=f"{one.unit_name}（{one.number}）{title}",
        since=due.start,
        due_on=due.on,
        falls_at=midnight_after(due.on),
        done_at=start_of(done_on) if done_on else None,
        explanation=due.explanation,
        unit=one.unit,
        zone=one.zone,
        inspectors=one.team,
    )


def of_hazard(hazard: Hazard, terms: Terms) -> Obligation:
    """School and departments are told at once (条例 15), on a clock of minutes from the finding."""
    due_on = day_of(hazard.due_at)
    rule = terms.rule("urgent_hazard_report", due_on)
    return Obligation(
        rule=rule.key,
        title=rule.title,
        basis=hazard.basis,
        subject=hazard.issue,
        about=f"{hazard.unit_name}重大隐患：{hazard.problem}",
        since=due_on,
        due_on=due_on,
        falls_at=hazard.due_at,
        done_at=hazard.reported_at,
        explanation=f"{rule.title}：发现后{rule.amount}内。",
        unit=hazard.unit,
    )


def of_finding(one: FromAbove) -> Obligation:
    """Q28: the body above is told by the day its letter names, which is nobody else's to move."""
    return Obligation(
        rule=REPLY_ABOVE,
        title="回复上级督导、巡察",
        basis=f"{one.body}来文",
        subject=one.finding,
        about=f"{one.unit_name}：回复{one.body}（原编号{one.number}）",
        since=one.received_on,
        due_on=one.reply_by,
        falls_at=midnight_after(one.reply_by),
        done_at=start_of(one.replied_on) if one.replied_on else None,
        explanation=f"{one.body}要求{spoken(one.reply_by)}前回复。",
        unit=one.unit,
        zone=one.zone,
    )


def of_visit(visit: Submitted, terms: Terms) -> Obligation:
    """The office takes the record of a visit in (条例 15, §3B)."""
    due = terms.due("visit_receipt", day_of(visit.submitted_at))
    return Obligation(
        rule=due.rule,
        title="接收督导记录",
        basis=due.basis,
        subject=visit.number,
        about=f"{visit.unit_name}督导记录{visit.number}",
        since=due.start,
        due_on=due.on,
        falls_at=midnight_after(due.on),
        done_at=visit.received_at,
        explanation=due.explanation,
        unit=visit.unit,
        zone=visit.zone,
        inspectors=visit.inspectors,
    )


def of_years(
    plans: Mapping[int, PlanState], filed: Filed, since: date, today: date, terms: Terms
) -> Iterator[Obligation]:
    """What is due once or twice a year: plan, report to the party (Q3), yearly report (上海 24).

    Only what falls due on or after `since`, of years that have begun.
    """
    for year in range(since.year, today.year + 1):
        january = max(since, date(year, 1, 1))
        for one in (*_plan(year, plans.get(year), january, terms), *_reports(year, filed, january, terms)):
            if one.due_on >= since:
                yield one


def _plan(year: int, state: PlanState | None, start: date, terms: Terms) -> Iterable[Obligation]:
    plan = state if isinstance(state, Plan) else None
    approved_on = plan.approved_on if plan else None
    yield _yearly(
        "plan_approval_month",
        date(year, terms.rule("plan_approval_month", start).number, 1),
        start,
        str(year),
        f"{year}年度督导计划的批准",
        approved_on,
        terms,
    )
    if plan and approved_on:
        due = terms.due("plan_publication", approved_on)
        yield Obligation(
            rule=due.rule,
            title="公布年度督导计划",
            basis=due.basis,
            subject=str(year),
            about=f"{year}年度督导计划的公布",
            since=approved_on,
            due_on=due.on,
            falls_at=midnight_after(due.on),
            done_at=start_of(plan.published_on) if plan.published_on else None,
            explanation=due.explanation,
        )


def _reports(year: int, filed: Filed, start: date, terms: Terms) -> Iterable[Obligation]:
    for n in terms.rule("party_report_months", start).values:
        period = f"{year}-{n:02}"
        told = filed.get((Series.PARTY, period))
        yield _yearly(
            "party_report_months",
            date(year, n, 1),
            start,
            period,
            f"向党委报告{year}年{'上' if n <= 6 else '下'}半年督导结果",
            told.on if told else None,
            terms,
        )
    if terms.get("annual_report", start):
        told = filed.get((Series.ANNUAL, str(year - 1)))
        yield _yearly(
            "annual_report_month",
            date(year, terms.rule("annual_report_month", start).number, 1),
            start,
            str(year - 1),
            f"{year - 1}年度教育督导工作报告",
            told.on if told else None,
            terms,
        )


def _yearly(
    key: str, in_month: date, start: date, subject: str, about: str, done_on: date | None, terms: Terms
) -> Obligation:
    """By the last day of a month of the year."""
    rule, due_on = terms.rule(key, start), month(in_month).last
    return Obligation(
        rule=key,
        title=rule.title,
        basis=cited(rule) or SET_BY_OFFICE,
        subject=subject,
        about=about,
        since=date(in_month.year, 1, 1),
        due_on=due_on,
        falls_at=midnight_after(due_on),
        done_at=start_of(done_on) if done_on else None,
        explanation=f"{rule.title}：最迟{spoken(due_on)}。",
    )
