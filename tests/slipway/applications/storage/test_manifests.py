"""From volumes to claims and mounts, how replicas are replaced then, and which claims go with what is deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from slipway.applications.publish.manifests import Ground, manifests
from slipway.applications.publish.plan import plan_of, removal, surplus
from slipway.applications.publish.routing import Front
from slipway.applications.status.observed import Sight
from slipway.applications.storage.going import to_delete
from slipway.applications.views import ServiceView
from tests.slipway.applications.status.samples import application, running, service
from tests.slipway.applications.storage.test_rules import claim

Obj = dict[str, Any]
DATA = {"name": "data", "mount_path": "/data", "size": "2Gi"}


def rendered(of: ServiceView, **claims: Obj) -> list[Obj]:
    live = {name.replace("_", "-"): each for name, each in claims.items()}
    return manifests(application(of), of, Ground(Front("apps.localhost"), claims=live), Sight(), {})


def claim_of(objects: list[Obj]) -> Obj:
    return next(each for each in objects if each["kind"] == "PersistentVolumeClaim")


def deployment_of(objects: list[Obj]) -> Obj:
    return next(each for each in objects if each["kind"] == "Deployment")


def test_each_volume_is_a_claim_before_the_deployment() -> None:
    objects = rendered(service(volumes=[DATA, {**DATA, "name": "logs", "mount_path": "/logs", "access": "shared"}]))

    assert [(each["kind"], each["metadata"]["name"]) for each in objects] == [
        ("PersistentVolumeClaim", "web-data"),
        ("PersistentVolumeClaim", "web-logs"),
        ("Deployment", "web"),
    ]
    made = claim_of(objects)
    assert made["metadata"]["labels"]["slipway.io/volume"] == "data"
    assert made["metadata"]["labels"]["slipway.io/service"] == "web"
    assert made["spec"] == {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
    assert objects[1]["spec"]["accessModes"] == ["ReadWriteMany"]


def test_the_container_has_the_volume_at_its_place() -> None:
    pod = deployment_of(rendered(service(volumes=[{**DATA, "read_only": True}])))["spec"]["template"]["spec"]

    assert pod["volumes"] == [{"name": "volume-data", "persistentVolumeClaim": {"claimName": "web-data"}}]
    mount = {"name": "volume-data", "mountPath": "/data", "readOnly": True}
    assert pod["containers"][0]["volumeMounts"] == [mount]


def test_a_writer_ends_before_the_next_begins() -> None:
    alone = deployment_of(rendered(service(volumes=[DATA])))
    shared = deployment_of(rendered(service(volumes=[{**DATA, "access": "shared"}])))

    assert alone["spec"]["strategy"] == {"type": "Recreate", "rollingUpdate": None}
    assert shared["spec"]["strategy"]["type"] == "RollingUpdate"


def test_a_claim_is_never_asked_to_shrink() -> None:
    objects = rendered(service(volumes=[DATA]), web_data=claim("5Gi"))

    assert claim_of(objects)["spec"]["resources"]["requests"]["storage"] == "5Gi"


def test_taking_a_service_down_keeps_its_claims() -> None:
    """Whatever of it is removed, or is no longer part of its configuration."""
    web = service(published=False, volumes=[DATA])
    plan = plan_of(application(web), {web.id: running(web)})

    assert plan.remove and all(each.kind.name != "PersistentVolumeClaim" for each in plan.remove)
    assert all(each.kind.name != "PersistentVolumeClaim" for each in surplus(running(web), [], settled=True))
    assert all(each.kind.name != "PersistentVolumeClaim" for each in removal(running(web)))


def test_claims_go_only_when_somebody_asked_and_their_users_are_gone() -> None:
    mine, other = claim(), claim(service="other")
    kept = service(deleting=True, volumes=[DATA])
    asked = replace(kept, delete_volumes=True)

    def going(of: ServiceView, sight: Sight) -> list[str]:
        return [each.name for each in to_delete(application(of), {of.id: sight}, [mine, other])]

    assert going(kept, Sight()) == []
    assert going(asked, running(asked)) == []
    assert going(asked, Sight()) == ["web-data"]


def test_with_an_application_go_the_claims_of_services_that_went_before() -> None:
    old, foreign = claim(service="old"), claim(service="foreign")
    old["metadata"]["labels"]["slipway.io/application-id"] = "shop-id"
    view = application(deleting=True)

    assert to_delete(view, {}, [old, foreign]) == []
    (found,) = to_delete(replace(view, delete_volumes=True), {}, [old, foreign])
    assert found.name == "old-data"
