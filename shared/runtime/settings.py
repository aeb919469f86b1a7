"""What every service reads from its environment: `DUDAO_<SERVICE>_<NAME>`, else `DUDAO_<NAME>`."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """Typed settings; each service subclasses it with its own `service` default.

    `DUDAO_<…>_FILE` names a file that holds the value, for secrets mounted by compose or Kubernetes.
    """

    model_config = SettingsConfigDict(extra="ignore")

    service: str
    district: str = "319991"
    district_name: str = Field(
        "", max_length=20, description="how pages name the district (云汀区); empty: not at all"
    )
    jurisdiction: str = "shanghai"
    database_url: SecretStr = Field(description="postgresql://role:password@host:port/database")
    nats_url: str = "nats://127.0.0.1:4222"
    nats_user: str = ""
    nats_password: SecretStr = SecretStr("")
    streams_file: Path = Field(description="the streams.toml that was provisioned")
    keys_dir: Path = Field(description="folder of this installation's signing keys")
    jwks_url: str = Field("http://127.0.0.1:8000/roster/api/.well-known/jwks.json")
    clock_file: Path | None = Field(
        None, description="a file clock for accelerated time; None: the system's clock"
    )
    watch_interval: float = Field(1.0, gt=0, description="seconds between two looks at what is due")
    checkpoint_interval: float = Field(60.0, gt=0, description="seconds between two signed checkpoints")
    log_level: str = "INFO"
    pool_size: int = Field(10, ge=1)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        name = str(cls.model_fields["service"].default).upper()
        own = EnvSettingsSource(settings_cls, env_prefix=f"DUDAO_{name}_")
        common = EnvSettingsSource(settings_cls, env_prefix="DUDAO_")
        return (
            init_settings,
            own,
            _Files(settings_cls, f"DUDAO_{name}_"),
            common,
            _Files(settings_cls, "DUDAO_"),
        )


class _Files(PydanticBaseSettingsSource):
    """Reads `<prefix><NAME>_FILE`: the path of a file that holds the value (Docker and k8s secrets)."""

    def __init__(self, settings_cls: type[BaseSettings], prefix: str) -> None:
        super().__init__(settings_cls)
        self._prefix = prefix

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        path = os.environ.get(f"{self._prefix}{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        values = {
            name: self.get_field_value(f, name)[0] for name, f in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in values.items() if value is not None}
