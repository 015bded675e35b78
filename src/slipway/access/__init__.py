"""Who may do what: the actor, the permission table, and the narrowing of queries to a tenant."""

from slipway.access.actor import SYSTEM, Actor, Role
from slipway.access.check import actions_of, may, require, scope
from slipway.access.permissions import PERMISSIONS, Action

__all__ = ["PERMISSIONS", "SYSTEM", "Action", "Actor", "Role", "actions_of", "may", "require", "scope"]
