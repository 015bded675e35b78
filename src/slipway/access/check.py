"""Decide by actor, action and tenant; narrow queries to what the actor may know of."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, or_, select

from slipway.access.actor import Actor
from slipway.access.permissions import OF_APPLICATIONS, PERMISSIONS, SCOPES, Action
from slipway.db import Base, Session
from slipway.errors import Forbidden, Hidden, NotFound

SelectT = TypeVar("SelectT", bound=Select[*tuple[Any, ...]])


def may(actor: Actor, action: Action, tenant_id: str | None = None, application_id: str | None = None) -> bool:
    """Tell whether ``actor`` may do ``action`` to an object of ``tenant_id`` (None: an object of the platform).

    ``application_id`` is told where the object is an application or belongs to one.
    """
    if actor.role not in PERMISSIONS[action] or action not in _carried(actor):
        return False
    if application_id is not None and not actor.knows(application_id):
        return False
    return actor.of_platform or tenant_id == actor.tenant_id


def require(actor: Actor, action: Action, tenant_id: str | None = None, application_id: str | None = None) -> None:
    """Raise unless ``may``: Hidden for what the actor may not know of, Forbidden for what they know of anyway."""
    strange = not actor.of_platform and tenant_id is not None and tenant_id != actor.tenant_id
    if strange or (application_id is not None and not actor.knows(application_id)):
        raise Hidden("object.not_found", {"kind": action.partition(".")[0], "id": ""})
    if may(actor, action, tenant_id, application_id):
        return
    if action not in SCOPES[actor.scope]:
        raise Forbidden("access.scope_forbidden", {"scope": actor.scope.value, "action": action.value})
    if action not in _carried(actor):
        raise Forbidden("access.applications_only", {"action": action.value})
    raise Forbidden("access.forbidden", {"role": actor.role.value, "action": action.value})


def actions_of(actor: Actor) -> list[str]:
    """Return the names of everything that the actor may do within their reach, sorted."""
    return sorted(action.value for action in _carried(actor) if actor.role in PERMISSIONS[action])


def scope(select: SelectT, model: type[Base], actor: Actor) -> SelectT:
    """Narrow a query over ``model``, which has a ``tenant_id``, to rows that the actor may know of.

    The only place where a tenant's boundary becomes SQL, and that of a token for certain applications. Tenants
    themselves are narrowed by their id, and so are applications. What a tenant holds out to another one also has a
    ``receiver_id``: both may know of it. What the platform holds out to all is ``shared``.
    """
    columns = model.__table__.c
    if actor.applications is not None and (application := _application_of(model)) is not None:
        select = select.where(application.in_(sorted(actor.applications)))
    if actor.of_platform:
        return select
    owner = columns["tenant_id"] if "tenant_id" in columns else columns["id"]
    if "receiver_id" in columns:
        return select.where(or_(owner == actor.tenant_id, columns["receiver_id"] == actor.tenant_id))
    if "shared" in columns:
        return select.where(or_(owner == actor.tenant_id, columns["shared"]))
    return select.where(owner == actor.tenant_id)


async def absent(session: Session, model: type[Base], object_id: str, code: str) -> NotFound:
    """Return the error for an object that a narrowed query did not find: Hidden when it is there all the same.

    Both are answered alike; that somebody asks for what is another tenant's is kept in the operation log.
    """
    columns = model.__table__.c
    query = select(columns["id"]).where(columns["id"] == object_id)
    if "deleted_at" in columns:
        query = query.where(columns["deleted_at"].is_(None))
    kind = NotFound if await session.scalar(query) is None else Hidden
    return kind(code, {"id": object_id})


def _carried(actor: Actor) -> frozenset[Action]:
    """Return what the actor's credentials carry, whatever their role."""
    carried = SCOPES[actor.scope]
    return carried if actor.applications is None else carried & OF_APPLICATIONS


def _application_of(model: type[Base]) -> ColumnElement[str] | None:
    columns = model.__table__.c
    return columns["id"] if model.__tablename__ == "applications" else columns.get("application_id")
