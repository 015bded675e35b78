"""Make a copy of an application, by the rules of the application file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from slipway.access import Action
from slipway.applications.apply import Mode, apply
from slipway.applications.claims import refuse_taken_application
from slipway.applications.cloning.rename import Copy, copy_of
from slipway.applications.cloning.schemas import Clone
from slipway.applications.context import Context
from slipway.applications.held import hold_tenant
from slipway.applications.models import NAME_LENGTH, Service
from slipway.applications.schemas import ApplicationCreate, ApplicationFile
from slipway.errors import Invalid


@dataclass(frozen=True, slots=True)
class Cloned:
    """What came of it; ``application_id`` is None where it was only tried."""

    application_id: str | None
    names: Mapping[str, str]
    copy: Copy


async def clone(context: Context, file: ApplicationFile, tenant_id: str, wanted: Clone, mode: Mode) -> Cloned:
    """Store a copy of ``file`` in a tenant; with a dry run only look whether that can be.

    ``file`` has to be whole: with the values of its secrets.
    """
    tenant = await hold_tenant(context, wanted.tenant_id or tenant_id, Action.APPLICATION_CREATE)
    await refuse_taken_application(context.session, tenant.id, wanted.name)
    services = [each.name for each in file.services]
    taken = select(Service.name).where(Service.tenant_id == tenant.id, Service.name.in_(services))
    names = names_for(wanted, services, set(await context.session.scalars(taken)))
    copy = copy_of(file, names)
    body = ApplicationCreate(
        name=wanted.name,
        description=file.description,
        configuration=copy.sets,
        services=copy.services,
        tenant_id=tenant.id,
    )
    done = await apply(context, body, mode)
    return Cloned(done.application_id, names, copy)


def names_for(wanted: Clone, services: Collection[str], taken: Collection[str]) -> dict[str, str]:
    """Return the names in the copy. Raises Invalid for a service that there is not, and for a name that is too long."""
    for name in wanted.services:
        if name not in services:
            raise Invalid("application.clone_without_service", {"service": name}, field=f"services.{name}")
    names = {
        name: wanted.services.get(name) or (f"{wanted.name}-{name}" if name in taken else name) for name in services
    }
    for name, new in names.items():
        if len(new) > NAME_LENGTH:
            raise Invalid(
                "application.clone_name_too_long",
                {"service": name, "name": new, "limit": NAME_LENGTH},
                field=f"services.{name}",
            )
    return names
