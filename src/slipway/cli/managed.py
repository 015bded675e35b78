"""``managed …``: databases that administrators offer and tenants open for themselves."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find, keeping, managed_accounts, offerings
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant
from slipway.cli.follow import WAIT_SECONDS, Timeout, Wait, application_settled, follow
from slipway.cli.keeping import DeleteVolumes
from slipway.cli.output import (
    Format,
    Output,
    Yes,
    confirm,
    console,
    reason_lines,
    show_facts,
    show_json,
    show_rows,
    state,
)

managed = typer.Typer(no_args_is_help=True, help="databases that are offered and opened: Redis, MySQL")

COLUMNS = (
    ("TENANT", "tenant_name"), ("NAME", "name"), ("DATABASE", "kind"), ("STATE", "state"), ("PLAN", "plan.name"),
    ("ADDRESS", "address"), ("AGE", "created_at"), ("WHY", "why"),
)  # fmt: skip

Name = Annotated[str, typer.Argument(help="of the managed service")]
Search = Annotated[str | None, typer.Option("-q", help="part of a name")]
Description = Annotated[str | None, typer.Option(help="what it is for")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show what would change, and whether it restarts")]

offerings.add_to(managed)
managed_accounts.add_to(managed)


@managed.command("list")
def managed_list(search: Search = None, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The managed services of the tenant; for the platform's roles of all."""
    api = Api()
    found = api.everything("/managed-services", q=search, tenant_id=find.tenant_id(api, tenant))
    empty = "There are no managed services. Open one: slipway managed open OFFERING NAME --plan PLAN"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], COLUMNS, output, empty)


@managed.command("open")
def managed_open(  # noqa: PLR0913, PLR0917 - each is an option of its own
    offering: Annotated[str, typer.Argument(help="see: slipway managed offerings")],
    name: Annotated[str, typer.Argument(help="by which the tenant's services reach it")],
    plan: Annotated[str | None, typer.Option(help="needed where there are several")] = None,
    description: Description = None,
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
    output: Output = Format.TABLE,
) -> None:
    """Open a managed service of what is offered; it starts at once."""
    api = Api()
    found = find.offering(api, offering)
    body = {
        "name": name,
        "offering_id": found["id"],
        "plan": plan or _only_plan(found),
        "description": description or "",
        "tenant_id": find.tenant_id(api, tenant),
    }
    made = api.post("/managed-services", body)
    _follow(api, made, "publish", timeout if wait else None)
    _say(made, f"Opened {name}: {_address(made)}. User and password: slipway managed access {name}", output)


@managed.command("show")
def managed_show(name: Name, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """One managed service: how it is, and how it is reached."""
    found = find.managed(Api(), name, tenant)
    if output is Format.JSON:
        show_json(found)
    else:
        console.print("\n".join(_lines(found)))


@managed.command("change")
def managed_change(
    name: Name,
    plan: Annotated[
        str | None, typer.Option(help="another one of its offering; a volume grows, and never shrinks")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="take the version that its offering has now")] = False,
    description: Description = None,
    tenant: Tenant = None,
    dry_run: DryRun = False,
    output: Output = Format.TABLE,
) -> None:
    """Give a managed service another plan, or its offering's version, or describe it otherwise."""
    wanted = {"plan": plan, "description": description, "update": update or None}
    body = {key: value for key, value in wanted.items() if value is not None}
    if not body:
        raise CliError("there is nothing to change.", "Say --plan, --update or --description.")
    api = Api()
    found = find.managed(api, name, tenant)
    changed = api.patch(f"/managed-services/{found['id']}", body, dry_run=dry_run)
    if output is Format.JSON:
        show_json(changed)
        return
    for each in changed["changes"]:
        console.print(f"{each['field']}: {each['before'] or '-'} → {each['after'] or '-'}", markup=False)
    would = "would be " if dry_run else ""
    console.print(escape(f"{name} {would}changed" if changed["changes"] else f"{name} is like that already"))
    if changed["restarts"]:
        console.print(f"It {'would restart' if dry_run else 'restarts'} and cannot be reached for a moment")


@managed.command("close")
def managed_close(
    name: Name,
    tenant: Tenant = None,
    delete_volumes: DeleteVolumes = False,
    disconnect: Annotated[bool, typer.Option("--disconnect", help="also while applications are connected")] = False,
    yes: Yes = False,
) -> None:
    """Close a managed service. Its volume is kept, unless you say otherwise; accounts and passwords are lost."""
    api = Api()
    found = find.managed(api, name, tenant)
    behind = {"tenant_id": found["tenant_id"], "id": found["application_id"]}
    left = "" if yes else keeping.fate(keeping.of_application(api, behind), delete=delete_volumes)
    connected = ", ".join(each["application_name"] for each in found["connections"])
    cut = f" These applications are connected: {connected}." if connected else ""
    confirm(f"Close {name}?{cut}{left} This cannot be undone.", yes=yes)
    api.delete(f"/managed-services/{found['id']}", delete_volumes=delete_volumes, disconnect=disconnect)
    console.print(escape(f"Closed {name}"))


@managed.command("start")
def managed_start(name: Name, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Bring a managed service up again, with what it kept."""
    _act(name, tenant, "start", timeout if wait else None)


@managed.command("stop")
def managed_stop(
    name: Name, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS, yes: Yes = False
) -> None:
    """Take a managed service down; what it keeps stays."""
    confirm(f"Stop {name}? Nobody reaches it until it is started again; its data stays.", yes=yes)
    _act(name, tenant, "stop", timeout if wait else None)


@managed.command("restart")
def managed_restart(name: Name, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Replace the container of a managed service: it cannot be reached for a moment."""
    _act(name, tenant, "restart", timeout if wait else None)


@managed.command("access")
def managed_access(name: Name, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """How its administrator gets in, with the password; the operation log keeps that you looked."""
    api = Api()
    found = api.get(f"/managed-services/{find.managed(api, name, tenant)['id']}/access")
    if output is Format.JSON:
        show_json(found)
    else:
        show_facts(found)


def _act(name: str, tenant: str | None, action: str, timeout: float | None) -> None:
    api = Api()
    made = api.post(f"/managed-services/{find.managed(api, name, tenant)['id']}/{action}")
    _follow(api, made, "unpublish" if action == "stop" else "publish", timeout)
    if timeout is None:
        console.print(f"{escape(name)} is {state(made['state'])}")


def _follow(api: Api, service: Json, action: str, timeout: float | None) -> None:
    """Show the progress of the application behind it."""
    if timeout is not None:
        follow(api, service["application_id"], application_settled(action), timeout)


def _only_plan(offering: Json) -> str:
    names = [each["name"] for each in offering["plans"]]
    if len(names) > 1:
        raise CliError(f"{offering['name']} has several plans: {', '.join(names)}.", "Choose one: --plan NAME")
    return str(names[0])


def _say(service: Json, text: str, output: Format) -> None:
    if output is Format.JSON:
        show_json(service)
    else:
        console.print(escape(text))


def _address(service: Json) -> str:
    return f"{service['host']}:{service['port']}"


def _kind(service: Json) -> str:
    return f"{service['engine']} {service['version']}".strip()


def _row(service: Json) -> Json:
    """A managed service for people."""
    why = [words(each, "message") for each in service["reasons"]]
    return {**service, "kind": _kind(service), "address": _address(service), "why": "; ".join(why)}


def _lines(service: Json) -> list[str]:
    plan = service["plan"]
    lines = [
        f"{service['name']}  {state(service['state'])}  {service['ready']}/{service['replicas']} ready",
        f"  {_kind(service)} of {service['offering_name']}, {offerings.sizes([plan])[0]}",
        f"  {_address(service)}",
    ]
    if offered := service["offered"]:
        now = f"{service['engine']} {offered['version']}".strip()
        lines.append(
            f"  its offering has {now} now ({offered['image']}): slipway managed change {service['name']} --update"
        )
    lines += [line for reason in service["reasons"] for line in reason_lines(reason)]
    connected = ", ".join(each["application_name"] for each in service["connections"])
    return [*lines, f"  connected: {connected}"] if connected else lines
