"""What a service is in the cluster: the manifests of its objects, in the order in which they are applied. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from slipway.applications import labels
from slipway.applications.configuration.uses import used_sets
from slipway.applications.publish.configured import Contents, mounted, object_name, set_object
from slipway.applications.publish.drift import stamped
from slipway.applications.publish.environment import Environment, environment
from slipway.applications.publish.pod_template import pod_template
from slipway.applications.publish.routing import Front, certificates_of, cluster_service, routes
from slipway.applications.publish.strategy import strategy
from slipway.applications.scaling.manifests import autoscaler
from slipway.applications.scaling.standing import asked_for
from slipway.applications.status.observed import Sight
from slipway.applications.storage.manifests import RECREATE, claim_manifests, volume_mounts
from slipway.applications.storage.names import writes_alone
from slipway.applications.views import ApplicationView, ServiceView
from slipway.cluster import DEPLOYMENT, SECRET, Obj

REVISION_HISTORY = 3
PROGRESS_DEADLINE_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Ground:
    """What of platform and cluster manifests depend on. ``pre_stop_seconds`` is 0 where the cluster cannot do it."""

    front: Front
    pre_stop_seconds: int = 0
    quotas: Sequence[Obj] = field(default_factory=tuple)
    claims: Mapping[str, Obj] = field(default_factory=dict)
    """The namespace's volume claims, by name."""


def manifests(
    application: ApplicationView, service: ServiceView, ground: Ground, sight: Sight, contents: Contents
) -> list[Obj]:
    """Return all objects of a service; ``sight`` is what the cluster has of it now, ``contents`` the sets it uses."""
    own = {
        labels.NAME: service.name,
        labels.MANAGED_BY: labels.MANAGER,
        labels.APPLICATION: application.name,
        labels.SERVICE: service.name,
        labels.APPLICATION_ID: application.id,
        labels.SERVICE_ID: service.id,
        **({labels.MANAGED: application.kept_as} if application.kept_as else {}),
    }
    selector = {labels.SERVICE_ID: service.id}
    env = environment(service, application.services, contents)
    places = mounted(service, contents) + volume_mounts(service)
    template = pod_template(service, own, env, places, ground.pre_stop_seconds)
    way = RECREATE if writes_alone(service.config) else strategy(template, service.replicas, sight, ground.quotas)
    claims = [
        _made(body, application, name, {**own, labels.VOLUME: volume})
        for volume, name, body in claim_manifests(service, ground.claims)
    ]
    bodies = [
        *(
            (object_name(service, name, contents), set_object(contents[name]))
            for name in sorted(used_sets(service.config))
        ),
        (env.secret_name, _secret(env)),
        (service.name, cluster_service(service, selector) if service.config.ports else None),
        (service.name, _deployment(service, selector, template, sight, way)),
        *((each.secret_name, each.secret()) for each in certificates_of(service, ground.front).values()),
        *routes(service, ground.front),
        (service.name, autoscaler(service)),
    ]
    return claims + [_made(body, application, name, own) for name, body in bodies if name and body is not None]


def _made(body: Obj, application: ApplicationView, name: str, own: Mapping[str, str]) -> Obj:
    return stamped({**body, "metadata": {"name": name, "namespace": application.namespace, "labels": dict(own)}})


def _secret(env: Environment) -> Obj | None:
    if env.secret_name is None:
        return None
    return {"apiVersion": SECRET.api_version, "kind": SECRET.name, "immutable": True, "data": env.secret_data}


def _deployment(service: ServiceView, selector: dict[str, str], template: Obj, sight: Sight, strategy: Obj) -> Obj:
    """Return the deployment. One that is not there yet is not made paused, because it would never get its pods."""
    return {
        "apiVersion": DEPLOYMENT.api_version,
        "kind": DEPLOYMENT.name,
        "spec": {
            **_replicas(service, sight),
            "revisionHistoryLimit": REVISION_HISTORY,
            "progressDeadlineSeconds": PROGRESS_DEADLINE_SECONDS,
            "minReadySeconds": 0,
            "paused": service.paused and sight.deployment is not None,
            "strategy": strategy,
            "selector": {"matchLabels": selector},
            "template": template,
        },
    }


def _replicas(service: ServiceView, sight: Sight) -> Obj:
    """Return how many there are to be, unless an autoscaler says so: it does not wake a deployment that has none."""
    if service.autoscaling is not None and asked_for(sight) > 0:
        return {}
    return {"replicas": service.replicas}
