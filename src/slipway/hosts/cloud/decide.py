"""What is to be done about a machine next, from what is wanted and what provider and cluster tell. Pure.

By level, not by edge: whatever happened while nobody looked, the next look finds the machine where it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from slipway.cluster import Obj
from slipway.errors import Conflict, Param
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.provider import Vm, VmState
from slipway.hosts.drain.progress import DrainState
from slipway.hosts.observed import HostState, state_of

ORDER_PATIENCE = timedelta(minutes=15)
"""How long an order that the provider cannot serve now is repeated: nobody wants to pay for one of last week."""
ORDER_PAUSE = timedelta(seconds=10)
"""How long until an order is repeated."""
SLOW = timedelta(minutes=10)
"""How long after its order a machine that has not appeared in the cluster is called slow, with what to look at."""
UNSEEN = timedelta(minutes=2)
"""How long after an order a machine may exist that the provider does not list yet."""


class MachineState(StrEnum):
    """How far a machine is."""

    CREATING = "creating"
    """The provider is asked for it."""
    BOOTING = "booting"
    """It exists, and is on its way into the cluster."""
    JOINED = "joined"
    """It is a host, and was ready."""
    FAILED = "failed"
    """It did not become a host, or is none any more; the problem tells why. It may still cost."""
    GONE = "gone"
    """It was ended at the provider, and not by us."""
    DRAINING = "draining"
    """It will be deleted when its host is empty."""
    DELETING = "deleting"


class Act(StrEnum):
    """What is to be done outside of the database."""

    NOTHING = "nothing"
    ORDER = "order"
    DELETE_VM = "delete_vm"
    FORGET = "forget"
    """Take its node out of the cluster and forget it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known at this moment; ``drain`` is the state of the host's last drain.

    ``ended``: the provider tells that the machine has ended, which is more than that it does not tell of it.
    ``left``: the provider's name of a machine that does not exist, and of which parts do. ``certain``: a machine that
    was made, and of which the provider does not tell, does not exist.
    """

    now: datetime
    vm: Vm | None = None
    node: Obj | None = None
    drain: str = ""
    ended: bool = False
    left: str = ""
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """The state from now on, and what to do."""

    state: MachineState
    act: Act = Act.NOTHING
    code: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def problem(self) -> Obj | None:
        """Return the reason as it is stored."""
        return {"code": self.code, "params": dict(self.params)} if self.code else None


def next_step(machine: CloudMachine, facts: Facts) -> Step:
    """Decide."""
    if machine.state == MachineState.DELETING:
        return _deleting(machine, facts)
    if machine.state == MachineState.DRAINING:
        return _draining(machine, facts)
    if facts.vm is None:
        return _without_vm(machine, facts)
    return _with_vm(machine, facts, facts.vm)


def _deleting(machine: CloudMachine, facts: Facts) -> Step:
    if facts.vm is not None:
        act = Act.NOTHING if facts.vm.state is VmState.ENDING else Act.DELETE_VM
        return Step(MachineState.DELETING, act)
    if facts.left:
        return Step(MachineState.DELETING, Act.DELETE_VM)
    return Step(MachineState.DELETING, Act.NOTHING if _may_be_unseen(machine, facts) else Act.FORGET)


def _draining(machine: CloudMachine, facts: Facts) -> Step:
    if facts.vm is None or facts.node is None or facts.drain == DrainState.DONE:
        return Step(MachineState.DELETING)
    if facts.drain == DrainState.RUNNING:
        return Step(MachineState.DRAINING)
    return Step(MachineState.JOINED, code="cloud.drain_stopped", params={"name": machine.node or machine.name})


def _without_vm(machine: CloudMachine, facts: Facts) -> Step:
    if machine.vm_id is not None and _may_be_unseen(machine, facts):
        return _as_it_is(machine)
    if machine.vm_id is not None or facts.ended:
        return Step(MachineState.GONE, code="cloud.vm_gone", params={"vm": machine.vm_id or ""})
    if machine.state != MachineState.CREATING:
        return _as_it_is(machine)
    if facts.now - machine.created_at < ORDER_PATIENCE:
        due = machine.ordered_at is None or facts.now - machine.ordered_at >= ORDER_PAUSE
        return Step(MachineState.CREATING, Act.ORDER) if due else _as_it_is(machine)
    last = machine.problem or {"code": "cloud.not_created", "params": {}}
    return Step(MachineState.FAILED, code=last["code"], params=last["params"])


def _with_vm(machine: CloudMachine, facts: Facts, vm: Vm) -> Step:
    if vm.state in (VmState.STOPPED, VmState.ENDING):
        return Step(MachineState.FAILED, code="cloud.vm_stopped", params={"vm": vm.id, "state": vm.state.value})
    if vm.state is VmState.FAILED:
        return Step(MachineState.FAILED, code="cloud.vm_failed", params={"vm": vm.id, "reason": vm.reason})
    joined = facts.node is not None and state_of(facts.node, draining=False) in (
        HostState.READY,
        HostState.UNSCHEDULABLE,
    )
    if joined:
        kept = machine.problem if (machine.problem or {}).get("code") == "cloud.drain_stopped" else None
        return (
            Step(MachineState.JOINED, code=kept["code"], params=kept["params"]) if kept else Step(MachineState.JOINED)
        )
    if machine.state == MachineState.JOINED and facts.node is not None:
        return Step(MachineState.JOINED)  # how the host is, is told with hosts
    if machine.node is not None and facts.node is None:
        return Step(MachineState.FAILED, code="cloud.host_gone", params={"name": machine.node})
    if machine.join_until is not None and facts.now > machine.join_until:
        code = "cloud.not_ready" if facts.node is not None else "cloud.not_joined"
        return Step(MachineState.FAILED, code=code, params={"vm": vm.id, "minutes": machine.join_minutes})
    if facts.node is None and machine.ordered_at is not None and facts.now - machine.ordered_at > SLOW:
        minutes = int(SLOW.total_seconds() // 60)
        return Step(MachineState.BOOTING, code="cloud.slow_to_join", params={"vm": vm.id, "minutes": minutes})
    return Step(MachineState.BOOTING)


def _may_be_unseen(machine: CloudMachine, facts: Facts) -> bool:
    """Tell whether a machine may exist although its provider, whose lists are late, does not tell of it yet."""
    if facts.ended or machine.ordered_at is None or (facts.certain and machine.vm_id is not None):
        return False
    return facts.now - machine.ordered_at < UNSEEN


def _as_it_is(machine: CloudMachine) -> Step:
    problem = machine.problem or {"code": "", "params": {}}
    return Step(MachineState(machine.state), code=problem["code"], params=problem["params"])


def refused(error: Conflict) -> Step:
    """Return the step after an order that will not be served however often it is placed."""
    return Step(MachineState.FAILED, code=error.code, params=error.params)
