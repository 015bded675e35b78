"""``tenant …`` and ``preset …``."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows
from slipway.cli.quota import WHAT, takes_quota

tenants = typer.Typer(no_args_is_help=True, help="tenants and their quotas")
presets = typer.Typer(no_args_is_help=True, help="quotas with a name, which tenants follow")

POLL_SECONDS = 1.0
QUOTA_COLUMNS = tuple((what.upper(), f"quota.{what}") for what in WHAT)
TENANT_COLUMNS = (
    ("NAME", "name"),
    ("DISPLAY NAME", "display_name"),
    ("PRESET", "preset"),
    *QUOTA_COLUMNS,
    ("DISABLED", "disabled"),
    ("APPLICATIONS", "applications"),
    ("USERS", "users"),
    ("AGE", "created_at"),
)
PRESET_COLUMNS = (("NAME", "name"), ("BUILT IN", "built_in"), *QUOTA_COLUMNS, ("TENANTS", "tenants"))
LOST = ("applications", "services", "domains", "volumes", "users")

Preset = Annotated[str | None, typer.Option(help="quota preset that the tenant follows; instead of amounts")]
DisplayName = Annotated[str | None, typer.Option(help="what people call it")]


@tenants.command("list")
def tenant_list(search: Annotated[str | None, typer.Option("-q")] = None, output: Output = Format.TABLE) -> None:
    """All tenants that you may see."""
    empty = "There are no tenants. Make one: slipway tenant create NAME"
    show_rows(Api().everything("/tenants", q=search), TENANT_COLUMNS, output, empty)


@tenants.command("show")
def tenant_show(name: str, output: Output = Format.TABLE) -> None:
    """One tenant with what it uses of its quota."""
    api = Api()
    tenant = find.tenant(api, name)
    if output is Format.JSON:
        show_json({**tenant, "usage": api.get(f"/tenants/{tenant['id']}/usage")})
        return
    show_rows([tenant], TENANT_COLUMNS, output, "")
    _show_usage(api, tenant, output)


@tenants.command("create")
@takes_quota
def tenant_create(
    name: str,
    *,
    preset: Preset = None,
    quota: Json,
    display_name: DisplayName = None,
    output: Output = Format.TABLE,
) -> None:
    """Make a tenant with a preset's quota, or with one of its own."""
    body: Json = {"name": name, "display_name": display_name or "", "preset": preset, "quota": quota or None}
    show_rows([Api().post("/tenants", body)], TENANT_COLUMNS, output, "")


@tenants.command("edit")
@takes_quota
def tenant_edit(
    name: str,
    *,
    preset: Preset = None,
    quota: Json,
    display_name: DisplayName = None,
    output: Output = Format.TABLE,
) -> None:
    """Change a tenant; what is over a lowered quota is named, and goes on."""
    api = Api()
    body: Json = {"display_name": display_name, "preset": preset, "quota": quota or None}
    changed = api.patch(f"/tenants/{find.tenant(api, name)['id']}", body)
    show_rows([changed], TENANT_COLUMNS, output, "")
    if output is Format.TABLE:
        _warn(changed["warnings"])


@tenants.command("quota")
@takes_quota
def tenant_quota(
    name: str,
    *,
    preset: Preset = None,
    quota: Json,
    output: Output = Format.TABLE,
) -> None:
    """Show what a tenant uses of its quota; with options, change the quota."""
    api = Api()
    tenant = find.tenant(api, name)
    if quota or preset:
        tenant = api.patch(f"/tenants/{tenant['id']}", {"preset": preset, "quota": quota or None})
    _show_usage(api, tenant, output)


@tenants.command("disable")
def tenant_disable(
    name: str, stop: Annotated[bool, typer.Option(help="also unpublish everything that runs")] = False
) -> None:
    """Keep everybody of a tenant out; what runs goes on."""
    api = Api()
    api.post(f"/tenants/{find.tenant(api, name)['id']}/disable", stop=stop)
    console.print(f"Disabled tenant {name}" + (" and unpublished everything" if stop else ""))


@tenants.command("enable")
def tenant_enable(name: str) -> None:
    """Let everybody of a tenant in again."""
    api = Api()
    api.post(f"/tenants/{find.tenant(api, name)['id']}/enable")
    console.print(f"Enabled tenant {name}")


@tenants.command("delete")
def tenant_delete(
    name: str,
    cascade: Annotated[bool, typer.Option(help="with everything in it; says first what will be lost")] = False,
    wait: Annotated[bool, typer.Option(help="until everything is gone")] = True,
    yes: Yes = False,
) -> None:
    """Delete a tenant that has no applications, users and volumes left, or (--cascade) one with everything in it."""
    api = Api()
    tenant = find.tenant(api, name)
    path = f"/tenants/{tenant['id']}"
    if not cascade:
        confirm(f"Delete tenant {name} and its namespace {tenant['namespace']}?", yes=yes)
        api.delete(path)
        console.print(f"Deleted tenant {name}")
        return
    _show_losses(api.get(f"{path}/deletion")["lost"])
    confirm(f"Delete tenant {name} with all of this?", yes=yes)
    api.delete(path, cascade=True, confirm=name)
    if wait:
        _follow(api, f"{path}/deletion")
    console.print(f"Deleted tenant {name}" if wait else f"Tenant {name} is being deleted")


@presets.command("list")
def preset_list(output: Output = Format.TABLE) -> None:
    """All quota presets."""
    show_rows(Api().everything("/quota-presets"), PRESET_COLUMNS, output, "There are no quota presets.")


@presets.command("create")
@takes_quota
def preset_create(
    name: str,
    *,
    quota: Json,
    output: Output = Format.TABLE,
) -> None:
    """Make a quota preset; amounts that are not given take their defaults."""
    show_rows([Api().post("/quota-presets", {"name": name, "quota": quota})], PRESET_COLUMNS, output, "")


@presets.command("edit")
@takes_quota
def preset_edit(
    name: str,
    *,
    quota: Json,
    dry_run: Annotated[bool, typer.Option(help="only tell which tenants would change")] = False,
    output: Output = Format.TABLE,
) -> None:
    """Change a preset, and with it at once the quota of all tenants that follow it."""
    api = Api()
    changed = api.patch(f"/quota-presets/{find.preset(api, name)['id']}", {"quota": quota}, dry_run=dry_run)
    show_rows([changed], PRESET_COLUMNS, output, "")
    if output is Format.TABLE:
        said = "would change" if dry_run else "changed"
        for tenant in changed["changed_tenants"]:
            console.print(f"{said}: tenant {tenant['name']}")
            _warn(tenant["warnings"])


@presets.command("delete")
def preset_delete(name: str, yes: Yes = False) -> None:
    """Remove a preset that no tenant uses."""
    api = Api()
    preset = find.preset(api, name)
    confirm(f"Delete quota preset {name}?", yes=yes)
    api.delete(f"/quota-presets/{preset['id']}")
    console.print(f"Deleted quota preset {name}")


def _show_usage(api: Api, tenant: Json, output: Format) -> None:
    usage = api.get(f"/tenants/{tenant['id']}/usage")
    if output is Format.JSON:
        show_json(usage)
        return
    used = usage["used"] or {}
    rows = [
        {"what": key, "used": used.get(key, "?"), "reserved": usage["reserved"][key], "hard": tenant["quota"][key]}
        for key in WHAT
    ]
    columns = (("RESOURCE", "what"), ("USED", "used"), ("RESERVED", "reserved"), ("QUOTA", "hard"))
    show_rows(rows, columns, output, "")
    _warn(usage["over"])


def _show_losses(lost: Json) -> None:
    for kind in LOST:
        names = lost[kind]
        shown = "unknown: the cluster does not answer" if names is None else ", ".join(names) or "-"
        console.print(f"{kind + ':':<14}{shown}", markup=False)
    console.print(f"{'tokens:':<14}{lost['tokens']}")


def _follow(api: Api, path: str) -> None:
    """Show what is left until the tenant is gone."""
    told = ""
    while True:
        try:
            deletion = api.get(path)
        except CliError as error:
            if error.code == "tenant.not_found":
                return
            raise
        left = ", ".join(f"{number} {kind}s" for kind, number in deletion["remaining"].items()) or "the namespace"
        if left != told:
            console.print(f"left: {left}")
            told = left
        time.sleep(POLL_SECONDS)


def _warn(warnings: list[Json]) -> None:
    for warning in warnings:
        console.print(f"[yellow]![/] {words(warning, 'message')}")
