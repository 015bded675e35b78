"""Write operation-log rows, in the transaction of the change that they tell of."""

from __future__ import annotations

from dataclasses import dataclass

from slipway.access import SYSTEM, Actor
from slipway.audit.models import Operation
from slipway.audit.seal import chain_later
from slipway.db import Obj, Session
from slipway.masking import masked
from slipway.web import current_request

OK = "ok"


@dataclass(frozen=True, slots=True)
class Target:
    """The object of an operation."""

    kind: str
    id: str
    name: str
    tenant_id: str | None = None


def record(
    session: Session,
    actor: Actor,
    action: str,
    target: Target,
    before: Obj | None = None,
    after: Obj | None = None,
) -> None:
    """Add the row of a successful operation, secrets masked. ``action`` is ``<noun>.<verb>``."""
    _add(session, actor, action, target, _done(before, after))


def record_of_other(
    session: Session,
    party: str,
    action: str,
    target: Target,
    before: Obj | None = None,
    after: Obj | None = None,
) -> None:
    """Add the row by which a tenant learns what another one, ``party``, did to something that both know of.

    It is told neither who of the other tenant that was nor from which address: that is in the other one's own row.
    """
    _add_without_source(session, ("", f"tenant {party}"), action, target, _done(before, after))


def record_of_platform(
    session: Session, action: str, target: Target, before: Obj | None = None, after: Obj | None = None
) -> None:
    """Add the row of what the platform concluded by itself, in a round of its own or on somebody's request.

    That one's address is not told: it may belong to another tenant than the object.
    """
    _add_without_source(session, (SYSTEM.id, SYSTEM.name), action, target, _done(before, after))


def record_refusal(session: Session, actor: Actor, action: str, target: Target, code: str, detail: str = "") -> None:
    """Add the row of something that was refused; ``code`` is the error's. Needs a transaction that commits."""
    _add(session, actor, action, target, Operation(before=None, after=None, outcome=code, detail=detail))


def _done(before: Obj | None, after: Obj | None) -> Operation:
    return Operation(before=masked(before), after=masked(after), outcome=OK, detail="")


def _add(session: Session, actor: Actor, action: str, target: Target, row: Operation) -> None:
    row.actor_id, row.actor_name = actor.id, actor.name
    _describe(row, action, target)
    row.source = current_request().source
    chain_later(session, row)


def _add_without_source(session: Session, actor: tuple[str, str], action: str, target: Target, row: Operation) -> None:
    row.actor_id, row.actor_name = actor
    _describe(row, action, target)
    row.source = ""
    chain_later(session, row)


def _describe(row: Operation, action: str, target: Target) -> None:
    row.action = action
    row.object_kind, row.object_id, row.object_name = target.kind, target.id, target.name
    row.tenant_id = target.tenant_id
    row.request_id = current_request().request_id
