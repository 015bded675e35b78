"""Change hosts in the cluster, then write down who did it.

The cluster is asked before the transaction begins, so that no lock of the database is held while it does not answer.
"""

from __future__ import annotations

from collections.abc import Callable

from slipway.access import Action, Actor, require
from slipway.audit import record
from slipway.cluster import NODE, Cluster, Obj
from slipway.db import Session
from slipway.errors import Conflict
from slipway.hosts.find import node_of
from slipway.hosts.marks import changed_taints, check_labels, check_taints
from slipway.hosts.observed import is_unschedulable
from slipway.hosts.oplog import snapshot, target_of
from slipway.hosts.schemas import LabelsPatch, TaintsPatch

TRIES = 4


async def set_schedulable(cluster: Cluster, session: Session, actor: Actor, name: str, *, schedulable: bool) -> Obj:
    """Let the scheduler place pods on a host, or keep it from doing so; what runs there goes on. Return the node."""
    require(actor, Action.HOST_MANAGE)
    before = await node_of(cluster, name)
    if is_unschedulable(before) is not schedulable:
        return before
    after = await cluster.patch(NODE, name, {"spec": {"unschedulable": None if schedulable else True}})
    _note(session, actor, "host.uncordon" if schedulable else "host.cordon", before, after)
    return after


async def change_labels(cluster: Cluster, session: Session, actor: Actor, name: str, wanted: LabelsPatch) -> Obj:
    """Set labels, and remove those that are None. Return the node."""
    require(actor, Action.HOST_MANAGE)
    check_labels(wanted.labels)
    before = await node_of(cluster, name)
    after = await cluster.patch(NODE, name, {"metadata": {"labels": wanted.labels}})
    _note(session, actor, "host.label", before, after)
    return after


async def change_taints(cluster: Cluster, session: Session, actor: Actor, name: str, wanted: TaintsPatch) -> Obj:
    """Set and remove taints. Return the node."""
    require(actor, Action.HOST_MANAGE)
    check_taints(wanted)
    before, after = await _renewed(
        cluster, name, lambda node: {"taints": changed_taints((node.get("spec") or {}).get("taints") or [], wanted)}
    )
    _note(session, actor, "host.taint", before, after)
    return after


async def _renewed(cluster: Cluster, name: str, spec_of: Callable[[Obj], Obj]) -> tuple[Obj, Obj]:
    """Change a list of a node, which controllers change too, by what it is at that moment; return before and after."""
    tries = TRIES
    while True:
        before = await node_of(cluster, name)
        seen = {"resourceVersion": before["metadata"]["resourceVersion"]}
        try:
            return before, await cluster.patch(NODE, name, {"metadata": seen, "spec": spec_of(before)})
        except Conflict:
            tries -= 1
            if not tries:
                raise


def _note(session: Session, actor: Actor, action: str, before: Obj, after: Obj) -> None:
    """Write down a change that changed something."""
    old, new = snapshot(before), snapshot(after)
    if old != new:
        record(session, actor, action, target_of(before["metadata"]["name"]), old, new)
