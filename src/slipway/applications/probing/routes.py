"""The HTTP route by which a probe is tried. It opens no transaction of the request's: a container may take its time."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from slipway.access import Action
from slipway.applications.check import check_probe, probed_port
from slipway.applications.find import service_view
from slipway.applications.parts import DatabasePart
from slipway.applications.probing.schemas import ProbeTrial
from slipway.applications.schemas import Port, Probe
from slipway.cluster import Cluster
from slipway.containers import Find, trials
from slipway.web import CurrentActor, provided

router = APIRouter(tags=["services"])

ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]


@router.post("/services/{service_id}/probes/try")
async def try_probe(
    actor: CurrentActor, database: DatabasePart, cluster: ClusterPart, find: Find, service_id: str, body: ProbeTrial
) -> trials.Tried:
    """Try a probe once in a running container of the service, and tell what came of it."""
    found = await find.service(service_id, Action.CONTAINER_EXEC)
    async with database.read() as session:
        _, service = await service_view(session, actor, service_id)
        ports = service.config.ports
    check_probe(body.probe, ports, "probe")
    return await trials.Trier(actor, database, cluster).run(found, body.pod, _check_of(body.probe, ports))


def _check_of(probe: Probe, ports: list[Port]) -> trials.Check:
    if probe.command:
        return trials.CommandCheck(probe.command, probe.timeout_seconds)
    port = probed_port(probe, ports) or 0  # looked at before
    if probe.http_path is not None:
        return trials.HttpCheck(port, probe.http_path, probe.timeout_seconds)
    return trials.TcpCheck(port, probe.timeout_seconds)
