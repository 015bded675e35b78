"""Tell how the administrator of a managed service gets in; that somebody looked is kept in the operation log."""

from __future__ import annotations

from slipway.access import Action, Actor, require
from slipway.applications import contents_of
from slipway.audit import record
from slipway.db import Session
from slipway.managed.engines.engine import CREDENTIALS, Login, uri_of
from slipway.managed.find import engine_of, managed_by_id, target_of
from slipway.managed.schemas import ManagedAccess


async def access_of(session: Session, actor: Actor, managed_id: str) -> ManagedAccess:
    """Return host, name and password, and write down that they were told."""
    row = await managed_by_id(session, actor, managed_id, Action.MANAGED_MANAGE)
    require(actor, Action.APPLICATION_SECRETS, row.tenant_id, row.application_id)
    engine = engine_of(row)
    values = (await contents_of(session, row.application_id, [CREDENTIALS]))[CREDENTIALS].values
    password = engine.password_of({key: str(value) for key, value in values.items()})
    login = Login(row.name, engine.port, engine.administrator, password)
    record(session, actor, "managed.access", target_of(row))
    return ManagedAccess(
        host=login.host,
        port=login.port,
        username=login.username,
        password=login.password,
        uri=uri_of(engine, login),
    )
