"""From the names that people type to the ids that the API wants."""

from __future__ import annotations

from slipway.cli.api import Api, CliError, Json


def tenant(api: Api, name: str) -> Json:
    """A tenant by name."""
    return _one(api.everything("/tenants", q=name), name, "tenant", "slipway tenant list")


def tenant_id(api: Api, name: str | None) -> str | None:
    """The id of an optional tenant."""
    return tenant(api, name)["id"] if name else None


def preset(api: Api, name: str) -> Json:
    """A quota preset by name."""
    return _one(api.everything("/quota-presets", q=name), name, "quota preset", "slipway preset list")


def partition(api: Api, name: str) -> Json:
    """A partition by name."""
    return _one(api.everything("/partitions", q=name), name, "partition", "slipway partition list")


def cloud_account(api: Api, name: str) -> Json:
    """A cloud account by name."""
    return _one(api.everything("/cloud/accounts", q=name), name, "cloud account", "slipway cloud account list")


def cloud_machine(api: Api, name: str) -> Json:
    """A cloud machine by name."""
    return _one(api.everything("/cloud/machines", q=name), name, "cloud machine", "slipway cloud machine list")


def offering(api: Api, name: str) -> Json:
    """An offering of managed services by name."""
    return _one(api.everything("/managed-offerings", q=name), name, "offering", "slipway managed offerings")


def managed(api: Api, name: str, tenant_name: str | None) -> Json:
    """A managed service by name; administrators name the tenant when several have one of that name."""
    found = api.everything("/managed-services", q=name, tenant_id=tenant_id(api, tenant_name))
    return _one(found, name, "managed service", "slipway managed list")


def user(api: Api, name: str) -> Json:
    """A user by name."""
    matching = [item for item in api.everything("/users", q=name) if item["username"] == name]
    return _one(matching, name, "user", "slipway user list", key="username")


def application(api: Api, name: str, tenant_name: str | None) -> Json:
    """An application by name, also one behind a managed service; administrators name the tenant of several."""
    found = api.everything("/applications", q=name, tenant_id=tenant_id(api, tenant_name), kept=True)
    return _one(found, name, "application", "slipway app list")


def service(api: Api, path: str, tenant_name: str | None) -> Json:
    """A service by ``application/service``."""
    application_name, slash, service_name = path.partition("/")
    if not slash or not service_name:
        raise CliError(f"'{path}' does not name a service.", "Write it as application/service, for example demo/web.")
    parent = application(api, application_name, tenant_name)
    services: list[Json] = api.get(f"/applications/{parent['id']}")["services"]
    return _one(services, service_name, "service", f"slipway service list {application_name}")


def _one(items: list[Json], name: str, kind: str, listing: str, *, key: str = "name") -> Json:
    matching = [item for item in items if item[key] == name]
    if not matching:
        raise CliError(f"there is no {kind} '{name}'.", f"See what there is: {listing}")
    if len(matching) > 1:
        tenants = ", ".join(sorted(str(item.get("tenant_name", "?")) for item in matching))
        raise CliError(f"several tenants have a {kind} '{name}': {tenants}.", "Name one with --tenant.")
    return matching[0]
