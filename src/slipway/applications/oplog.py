"""How the operation log names and keeps applications and services."""

from __future__ import annotations

from slipway.applications.held import Held, Member
from slipway.audit import Target
from slipway.db import Obj
from slipway.labels import APPLICATION_ID
from slipway.volumes import belongs_to, label_of, size_of


def target_of_application(held: Held) -> Target:
    """Name an application."""
    return Target("application", held.application.id, held.application.name, held.tenant.id)


def target_of_service(held: Held, member: Member) -> Target:
    """Name a service by its application and itself."""
    name = f"{held.application.name}/{member.row.name}"
    return Target("service", member.row.id, name, held.tenant.id)


def snapshot(held: Held) -> Obj:
    """Return what is kept of an application with all of its services, and which sets it has."""
    sets = {name: {"kind": each.row.kind, "version": each.row.version} for name, each in sorted(held.sets.items())}
    services = {name: service_snapshot(held.members[name]) for name in sorted(held.members)}
    own = {"name": held.application.name, "description": held.application.description}
    return {**own, **({"configuration": sets} if sets else {}), "services": services}


def service_snapshot(member: Member) -> Obj:
    """Return what is kept of a service."""
    row = member.row
    config = member.config.model_dump(mode="json")
    sometimes = {
        **({"autoscaling": row.autoscaling} if row.autoscaling is not None else {}),
        **({"paused": True} if row.paused else {}),
    }
    return {
        "replicas": row.replicas,
        "published": row.published,
        "revision": row.revision,
        **sometimes,
        "config": config,
    }


def volumes_of_service(held: Held, member: Member) -> list[str]:
    """Name the volumes that go with a service, with their sizes."""
    claims = (held.live.claims or {}).values()
    return sorted(_volume(claim) for claim in claims if belongs_to(claim, member.row.name))


def volumes_of_application(held: Held) -> list[str]:
    """Name the volumes that go with an application, with their sizes."""
    claims = (held.live.claims or {}).values()
    return sorted(_volume(claim) for claim in claims if label_of(claim, APPLICATION_ID) == held.application.id)


def _volume(claim: Obj) -> str:
    return f"{claim['metadata']['name']} ({size_of(claim)})"
