"""Who may do what: the actor, the permission table, and the narrowing of queries to a tenant."""

from slipway.access.actor import SYSTEM, Actor, Role, Scope
from slipway.access.check import absent, actions_of, may, require, scope
from slipway.access.permissions import OF_APPLICATIONS, PERMISSIONS, SCOPES, Action

__all__ = [
    "OF_APPLICATIONS",
    "PERMISSIONS",
    "SCOPES",
    "SYSTEM",
    "Action",
    "Actor",
    "Role",
    "Scope",
    "absent",
    "actions_of",
    "may",
    "require",
    "scope",
]
