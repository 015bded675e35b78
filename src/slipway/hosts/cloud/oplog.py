"""How the operation log names and keeps cloud accounts and machines. No secret is in what it keeps."""

from __future__ import annotations

from slipway.audit import Target
from slipway.db import Obj
from slipway.hosts.cloud.models import CloudAccount, CloudMachine


def target_of_account(account: CloudAccount) -> Target:
    """Name an account."""
    return Target("cloud_account", account.id, account.name)


def target_of_machine(machine: CloudMachine) -> Target:
    """Name a machine."""
    return Target("cloud_machine", machine.id, machine.name)


def account_snapshot(account: CloudAccount) -> Obj:
    """Return what is kept of an account."""
    kept = ("provider", "region", "endpoint", "subscription_id", "resource_group")
    return {name: value for name in kept if (value := getattr(account, name))}


def order_snapshot(machine: CloudMachine, account: CloudAccount) -> Obj:
    """Return what is kept of an order."""
    kept = ("size", "image", "subnet", "zone", "key_pair", "security_groups", "public_ip", "partition_id", "labels")
    return {"account": account.name, **{name: getattr(machine, name) for name in kept}}


def state_snapshot(machine: CloudMachine) -> Obj:
    """Return what is kept of how a machine is."""
    problem = (machine.problem or {}).get("code")
    return {"state": machine.state, "vm": machine.vm_id, "host": machine.node, "problem": problem}
