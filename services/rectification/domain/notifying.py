"""The opinion is notified, the subject defends itself, and what it says is weighed (问责办法, V2)."""

from datetime import date

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import (
    AnswerDefence,
    FileDefence,
    NotifyOpinion,
    WaiveDefence,
)
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import MEASURE_RULES, Subject
from services.rectification.domain.accountability_stages import Accountability, Notified, Started, words
from services.rectification.domain.aggravation import aggravation
from services.rectification.domain.barring import require_clear, require_party
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Task
from services.rectification.domain.investigating import MEASURES_LAW
from services.rectification.domain.proceeding import (
    DoneOtherwise,
    NotAtThisStep,
    require_text,
    said,
)
from services.rectification.domain.terms import Due, Terms, day_of, spoken
from shared.event_sourcing.decider import Refused, Role
from shared.rules.rule import Rule


class MeasureNotForSubject(Refused):
    """Each kind of subject has measures of its own (问责办法, V2; inspectors: 条例 26, V1)."""

    field = "measures"

    def __init__(self, wrong: tuple[str, ...], rules: tuple[Rule, ...]) -> None:
        allowed = "、".join(word for rule in rules for word in rule.words)
        super().__init__(f"不能对该对象采取{'、'.join(wrong) or '空白的问责方式'}。可以采取的有：{allowed}。")
        self.article = rules[-1].citation


class BasisMissing(Refused):
    """依据 is one of the five items of the decision, and told before it."""

    article = MEASURES_LAW
    field = "basis"

    def __init__(self) -> None:
        super().__init__("没有写明问责依据。请写明后再提交。")


class DefenceTooLate(Refused):
    field = "text"

    def __init__(self, due: Due) -> None:
        super().__init__(f"陈述申辩的期限{spoken(due.on)}已过。对问责决定不服的，可以申请复核或者提出申诉。")


class DefenceWaivedBefore(Refused):
    def __init__(self) -> None:
        super().__init__("已经表示不再陈述申辩，不能再提出。请联系督导室。")


class NoSuchDefence(Refused):
    field = "defence"

    def __init__(self) -> None:
        super().__init__("没有这一次陈述申辩。请核对后再答复。")


def require_allowed(measures: tuple[str, ...], subject: Subject, terms: Terms, today: date) -> None:
    """Only measures that the rules of the day have for this kind of subject, each once and at least one."""
    pack = terms.pack_on(today)
    rules = tuple(pack.rule(key) for key in MEASURE_RULES[subject.kind])
    allowed = {word for rule in rules for word in rule.words}
    wrong = tuple(measure for measure in measures if measure not in allowed)
    if wrong or not measures or len(set(measures)) < len(measures):
        raise MeasureNotForSubject(wrong, rules)


def notify_opinion(command: NotifyOpinion, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    """The facts, the intended measures and every ground for 从重 that the logs show, in writing."""
    stage = state.stage
    if isinstance(stage, Notified):
        if (stage.measures, stage.basis) == (command.measures, command.basis):
            return []
        raise DoneOtherwise("问责意见")
    if not isinstance(stage, Started):
        raise NotAtThisStep("告知问责意见", words(stage))
    require_clear(command, state)
    today = day_of(command.now)
    require_allowed(command.measures, state.subject, terms, today)
    if not command.basis or not all(text.strip() for text in command.basis):
        raise BasisMissing
    defence = owed(state.about, state.clocks, Task.DEFEND, terms, today)
    return [
        happened.OpinionNotified(
            **said(state.about, command),
            started=(defence,),
            letter=command.letter,
            facts=stage.established.facts,
            measures=command.measures,
            basis=command.basis,
            aggravation=aggravation(command.record, command.declared, terms, today),
            defence_due=defence.due,
        )
    ]


def file_defence(command: FileDefence, state: Accountability) -> list[AccountabilityEvent]:
    stage = _notified(command, state, "陈述申辩")
    if any((one.text, one.files) == (command.text, command.files) for one in stage.defences):
        return []
    if stage.waived:
        raise DefenceWaivedBefore
    if day_of(command.now) > stage.defence_due.on:
        raise DefenceTooLate(stage.defence_due)
    require_text(command.text, "陈述申辩的内容")
    return [
        happened.DefenceHeard(
            **said(state.about, command),
            defence=len(stage.defences) + 1,
            text=command.text,
            files=command.files,
        )
    ]


def waive_defence(command: WaiveDefence, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    stage = _notified(command, state, "表示不再陈述申辩")
    if stage.waived:
        return []
    if command.by.role is Role.OFFICE:
        require_text(command.paper, "当事人签字的放弃陈述申辩的书面材料")
    consult = owed(state.about, state.clocks, Task.CONSULT_MEMBERS, terms, day_of(command.now))
    return [happened.DefenceWaived(**said(state.about, command), started=(consult,))]


def answer_defence(command: AnswerDefence, state: Accountability) -> list[AccountabilityEvent]:
    stage = state.stage
    if not isinstance(stage, Notified):
        raise NotAtThisStep("答复陈述申辩", words(stage))
    if not 1 <= command.defence <= len(stage.defences):
        raise NoSuchDefence
    answer = stage.defences[command.defence - 1].answer
    if answer is not None:
        if answer == command.answer:
            return []
        raise DoneOtherwise("对陈述申辩的答复")
    require_clear(command, state)
    require_text(command.answer, "对陈述申辩的答复")
    return [
        happened.DefenceAnswered(**said(state.about, command), defence=command.defence, answer=command.answer)
    ]


def _notified(command: FileDefence | WaiveDefence, state: Accountability, asked: str) -> Notified:
    require_party(command, state)
    if not isinstance(state.stage, Notified):
        raise NotAtThisStep(asked, words(state.stage))
    return state.stage
