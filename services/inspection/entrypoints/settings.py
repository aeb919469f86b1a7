"""The inspections' settings."""

from shared.runtime.settings import ServiceSettings


class Settings(ServiceSettings):
    service: str = "inspection"
