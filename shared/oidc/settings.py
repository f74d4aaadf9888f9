"""The settings of signing in: which provider, as which client, and where its tokens say who somebody is."""

from typing import Annotated

from pydantic import BeforeValidator, Field, FilePath, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from shared.claims import Claims, groups
from shared.values import mistake


class SignInSettings(BaseSettings):
    """Those of every service."""

    model_config = SettingsConfigDict(env_prefix="ONEVOICE_", extra="ignore", hide_input_in_errors=True)

    issuer: str | None = Field(None, description="The OIDC issuer; its discovery document names the rest.")
    issuer_inside: str | None = Field(
        None, description="Where our processes reach the issuer, if not where people do."
    )
    audience: str = "onevoice"
    client_id: str = Field("onevoice", description="Our name as a client of the issuer.")
    client_secret: SecretStr | None = Field(
        None, description="The client's secret; a public client has none."
    )
    client_secret_file: FilePath | None = Field(
        None, validate_default=True, description="A file that holds the secret, read each time."
    )
    scopes: str = Field("openid", description="What is asked of the issuer at sign-in.")
    role_claim: str = Field("role", description="The claim that names the role, by its path.")
    organisation_claim: str = Field("org", description="The claim that names the organisation, by its path.")
    role_of_group: Annotated[dict[str, str], NoDecode, BeforeValidator(groups)] = Field(
        {}, description="JSON: what role, or role:organisation, a value of that claim stands for."
    )
    service_token_file: FilePath | None = Field(
        None, description="A file with a token of the role service, read for each request to another service."
    )
    service_client_id: str | None = Field(
        None, description="The services' own client of the issuer, which gives them such a token."
    )
    service_client_secret_file: FilePath | None = Field(
        None, validate_default=True, description="A file that holds that client's secret, read each time."
    )

    @field_validator("client_secret_file")
    @classmethod
    def _one_secret(cls, value: FilePath | None, info: ValidationInfo) -> FilePath | None:
        if value and info.data.get("client_secret"):
            raise mistake("client_secret_file", "ONEVOICE_CLIENT_SECRET is given too", "one of them is right")
        return value

    @field_validator("scopes")
    @classmethod
    def _openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise mistake(
                "scopes", "openid is not among them", '"openid", or "openid profile email", is right'
            )
        return value

    @field_validator("service_client_secret_file")
    @classmethod
    def _one_token(cls, value: FilePath | None, info: ValidationInfo) -> FilePath | None:
        name = info.data.get("service_client_id")
        if bool(name) != bool(value) or (name and info.data.get("service_token_file")):
            right = "ONEVOICE_SERVICE_CLIENT_ID with it, or ONEVOICE_SERVICE_TOKEN_FILE alone, is right"
            raise mistake("service_client_secret_file", "the services have one way to their token", right)
        return value

    @property
    def claims(self) -> Claims:
        """Where a token says who its bearer is."""
        return Claims(self.role_claim, self.organisation_claim, self.role_of_group)

    def secret(self) -> str | None:
        """The client's secret as it is now. Raises OSError."""
        if self.client_secret_file:
            return self.client_secret_file.read_text().strip()
        return self.client_secret.get_secret_value() if self.client_secret else None

    def service_secret(self) -> str | None:
        """The same of the services' own client."""
        return (
            self.service_client_secret_file.read_text().strip() if self.service_client_secret_file else None
        )
