"""``partition …``: named groups of hosts, which take the services that are pinned to them and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import quote

import typer

from slipway.cli import find
from slipway.cli.api import Api, Json
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

partitions = typer.Typer(no_args_is_help=True, help="partitions: named groups of hosts, kept for pinned services")

WHAT = ("cpu", "memory")
COLUMNS = (
    ("NAME", "name"),
    ("DISPLAY NAME", "display_name"),
    ("HOSTS", "hosts"),
    ("CPU", "cpu"),
    ("MEMORY", "memory"),
    ("TENANTS", "tenant_names"),
    ("SERVICES", "services"),
    ("AGE", "created_at"),
)

DisplayName = Annotated[str | None, typer.Option(help="what people call it")]
Description = Annotated[str | None, typer.Option(help="what it is for")]
Hosts = Annotated[list[str], typer.Argument(help="names of hosts (Kubernetes nodes)")]
Tenants = Annotated[list[str], typer.Argument(help="names of tenants")]


@partitions.command("list")
def partition_list(search: Annotated[str | None, typer.Option("-q")] = None, output: Output = Format.TABLE) -> None:
    """All partitions; users of tenants see those that are granted to their tenant."""
    empty = "There are no partitions. Make one: slipway partition create NAME"
    _show(Api().everything("/partitions", q=search), output, empty)


@partitions.command("show")
def partition_show(name: str, output: Output = Format.TABLE) -> None:
    """One partition with what belongs to it and what uses it."""
    partition = find.partition(Api(), name)
    if output is Format.JSON:
        show_json(partition)
    else:
        _show([partition], output)


@partitions.command("create")
def partition_create(
    name: str, display_name: DisplayName = None, description: Description = None, output: Output = Format.TABLE
) -> None:
    """Make a partition; give it hosts with `assign`, and to tenants with `grant`."""
    body: Json = {"name": name, "display_name": display_name or "", "description": description or ""}
    _show([Api().post("/partitions", body)], output)


@partitions.command("rename")
def partition_rename(
    name: str,
    new_name: Annotated[str | None, typer.Argument(help="the new name; services that are pinned follow")] = None,
    display_name: DisplayName = None,
    description: Description = None,
    output: Output = Format.TABLE,
) -> None:
    """Give a partition another name, or describe it otherwise; nothing moves."""
    api = Api()
    body: Json = {"name": new_name, "display_name": display_name, "description": description}
    _show([api.patch(f"/partitions/{find.partition(api, name)['id']}", body)], output)


@partitions.command("delete")
def partition_delete(name: str, yes: Yes = False) -> None:
    """Remove a partition that has no hosts, no tenants and no services."""
    api = Api()
    partition = find.partition(api, name)
    confirm(f"Delete partition {name}?", yes=yes)
    api.delete(f"/partitions/{partition['id']}")
    console.print(f"Deleted partition {name}")


@partitions.command("assign")
def partition_assign(name: str, hosts: Hosts) -> None:
    """Put hosts into a partition: they take nothing new but pinned services; what runs on them goes on."""
    for host in _each(name, "hosts", hosts, joins=True):
        console.print(f"Host {host} is in partition {name}", markup=False)


@partitions.command("unassign")
def partition_unassign(name: str, hosts: Hosts) -> None:
    """Take hosts out of a partition; what runs on them goes on."""
    for host in _each(name, "hosts", hosts, joins=False):
        console.print(f"Host {host} is in no partition any more", markup=False)


@partitions.command("grant")
def partition_grant(name: str, tenants: Tenants) -> None:
    """Let tenants pin services to a partition."""
    for tenant in _each(name, "tenants", tenants, joins=True):
        console.print(f"Tenant {tenant} may use partition {name}", markup=False)


@partitions.command("revoke")
def partition_revoke(name: str, tenants: Tenants) -> None:
    """Take grants back from tenants that have no services there any more."""
    for tenant in _each(name, "tenants", tenants, joins=False):
        console.print(f"Tenant {tenant} may not use partition {name} any more", markup=False)


def _each(partition: str, what: Literal["hosts", "tenants"], names: list[str], *, joins: bool) -> Iterator[str]:
    """Have hosts or tenants belong to a partition or not, one after the other; give the name of each that was done."""
    api = Api()
    path = f"/partitions/{find.partition(api, partition)['id']}/{what}"
    for name in names:
        member = f"{path}/{quote(name, safe='') if what == 'hosts' else find.tenant(api, name)['id']}"
        if joins:
            api.put(member, None)
        else:
            api.delete(member)
        yield name


def _show(found: list[Json], output: Format, empty: str = "") -> None:
    if output is not Format.JSON:
        found = [_row(each) for each in found]
    show_rows(found, COLUMNS, output, empty)


def _row(partition: Json) -> Json:
    """A partition for people: what is taken of what there is."""
    room = partition["room"]
    missing = room["missing_hosts"] if room else []
    return {
        **partition,
        "hosts": [f"{host} (not there)" if host in missing else host for host in partition["hosts"]],
        "tenant_names": [tenant["name"] for tenant in partition["tenants"]],
        **({what: f"{room['requested'][what]} of {room['allocatable'][what]}" for what in WHAT} if room else {}),
    }
