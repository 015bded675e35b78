"""Who acts: a user through a browser or a program, or the platform itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """The roles. The first two belong to the platform and have no tenant."""

    PLATFORM_ADMIN = "platform_admin"
    PLATFORM_AUDITOR = "platform_auditor"
    TENANT_ADMIN = "tenant_admin"
    DEVELOPER = "developer"
    VIEWER = "viewer"

    @property
    def of_platform(self) -> bool:
        """Whether the role spans all tenants."""
        return self in (Role.PLATFORM_ADMIN, Role.PLATFORM_AUDITOR)


class Scope(StrEnum):
    """How much of its owner's role a token carries; a session always carries all of it."""

    READ = "read"
    DEPLOY = "deploy"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks. ``tenant_id`` is None for platform roles and never None for tenant roles."""

    id: str
    name: str
    role: Role
    tenant_id: str | None = None
    via: Literal["session", "token", "system"] = "session"
    credential_id: str | None = None
    """Id of the session or token that the actor came with."""
    scope: Scope = Scope.ALL
    must_change_password: bool = False
    """Whether a new password has to be chosen before anything else."""
    applications: frozenset[str] | None = None
    """Ids of the only applications that a token is for; None: it is for whatever its owner may know of."""

    @property
    def of_platform(self) -> bool:
        """Whether the actor sees all tenants."""
        return self.role.of_platform

    def knows(self, application_id: str | None) -> bool:
        """Tell whether an application is none that a token's narrowing hides; what is of no application is hidden."""
        return self.applications is None or application_id in self.applications


SYSTEM = Actor(id="system", name="system", role=Role.PLATFORM_ADMIN, via="system")
"""The platform itself, in reconcilers."""
