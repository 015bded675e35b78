"""The account of somebody whom a directory has vouched for: made at the first login, kept up to date at each."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from slipway.access import SYSTEM
from slipway.audit import record
from slipway.db import Session
from slipway.errors import Conflict, Forbidden, Unauthenticated
from slipway.users.accounts import end_sessions, snapshot, target_of
from slipway.users.models import ApiToken, User
from slipway.users.sso.identity import Identity, Rule, rule_for
from slipway.users.tenancy import Tenancy, refuse_shut

NO_PASSWORD = "!"  # noqa: S105 - it is none
"""Where the hash of a password would be: no password has it, so the directory's is the only one."""


class NameTaken(Conflict):
    """The name belongs to an account that another login of the same person may have made a moment ago."""

    def __init__(self, username: str) -> None:
        super().__init__("sso.name_taken", {"username": username})


async def known_account(session: Session, identity: Identity) -> User | None:
    """Return the account that belongs to the identity, if it has one."""
    query = select(User).where(User.origin == identity.origin, User.subject == identity.subject)
    return await session.scalar(query.with_for_update())


async def admit(session: Session, identity: Identity, rules: Sequence[Rule], tenancy: Tenancy) -> User:
    """Return the identity's account with the role that its groups give today.

    Raises Forbidden where no rule lets it in, NameTaken where the name belongs to somebody else, Unauthenticated where
    the account or its tenant is disabled.
    """
    user = await known_account(session, identity)
    rule = rule_for(rules, identity.groups)
    if rule is None:
        raise Forbidden("sso.no_role", {"username": identity.username})
    tenant_id = await tenancy.find(session, rule.tenant) if rule.tenant else None
    if rule.tenant and tenant_id is None:
        raise Forbidden("sso.tenant_unknown", {"tenant": rule.tenant})
    await refuse_shut(session, tenancy, tenant_id)
    if user is None:
        return await _made(session, identity, rule, tenant_id)
    if user.disabled:
        raise Unauthenticated("login.failed")
    await _updated(session, user, identity, rule, tenant_id)
    return user


async def turn_away(session: Session, user: User) -> None:
    """End what somebody still has whom no rule lets in any more: sessions and tokens."""
    await end_sessions(session, user)
    await session.execute(delete(ApiToken).where(ApiToken.user_id == user.id))


async def _made(session: Session, identity: Identity, rule: Rule, tenant_id: str | None) -> User:
    name = identity.account_name
    if name is None:
        raise Forbidden("sso.name_invalid", {"username": identity.username})
    user = User(
        username=name,
        display_name=identity.display_name[:200],
        role=rule.role,
        tenant_id=tenant_id,
        password_hash=NO_PASSWORD,
        disabled=False,
        origin=identity.origin,
        subject=identity.subject,
    )
    session.add(user)
    try:
        await session.flush()
    except IntegrityError as error:
        raise NameTaken(name) from error
    record(session, SYSTEM, "user.create", target_of(user), after={**snapshot(user), "origin": identity.origin})
    return user


async def _updated(session: Session, user: User, identity: Identity, rule: Rule, tenant_id: str | None) -> None:
    before = snapshot(user)
    if (user.role, user.tenant_id) != (rule.role, tenant_id):
        await turn_away(session, user)  # what was opened with other rights
    user.role, user.tenant_id, user.display_name = rule.role, tenant_id, identity.display_name[:200]
    after = snapshot(user)
    if after != before:
        record(session, SYSTEM, "user.change", target_of(user), before, after)
