"""Who may do what: the one table of actions and the roles that may take them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from shared.event_sourcing.decider import Role

_CHAIR = frozenset({Role.CHAIR})
_LEADERS = frozenset({Role.CHIEF_INSPECTOR, Role.DEPUTY_CHIEF_INSPECTOR})
_OFFICE = frozenset({Role.OFFICE})
_UNIT = frozenset({Role.UNIT})
_INSPECTING = frozenset({Role.INSPECTOR, Role.OFFICE})
_ABOVE = frozenset({Role.SUPERIOR, Role.MEMBER_UNIT})
_AUDITOR = frozenset({Role.AUDITOR})
_OPERATOR = frozenset({Role.OPERATOR})
_COMMITTEE = _CHAIR | _LEADERS | _INSPECTING | _AUDITOR
_PERSONS = frozenset(Role) - {Role.PUBLIC, Role.SYSTEM}

WHO_MAY: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "rectification.serve_notice": _OFFICE,
        "rectification.submit_plan": _UNIT,
        "rectification.accept_plan": _OFFICE,
        "rectification.return_plan": _OFFICE,
        "rectification.report_completion": _UNIT,
        "rectification.recheck": _INSPECTING,
        "rectification.close_case": _LEADERS,
        "rectification.revisit": _INSPECTING,
        "rectification.decide_escalation": _LEADERS | _CHAIR,
        "rectification.serve_supervision_order": _LEADERS | _OFFICE,
        "rectification.schedule_interview": _LEADERS | _CHAIR,
        "rectification.record_interview": _LEADERS | _CHAIR | _OFFICE,
        "rectification.issue_circular": _LEADERS | _CHAIR,
        "rectification.decide_accountability": _CHAIR,
        "rectification.serve_work_prompt": _OFFICE,
        "rectification.propose_interview": _LEADERS | _OFFICE,
        "rectification.approve_interview": _LEADERS | _CHAIR,
        "rectification.conduct_interview": _LEADERS | _OFFICE,
        "rectification.close_interview": _LEADERS,
        "rectification.investigate": _LEADERS | _OFFICE,
        "rectification.raise_recusal": _LEADERS | _INSPECTING | _UNIT,
        "rectification.decide_recusal": _LEADERS | _CHAIR,
        "rectification.defend": _INSPECTING | _UNIT,
        "rectification.decide_review": _LEADERS | _CHAIR,
        "rectification.commend": _LEADERS | _OFFICE,
        "rectification.approve_commendation": _LEADERS | _CHAIR,
        "rectification.read_proceedings": (_COMMITTEE - {Role.INSPECTOR}) | _UNIT | _ABOVE,
        "rectification.sign_receipt": _OFFICE | _UNIT,
        "rectification.read_letters": _COMMITTEE | _UNIT | _ABOVE,
        "rectification.read": _COMMITTEE | _UNIT | _ABOVE,
        "rectification.read_log": _COMMITTEE,
        "inspection.record_visit": _INSPECTING,
        "inspection.receive_visit": _OFFICE,
        "inspection.confirm_visit": _UNIT,
        "inspection.take_over_findings": _OFFICE,
        "inspection.plan": _OFFICE,
        "inspection.approve_plan": _LEADERS,
        "inspection.begin_counting": _LEADERS,
        "inspection.enter_result": _INSPECTING,
        "inspection.add_local_items": _INSPECTING,
        "inspection.state_no_conflict": _INSPECTING,
        "inspection.raise_recusal": _INSPECTING | _UNIT,
        "inspection.decide_recusal": _LEADERS,
        "inspection.hand_in_self_evaluation": _UNIT,
        "inspection.hand_in_file": _INSPECTING | _UNIT,
        "inspection.inspect": _INSPECTING,
        "inspection.serve_letter": _OFFICE,
        "inspection.defend": _UNIT,
        "inspection.file_report": _OFFICE,
        "inspection.approve_publication": _LEADERS,
        "inspection.publish": _OFFICE,
        "inspection.take_down": _LEADERS,
        "inspection.cancel": _LEADERS,
        "inspection.close": _LEADERS,
        "inspection.serve_bulletin": _OFFICE,
        "inspection.sign_receipt": _OFFICE | _UNIT,
        "inspection.read_letters": _COMMITTEE | _UNIT | _ABOVE,
        "inspection.write_framework": _OFFICE,
        "inspection.publish_framework": _LEADERS,
        "inspection.record_monitoring": _OFFICE,
        "inspection.engage_third_party": _OFFICE,
        "inspection.read_third_parties": _COMMITTEE,
        "inspection.read": _COMMITTEE | _UNIT | _ABOVE,
        "inspection.read_planning": _COMMITTEE,
        "roster.register_unit": _OFFICE,
        "roster.appoint_inspector": _OFFICE,
        "roster.record_service": _OFFICE,
        "roster.assign_post": _OFFICE,
        "roster.declare_recusal": _INSPECTING,
        "roster.lift_recusal": _OFFICE,
        "roster.draw_zone": _OFFICE,
        "roster.claim_cost": _INSPECTING,
        "roster.approve_claim": _LEADERS,
        "roster.read_claims": _INSPECTING | _LEADERS | _AUDITOR,
        "roster.open_account": _OFFICE,
        "roster.open_service_client": _OFFICE,
        "roster.read": _COMMITTEE | _OPERATOR,
        "roster.read_personal": _CHAIR | _LEADERS | _OFFICE | _AUDITOR,
        "notification.read_inbox": _PERSONS,
        "notification.mark_read": _PERSONS,
        "operations.read": _OPERATOR | _AUDITOR,
        "operations.replay": _OPERATOR,
        "import.district": _OFFICE | _OPERATOR,
        "import.ledger": _OFFICE | _OPERATOR,
    }
)
"""Action → roles. Line departments (`superior`, `member_unit`) read, and change nothing; `unit` acts
only in its own cases, which the deciders see to; `system` and `public` act nowhere."""

SCOPES: Final = frozenset({"rectification.read", "inspection.read", "roster.read", "operations.read"})
"""The actions another system can be let do by itself: it reads what is nobody's own, and changes nothing."""
