"""Plans, campaigns, themes, and what the office owes: each decider bound to its streams."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from services.inspection.domain.campaign import Campaign, Unlisted
from services.inspection.domain.campaign_commands import CampaignCommand, PlanCampaign
from services.inspection.domain.campaign_events import CampaignEvent
from services.inspection.domain.campaigning import CAMPAIGN
from services.inspection.domain.counting import Counting, CountingCommand, CountingEvent, counting_decider
from services.inspection.domain.missing import MISSING, MissDuty, OfficeDutyMissed
from services.inspection.domain.plan import plan_decider
from services.inspection.domain.plan_commands import PlanCommand
from services.inspection.domain.plan_events import PlanEvent
from services.inspection.domain.standing_reports import (
    STANDING_REPORTS,
    Filed,
    FileStandingReport,
    StandingReportFiled,
)
from services.inspection.domain.themes import ThemeCommand, ThemeEvent, ThemeState, theme_decider
from services.inspection.domain.year_plan import PlanState
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes
from shared.rules.pack import RulePack
from shared.workdays.calendar import Calendar

COUNTING, REPORTS = "counting", "standing-reports"


class PlanningHandlers:
    """Obeys their commands, and says where each stands as its log has it this instant.

    Every command raises a `Refused`, `VersionConflict` or `StoreUnavailable`.
    """

    def __init__(
        self,
        store: EventStore,
        types: EventTypes[Any],
        pack_on: Callable[[date], RulePack],
        calendar: Calendar,
    ) -> None:
        self._plans = CommandHandler(store, plan_decider(pack_on, calendar), types)
        self._campaigns = CommandHandler(store, CAMPAIGN, types)
        self._themes = CommandHandler(store, theme_decider(pack_on, calendar), types)
        self._counting = CommandHandler(store, counting_decider(pack_on), types)
        self._reports = CommandHandler(store, STANDING_REPORTS, types)
        self._missed = CommandHandler(store, MISSING, types)

    async def plan(self, command: PlanCommand, context: Context) -> Handled[PlanEvent]:
        return await self._plans.handle(command, context, stream=f"plan-{command.year}")

    async def plan_of(self, year: int) -> tuple[PlanState, int]:
        """The plan of a year, and its version."""
        return await self._plans.state(f"plan-{year}")

    async def campaign(self, command: CampaignCommand, context: Context) -> Handled[CampaignEvent]:
        fresh = isinstance(command, PlanCampaign)
        stream = f"campaign-{command.campaign}"
        return await self._campaigns.handle(command, context, stream=stream, fresh=fresh)

    async def campaign_of(self, campaign: UUID) -> tuple[Campaign | None, int]:
        state, version = await self._campaigns.state(f"campaign-{campaign}")
        return (None if isinstance(state, Unlisted) else state), version

    async def theme(self, command: ThemeCommand, context: Context) -> Handled[ThemeEvent]:
        return await self._themes.handle(command, context, stream=f"theme-{command.month}")

    async def theme_of(self, month: str) -> ThemeState:
        return (await self._themes.state(f"theme-{month}"))[0]

    async def report(self, command: FileStandingReport, context: Context) -> Handled[StandingReportFiled]:
        return await self._reports.handle(command, context, stream=REPORTS)

    async def reports(self) -> Filed:
        return (await self._reports.state(REPORTS))[0]

    async def count(self, command: CountingCommand, context: Context) -> Handled[CountingEvent]:
        return await self._counting.handle(command, context, stream=COUNTING)

    async def counting(self) -> Counting:
        return (await self._counting.state(COUNTING))[0]

    async def miss(self, command: MissDuty, context: Context) -> Handled[OfficeDutyMissed]:
        stream = f"duty-{command.obligation.id}"
        return await self._missed.handle(command, context, stream=stream, fresh=True)
