"""Decide by actor, action and tenant; narrow queries to what the actor may know of."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select

from slipway.access.actor import Actor
from slipway.access.permissions import PERMISSIONS, SCOPES, Action
from slipway.db import Base
from slipway.errors import Forbidden, NotFound

SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


def may(actor: Actor, action: Action, tenant_id: str | None = None) -> bool:
    """Tell whether ``actor`` may do ``action`` to an object of ``tenant_id`` (None: an object of the platform)."""
    if actor.role not in PERMISSIONS[action] or action not in SCOPES[actor.scope]:
        return False
    return actor.of_platform or tenant_id == actor.tenant_id


def require(actor: Actor, action: Action, tenant_id: str | None = None) -> None:
    """Raise unless ``may``: NotFound for another tenant's object, Forbidden for one that the actor knows of anyway."""
    if not actor.of_platform and tenant_id is not None and tenant_id != actor.tenant_id:
        raise NotFound("object.not_found", {"kind": action.partition(".")[0], "id": ""})
    if may(actor, action, tenant_id):
        return
    if action not in SCOPES[actor.scope]:
        raise Forbidden("access.scope_forbidden", {"scope": actor.scope.value, "action": action.value})
    raise Forbidden("access.forbidden", {"role": actor.role.value, "action": action.value})


def actions_of(actor: Actor) -> list[str]:
    """Return the names of everything that the actor may do within their reach, sorted."""
    return sorted(action.value for action in SCOPES[actor.scope] if actor.role in PERMISSIONS[action])


def scope(select: SelectT, model: type[Base], actor: Actor) -> SelectT:
    """Narrow a query over ``model``, which has a ``tenant_id``, to rows that the actor may know of.

    The only place where a tenant's boundary becomes SQL. Tenants themselves are narrowed by their id.
    """
    if actor.of_platform:
        return select
    columns = model.__table__.c
    owner = columns["tenant_id"] if "tenant_id" in columns else columns["id"]
    return select.where(owner == actor.tenant_id)
