"""What is planned, published and missed, as the facts others may know."""

from typing import Any

from dudao_contracts import inspection as facts
from dudao_contracts.envelope import Fact
from services.inspection.domain import campaign_events, plan_events
from services.inspection.domain.missing import OfficeDutyMissed
from services.inspection.domain.themes import ThemePublished


def publish_planning(event: Any) -> Fact | None:
    """The fact an event is to others. Drafts, consultation and single results stay here, as does what was noted of others."""
    match event:
        case plan_events.PlanApproved():
            return facts.PlanApprovedV1(
                year=event.year, items=event.items, over_cap=event.over_cap, amended=False
            )
        case plan_events.AmendmentDecided(granted=True):
            return facts.PlanApprovedV1(
                year=event.year, items=len(event.items), over_cap=event.over_cap, amended=True
            )
        case plan_events.PlanPublished():
            return facts.PlanPublishedV1(year=event.year, place=event.place)
        case ThemePublished(checklist=checklist):
            return facts.ThemePublishedV1(
                month=event.month,
                theme=checklist.name,
                line=event.line.value,
                checklist=checklist.version,
                items=tuple(item.text for item in checklist.items),
                local_max=event.local_max,
                reason=checklist.reason,
            )
        case campaign_events.CampaignPublished(theme=theme):
            return facts.CampaignPublishedV1(
                campaign=event.campaign,
                campaign_name=theme.name,
                line=theme.line.value,
                year=theme.year,
                matters=theme.matters,
                units=tuple(unit.code for unit in event.units),
                pass_mark=str(theme.pass_mark),
            )
        case campaign_events.CampaignConcluded():
            return facts.CampaignConcludedV1(
                campaign=event.campaign,
                campaign_name=event.name,
                passed=event.passed,
                assessed=event.assessed,
                arithmetic=event.arithmetic,
            )
        case OfficeDutyMissed():
            return facts.OfficeDutyMissedV1(
                duty=event.duty,
                rule=event.rule,
                title=event.title,
                basis=event.basis,
                about=event.about,
                due_on=event.due_on,
                explanation=event.explanation,
                unit=event.unit,
                zone=event.zone,
                inspectors=event.inspectors,
            )
        case _:
            return None
