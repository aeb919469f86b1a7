"""The roster's settings."""

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "roster"
    token_lifetime: float = Field(12 * 3600, gt=0, description="seconds of the system's time")
