"""复核 and 申诉: two clocks from service, neither of which suspends the decision; corrections erase nothing (V2)."""

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import (
    AskReview,
    CorrectDecision,
    DecideReview,
    FileAppeal,
    RecordAppealDecision,
)
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import Outcome, Result
from services.rectification.domain.accountability_stages import Accountability, InForce, words
from services.rectification.domain.barring import require_clear, require_party
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clock, ClockDuty, Task
from services.rectification.domain.investigating import MEASURES_LAW, require_chair
from services.rectification.domain.notifying import require_allowed
from services.rectification.domain.proceeding import (
    DoneOtherwise,
    NotAtThisStep,
    require_text,
    said,
)
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused


class ReviewTooLate(Refused):
    """Within 30 days of receiving the decision."""

    article = MEASURES_LAW

    def __init__(self, due: Due) -> None:
        super().__init__(f"申请复核的期限{spoken(due.on)}已过，不能再申请复核。")


class AppealTooLate(Refused):
    """Within 15 days of the review decision, or directly within 15 days of the decision itself."""

    article = MEASURES_LAW

    def __init__(self, due: Due, review_until: Due | None) -> None:
        still = f"在{spoken(review_until.on)}前可以申请复核。" if review_until else ""
        super().__init__(f"提出申诉的期限{spoken(due.on)}已过，不能再提出申诉。{still}")


class UnderReview(Refused):
    def __init__(self) -> None:
        super().__init__("复核正在办理。对复核决定不服的，可以在收到复核决定后提出申诉。")


class AppealedAlready(Refused):
    def __init__(self) -> None:
        super().__init__("已经向上一级提出申诉，由上一级处理，不能再申请复核或者再次申诉。")


class OnlySoOften(Refused):
    """How often a decision can be challenged is the office's own rule: the national text does not say."""

    def __init__(self, what: str, times: int) -> None:
        super().__init__(f"对一件问责决定{what}{times}次（本区设定），不能再次提出。")


class NothingAsked(Refused):
    def __init__(self, what: str) -> None:
        super().__init__(f"没有等候决定的{what}。请刷新查看。")


class ReviewerTookPart(Refused):
    """Who had a hand in the decision does not review it."""

    field = "handlers"

    def __init__(self, people: frozenset[str]) -> None:
        super().__init__(
            f"复核由没有参与原案办理的人员承办，{'、'.join(sorted(people)) or '没有写明承办人'}。请改正承办人员。"
        )


class HeavierThanDecided(Refused):
    """A review does not make it worse: only measures that were decided can stay."""

    field = "measures"

    def __init__(self) -> None:
        super().__init__("变更后的问责方式应当少于原决定，并且都在原决定之内。请改正。")


def ask_review(command: AskReview, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """30 days from service; from the sixteenth day it is the only remedy left."""
    stage = _challenged(command, state, "申请复核")
    if stage.reviews and stage.reviews[-1].text == command.text:
        return []
    if stage.review_pending:
        raise DoneOtherwise("复核申请")
    if stage.appeals:
        raise AppealedAlready
    today = day_of(command.now)
    rule = terms.pack_on(today).rule("reviews_max")
    if len(stage.reviews) >= rule.number:
        raise OnlySoOften("可以申请复核", rule.number)
    if today > stage.review_due.on:
        raise ReviewTooLate(stage.review_due)
    require_text(command.text, "申请复核的请求和理由")
    decide = owed(state.about, state.clocks, Task.DECIDE_REVIEW, terms, today, clock=Clock.REVIEW)
    return [
        happened.ReviewAsked(
            **said(state.about, command),
            started=(decide,),
            stopped=(Clock.APPEAL, Clock.PROCEDURE),
            text=command.text,
            decision_due=decide.due,
        )
    ]


def decide_review(command: DecideReview, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """By the deciding office, within 30 days; the decision on the review opens 15 days for an appeal."""
    stage = _in_force(state, "复核")
    if not stage.reviews:
        raise NothingAsked("复核申请")
    today, before = day_of(command.now), stage.reviews[-1].outcome
    if before is not None:
        if (before.result, before.reasons) == (command.result, command.reasons):
            return []
        raise DoneOtherwise("复核决定")
    handlers = {member.id for member in command.handlers}
    require_clear(command, state, handlers)
    if not handlers or handlers & state.took_part:
        raise ReviewerTookPart(frozenset(handlers & state.took_part))
    require_text(command.reasons, "复核的理由")
    outcome = _outcome(command.result, command.measures, command.reasons, stage)
    if command.result is Result.CHANGE:
        require_allowed(command.measures, state.subject, terms, today)
        if not set(command.measures) < set(stage.measures):
            raise HeavierThanDecided
    appeal = owed(state.about, state.clocks, Task.APPEAL, terms, today, clock=Clock.APPEAL)
    archive = owed(state.about, state.clocks, Task.ARCHIVE, terms, appeal.due.on)
    return [
        happened.ReviewDecided(
            **said(state.about, command),
            started=(appeal, archive),
            stopped=(Clock.REVIEW, *_carried_out(stage, outcome)),
            letter=command.letter,
            outcome=outcome,
            handlers=command.handlers,
            appeal_due=appeal.due,
            subject=state.subject,
        )
    ]


def file_appeal(command: FileAppeal, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """In writing, to the next higher office."""
    stage = _challenged(command, state, "提出申诉")
    if stage.appeals and stage.appeals[-1].text == command.text:
        return []
    if stage.appeal_pending:
        raise AppealedAlready
    if stage.review_pending:
        raise UnderReview
    today = day_of(command.now)
    rule = terms.pack_on(today).rule("appeals_max")
    if len(stage.appeals) >= rule.number:
        raise OnlySoOften("可以申诉", rule.number)
    if today > stage.appeal_until.on:
        reviewable = not stage.reviews and today <= stage.review_due.on
        raise AppealTooLate(stage.appeal_until, stage.review_due if reviewable else None)
    require_text(command.text, "申诉的请求和理由")
    decide = owed(state.about, state.clocks, Task.DECIDE_APPEAL, terms, today, clock=Clock.APPEAL)
    return [
        happened.AppealFiled(
            **said(state.about, command),
            started=(decide,),
            stopped=(Clock.REVIEW, Clock.PROCEDURE),
            text=command.text,
            direct=not stage.reviews,
            decision_due=decide.due,
        )
    ]


def record_appeal_decision(
    command: RecordAppealDecision, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    """What the next higher office decided; where it found the decision wrong, 15 days to correct it begin."""
    stage = _in_force(state, "登记申诉处理决定")
    if not stage.appeals:
        raise NothingAsked("申诉")
    before = stage.appeals[-1].outcome
    if before is not None:
        if (before.result, before.reasons) == (command.result, command.reasons):
            return []
        raise DoneOtherwise("申诉处理决定")
    require_clear(command, state)
    require_text(command.letter, "申诉处理决定书的文号")
    require_text(command.reasons, "申诉处理决定的内容")
    today, wrong = day_of(command.now), command.result is not Result.UPHOLD
    if command.result is Result.CHANGE:
        require_allowed(command.measures, state.subject, terms, today)
    correct = owed(state.about, state.clocks, Task.CORRECT, terms, today, clock=Clock.CORRECTION)
    archive = owed(state.about, state.clocks, Task.ARCHIVE, terms, today)
    return [
        happened.AppealDecided(
            **said(state.about, command),
            started=(correct if wrong else archive,),
            stopped=(Clock.APPEAL,),
            letter=command.letter,
            outcome=_outcome(command.result, command.measures, command.reasons, stage),
            correct_by=correct.due if wrong else None,
        )
    ]


def correct_decision(
    command: CorrectDecision, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    """The original body puts right what the appeal found wrong; the first decision stays as it was served."""
    stage = _in_force(state, "纠正问责决定")
    outcome = stage.appeals[-1].to_correct if stage.appeals else None
    if outcome is None:
        if stage.appeals and stage.appeals[-1].corrected:
            return []
        raise NothingAsked("纠正")
    require_chair(command.by)
    require_clear(command, state)
    require_text(command.text, "纠正的内容")
    archive = owed(state.about, state.clocks, Task.ARCHIVE, terms, day_of(command.now))
    return [
        happened.DecisionCorrected(
            **said(state.about, command),
            started=(archive, *_still_to_do(state, stage, outcome, terms, command)),
            stopped=(Clock.CORRECTION, *_carried_out(stage, outcome)),
            letter=command.letter,
            outcome=outcome,
            text=command.text,
            subject=state.subject,
        )
    ]


def _outcome(result: Result, measures: tuple[str, ...], reasons: str, stage: InForce) -> Outcome:
    stands = {Result.UPHOLD: stage.measures, Result.CHANGE: measures, Result.REVOKE: ()}[result]
    return Outcome(result, stands, reasons)


def _carried_out(stage: InForce, outcome: Outcome) -> tuple[Clock, ...]:
    """Nothing is left to carry out once the outcome stands."""
    return () if set(outcome.measures) - stage.done else (Clock.EXECUTION,)


def _still_to_do(
    state: Accountability, stage: InForce, outcome: Outcome, terms: Terms, command: CorrectDecision
) -> tuple[ClockDuty, ...]:
    """What the correction brings anew is carried out in its own time."""
    if Clock.EXECUTION in state.clocks.running or not set(outcome.measures) - stage.done:
        return ()
    today = day_of(command.now)
    return (owed(state.about, state.clocks, Task.EXECUTE, terms, today, clock=Clock.EXECUTION),)


def _in_force(state: Accountability, asked: str) -> InForce:
    if not isinstance(state.stage, InForce):
        raise NotAtThisStep(asked, words(state.stage))
    return state.stage


def _challenged(command: AskReview | FileAppeal, state: Accountability, asked: str) -> InForce:
    require_party(command, state)
    return _in_force(state, asked)
