"""What travels with every fact: CloudEvents 1.0 attributes and dudao's extensions."""

from datetime import datetime
from typing import Any, ClassVar, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class Fact(BaseModel):
    """A fact that crossed a service's border. Published shape: fields are added, never changed.

    `service`, `name` and `version` make the CloudEvents type `<service>.<name>.v<version>`; a
    breaking change is a new class with the next version, published beside the old one.
    Unknown fields are ignored, so an older subscriber reads a newer publisher.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    service: ClassVar[str]
    name: ClassVar[str]
    version: ClassVar[int] = 1

    @classmethod
    def type(cls) -> str:
        return f"{cls.service}.{cls.name}.v{cls.version}"


F = TypeVar("F", bound=Fact)


class FactRegistry:
    """Every published fact by its CloudEvents type."""

    def __init__(self) -> None:
        self._facts: dict[str, type[Fact]] = {}

    def add(self, fact: type[F]) -> type[F]:
        if fact.type() in self._facts:
            raise ValueError(f"{fact.type()} is defined twice")
        self._facts[fact.type()] = fact
        return fact

    def __getitem__(self, type_: str) -> type[Fact]:
        return self._facts[type_]

    def get(self, type_: str) -> type[Fact] | None:
        return self._facts.get(type_)

    def of(self, service: str) -> list[type[Fact]]:
        """The facts one service publishes, in the order they are defined."""
        return [f for f in self._facts.values() if f.service == service]

    def __iter__(self) -> Any:
        return iter(self._facts.values())


FACTS = FactRegistry()


class Envelope(BaseModel):
    """CloudEvents attributes (context, CloudEvents 1.0 §3) with dudao's extensions in lower case.

    `sequence` is the version of the event in its stream, `position` its place in the publisher's
    log: with them a subscriber sees that it missed something, or saw it before. Times are aware.
    """

    model_config = ConfigDict(frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: UUID
    source: str = Field(description="/dudao/<district>/<service>")
    type: str
    subject: str = Field(description="the stream the event belongs to in its service")
    time: AwareDatetime = Field(description="when it happened")
    datacontenttype: str = "application/json"
    dataschema: str | None = None
    recordedat: AwareDatetime
    district: str
    case: str = Field(description="the chain the record belongs to")
    sequence: int
    position: int
    actorid: str
    actorname: str
    actingrole: str
    actorunit: str | None = None
    causationid: UUID
    correlationid: UUID
    traceparent: str | None = None

    @property
    def occurred_at(self) -> datetime:
        return self.time
