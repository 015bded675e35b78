"""Write down how far machines are, unless somebody has decided otherwise meanwhile."""

from __future__ import annotations

import structlog

from slipway.access import SYSTEM
from slipway.audit import record
from slipway.db import Database, utcnow
from slipway.errors import SlipwayError
from slipway.hosts.cloud.decide import Facts, MachineState, Step
from slipway.hosts.cloud.models import CloudMachine
from slipway.hosts.cloud.oplog import state_snapshot, target_of_machine

log = structlog.get_logger(__name__)

KEPT_SECONDS = 60.0
"""How old what the provider told may be before it is written anew although nothing changed."""
TOLD = frozenset({MachineState.JOINED, MachineState.FAILED, MachineState.GONE})
"""States whose beginning is in the operation log."""


class Store:
    """The rows of machines, as their reconciler writes them. ``machine`` is always the row as it was seen."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def step(self, machine: CloudMachine, step: Step, facts: Facts) -> None:
        """Write what the provider told, and the state unless it is no longer the one that was seen."""
        if not _news(machine, step, facts):
            return
        async with self._database.session() as session:
            row = await session.get(CloudMachine, machine.id, with_for_update=True)
            if row is None:
                return
            before = state_snapshot(row)
            _describe(row, facts)
            if row.state == machine.state:
                row.state, row.problem = step.state, step.problem
                if step.state in TOLD:
                    row.start = None
            if row.state != before["state"] and row.state in TOLD:
                record(session, SYSTEM, "cloud_machine.state", target_of_machine(row), before, state_snapshot(row))
                log.info("cloud machine", machine=row.name, state=row.state, problem=(row.problem or {}).get("code"))

    async def ordering(self, machine: CloudMachine, user_data: str) -> bool:
        """Write down that an order is about to be placed, and with which text; False: it is wanted no more."""
        async with self._database.session() as session:
            row = await session.get(CloudMachine, machine.id, with_for_update=True)
            if row is None or row.state != MachineState.CREATING:
                return False
            row.ordered_at, row.join_until = utcnow(), machine.join_until
            row.start = {"user_data": user_data}
        return True

    async def problem(self, machine: CloudMachine, error: SlipwayError) -> None:
        """Write why nothing goes on at the moment."""
        told = {"code": error.code, "params": error.params}
        if machine.problem == told:
            return
        async with self._database.session() as session:
            row = await session.get(CloudMachine, machine.id, with_for_update=True)
            if row is not None and row.state == machine.state:
                row.problem = told

    async def forget(self, machine: CloudMachine) -> None:
        """Remove the row of a machine that is ended."""
        async with self._database.session() as session:
            row = await session.get(CloudMachine, machine.id, with_for_update=True)
            if row is not None:
                record(session, SYSTEM, "cloud_machine.removed", target_of_machine(row), before=state_snapshot(row))
                await session.delete(row)


def _news(machine: CloudMachine, step: Step, facts: Facts) -> bool:
    """Tell whether there is anything to write; a machine that stays as it is is written once a minute."""
    if (step.state, step.problem) != (machine.state, machine.problem):
        return True
    if facts.vm is None:
        return machine.vm_state != ""
    if (facts.vm.id, facts.vm.state.value, _addresses(facts)) != (machine.vm_id, machine.vm_state, machine.addresses):
        return True
    return machine.seen_at is None or (facts.now - machine.seen_at).total_seconds() > KEPT_SECONDS


def _describe(row: CloudMachine, facts: Facts) -> None:
    if facts.vm is None:
        row.vm_state = ""
        return
    row.vm_id, row.vm_state, row.addresses = facts.vm.id, facts.vm.state.value, _addresses(facts)
    row.seen_at = facts.now


def _addresses(facts: Facts) -> list[str]:
    return [*facts.vm.private_addresses, *facts.vm.public_addresses] if facts.vm is not None else []
