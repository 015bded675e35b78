"""HTTP routes that forget what a provider does not let us end any more."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter

from slipway.hosts.cloud.forget import forget_account, forget_machine
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.schemas import ForgetIn, ForgottenMachine, ForgottenOut
from slipway.web import CurrentActor, DbSession

router = APIRouter(tags=["cloud"])


@router.post("/cloud/machines/{machine_id}/forget")
async def forget_cloud_machine(
    actor: CurrentActor, session: DbSession, machine_id: str, body: ForgetIn
) -> ForgottenOut:
    """Forget a machine without ending it: at its provider it may go on, and cost. Its host stays in the cluster."""
    return _forgotten(await forget_machine(session, actor, machine_id, body.confirm))


@router.post("/cloud/accounts/{account_id}/forget")
async def forget_cloud_account(
    actor: CurrentActor, session: DbSession, account_id: str, body: ForgetIn
) -> ForgottenOut:
    """Forget an account and its machines without ending them: at the provider they may go on, and cost."""
    return _forgotten(await forget_account(session, actor, account_id, body.confirm))


def _forgotten(machines: Sequence[CloudMachine]) -> ForgottenOut:
    return ForgottenOut(
        may_go_on=[
            ForgottenMachine(name=each.name, vm_id=each.vm_id or "", addresses=each.addresses) for each in machines
        ]
    )
