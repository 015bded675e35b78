"""Accounts as they are shown: what they should be, and how far the database has come with them."""

from __future__ import annotations

from collections.abc import Sequence

from slipway.applications import Reason
from slipway.errors import Conflict, SlipwayError
from slipway.managed.accounts.schemas import ManagedAccountOut, ManagedAccountState
from slipway.managed.engines.accounts import Access
from slipway.managed.models import ManagedAccount
from slipway.managed.schemas import ManagedState

OFF = (ManagedState.STOPPED, ManagedState.STOPPING)


def account_out(account: ManagedAccount, state: ManagedState, users: Sequence[str]) -> ManagedAccountOut:
    """Show an account of a service that is in a state."""
    stands = standing(account)
    return ManagedAccountOut(
        id=account.id,
        username=account.username,
        database=account.database,
        access=Access(account.access),
        state=stands,
        reasons=[] if stands is ManagedAccountState.APPLIED else [_why(account, state)],
        connections=list(users),
        created_at=account.created_at,
        created_by=account.created_by,
    )


def standing(account: ManagedAccount) -> ManagedAccountState:
    """Tell how far the database has come."""
    if account.deleted_at is not None:
        return ManagedAccountState.DELETING
    return ManagedAccountState.APPLIED if account.applied_revision == account.revision else ManagedAccountState.WAITING


def _why(account: ManagedAccount, state: ManagedState) -> Reason:
    if state in OFF:
        return _reason(Conflict("managed.account_waits_for_start"))
    if account.problem is not None:
        return _reason(SlipwayError(account.problem["code"], account.problem["params"]))
    if state is not ManagedState.RUNNING:
        return _reason(Conflict("managed.account_waits_for_ready"))
    return _reason(Conflict("managed.account_under_way"))


def _reason(error: SlipwayError) -> Reason:
    return Reason(
        code=error.code.partition(".")[2],
        message=error.message("en"),
        message_zh=error.message("zh"),
        hint=error.hint("en"),
        hint_zh=error.hint("zh"),
        detail=str(error.params.get("reason", "")),
    )
