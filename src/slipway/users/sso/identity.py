"""Who somebody is according to a directory outside of the platform, and which role that gives them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from slipway.access import Role
from slipway.users.origin import Origin

_NAME = re.compile(r"^[a-z][a-z0-9._-]{1,63}$")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody whom a directory has vouched for. ``subject`` never changes there; names may."""

    origin: Origin
    subject: str
    username: str
    display_name: str
    groups: tuple[str, ...]

    @property
    def account_name(self) -> str | None:
        """Return the name that the account gets here; None when it cannot be one."""
        name = self.username.split("@")[0].lower()
        return name if _NAME.match(name) else None


@dataclass(frozen=True, slots=True)
class Rule:
    """Members of ``group`` get ``role``, in the tenant of that name for roles of tenants."""

    group: str
    role: Role
    tenant: str | None = None


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Read ``group=role; group=tenant/role``. Raises ValueError, which names the part that is wrong."""
    return tuple(_rule(part.strip()) for part in text.split(";") if part.strip())


def rule_for(rules: Sequence[Rule], groups: Sequence[str]) -> Rule | None:
    """Return the first rule of a group that somebody is a member of. Groups' names are compared without case."""
    member = {group.casefold() for group in groups}
    return next((rule for rule in rules if rule.group.casefold() in member), None)


def _rule(part: str) -> Rule:
    group, equals, grant = part.rpartition("=")
    tenant, slash, name = grant.strip().rpartition("/")
    if not equals or not group.strip():
        raise ValueError(f"{part!r} is not of the form group=role or group=tenant/role")
    roles = ", ".join(role.value for role in Role)
    if name not in set(Role):
        raise ValueError(f"{part!r}: there is no role {name!r}; there are {roles}")
    role = Role(name)
    if role.of_platform and slash:
        raise ValueError(f"{part!r}: {name} is a role of the platform and takes no tenant")
    if not role.of_platform and not tenant:
        raise ValueError(f"{part!r}: {name} is a role of a tenant: write {group.strip()}=TENANT/{name}")
    return Rule(group.strip(), role, tenant or None)
