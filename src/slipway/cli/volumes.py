"""``volume …``: what services keep in the cluster's storage."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

volumes = typer.Typer(no_args_is_help=True, help="storage of services, also what nothing uses any more")

COLUMNS = (
    ("NAME", "name"), ("TENANT", "tenant_name"), ("STATE", "state"), ("SIZE", "size"), ("USED", "full"),
    ("CLASS", "storage_class"), ("ACCESS", "access"), ("USED BY", "users"), ("AGE", "created_at"),
)  # fmt: skip
POD_COLUMNS = (("POD", "pod"), ("HOST", "host"), ("MOUNTED AT", "paths"))
EVENT_COLUMNS = (("AGE", "time_at"), ("TYPE", "type"), ("REASON", "reason"), ("MESSAGE", "message"))
CLASS_COLUMNS = (("NAME", "name"), ("DEFAULT", "default"), ("GROWS", "expandable"), ("PROVISIONER", "provisioner"))

Name = Annotated[str, typer.Argument(help="the volume's name, see `volume list`")]


class State(StrEnum):
    """How a volume is."""

    PENDING = "pending"
    BOUND = "bound"
    GROWING = "growing"
    LOST = "lost"
    DELETING = "deleting"


@volumes.command("list")
def volume_list(
    application: Annotated[str | None, typer.Option(help="only of this application")] = None,
    service: Annotated[str | None, typer.Option(help="only of services of this name")] = None,
    state: Annotated[State | None, typer.Option(help="only of this state")] = None,
    used: Annotated[
        bool | None, typer.Option("--used/--unused", help="only what something uses, or only what nothing does")
    ] = None,
    search: Annotated[str, typer.Option("--search", "-q", help="only what contains this text")] = "",
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """All volumes."""
    wanted = {"application": application, "service": service, "state": state, "used": used, "tenant": tenant}
    found = Api().everything("/volumes", q=search, **wanted)
    empty = "There are no volumes. Services declare them: volumes: [{name: data, mount_path: /data}]"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], COLUMNS, output, empty)


@volumes.command("classes")
def volume_classes(output: Output = Format.TABLE) -> None:
    """The storage classes that volumes can be of."""
    show_rows(Api().get("/storage-classes"), CLASS_COLUMNS, output, "The cluster has no storage classes.")


@volumes.command("show")
def volume_show(name: Name, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """One volume: how it is, who uses it, and what the cluster has noted about it."""
    api = Api()
    found = api.get(f"/volumes/{_one(api, name, tenant)['id']}")
    if output is Format.JSON:
        show_json(found)
        return
    show_rows([_row(found)], COLUMNS, output, "")
    if reason := found["reason"]:
        console.print(escape(words(reason, "message")))
        for text in (words(reason, "hint"), reason["detail"]):
            if text:
                console.print(f"  {escape(text)}")
    pods = [{**each, "paths": [mount["path"] for mount in each["mounts"]]} for each in found["mounted_by"]]
    show_rows(pods, POD_COLUMNS, output, "No container has it now.")
    events = [{**each, "time_at": each["time"]} for each in found["events"]]
    if events:
        show_rows(events, EVENT_COLUMNS, output, "")


@volumes.command("grow")
def volume_grow(
    name: Name,
    size: Annotated[str, typer.Argument(help="the new size, for example 10Gi")],
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Give a volume a larger size. It never shrinks."""
    api = Api()
    found = _one(api, name, tenant)
    grown = api.patch(f"/volumes/{found['id']}", {"size": size})
    if output is Format.JSON:
        show_json(grown)
    else:
        console.print(f"{name} grows from {found['size']} to {size}")


@volumes.command("delete")
def volume_delete(name: Name, tenant: Tenant = None, yes: Yes = False) -> None:
    """Delete a volume with everything on it. Refused while something uses it."""
    api = Api()
    found = _one(api, name, tenant)
    confirm(f"Delete the volume {name} ({found['size']}) with everything on it? This cannot be undone.", yes=yes)
    api.delete(f"/volumes/{found['id']}")
    console.print(f"Deleted volume {name}")


def _one(api: Api, name: str, tenant: str | None) -> Json:
    found = [each for each in api.everything("/volumes", q=name, tenant=tenant) if each["name"] == name]
    if not found:
        raise CliError(f"there is no volume '{name}'.", "See what there is: slipway volume list")
    if len(found) > 1:
        tenants = ", ".join(sorted(each["tenant_name"] for each in found))
        raise CliError(f"several tenants have a volume '{name}': {tenants}.", "Name one with --tenant.")
    return found[0]


def _row(volume: Json) -> Json:
    """A volume for people."""
    usage, users = volume["usage"], volume["used_by"]
    names = [f"{each['application_name']}/{each['service_name']}" for each in users] or volume["pods"]
    full = f"{usage['used'] * 100 // max(usage['capacity'], 1)}%" if usage else None
    return {**volume, "full": full, "users": names or "nothing"}
