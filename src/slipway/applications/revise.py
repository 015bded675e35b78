"""Give a service a configuration: its first one, or another one. Every difference is a new, immutable revision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slipway.applications.check import check_config, check_dependencies, check_name, check_scale
from slipway.applications.claims import claim_domain
from slipway.applications.configuration.uses import check_uses
from slipway.applications.context import Context
from slipway.applications.held import Held, Member
from slipway.applications.models import Revision, Service
from slipway.applications.scaling.check import at_most, rules_of, stored
from slipway.applications.schemas import ServiceConfig, ServiceFile
from slipway.applications.storage.check import check_live, check_replicas
from slipway.db import new_id, utcnow
from slipway.hosts.partitions import claim_partition


def config_of(service: ServiceFile) -> ServiceConfig:
    """Return the part of a declared service that revisions freeze."""
    return ServiceConfig.model_validate(service.model_dump(exclude={"name", "replicas", "autoscaling"}))


def service_file(name: str, config: ServiceConfig) -> ServiceFile:
    """Return a configuration as a service that a file declares."""
    return ServiceFile(name=name, **config.model_dump())


def upgraded(config: ServiceConfig, image: str | None, env: Mapping[str, str | None] | None) -> ServiceConfig:
    """Return the configuration with another image and/or other variables; None removes a variable."""
    merged = {**config.env, **(env or {})}
    kept = {name: value for name, value in merged.items() if value is not None}
    return config.model_copy(update={"env": kept, "image": image or config.image})


def check_new(held: Held, wanted: ServiceFile) -> None:
    """Refuse a further service that could not run among the others."""
    check_name(wanted.name)
    check_config(wanted)
    check_dependencies(wanted.name, {**held.depends(), wanted.name: wanted.depends_on})
    check_uses(wanted, held.outlines(), "")
    check_scale(wanted.name, wanted, (wanted.replicas, wanted.autoscaling), "")
    check_live(wanted.name, wanted, None, held.live, "")


def check_other(held: Held, member: Member, config: ServiceConfig, at: str) -> None:
    """Refuse a configuration with which the service could not run among the others."""
    check_config(config, at)
    check_dependencies(member.row.name, {**held.depends(), member.row.name: config.depends_on}, at)
    check_uses(config, held.outlines(), at)
    check_replicas(member.row.name, config, at_most(member.row.replicas, rules_of(member.row)), f"{at}volumes")
    check_live(member.row.name, config, member.config, held.live, at)


async def add_service(context: Context, held: Held, wanted: ServiceFile, at: str = "") -> Member:
    """Store a checked service whose name is free, with its first revision."""
    row = Service(
        id=new_id(),
        application_id=held.application.id,
        tenant_id=held.tenant.id,
        name=wanted.name,
        replicas=wanted.replicas,
        autoscaling=stored(wanted.autoscaling),
        published=False,
        revision=1,
        partition_id=await claim_partition(context.session, held.tenant.id, wanted.partition, f"{at}partition"),
    )
    context.session.add(row)
    await context.session.flush()
    member = held.members[wanted.name] = Member(row, config_of(wanted))
    await claim_domain(context.session, row, wanted.domain, f"{at}domain")
    _freeze(context, member, Why())
    return member


@dataclass(frozen=True, slots=True)
class Why:
    """What a revision was made for: somebody's words, or the revision that it returns to."""

    note: str = ""
    rolled_back_to: int | None = None
    runs_as: int | None = None


async def reconfigure(context: Context, member: Member, config: ServiceConfig, why: Why, at: str) -> None:
    """Store a checked configuration as the service's next revision; nothing happens when it is the present one."""
    if config == member.config:
        return
    await claim_domain(context.session, member.row, config.domain, f"{at}domain")
    partition_id = await claim_partition(context.session, member.row.tenant_id, config.partition, f"{at}partition")
    member.row.partition_id = partition_id
    member.config = config
    member.row.revision += 1
    # Its replicas are replaced now, which does for a restart that it still waits for.
    member.row.restarts_in_turn = False
    _freeze(context, member, why)


def remove_service(member: Member, *, delete_volumes: bool = False) -> None:
    """Mark the service as deleted; others may have its domain at once, its name when the publisher is done.

    Its partition is not held by it any more either. Its volumes stay, unless they are to go with it.
    """
    member.row.delete_volumes = delete_volumes
    member.row.deleted_at = utcnow()
    member.row.published = False
    member.row.paused = False
    member.row.domain = None
    member.row.partition_id = None


def _freeze(context: Context, member: Member, why: Why) -> None:
    context.session.add(
        Revision(
            service_id=member.row.id,
            tenant_id=member.row.tenant_id,
            number=member.row.revision,
            config=member.config.model_dump(mode="json"),
            note=why.note,
            rolled_back_to=why.rolled_back_to,
            runs_as=why.runs_as,
            created_by=context.actor.name,
        )
    )
