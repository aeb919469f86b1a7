"""After the opinion: the report upward, publication (条例 23), and the end of the inspection."""

from services.inspection.domain import inspection_events as happened
from services.inspection.domain.inspection_commands import (
    ApprovePublication,
    CancelInspection,
    CloseInspection,
    FileReport,
    PublishResult,
    TakeDownPublication,
)
from services.inspection.domain.inspection_events import InspectionEvent
from services.inspection.domain.procedure import Document, person
from services.inspection.domain.stages import Approval, Ended, Inspection, Reported, Served
from services.inspection.domain.standing import DoneOtherwise, NotNow, require_text
from services.inspection.domain.terms import Terms, cited, day_of
from shared.event_sourcing.decider import Refused

REPORT = "《教育督导条例》第二十三条"


class NotApproved(Refused):
    """Q21: who approved what, and what was left out, is on record before anything is published."""

    field = "document"

    def __init__(self, document: Document) -> None:
        super().__init__(f"{document}的公布还没有经过批准。请先由总督学或者副总督学批准。")


class ApproverPublishes(Refused):
    """Four eyes: one approves, another publishes."""

    def __init__(self) -> None:
        super().__init__("批准公布的人不能自己公布。请由督导室的其他人员办理。")


class NotPublishedThere(Refused):
    field = "place"

    def __init__(self, document: Document, place: str) -> None:
        super().__init__(f"{document}没有在{place}公布。请核对公布的位置。")


class NotPublished(Refused):
    """条例 23: the report is published; 上海 22: the opinion too."""

    article: str | None = REPORT

    def __init__(self, document: Document, article: str | None) -> None:
        super().__init__(f"{document}还没有公布，不能办结。请先批准并公布。")
        self.article = article


class IssuesStillOpen(Refused):
    """Q22: 反馈问题必整改."""

    article = "《教育督导条例》第二十二条"

    def __init__(self, count: int) -> None:
        super().__init__(f"还有{count}个问题的整改没有销号，不能办结。请等全部销号后再办结。")


class OpinionAlreadyServed(Refused):
    """What has been served is carried through."""

    article = REPORT

    def __init__(self) -> None:
        super().__init__("督导意见书已经送达，不能取消这次督导。请继续办理报告、公布和办结。")


class FindingsUnanswered(Refused):
    """Q22: 督导问题必反馈、反馈问题必整改. A problem the team has found ends in the opinion, upheld or dropped."""

    article = "《教育督导条例》第二十条"

    def __init__(self, count: int) -> None:
        super().__init__(
            f"督导小组已经评议认定{count}个问题，不能取消这次督导。请反馈并作出督导意见书；不再认定的，写明理由。"
        )


def file_report(command: FileReport, inspection: Inspection) -> list[InspectionEvent]:
    if isinstance(inspection.stage, Reported):
        content = command.government, command.filed_with, command.signed_by, command.summary
        if inspection.stage.content == content:
            return []
        raise DoneOtherwise("督导报告")
    if not isinstance(inspection.stage, Served):
        raise NotNow("提交督导报告", inspection)
    for text, what in (
        (command.government, "报送的人民政府"),
        (command.filed_with, "备案的上一级教育督导机构"),
        (command.signed_by, "签发人"),
        (command.summary, "报告的内容"),
    ):
        require_text(text, what)
    return [
        happened.ReportFiled(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            letter=command.letter,
            government=command.government,
            filed_with=command.filed_with,
            signed_by=command.signed_by,
            summary=command.summary,
        )
    ]


def approve_publication(command: ApprovePublication, inspection: Inspection) -> list[InspectionEvent]:
    """It may be approved anew with other redactions, for what is published from then on."""
    stage, by = inspection.stage, person(command.by)
    if not isinstance(stage, Reported):
        raise NotNow("批准公布", inspection)
    if stage.approvals.get(command.document) == Approval(by, command.redactions):
        return []
    for redaction in command.redactions:
        require_text(redaction.what, "不公布的内容")
        require_text(redaction.why, "不公布的理由")
    return [
        happened.PublicationApproved(
            about=inspection.about,
            by=by,
            on=day_of(command.now),
            document=command.document,
            redactions=command.redactions,
        )
    ]


def publish_result(command: PublishResult, inspection: Inspection) -> list[InspectionEvent]:
    stage = inspection.stage
    if not isinstance(stage, Reported):
        raise NotNow("公布督导结果", inspection)
    if (command.document, command.place) in stage.published:
        return []
    approval = stage.approvals.get(command.document)
    if approval is None:
        raise NotApproved(command.document)
    if approval.by.id == command.by.id:
        raise ApproverPublishes
    require_text(command.place, "公布的位置")
    return [
        happened.ResultPublished(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            document=command.document,
            place=command.place,
            redactions=approval.redactions,
            approved_by=approval.by,
        )
    ]


def take_down_publication(command: TakeDownPublication, inspection: Inspection) -> list[InspectionEvent]:
    stage, where = inspection.stage, (command.document, command.place)
    if not isinstance(stage, Reported | Ended):
        raise NotNow("撤下公布的内容", inspection)
    if where in stage.taken_down:
        return []
    if where not in stage.published:
        raise NotPublishedThere(*where)
    require_text(command.reason, "撤下的理由")
    return [
        happened.PublicationTakenDown(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            document=command.document,
            place=command.place,
            reason=command.reason,
        )
    ]


def cancel_inspection(command: CancelInspection, inspection: Inspection) -> list[InspectionEvent]:
    stage = inspection.stage
    if isinstance(stage, Ended) and stage.cancelled == command.reason:
        return []
    if isinstance(stage, Ended):
        raise NotNow("取消督导", inspection)
    if isinstance(stage, Served | Reported):
        raise OpinionAlreadyServed
    if inspection.found:
        raise FindingsUnanswered(len(inspection.found))
    require_text(command.reason, "取消的理由")
    return [
        happened.InspectionCancelled(
            about=inspection.about,
            by=person(command.by),
            on=day_of(command.now),
            reason=command.reason,
            letter=inspection.notice,
        )
    ]


def close_inspection(command: CloseInspection, inspection: Inspection, terms: Terms) -> list[InspectionEvent]:
    stage, today = inspection.stage, day_of(command.now)
    if isinstance(stage, Ended) and stage.cancelled is None:
        return []
    if not isinstance(stage, Reported):
        raise NotNow("办结督导", inspection)
    published = {document for document, _ in stage.published}
    if Document.REPORT not in published:
        raise NotPublished(Document.REPORT, REPORT)
    rule = terms.get("opinion_publish", today)
    if rule and Document.OPINION not in published:
        raise NotPublished(Document.OPINION, cited(rule))
    if still_open := inspection.issues - command.settled:
        raise IssuesStillOpen(len(still_open))
    assert inspection.notice is not None, "no report without a notice"
    return [
        happened.InspectionClosed(
            about=inspection.about,
            by=person(command.by),
            on=today,
            letter=inspection.notice,
            issues=len(inspection.issues),
        )
    ]
