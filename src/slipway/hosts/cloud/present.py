"""From what is stored of machines to what the API answers, with reasons in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from slipway.db import Obj
from slipway.errors import Conflict, SlipwayError
from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.provider import Vm
from slipway.hosts.cloud.schemas import MachineOut, MachineReason, VmOut


def machine_out(machine: CloudMachine, account: str) -> MachineOut:
    """Show a machine."""
    return MachineOut(
        id=machine.id,
        name=machine.name,
        account_id=machine.account_id,
        account=account,
        state=MachineState(machine.state),
        problem=_reason(machine.problem),
        size=machine.size,
        image=machine.image,
        subnet=machine.subnet,
        zone=machine.zone,
        key_pair=machine.key_pair,
        security_groups=machine.security_groups,
        public_ip=machine.public_ip,
        partition_id=machine.partition_id,
        labels=machine.labels,
        vm_id=machine.vm_id,
        vm_state=machine.vm_state,
        addresses=machine.addresses,
        host=machine.node,
        join_until=machine.join_until,
        seen_at=machine.seen_at,
        created_by=machine.created_by,
        created_at=machine.created_at,
    )


def vm_out(vm: Vm, names: Mapping[str, str]) -> VmOut:
    """Show what exists at a provider; ``names`` are those of our machines by their ids."""
    addresses = [*vm.private_addresses, *vm.public_addresses]
    machine = names.get(vm.machine_id, "")
    return VmOut(vm_id=vm.id, machine=machine, name=vm.name, state=vm.state, size=vm.size, addresses=addresses)


def _reason(told: Obj | None) -> MachineReason | None:
    if told is None:
        return None
    error: SlipwayError = _Told(told["code"], told["params"])
    return MachineReason(
        code=error.code,
        message=error.message("en"),
        message_zh=error.message("zh"),
        hint=error.hint("en"),
        hint_zh=error.hint("zh"),
    )


class _Told(Conflict):
    """An error as it was stored."""
