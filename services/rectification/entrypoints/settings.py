"""What the rectification service reads from its environment."""

from shared.letters.office import LetterSettings


class Settings(LetterSettings):
    service: str = "rectification"
