"""After the record: the office receives it, the unit confirms it, and what was forgotten is added."""

from services.inspection.domain.commands import ConfirmVisit, ReceiveVisit, SupplementVisit
from services.inspection.domain.events import VisitConfirmed, VisitEvent, VisitReceived, VisitSupplemented
from services.inspection.domain.evidence import FilesNotHandedIn
from services.inspection.domain.refusals import NotOnesOwnVisit
from services.inspection.domain.visit_stages import Recorded, Visit
from shared.event_sourcing.decider import Refused, Role


class NotSubmitted(Refused):
    field = "visit"

    def __init__(self) -> None:
        super().__init__("这次督导还没有提交记录。请等督学提交后再办理。")


class OwnRecordReceived(Refused):
    """Who made the visit is not the second pair of eyes on its record."""

    def __init__(self) -> None:
        super().__init__("自己参加的督导，记录不能由自己签收。请由督导室其他人员签收。")


class NotTheVisitedUnit(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"这次督导是对{name}的，只能由该单位确认。")


class SupplementStands(Refused):
    """What is sent again under another's id would be lost."""

    field = "supplement"

    def __init__(self) -> None:
        super().__init__("这个编号的补充已经登记，内容不同，不能再改。请另用一个编号提交。")


class AlreadyConfirmed(Refused):
    def __init__(self) -> None:
        super().__init__("单位已经确认过这次督导，不能再改。有不同意见的，请向督导室说明。")


def receive_visit(command: ReceiveVisit, visit: Visit) -> list[VisitEvent]:
    recorded = _recorded(visit)
    if recorded.received:
        return []
    if command.by.id in recorded.report.inspectors:
        raise OwnRecordReceived
    return [VisitReceived(command.visit, command.by.name)]


def confirm_visit(command: ConfirmVisit, visit: Visit) -> list[VisitEvent]:
    """The unit says whether the visit took place as recorded: it corroborates, and changes nothing."""
    recorded = _recorded(visit)
    if command.by.unit != recorded.report.unit.code:
        raise NotTheVisitedUnit(recorded.report.unit.name)
    said = (command.agrees, command.remark)
    if recorded.confirmed == said:
        return []
    if recorded.confirmed is not None:
        raise AlreadyConfirmed
    return [VisitConfirmed(command.visit, command.by.name, command.agrees, command.remark)]


def supplement_visit(command: SupplementVisit, visit: Visit) -> list[VisitEvent]:
    """Q17: what was submitted stays as it is; what is added says so."""
    recorded = _recorded(visit)
    before = recorded.supplements.get(command.supplement)
    if before is not None:
        if before == (command.text, command.pictures):
            return []
        raise SupplementStands
    if command.by.role is Role.INSPECTOR and command.by.id not in recorded.report.inspectors:
        raise NotOnesOwnVisit
    if command.missing:
        raise FilesNotHandedIn(command.missing)
    return [
        VisitSupplemented(
            command.visit,
            recorded.report.unit,
            command.supplement,
            command.by.name,
            command.text,
            command.pictures,
        )
    ]


def _recorded(visit: Visit) -> Recorded:
    if not isinstance(visit, Recorded):
        raise NotSubmitted
    return visit
