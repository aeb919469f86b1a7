"""The roster's settings."""

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "roster"
    token_lifetime: float = Field(
        15 * 60,
        ge=60,
        le=24 * 3600,
        description="seconds of the system's time; so long a closed account lives on",
    )
    session_lifetime: float = Field(
        12 * 3600, ge=60, le=31 * 86400, description="seconds after which one must sign in again"
    )
