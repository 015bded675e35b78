"""HTTP routes of autoscaling."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from slipway.applications.find import service_view
from slipway.applications.parts import CurrentContext, Present
from slipway.applications.scaling import manage
from slipway.applications.scaling.history import rescales
from slipway.applications.scaling.schemas import MOST_REPLICAS, Autoscaling, AutoscalingOut
from slipway.applications.schemas import ServiceStatus
from slipway.cluster import Cluster
from slipway.web import CurrentActor, DbSession, provided

router = APIRouter(tags=["services"], prefix="/services/{service_id}/autoscaling")

ClusterPart = Annotated[Cluster, Depends(provided(Cluster))]
Replicas = Annotated[
    int | None, Query(ge=0, le=MOST_REPLICAS, description="how many from now on; as many as there are without it")
]


@router.get("")
async def get_autoscaling(
    actor: CurrentActor, session: DbSession, present: Present, cluster: ClusterPart, service_id: str
) -> AutoscalingOut:
    """Show by which rules a service's replicas are set, how it stands with them, and what they changed lately."""
    view, service = await service_view(session, actor, service_id)
    if service.autoscaling is None:
        return AutoscalingOut(autoscaling=None, status=None, history=[])
    status = present.status_of(service_id, view)
    history = await rescales(cluster, view.namespace, service.name)
    return AutoscalingOut(autoscaling=service.autoscaling, status=status.scaling, history=history)


@router.put("", status_code=202)
async def autoscale_service(
    context: CurrentContext, present: Present, service_id: str, body: Autoscaling
) -> ServiceStatus:
    """Let the number of replicas follow their use; nothing restarts."""
    return await present.service_status((await manage.autoscale(context, service_id, body)).row)


@router.delete("", status_code=202)
async def stop_autoscaling(
    context: CurrentContext, present: Present, service_id: str, replicas: Replicas = None
) -> ServiceStatus:
    """Set the number of replicas by hand again."""
    if replicas is None:
        view, _ = await service_view(context.session, context.actor, service_id)
        replicas = present.status_of(service_id, view).desired
    return await present.service_status((await manage.stop_autoscaling(context, service_id, replicas)).row)
