"""Try a check for one actor: it is in the operation log before it begins, and again with what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from slipway.access import Actor
from slipway.audit import Target, record
from slipway.cluster import Cluster
from slipway.containers.find import Found
from slipway.containers.replicas import Replica, choose
from slipway.containers.trials.attempt import attempt
from slipway.containers.trials.checks import Check, CommandCheck, Finding, written
from slipway.containers.trials.schemas import Tried
from slipway.containers.trials.texts import reason_of
from slipway.db import Database, Obj
from slipway.errors import Conflict, SlipwayError


@dataclass(frozen=True, slots=True)
class Trier:
    """Tries checks where the actor may run commands: that is one of the checks."""

    actor: Actor
    database: Database
    cluster: Cluster

    async def run(self, service: Found, pod: str | None, check: Check) -> Tried:
        """Try a check in a replica, by default in the first that runs. Raises NotFound, Conflict, Unavailable."""
        replica = choose(service.replicas(), pod, None)
        name, container = replica.ref.pod, str(replica.ref.container)
        if replica.state != "running":
            raise Conflict("container.not_running", {"pod": name, "container": container})
        target = Target("service", service.id, service.name, service.tenant_id)
        place: Obj = {"pod": name, "container": container}
        what: Obj = {"command": list(check.command)} if isinstance(check, CommandCheck) else {"check": written(check)}
        await self._note(target, "container.probe", {**place, **what})
        outcome = "not run"
        try:
            finding, milliseconds = await attempt(self.cluster, replica, check)
            outcome = finding.code
        except SlipwayError as error:
            outcome = error.code
            raise
        finally:
            await self._note(target, "container.probe_end", {**place, "outcome": outcome})
        return _told(replica, check, finding, milliseconds)

    async def _note(self, target: Target, action: str, after: Obj) -> None:
        async with self.database.session() as session:
            record(session, self.actor, action, target, after=after)


def _told(replica: Replica, check: Check, finding: Finding, milliseconds: int | None) -> Tried:
    return Tried(
        pod=replica.ref.pod,
        container=str(replica.ref.container),
        check=written(check),
        passed=finding.passed,
        reason=reason_of(finding),
        milliseconds=milliseconds,
        status=finding.status,
        exit_code=finding.exit_code,
        answer=finding.answer.decode(errors="replace"),
        cut=finding.cut,
    )
