"""A served decision is carried out, handed over, published, archived and filed; nothing of it waits for remedies."""

from datetime import date

from services.rectification.domain import accountability_events as happened
from services.rectification.domain.accountability_commands import (
    ArchiveAccountability,
    ExecuteMeasure,
    FileUpward,
    PublishDecision,
    RecordReply,
    TransferMeasures,
)
from services.rectification.domain.accountability_events import AccountabilityEvent
from services.rectification.domain.accountability_parts import Range
from services.rectification.domain.accountability_stages import (
    Accountability,
    Archived,
    Ended,
    InForce,
    words,
)
from services.rectification.domain.barring import require_clear
from services.rectification.domain.clock_acts import owed
from services.rectification.domain.clocks import Clock, ClockDuty, Task
from services.rectification.domain.investigating import MEASURES_LAW
from services.rectification.domain.proceeding import DoneOtherwise, NotAtThisStep, require_text, said
from services.rectification.domain.terms import Terms, day_of, spoken
from shared.event_sourcing.decider import Refused

WIDE = frozenset({Range.PORTAL, Range.MEDIA})
"""What a grave or badly rectified matter is published in (问责办法, V2)."""


class NotYetInForce(Refused):
    """生效时间: before it nothing is carried out."""

    article = MEASURES_LAW

    def __init__(self, stage: InForce) -> None:
        super().__init__(
            f"问责决定自{spoken(stage.decision.effective_on)}起生效，现在还不能办理。请在生效后办理。"
        )


class NotAmongTheMeasures(Refused):
    field = "measure"

    def __init__(self, measure: str) -> None:
        super().__init__(f"“{measure}”不在现行有效的问责方式之内。请核对决定书和以后的纠正。")


class MeasureOfOthers(Refused):
    """组织处理, 处分 and legal liability: the office hands over, and others carry out."""

    article = MEASURES_LAW
    field = "measure"

    def __init__(self, measure: str) -> None:
        super().__init__(
            f"“{measure}”由有关部门实施，不能由督导机构自己登记为已实施。请移送有关部门，并登记其处理结果。"
        )


class OwnMeasure(Refused):
    article = MEASURES_LAW
    field = "measures"

    def __init__(self, measure: str) -> None:
        super().__init__(f"“{measure}”由督导机构实施，不需要移送，或者已经移送、已有结果。请核对。")


class ReplyMistimed(Refused):
    field = "reply_by"

    def __init__(self) -> None:
        super().__init__("请对方反馈的日期应当在今天以后。请改正。")


class NoSuchTransfer(Refused):
    field = "transfer"

    def __init__(self, letter: str) -> None:
        super().__init__(f"没有等候反馈的移送函{letter}。请核对文号。")


class PeriodNotOver(Refused):
    """Archived after the period of review and appeal."""

    article = MEASURES_LAW

    def __init__(self) -> None:
        super().__init__("复核、申诉的期限还没有过，或者还有没办结的复核、申诉、纠正，不能归档。")


class NotCarriedOut(Refused):
    def __init__(self, measures: tuple[str, ...]) -> None:
        super().__init__(f"{'、'.join(measures)}还没有实施或者没有处理结果，不能归档。请先办完。")


class NotPublished(Refused):
    """Results are published by gravity: grave ones on the portal and in the main media."""

    article = MEASURES_LAW

    def __init__(self, grave: bool) -> None:
        where = "情节严重，应当在门户网站和主要新闻媒体公开" if grave else "还没有公开问责结果"
        super().__init__(f"{where}，不能归档。请先公开并登记。")


def execute_measure(
    command: ExecuteMeasure, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    """Also while a review or an appeal is pending: they do not suspend it."""
    stage = _in_force(state, "实施问责")
    if command.measure in stage.done:
        return []
    require_clear(command, state)
    today = day_of(command.now)
    if command.measure not in stage.measures:
        raise NotAmongTheMeasures(command.measure)
    if command.measure in _of_others(terms, command):
        raise MeasureOfOthers(command.measure)
    if today < stage.decision.effective_on:
        raise NotYetInForce(stage)
    require_text(command.record, "实施情况")
    last = stage.remaining == (command.measure,)
    return [
        happened.MeasureExecuted(
            **said(state.about, command),
            stopped=(Clock.EXECUTION,) if last else (),
            measure=command.measure,
            record=command.record,
        )
    ]


def transfer_measures(
    command: TransferMeasures, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    stage = _in_force(state, "移送")
    sent = (command.measures, command.reply_by)
    if stage.handed_over >= set(command.measures) and sent in stage.transfers.values():
        return []
    require_clear(command, state)
    today, others = day_of(command.now), _of_others(terms, command)
    require_text(command.recipient, "移送的单位")
    require_text("".join(command.measures), "移送的问责方式")
    for measure in command.measures:
        if measure not in stage.measures:
            raise NotAmongTheMeasures(measure)
        if measure not in others or measure in stage.done | stage.handed_over:
            raise OwnMeasure(measure)
    if command.reply_by <= today:
        raise ReplyMistimed
    running = state.clocks.running.get(Clock.TRANSFER)
    earlier = running is not None and running.due.on <= command.reply_by
    return [
        happened.MeasuresTransferred(
            **said(state.about, command),
            started=() if earlier else (_awaited(state, command.reply_by, terms, today),),
            letter=command.letter,
            recipient=command.recipient,
            measures=command.measures,
            reply_by=command.reply_by,
        )
    ]


def record_reply(command: RecordReply, state: Accountability, terms: Terms) -> list[AccountabilityEvent]:
    stage = _in_force(state, "登记移送的处理结果")
    if command.transfer in stage.replies:
        if stage.replies[command.transfer] == command.result:
            return []
        raise DoneOtherwise("这件移送的处理结果")
    if command.transfer not in stage.transfers:
        raise NoSuchTransfer(command.transfer)
    require_clear(command, state)
    require_text(command.result, "处理结果")
    measures, _ = stage.transfers[command.transfer]
    waiting = [by for letter, (_, by) in stage.transfers.items() if letter != command.transfer]
    stopped = () if set(stage.remaining) - set(measures) else (Clock.EXECUTION,)
    return [
        happened.ReplyReceived(
            **said(state.about, command),
            started=(_awaited(state, min(waiting), terms, day_of(command.now)),) if waiting else (),
            stopped=stopped if waiting else (*stopped, Clock.TRANSFER),
            transfer=command.transfer,
            measures=measures,
            result=command.result,
        )
    ]


def publish_decision(command: PublishDecision, state: Accountability) -> list[AccountabilityEvent]:
    stage = _in_force(state, "公开问责结果")
    if (command.range, command.place) in stage.published:
        return []
    require_clear(command, state)
    require_text(command.place, "公开的位置")
    if day_of(command.now) < stage.decision.effective_on:
        raise NotYetInForce(stage)
    ranges = {range for range, _ in stage.published} | {command.range}
    enough = ranges >= WIDE or not stage.grave
    return [
        happened.DecisionPublished(
            **said(state.about, command),
            stopped=(Clock.PUBLICATION,) if enough else (),
            range=command.range,
            place=command.place,
        )
    ]


def archive_accountability(
    command: ArchiveAccountability, state: Accountability, terms: Terms
) -> list[AccountabilityEvent]:
    if isinstance(state.stage, Archived):
        return []
    stage, today = _in_force(state, "归档"), day_of(command.now)
    require_clear(command, state)
    if not stage.period_over(today):
        raise PeriodNotOver
    if stage.remaining:
        raise NotCarriedOut(stage.remaining)
    ranges = {range for range, _ in stage.published}
    if stage.measures and not (ranges >= WIDE if stage.grave else ranges):
        raise NotPublished(stage.grave)
    require_text("".join(command.contents), "归档材料的目录")
    require_text(command.retention, "保管期限")
    file = owed(state.about, state.clocks, Task.FILE_UPWARD, terms, today)
    return [
        happened.AccountabilityArchived(
            **said(state.about, command),
            started=(file,),
            stopped=tuple(clock for clock in state.clocks.running if clock is not Clock.PROCEDURE),
            contents=command.contents,
            retention=command.retention,
        )
    ]


def file_upward(command: FileUpward, state: Accountability) -> list[AccountabilityEvent]:
    """A level is supervised by the next: what it decided is filed there."""
    if isinstance(state.stage, Ended) and state.stage.in_force is not None:
        return []
    if not isinstance(state.stage, Archived):
        raise NotAtThisStep("报上一级备案", words(state.stage))
    require_clear(command, state)
    require_text(command.recipient, "备案的机构")
    return [
        happened.AccountabilityFiled(
            **said(state.about, command), stopped=(Clock.PROCEDURE,), recipient=command.recipient
        )
    ]


def _in_force(state: Accountability, asked: str) -> InForce:
    if not isinstance(state.stage, InForce):
        raise NotAtThisStep(asked, words(state.stage))
    return state.stage


def _awaited(state: Accountability, reply_by: date, terms: Terms, today: date) -> ClockDuty:
    task = Task.RECEIVE_REPLY
    due = terms.fixed(reply_by, today, task.value, f"移送时请对方在{spoken(reply_by)}前反馈。")
    return owed(state.about, state.clocks, task, terms, today, clock=Clock.TRANSFER, due=due)


def _of_others(terms: Terms, command: ExecuteMeasure | TransferMeasures) -> frozenset[str]:
    return frozenset(terms.pack_on(day_of(command.now)).rule("measures_of_others").words)
