"""``app …``: applications, and the declarative file."""

from __future__ import annotations

from typing import Annotated

import typer

from slipway.cli import appfile, find, keeping
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.follow import WAIT_SECONDS, Timeout, Wait, application_settled, follow
from slipway.cli.keeping import DeleteVolumes
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows, status_lines

apps = typer.Typer(no_args_is_help=True, help="applications")

Tenant = Annotated[str | None, typer.Option("--tenant", "-t", help="needed when several tenants have such a name")]

COLUMNS = (
    ("TENANT", "tenant_name"),
    ("NAME", "name"),
    ("STATE", "status.state"),
    ("READY", "status.ready"),
    ("SERVICES", "status.total"),
    ("ADDRESS", "status.urls"),
    ("AGE", "created_at"),
)


TRAFFIC = (("REQUESTS/S", "requests"), ("ERRORS", "errors"), ("LATENCY", "latency"))


@apps.command("list")
def app_list(
    search: Annotated[str | None, typer.Option("-q")] = None, tenant: Tenant = None, output: Output = Format.TABLE
) -> None:
    """All applications that you may see."""
    api = Api()
    empty = "There are no applications. Make one from a file: slipway app apply -f app.yaml --publish"
    found = api.everything("/applications", q=search, tenant_id=find.tenant_id(api, tenant))
    show_rows(found, COLUMNS, output, empty)


@apps.command("show")
def app_show(name: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """One application with its services."""
    api = Api()
    application = api.get(f"/applications/{find.application(api, name, tenant)['id']}")
    if output is Format.JSON:
        show_json(application)
        return
    console.print("\n".join(status_lines(application["status"])))


@apps.command("apply")
def app_apply(
    file: Annotated[str, typer.Option("--file", "-f", help="the application file; - for standard input")],
    tenant: Tenant = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what would change")] = False,
    publish: Annotated[bool, typer.Option("--publish", help="publish it as well")] = False,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
    output: Output = Format.TABLE,
) -> None:
    """Create an application, or change it, so that it is as the file says."""
    api = Api()
    source = appfile.read(file)
    body: Json = dict(source.document)
    if tenant:
        body["tenant_id"] = find.tenant_id(api, tenant)
    try:
        result = api.post("/applications/apply", body, dry_run=dry_run, publish=publish and not dry_run)
    except CliError as error:
        raise source.explain(error) from error
    if output is Format.JSON:
        show_json(result)
    else:
        show_changes(str(body.get("name", "")), result, dry_run=dry_run)
    if publish and wait and not dry_run:
        follow(api, result["application"]["id"], application_settled("publish"), timeout)


def show_changes(name: str, result: Json, *, dry_run: bool) -> None:
    """What applying a file did, or would do."""
    would = "would be " if dry_run else ""
    if result["created"]:
        services = sorted({change["service"] for change in result["changes"] if change["service"]})
        console.print(f"application {name} {would}created with {len(services)} services: {', '.join(services)}")
        return
    if not result["changes"]:
        console.print(f"application {name} is as the file says")
    for change in result["changes"]:
        console.print(f"  {_change_line(change)}", markup=False)


def _change_line(change: Json) -> str:
    place = f"{change['service']}.{change['field']}" if change["service"] else change["field"]
    return f"{place}: {_shown(change['before'])} → {_shown(change['after'])}"


def _shown(value: str | None) -> str:
    return "(none)" if value is None else value


@apps.command("export")
def app_export(name: str, tenant: Tenant = None) -> None:
    """Print the application as a declarative file."""
    api = Api()
    typer.echo(api.text(f"/applications/{find.application(api, name, tenant)['id']}/file"), nl=False)


@apps.command("clone")
def app_clone(
    name: str,
    copy: Annotated[str, typer.Argument(help="name of the copy")],
    tenant: Tenant = None,
    to_tenant: Annotated[str | None, typer.Option("--to-tenant", help="for another tenant")] = None,
    rename: Annotated[list[str] | None, typer.Option("--rename", help="SERVICE=NAME, how one is called there")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only show what the copy would be")] = False,
    output: Output = Format.TABLE,
) -> None:
    """Copy an application with its configuration; its volumes begin empty, and its domains stay with the original."""
    api = Api()
    found = find.application(api, name, tenant)
    body: Json = {"name": copy, "services": dict(_renaming(each) for each in rename or ())}
    if to_tenant:
        body["tenant_id"] = find.tenant_id(api, to_tenant)
    result = api.post(f"/applications/{found['id']}/clone", body, dry_run=dry_run)
    if output is Format.JSON:
        show_json(result)
    else:
        _show_clone(copy, result, dry_run=dry_run)


def _renaming(text: str) -> tuple[str, str]:
    service, equals, name = text.partition("=")
    if not equals:
        raise CliError(f"'{text}' does not say how a service is called.", "Write it as service=name.")
    return service, name


def _show_clone(name: str, result: Json, *, dry_run: bool) -> None:
    would = "would be " if dry_run else ""
    services = ", ".join(sorted(result["services"].values()))
    console.print(f"application {name} {would}created with {len(result['services'])} services: {services}")
    for change in result["changes"]:
        console.print(f"  {_change_line(change)}", markup=False)
    for left in result["left_out"]:
        what = f"domain {left['name']} stays" if left["what"] == "domain" else f"volume {left['name']} begins empty"
        console.print(f"  {left['service']}: {what}", markup=False)


@apps.command("publish")
def app_publish(name: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Bring all services up in dependency order."""
    _act(name, tenant, "publish", timeout if wait else None)


@apps.command("unpublish")
def app_unpublish(
    name: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS, yes: Yes = False
) -> None:
    """Take all services down in reverse order; data stays."""
    confirm(f"Unpublish {name}? Its addresses stop answering; configuration and data stay.", yes=yes)
    _act(name, tenant, "unpublish", timeout if wait else None)


@apps.command("restart")
def app_restart(
    name: str,
    tenant: Tenant = None,
    end: Annotated[bool, typer.Option("--end", help="restart nothing more; what has begun goes on")] = False,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Replace the containers of all published services, wave by wave in dependency order."""
    if end:
        api = Api()
        api.delete(f"/applications/{find.application(api, name, tenant)['id']}/restart")
        console.print(f"What waited for its turn in {name} does not restart", markup=False)
        return
    _act(name, tenant, "restart", timeout if wait else None)


@apps.command("status")
def app_status(
    name: str,
    tenant: Tenant = None,
    watch: Annotated[bool, typer.Option("--watch", "-w", help="go on showing changes")] = False,
    output: Output = Format.TABLE,
) -> None:
    """What runs, and why something does not."""
    api = Api()
    found = find.application(api, name, tenant)
    if watch:
        follow(api, found["id"])
        return
    status = api.get(f"/applications/{found['id']}/status")
    if output is Format.JSON:
        show_json(status)
    else:
        console.print("\n".join(status_lines(status)))


@apps.command("traffic")
def app_traffic(name: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """How the public's requests do now, by service."""
    api = Api()
    found = api.get(f"/applications/{find.application(api, name, tenant)['id']}/traffic")
    if output is Format.JSON:
        show_json(found)
        return
    rows = [{"name": each["name"], **traffic_words(each)} for each in found["services"]]
    show_rows(rows, (("SERVICE", "name"), *TRAFFIC), output, "None of its services has an address for the public.")
    if found["reason"]:
        console.print(reason_line(found["reason"]))


def traffic_words(side: Json) -> Json:
    """Write requests a second, the share that failed and latency for people."""
    forms = {"requests": "{:.1f}", "errors": "{:.2%}", "latency": "{:.3f} s"}
    return {name: "-" if side[name] is None else form.format(side[name]) for name, form in forms.items()}


def reason_line(reason: Json) -> str:
    """Write why there is no traffic to show, and what to do."""
    return f"{words(reason, 'message')}. {words(reason, 'hint')}".strip()


@apps.command("delete")
def app_delete(name: str, tenant: Tenant = None, yes: Yes = False, delete_volumes: DeleteVolumes = False) -> None:
    """Delete an application with its services and their history. Its volumes are kept, unless you say otherwise."""
    api = Api()
    found = find.application(api, name, tenant)
    services = api.get(f"/applications/{found['id']}")["services"]
    what = f"Delete {name} with {len(services)} services and all their revisions?"
    left = "" if yes else keeping.fate(keeping.of_application(api, found), delete=delete_volumes)
    confirm(f"{what}{left} This cannot be undone.", yes=yes)
    api.delete(f"/applications/{found['id']}", delete_volumes=delete_volumes)
    console.print(f"Deleted application {name}")


def _act(name: str, tenant: str | None, action: str, timeout: float | None) -> None:
    api = Api()
    found = find.application(api, name, tenant)
    status = api.post(f"/applications/{found['id']}/{action}")
    stopped = [service["name"] for service in status["services"] if service["rollout"] is None]
    if action == "restart" and stopped:
        console.print(f"not published, so not restarted: {', '.join(stopped)}", markup=False)
    if timeout is not None:
        follow(api, found["id"], application_settled(action), timeout)
    else:
        console.print("\n".join(status_lines(status)))
