"""What the rectification service reads from its environment."""

from pydantic import Field

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "rectification"
    office_code: str = Field(
        "云教督", max_length=20, description="how every letter number begins; the kind's character follows"
    )
