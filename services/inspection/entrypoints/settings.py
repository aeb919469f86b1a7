"""The inspections' settings."""

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "inspection"
    office_code: str = Field(
        "云教督", max_length=20, description="how every letter number begins; the kind's character follows"
    )
