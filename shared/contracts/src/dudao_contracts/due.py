"""A date in a fact, and why it is that date."""

from datetime import date

from pydantic import BaseModel, ConfigDict


class Due(BaseModel):
    """A date and why it is that date (rule, article, days skipped, calendar version)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    on: date
    rule: str
    basis: str
    explanation: str
    provisional: bool
