"""Who keeps an account's password."""

from __future__ import annotations

from enum import StrEnum


class Origin(StrEnum):
    """The platform itself, an OpenID provider, or a directory."""

    LOCAL = "local"
    OIDC = "oidc"
    LDAP = "ldap"
