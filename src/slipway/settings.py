"""Typed settings from environment variables (``SLIPWAY_…``) and an optional TOML file.

Each field's description is also its documentation: ``docs/settings.md`` is generated from this module.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

PREFIX = "SLIPWAY_"
FILE_VARIABLE = "SLIPWAY_CONFIG"

HostName = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]
DNS_PORT = 53
PortNumber = Annotated[int, Field(ge=1, le=65535)]


def servers_of(setting: str) -> list[tuple[str, int]]:
    """Read name servers: ``address``, ``address:port`` or ``[address]:port``, separated by commas."""
    found = []
    for each in filter(None, (part.strip() for part in setting.split(","))):
        if each.startswith("["):
            address, _, port = each[1:].partition("]")
            port = port.removeprefix(":")
        elif each.count(":") == 1:
            address, _, port = each.partition(":")
        else:
            address, port = each, ""
        found.append((str(ipaddress.ip_address(address)), int(port or DNS_PORT)))
    return found


def _servers(setting: str) -> str:
    servers_of(setting)
    return setting


def _addresses(setting: str) -> str:
    for each in filter(None, (part.strip() for part in setting.split(","))):
        ipaddress.ip_address(each)
    return setting


PLACES = frozenset(("namespace", "service", "port", "window"))


def _query_template(setting: str) -> str:
    template = Template(setting)
    unknown = sorted(set(template.get_identifiers()) - PLACES)
    if not template.is_valid() or unknown:
        raise ValueError(f"only {', '.join(f'${{{name}}}' for name in sorted(PLACES))} are filled in, and $$ is a $")
    if setting and not {"namespace", "service"} <= set(template.get_identifiers()):
        raise ValueError("it has to name ${namespace} and ${service}: others' requests would be counted as well")
    return setting


QueryTemplate = Annotated[str, AfterValidator(_query_template)]


GROUP_BEGINS = {
    "data_dir": "platform",
    "platform_domain": "domains",
    "kubeconfig": "cluster",
    "registry": "images",
    "prometheus_url": "metrics",
    "admin_username": "accounts",
    "public_url": "sign_on",
    "operation_log_days": "logs",
}
"""With which setting a group begins; it goes on until the next one does."""


class Settings(BaseSettings):
    """Everything that can be set from outside."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", env_ignore_empty=True, frozen=True)

    data_dir: Path = Field(Path(".data"), description="Where the platform keeps its files (SQLite, first password).")
    database_url: SecretStr | None = Field(
        None,
        description="SQLAlchemy URL: `sqlite+aiosqlite:///…` or `postgresql+asyncpg://…`. "
        "Default: `slipway.db` in the data directory.",
    )
    encryption_key_file: Path | None = Field(
        None,
        description="Keys by which secrets are encrypted in the database, one a line, newest first. "
        "See `docs/encryption.md`. Default: `encryption.key` in the data directory, made at the first start.",
    )
    host: str = Field("127.0.0.1", description="Address on which the API and the portal listen.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(7080, description="Port of the API and the portal.")
    secure_cookies: bool = Field(
        False, description="Set when browsers reach the portal by https: cookies are `Secure`."
    )
    trusted_proxies: str = Field(
        "", description="Comma-separated addresses of proxies whose `X-Forwarded-For` and `-Proto` are believed."
    )
    max_body_bytes: Annotated[int, Field(ge=1024)] = Field(2 * 1024 * 1024, description="Largest request body.")
    portal_dir: Path | None = Field(None, description="The portal's built files; without it only the API is served.")
    example_file: Path | None = Field(
        None,
        description="Application file that the portal's first steps publish as the example. Default: "
        "`example.yaml` in the data directory where it is there, else nginx and Redis from Docker Hub.",
    )
    platform_domain: HostName = Field(
        "apps.localhost", description="Applications are served at `<domain>.<platform domain>`."
    )
    public_scheme: Literal["http", "https"] = Field("http", description="Scheme of applications' addresses.")
    public_port: PortNumber = Field(80, description="Port of applications' addresses, as users type it.")
    public_tls_port: PortNumber = Field(
        443, description="Port at which own domains with a certificate are served by https, as users type it."
    )
    gateway_tls_port: PortNumber = Field(
        443, description="Port of the listeners that are added to the Gateway for own domains with a certificate."
    )
    public_addresses: Annotated[str, AfterValidator(_addresses)] = Field(
        "",
        description="Comma-separated addresses at which applications are served, for tenants who point their own "
        "domains there; empty: where names below the platform's domain lead.",
    )
    dns_servers: Annotated[str, AfterValidator(_servers)] = Field(
        "",
        description="Comma-separated name servers, `address[:port]`, by which own domains are verified; empty: those "
        "of the system.",
    )
    acme_directory: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = Field(
        "",
        description="Directory of the ACME authority (RFC 8555) from which certificates of own domains are got; naming "
        "it agrees to its terms. Empty: tenants set certificates themselves. Needs `SLIPWAY_ACME_SERVICE`.",
    )
    acme_email: str = Field("", description="Address at which the authority may reach the administrators.")
    acme_ca_file: Path | None = Field(
        None, description="Authorities of the authority's own address (PEM); without it those of the system."
    )
    acme_service: Annotated[str, Field(pattern=r"^([a-z0-9-]+/[a-z0-9-]+:[0-9]{1,5})?$")] = Field(
        "",
        description="Service in the cluster that leads to the platform's API, `namespace/name:port`: the authority's "
        "questions to own domains are routed to it.",
    )
    kubeconfig: Path | None = Field(
        None, description="The cluster's kubeconfig file; without it the in-cluster service account is used."
    )
    gateway: Annotated[str, Field(pattern=r"^([a-z0-9-]+/[a-z0-9-]+)?$")] = Field(
        "", description="Gateway that HTTPRoutes attach to, `namespace/name`; empty: Ingress objects are made instead."
    )
    ingress_class: str = Field("", description="Class of Ingress objects; empty: the cluster's default class.")
    ingress_sources: Annotated[str, Field(pattern=r"^[0-9a-fA-F.:/, ]*$")] = Field(
        "",
        description="Comma-separated networks (CIDR) from which tenants' pods may be reached besides the cluster's own "
        "parts: where gateways run in the network of their hosts.",
    )
    namespace_prefix: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,20}$")] = Field(
        "slipway-", description="A tenant's Kubernetes namespace is this prefix and the tenant's name."
    )
    router_namespace: Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")] = Field(
        "noderouter", description="Namespace in which the hosts' agents report on their routes (`docs/noderouter.md`)."
    )
    registry: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:-]*$", max_length=253)] = Field(
        "", description="The platform's image registry, `host[:port]`; tenants' pods pull from it with what follows."
    )
    registry_username: str = Field("", description="Name for the platform's registry.")
    registry_password: SecretStr | None = Field(None, description="Password for the platform's registry.")
    registries_inside: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:/, -]*$")] = Field(
        "",
        description="Comma-separated registries (`host[:port]`) and networks (CIDR) that are no public addresses, and "
        "that tenants may add as registries all the same; see `docs/images.md`.",
    )
    image_storage_seconds: Annotated[int, Field(ge=10, le=86_400)] = Field(
        600, description="How often a metered registry is measured; see `docs/images.md`."
    )
    prometheus_url: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = Field(
        "",
        description="Prometheus (or what speaks its HTTP API) that collects the cluster's cAdvisor metrics, for charts "
        "of containers and hosts, as `http://prometheus:9090`; empty: there are no charts.",
    )
    prometheus_token: SecretStr | None = Field(None, description="Bearer token for Prometheus.")
    prometheus_username: str = Field("", description="Name for Prometheus, where there is no token.")
    prometheus_password: SecretStr = Field(SecretStr(""), description="Password for Prometheus.")
    prometheus_ca_file: Path | None = Field(
        None, description="Authorities of Prometheus' certificate (PEM); without it those of the system."
    )
    prometheus_timeout_seconds: Annotated[int, Field(ge=1, le=120)] = Field(
        10, description="How long an answer of Prometheus is waited for."
    )
    gateway_metrics: Literal["", "localkube", "istio"] = Field(
        "",
        description="Whose names the gateway's metrics in Prometheus have, for a service and its canary side by side: "
        "`localkube` or `istio`; empty: only the queries below, if there are any (`docs/canaries.md`).",
    )
    gateway_requests_query: QueryTemplate = Field(
        "",
        description="PromQL of the requests a second that the gateway leads to `${namespace}`, `${service}`, "
        "`${port}`, over `${window}`; one series. Wins over that of `SLIPWAY_GATEWAY_METRICS`.",
    )
    gateway_errors_query: QueryTemplate = Field("", description="The same of those that are answered with 5xx.")
    gateway_latency_query: QueryTemplate = Field("", description="The same of the mean seconds until an answer begins.")
    admin_username: Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,63}$")] = Field(
        "admin", description="Name of the administrator that is made at the first start."
    )
    session_idle_minutes: Annotated[int, Field(ge=1)] = Field(
        8 * 60, description="A browser session ends after this time without a request."
    )
    session_max_hours: Annotated[int, Field(ge=1)] = Field(
        7 * 24, description="A browser session ends after this time in any case."
    )
    terminal_idle_seconds: Annotated[int, Field(ge=1)] = Field(
        3600,
        description="A terminal in a container ends after this time without a key pressed; one whose keys are pressed "
        "keeps its session from ending for `SLIPWAY_SESSION_IDLE_MINUTES`.",
    )
    login_attempts: Annotated[int, Field(ge=1)] = Field(
        10,
        description="Failed logins of an account from one address (and, tenfold, of an account from all addresses, or "
        "of all accounts from one address) before it is locked.",
    )
    login_window_seconds: Annotated[int, Field(ge=1)] = Field(
        300,
        description="The time in which failed logins are counted, and for which the first lock lasts; each further "
        "lock in a row lasts twice as long.",
    )
    login_lock_hours: Annotated[int, Field(ge=1, le=24 * 365)] = Field(
        24, description="The longest that an account is locked for failed logins."
    )
    password_min_length: Annotated[int, Field(ge=8, le=128)] = Field(10, description="Fewest characters of a password.")
    password_character_classes: Annotated[int, Field(ge=1, le=4)] = Field(
        2, description="How many of lower case, upper case, digits and other characters a password needs."
    )
    password_history: Annotated[int, Field(ge=1, le=24)] = Field(
        5, description="How many of an account's last passwords, the current one included, cannot be chosen again."
    )
    token_max_days: Annotated[int, Field(ge=1, le=3650)] = Field(
        3650, description="Longest life of an API token, in days; 90, or this when it is less, when none is asked for."
    )
    public_url: Annotated[str, Field(pattern=r"^(https?://[^/\s]+)?$")] = Field(
        "",
        description="Address by which browsers reach the portal, for the way back from single sign-on; "
        "empty: the one that the browser asked.",
    )
    sso_groups: str = Field(
        "",
        description="Which groups of single sign-on may do what: `group=role` or `group=tenant/role`, separated "
        "by `;`; the first that fits counts. Who is in none of them is not let in.",
    )
    sso_attempts_per_address: Annotated[int, Field(ge=1)] = Field(
        100,
        description="Logins that may be on their way to the OpenID provider from one address (of IPv6: from one /64 "
        "network) at once; one that does not come back counts for ten minutes.",
    )
    sso_attempts_in_all: Annotated[int, Field(ge=1)] = Field(
        10_000, description="Logins that may be on their way to the OpenID provider at once, from all addresses."
    )
    oidc_issuer: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = Field(
        "", description="Issuer of the OpenID provider (single sign-on); empty: not offered."
    )
    oidc_client_id: str = Field("slipway", description="Name by which the OpenID provider knows the platform.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Its secret there; empty for a public client.")
    oidc_scopes: str = Field("openid profile groups", description="Scopes that are asked of the OpenID provider.")
    oidc_username_claim: str = Field("preferred_username", description="Claim that holds a user's name.")
    oidc_groups_claim: str = Field("groups", description="Claim that holds a user's groups.")
    oidc_label: str = Field("OpenID", description="What the login page calls the provider.")
    ldap_url: Annotated[str, Field(pattern=r"^(ldaps?://\S+)?$")] = Field(
        "", description="Directory whose passwords the login form also takes; empty: none."
    )
    ldap_start_tls: bool = Field(False, description="Encrypt the way to an `ldap://` directory.")
    ldap_ca_file: Path | None = Field(
        None, description="Authorities of the directory's certificate (PEM); without it those of the system."
    )
    ldap_base_dn: str = Field("", description="Where in the directory users are searched.")
    ldap_bind_dn: str = Field("", description="Who searches; empty: anonymously.")
    ldap_bind_password: SecretStr = Field(SecretStr(""), description="The password of who searches.")
    ldap_user_filter: Annotated[str, Field(pattern=r"\{username\}")] = Field(
        "(uid={username})", description="How a user is found."
    )
    ldap_username_attribute: str = Field("uid", description="Attribute that holds a user's name.")
    ldap_name_attribute: str = Field("cn", description="Attribute that holds the name that is shown.")
    ldap_group_base_dn: str = Field("", description="Where groups are searched; empty: where users are.")
    ldap_group_filter: str = Field(
        "(member={dn})", description="How a user's groups are found; empty: the attribute `memberOf` is read."
    )
    operation_log_days: Annotated[int, Field(ge=0)] = Field(
        0, description="Operations older than this many days are removed from the operation log; 0 keeps all of them."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Least severe log that is kept."
    )
    log_format: Literal["auto", "console", "json"] = Field(
        "auto", description="`auto`: readable on a terminal, JSON otherwise."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments win over the environment, the environment over the file that ``SLIPWAY_CONFIG`` names."""
        file = os.environ.get(FILE_VARIABLE)
        sources = (init_settings, env_settings)
        return (*sources, TomlConfigSettingsSource(settings_cls, toml_file=Path(file))) if file else sources

    @property
    def effective_database_url(self) -> str:
        """The database's URL with the default filled in. Holds a password: not for logs."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{(self.data_dir / 'slipway.db').absolute()}"

    @property
    def default_key_file(self) -> Path:
        """Where the encryption keys are when no other file is chosen."""
        return self.data_dir / "encryption.key"

    @property
    def acme_offered(self) -> bool:
        """Whether certificates of own domains can be got by the platform itself."""
        return bool(self.acme_directory and self.acme_service)

    def url_of(self, domain: str) -> str:
        """Return the address at which an application's second-level ``domain`` is served."""
        return self.url_of_host(f"{domain}.{self.platform_domain}")

    def url_of_host(self, host: str) -> str:
        """Return the address at which a host below the platform's domain is served."""
        return _url(self.public_scheme, host, self.public_port)

    def url_of_own_host(self, host: str, *, secure: bool) -> str:
        """Return the address at which a host of a tenant's own is served; ``secure``: it has a certificate.

        Certificates of the platform are for names below its own domain, whatever its scheme is.
        """
        if secure:
            return _url("https", host, self.public_tls_port)
        return _url("http", host, self.public_port if self.public_scheme == "http" else 80)


def _url(scheme: str, host: str, port: int) -> str:
    usual = 443 if scheme == "https" else 80
    return f"{scheme}://{host}/" if port == usual else f"{scheme}://{host}:{port}/"


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()


def groups() -> dict[str, str]:
    """Return each setting's group by its name, in the order of the settings."""
    found, group = {}, ""
    for name in Settings.model_fields:
        group = GROUP_BEGINS.get(name, group)
        found[name] = group
    return found


def variable_of(name: str) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + name.upper()


def written(value: object) -> str | None:
    """Return a value as it is written in an environment variable; ``None``: there is none, or it is secret."""
    if value is None or isinstance(value, SecretStr):
        return None
    return (str(value).lower() if isinstance(value, bool) else str(value)) or None


def table() -> str:
    """Return the page ``docs/settings.md``."""
    lines = [
        "# Settings",
        "",
        "Made by `python -m slipway.settings > docs/settings.md`; the descriptions are in `src/slipway/settings.py`.",
        "",
        "Each setting is an environment variable, or a lower-case key without the prefix in the TOML file that",
        f"`{FILE_VARIABLE}` names. The environment wins.",
        "",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = written(field.default)
        shown = f"`{default}`" if default else ""
        lines.append(f"| `{variable_of(name)}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(table())
