"""The stored names of the inspections' events."""

from typing import Any, get_args

from services.inspection.domain.bulletin import BulletinServed
from services.inspection.domain.campaign_events import CampaignEvent
from services.inspection.domain.counting import CountingEvent
from services.inspection.domain.events import FindingReplied, VisitEvent
from services.inspection.domain.framework_versions import FrameworkEvent
from services.inspection.domain.inspection_events import ProcedureEvent
from services.inspection.domain.missing import OfficeDutyMissed
from services.inspection.domain.monitoring import MonitoringResultRecorded
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.scoring_events import ScoringEvent
from services.inspection.domain.standing_reports import StandingReportFiled
from services.inspection.domain.themes import ThemeEvent
from services.inspection.domain.third_party import BodyEvent
from shared.event_sourcing.event_types import EventTypes
from shared.event_sourcing.noted import FactNoted
from shared.letters.numbering import LetterNumbered
from shared.letters.served import LetterPrinted, ReceiptSigned

TYPES: EventTypes[Any] = EventTypes(
    *get_args(VisitEvent),
    FindingReplied,
    *get_args(ProcedureEvent),
    BulletinServed,
    LetterNumbered,
    LetterPrinted,
    ReceiptSigned,
    FactNoted,
    *get_args(FrameworkEvent),
    *get_args(ScoringEvent),
    *get_args(BodyEvent),
    MonitoringResultRecorded,
    *get_args(PlanEvent),
    *get_args(CampaignEvent),
    *get_args(ThemeEvent),
    *get_args(CountingEvent),
    StandingReportFiled,
    OfficeDutyMissed,
)
