"""Single sign-on as the settings say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from slipway.db import Database
from slipway.errors import Invalid
from slipway.settings import Settings
from slipway.users.sso.attempts import Bounds
from slipway.users.sso.desk import SsoDesk
from slipway.users.sso.identity import Rule, parse_rules
from slipway.users.sso.oidc import Client, Provider
from slipway.users.tenancy import Tenancy

if TYPE_CHECKING:
    from slipway.users.sso.ldap import Directory


def sso_desk(settings: Settings, database: Database, tenancy: Tenancy) -> SsoDesk:
    """Return the desk. Raises Invalid when a setting cannot be understood; nothing is asked yet."""
    return SsoDesk(
        database=database,
        tenancy=tenancy,
        rules=_rules(settings),
        longest=timedelta(hours=settings.session_max_hours),
        provider=_provider(settings),
        label=settings.oidc_label,
        directory=_directory(settings),
        bounds=Bounds(settings.sso_attempts_per_address, settings.sso_attempts_in_all),
    )


def _rules(settings: Settings) -> tuple[Rule, ...]:
    try:
        return parse_rules(settings.sso_groups)
    except ValueError as error:
        raise Invalid("sso.rules_invalid", {"problem": str(error)}, field="SLIPWAY_SSO_GROUPS") from error


def _provider(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    return Provider(
        Client(
            settings.oidc_issuer,
            settings.oidc_client_id,
            settings.oidc_client_secret.get_secret_value(),
            settings.oidc_scopes,
            settings.oidc_username_claim,
            settings.oidc_groups_claim,
        )
    )


def _directory(settings: Settings) -> Directory | None:
    if not settings.ldap_url:
        return None
    # The LDAP library is 5 MB of memory, which most platforms never need.
    from slipway.users.sso.ldap import Directory  # noqa: PLC0415 - see above

    return Directory(
        url=settings.ldap_url,
        base=settings.ldap_base_dn,
        bind_dn=settings.ldap_bind_dn,
        bind_password=settings.ldap_bind_password.get_secret_value(),
        start_tls=settings.ldap_start_tls,
        ca_file=settings.ldap_ca_file,
        user_filter=settings.ldap_user_filter,
        username_attribute=settings.ldap_username_attribute,
        name_attribute=settings.ldap_name_attribute,
        group_base=settings.ldap_group_base_dn,
        group_filter=settings.ldap_group_filter,
    )
