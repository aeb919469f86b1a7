"""Where the PostgreSQL and the NATS of an installation are, and who may administer them."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Backends:
    """The addresses of the administrators of PostgreSQL and NATS, embedded or external."""

    postgres_url: str
    nats_url: str


def external_from_environment(environment: Mapping[str, str] = os.environ) -> Backends | None:
    """`DUDAO_POSTGRES_ADMIN_URL` and `DUDAO_NATS_ADMIN_URL`, or files that hold them (`…_FILE`), when both are set."""

    def value(name: str) -> str | None:
        file = environment.get(f"{name}_FILE")
        return Path(file).read_text(encoding="utf-8").strip() if file else environment.get(name)

    postgres, nats = value("DUDAO_POSTGRES_ADMIN_URL"), value("DUDAO_NATS_ADMIN_URL")
    return Backends(postgres, nats) if postgres and nats else None
