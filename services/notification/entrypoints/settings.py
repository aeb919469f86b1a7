"""What the notification service reads from its environment."""

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "notification"
    max_streams: int = Field(5000, ge=1, description="live streams this process keeps open at one time")
