"""Every step of a proceeding over HTTP: its address, what it asks, and who may take it."""

from dataclasses import dataclass
from typing import Final

from services.rectification.domain.proceeding import Kind
from services.rectification.entrypoints import proceeding_bodies as bodies


@dataclass(frozen=True, slots=True)
class Step:
    """`path` follows the proceeding's own address; `title` is what the step is called."""

    path: str
    body: type[bodies.StepBody]
    action: str
    title: str


_MEET, _INVESTIGATE = "rectification.conduct_interview", "rectification.investigate"
_CHAIR, _PARTY = "rectification.decide_accountability", "rectification.defend"
_COMMEND, _APPROVE = "rectification.commend", "rectification.approve_commendation"

STEPS: Final[dict[Kind, tuple[Step, ...]]] = {
    Kind.INTERVIEW: (
        Step("approval", bodies.ApproveInterviewBody, "rectification.approve_interview", "批准或者不予约谈"),
        Step("hosts", bodies.ConfirmCoHostBody, _MEET, "登记约谈单位的确认"),
        Step("notice", bodies.ServeInterviewNoticeBody, _MEET, "送达约谈通知书。文号由系统编"),
        Step("meeting", bodies.RecordMeetingBody, _MEET, "登记约谈情况和整改承诺。文号由系统编"),
        Step("absence", bodies.RecordAbsenceBody, _MEET, "登记未参加约谈"),
        Step("signatures", bodies.SignRecordBody, _MEET, "登记约谈记录的签字"),
        Step("service", bodies.ServeRecordBody, _MEET, "约谈记录下发被督导单位"),
        Step("copies", bodies.CopyRecordBody, _MEET, "约谈记录抄送备案"),
        Step("commitments", bodies.OpenCommitmentsBody, _MEET, "约谈承诺转入整改"),
        Step("closing", bodies.CloseInterviewBody, "rectification.close_interview", "办结约谈"),
    ),
    Kind.ACCOUNTABILITY: (
        Step("group", bodies.FormGroupBody, _INVESTIGATE, "成立调查认定工作组"),
        Step("recusals", bodies.AskRecusalBody, "rectification.raise_recusal", "申请回避"),
        Step("recusals/decision", bodies.DecideRecusalBody, "rectification.decide_recusal", "决定是否回避"),
        Step("facts", bodies.EstablishFactsBody, _INVESTIGATE, "认定事实"),
        Step("start", bodies.DecideStartBody, _CHAIR, "决定启动或者不启动问责"),
        Step("opinion", bodies.NotifyOpinionBody, _INVESTIGATE, "送达问责告知书。文号由系统编"),
        Step("defences", bodies.FileDefenceBody, _PARTY, "陈述申辩"),
        Step("defences/waiver", bodies.WaiveDefenceBody, _PARTY, "表示不（再）陈述申辩"),
        Step("defences/answer", bodies.AnswerDefenceBody, _INVESTIGATE, "答复陈述申辩"),
        Step("termination", bodies.DropBody, _CHAIR, "终止问责"),
        Step("consultation", bodies.ConsultMembersBody, _INVESTIGATE, "征求成员单位意见"),
        Step("approval", bodies.ApproveDecisionBody, _CHAIR, "审定问责决定"),
        Step("decision", bodies.ServeDecisionBody, _INVESTIGATE, "送达问责决定书。文号由系统编"),
        Step("executions", bodies.ExecuteMeasureBody, _INVESTIGATE, "登记问责的实施"),
        Step("transfers", bodies.TransferMeasuresBody, _INVESTIGATE, "移送有关部门。文号由系统编"),
        Step("transfers/reply", bodies.RecordReplyBody, _INVESTIGATE, "登记移送的处理结果"),
        Step("publications", bodies.PublishDecisionBody, _INVESTIGATE, "公开问责结果"),
        Step("reviews", bodies.AskReviewBody, _PARTY, "申请复核"),
        Step("reviews/decision", bodies.DecideReviewBody, "rectification.decide_review", "作出复核决定"),
        Step("appeals", bodies.FileAppealBody, _PARTY, "提出申诉"),
        Step("appeals/decision", bodies.RecordAppealDecisionBody, _INVESTIGATE, "登记申诉处理决定"),
        Step("correction", bodies.CorrectDecisionBody, _CHAIR, "按申诉处理决定纠正。文号由系统编"),
        Step("archive", bodies.ArchiveBody, _INVESTIGATE, "归档"),
        Step("filing", bodies.FileUpwardBody, _INVESTIGATE, "报上一级备案"),
    ),
    Kind.COMMENDATION: (
        Step("check", bodies.CheckCommendationBody, _COMMEND, "核查有没有逾期整改和没办结的问责"),
        Step("publicity", bodies.PubliciseCommendationBody, _COMMEND, "公示"),
        Step("objections", bodies.RecordObjectionBody, _COMMEND, "登记公示期间的异议"),
        Step("approval", bodies.ApproveCommendationBody, _APPROVE, "决定表彰"),
        Step("publication", bodies.PublishCommendationBody, _COMMEND, "公布表彰决定。文号由系统编"),
        Step("revocation", bodies.RevokeCommendationBody, _APPROVE, "撤销表彰，或者不予表彰"),
    ),
}
"""In the order of the procedure."""
