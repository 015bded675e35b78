"""From what is stored of machines to what the API answers, with reasons in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from slipway.hosts.cloud.decide import MachineState
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.provider import Vm
from slipway.hosts.cloud.schemas import MachineOut, MachineReason, VmOut
from slipway.hosts.told import told_again


def machine_out(machine: CloudMachine, account: str) -> MachineOut:
    """Show a machine."""
    return MachineOut(
        id=machine.id,
        name=machine.name,
        account_id=machine.account_id,
        account=account,
        state=MachineState(machine.state),
        problem=told_again(machine.problem, MachineReason),
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
