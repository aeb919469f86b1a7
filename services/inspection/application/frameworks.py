"""Indicator frameworks, each bound to the stream of its versions."""

from typing import Any

from services.inspection.domain.framework import Framework
from services.inspection.domain.framework_versions import (
    FRAMEWORK,
    DraftFramework,
    FrameworkCommand,
    FrameworkEvent,
    NoSuchFramework,
    Versions,
)
from shared.event_sourcing.command_handler import CommandHandler, Context, Handled
from shared.event_sourcing.event_store import EventStore
from shared.event_sourcing.event_types import EventTypes


class FrameworkHandlers:
    """Obeys the commands about frameworks, and gives the versions that were published."""

    def __init__(self, store: EventStore, types: EventTypes[Any]) -> None:
        self._frameworks = CommandHandler(store, FRAMEWORK, types)

    async def handle(self, command: FrameworkCommand, context: Context) -> Handled[FrameworkEvent]:
        """Obey a command. Raises a `Refused`, `VersionConflict` or `StoreUnavailable`."""
        code = command.framework.code if isinstance(command, DraftFramework) else command.code
        return await self._frameworks.handle(command, context, stream=_stream(code))

    async def versions(self, code: str) -> tuple[Versions, int]:
        """All versions of a framework, none of one that there is not, and the version of its stream: a draft that
        was looked at (If-Match) is not another one that was written since."""
        return await self._frameworks.state(_stream(code))

    async def published(self, code: str, version: int | None) -> tuple[Framework, int]:
        """A published version and its number, the latest when none is named. Raises `NoSuchFramework`."""
        versions = (await self.versions(code))[0].published
        number = version or len(versions)
        if number not in versions:
            raise NoSuchFramework(code, version)
        return versions[number], number


def _stream(code: str) -> str:
    return f"framework-{code}"
