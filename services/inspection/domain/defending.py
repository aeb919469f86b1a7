"""The unit's defence against the preliminary opinion (条例 20), from its receipt to how it was weighed."""

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.deliberating import DELIBERATION
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.inspection_commands import (
    AnswerDefence,
    FileDefence,
    ReceivePreliminaryOpinion,
    WaiveDefence,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import person
from services.inspection.domain.stages import FedBack, Inspection
from services.inspection.domain.standing import (
    DoneOtherwise,
    NotNow,
    require_actor,
    require_own,
    require_team,
    require_text,
)
from services.inspection.domain.terms import Due, Terms, cited, day_of, spoken
from shared.event_sourcing.decider import Refused
from shared.rules.rule import Rule


class PreliminaryNeeded(NotNow):
    """条例 20: there is nothing to defend oneself against yet, or nothing any more."""

    article = DELIBERATION


class DefenceTooLate(Refused):
    field = "text"

    def __init__(self, due: Due, rule: Rule) -> None:
        super().__init__(f"申辩期限{spoken(due.on)}已过，不能再提出申辩。对督导意见书有异议的，请另行反映。")
        self.article = cited(rule)


class DefenceWaivedBefore(Refused):
    article = DELIBERATION

    def __init__(self) -> None:
        super().__init__("您单位已表示不再申辩，不能再提出。请联系督导室。")


class NoSuchDefence(Refused):
    field = "defence"

    def __init__(self) -> None:
        super().__init__("没有这一次申辩。请核对后再答复。")


def receive_preliminary_opinion(
    command: ReceivePreliminaryOpinion, inspection: Inspection, terms: Terms
) -> list[InspectionEvent]:
    """浙江 11, 重庆 26: the window of defence begins with the day on which the unit received the opinion."""
    stage = inspection.stage
    if not isinstance(stage, FedBack) or not stage.unreceived:
        return []  # The clock ran from service, was started before, or does not matter any more.
    return [
        happened.PreliminaryOpinionReceived(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            received_on=command.received_on,
            defence_due=terms.due("defence", command.received_on),
        )
    ]


def file_defence(command: FileDefence, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    require_own(command.by, inspection)
    stage = _fed_back(inspection, "提出申辩")
    if any((one.text, one.files) == (command.text, command.files) for one in stage.defences):
        return []
    today = day_of(command.now)
    if stage.waived:
        raise DefenceWaivedBefore
    if today > stage.defence_due.on and not stage.unreceived:
        raise DefenceTooLate(stage.defence_due, terms.rule("defence", stage.defence_due.start))
    require_text(command.text, "申辩的内容")
    if command.missing:
        raise FilesNotHandedIn(command.missing, "files")
    return [
        happened.DefenceFiled(
            about=inspection.about,
            by=person(command.by),
            on=today,
            defence=len(stage.defences) + 1,
            text=command.text,
            files=command.files,
        )
    ]


def waive_defence(command: WaiveDefence, inspection: Inspection) -> list[InspectionEvent]:
    require_own(command.by, inspection)
    stage = _fed_back(inspection, "表示不再申辩")
    if stage.waived:
        return []
    return [happened.DefenceWaived(about=inspection.about, by=person(command.by), on=day_of(command.now))]


def answer_defence(command: AnswerDefence, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    require_actor(command.by, inspection, command.roster)
    stage = _fed_back(inspection, "答复申辩")
    if not 1 <= command.defence <= len(stage.defences):
        raise NoSuchDefence
    weighed = stage.defences[command.defence - 1].answer
    if weighed is not None:
        if weighed == command.answer:
            return []
        raise DoneOtherwise("对申辩的答复")
    require_team(inspection, command, terms)
    require_text(command.answer, "对申辩的答复")
    return [
        happened.DefenceAnswered(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            defence=command.defence,
            answer=command.answer,
        )
    ]


def _fed_back(inspection: Inspection, asked: str) -> FedBack:
    if not isinstance(inspection.stage, FedBack):
        raise PreliminaryNeeded(asked, inspection)
    return inspection.stage
