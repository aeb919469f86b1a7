"""The roster's settings."""

from typing import Self

from pydantic import Field, SecretStr, model_validator

from services.roster.adapters.provider import Registration, is_private
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
    watch_interval: float = Field(
        5.0, gt=0, le=3600, description="seconds between two looks for what needs the office"
    )
    public_origin: str = Field("", description="where browsers reach this installation; for the provider")
    oidc_issuer: str = Field(
        "", description="the office's identity provider; empty: people use passwords only"
    )
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scopes: str = Field("openid profile", pattern=r"^openid( [!-~]+)*$")
    oidc_account_claim: str = Field(
        "preferred_username",
        min_length=1,
        description="whose value is the account's name here; only the provider's administrators may set it",
    )
    oidc_label: str = Field("用统一身份认证登录", min_length=1, max_length=30)

    @model_validator(mode="after")
    def _provider_is_complete(self) -> Self:
        if self.oidc_issuer and not (
            self.oidc_client_id and is_private(self.oidc_issuer) and is_private(self.public_origin)
        ):
            raise ValueError(
                "OIDC_ISSUER needs OIDC_CLIENT_ID and PUBLIC_ORIGIN; both addresses https, or of this machine"
            )
        return self

    @property
    def registration(self) -> Registration | None:
        """How the identity provider knows us; None: there is none."""
        if not self.oidc_issuer:
            return None
        return Registration(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret.get_secret_value(),
            self.oidc_scopes,
            self.oidc_account_claim,
            f"{self.public_origin.rstrip('/')}/roster/sign-in/provider/return",
        )
