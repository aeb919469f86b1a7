"""The inspections' settings."""

from shared.letters.office import LetterSettings


class Settings(LetterSettings):
    service: str = "inspection"
