"""``service …``: one service of an application, written ``application/service``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from slipway.cli import find, keeping, terminal
from slipway.cli.api import Api, CliError, Json
from slipway.cli.apps import Tenant
from slipway.cli.autoscaling import service_autoscale
from slipway.cli.canaries import canaries
from slipway.cli.follow import WAIT_SECONDS, Timeout, Wait, follow, service_settled
from slipway.cli.keeping import DeleteVolumes
from slipway.cli.options import assignment
from slipway.cli.output import Format, Output, Yes, confirm, console, service_lines, show_json, show_rows
from slipway.cli.probing import service_probe

services = typer.Typer(no_args_is_help=True, help="services, written application/service")
rollouts = typer.Typer(no_args_is_help=True, help="hold a rolling update, let it go on, or return from it")
services.add_typer(rollouts, name="rollout")
services.add_typer(canaries, name="canary")
services.command("autoscale")(service_autoscale)
services.command("probe")(service_probe)

COLUMNS = (
    ("NAME", "name"),
    ("STATE", "status.state"),
    ("READY", "status.ready"),
    ("REPLICAS", "status.desired"),
    ("REVISION", "revision"),
    ("IMAGE", "config.image"),
    ("PARTITION", "config.partition"),
    ("ADDRESS", "status.url"),
)
CONTAINER_COLUMNS = (
    ("POD", "pod"),
    ("STATE", "state"),
    ("REASON", "reason"),
    ("READY", "ready"),
    ("RESTARTS", "restarts"),
    ("REVISION", "revision"),
    ("HOST", "host"),
    ("ADDRESS", "address"),
    ("STARTED", "started_at"),
)
REVISION_COLUMNS = (
    ("REVISION", "number"),
    ("CURRENT", "current"),
    ("IMAGE", "config.image"),
    ("BY", "created_by"),
    ("AGE", "created_at"),
    ("NOTE", "note"),
)


@services.command("list")
def service_list(application: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The services of an application."""
    api = Api()
    found = api.get(f"/applications/{find.application(api, application, tenant)['id']}")
    show_rows(
        found["services"],
        COLUMNS,
        output,
        "It has no services yet. Add them in its file: slipway app apply -f app.yaml",
    )


@services.command("show")
def service_show(path: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """One service and its containers."""
    api = Api()
    service = find.service(api, path, tenant)
    containers = api.get(f"/services/{service['id']}/containers")
    if output is Format.JSON:
        show_json({**service, "containers": containers})
        return
    console.print("\n".join(service_lines(service["status"])))
    show_rows(_items(containers), CONTAINER_COLUMNS, output, "It has no containers.")


@services.command("variables")
def service_variables(path: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The variables that its dependencies provide."""
    api = Api()
    found = api.get(f"/services/{find.service(api, path, tenant)['id']}/variables")
    columns = (("NAME", "name"), ("VALUE", "value"), ("PROVIDED BY", "provided_by"))
    show_rows(_items(found), columns, output, "It depends on no other service.")


@services.command("revisions")
def service_revisions(path: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The history of its configuration."""
    api = Api()
    found = api.get(f"/services/{find.service(api, path, tenant)['id']}/revisions")
    if output is not Format.JSON:
        for revision in found:
            if number := revision["rolled_back_to"]:
                revision["note"] = f"rolled back to {number}"
    show_rows(_items(found), REVISION_COLUMNS, output, "")


@services.command("publish")
def service_publish(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Bring one service up."""
    _act(path, tenant, "publish", patience=timeout if wait else None)


@services.command("unpublish")
def service_unpublish(
    path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS, yes: Yes = False
) -> None:
    """Take one service down; its configuration and data stay."""
    confirm(f"Unpublish {path}? What depends on it will miss it.", yes=yes)
    _act(path, tenant, "unpublish", patience=timeout if wait else None)


@services.command("restart")
def service_restart(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Replace its containers one after the other."""
    _act(path, tenant, "restart", patience=timeout if wait else None)


@services.command("scale")
def service_scale(
    path: str, replicas: int, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS
) -> None:
    """Change the number of its replicas."""
    _act(path, tenant, "scale", {"replicas": replicas}, patience=timeout if wait else None)


@services.command("upgrade")
def service_upgrade(
    path: str,
    image: Annotated[str | None, typer.Option(help="the new image")] = None,
    env: Annotated[list[str] | None, typer.Option("--env", "-e", help="NAME=VALUE to set, NAME- to remove")] = None,
    note: str = "",
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Change image or variables: a new revision, rolled out without interruption."""
    body: Json = {"note": note}
    if image:
        body["image"] = image
    if env:
        body["env"] = dict(assignment(text) for text in env)
    if len(body) == 1:
        raise CliError("nothing to change.", "Give --image and/or --env NAME=VALUE.")
    _act(path, tenant, "upgrade", body, patience=timeout if wait else None)


@services.command("set")
def service_set(
    path: str,
    partition: Annotated[str | None, typer.Option(help="run only on this partition's hosts")] = None,
    no_partition: Annotated[bool, typer.Option("--no-partition", help="run on hosts that are in no partition")] = False,
    note: str = "",
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Change where it runs: a new revision, rolled out without interruption."""
    if no_partition == (partition is not None):
        raise CliError("say where it is to run.", "Give --partition NAME, or --no-partition.")
    api = Api()
    service = find.service(api, path, tenant)
    body: Json = {"config": {**service["config"], "partition": partition}, "note": note}
    changed = api.put(f"/services/{service['id']}", body)
    if wait and changed["published"]:
        follow(api, service["application_id"], service_settled(service["id"], "upgrade"), timeout)
    else:
        console.print("\n".join(service_lines(changed["status"])))


@services.command("rollback")
def service_rollback(
    path: str,
    revision: Annotated[int, typer.Argument(help="see `service revisions`")],
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Return to the configuration of an earlier revision."""
    _act(path, tenant, "rollback", {"revision": revision}, patience=timeout if wait else None)


@rollouts.command("pause")
def rollout_pause(path: str, tenant: Tenant = None) -> None:
    """Replace no further replica until it is resumed; those that serve go on."""
    _act(path, tenant, "rollout/pause")


@rollouts.command("resume")
def rollout_resume(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Go on where it was held."""
    _act(path, tenant, "rollout/resume", patience=timeout if wait else None)


@rollouts.command("abort")
def rollout_abort(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Return to the revision that the old replicas still run, as a new revision."""
    _act(path, tenant, "rollout/abort", patience=timeout if wait else None)


@services.command("delete")
def service_delete(path: str, tenant: Tenant = None, yes: Yes = False, delete_volumes: DeleteVolumes = False) -> None:
    """Delete a service with its history. Its volumes are kept, unless you say otherwise."""
    api = Api()
    service = find.service(api, path, tenant)
    left = "" if yes else keeping.fate(keeping.of_service(api, service), delete=delete_volumes)
    confirm(f"Delete {path} with all its revisions?{left} This cannot be undone.", yes=yes)
    api.delete(f"/services/{service['id']}", delete_volumes=delete_volumes)
    console.print(f"Deleted service {path}")


def logs(
    path: str,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on as lines arrive")] = False,
    tail: Annotated[int | None, typer.Option(help="only the last lines", min=0)] = None,
    previous: Annotated[
        bool, typer.Option("--previous", "-p", help="of the container before the last restart")
    ] = False,
    pod: Annotated[str | None, typer.Option(help="of one replica only")] = None,
    tenant: Tenant = None,
) -> None:
    """The logs of a service's containers."""
    api = Api()
    service = find.service(api, path, tenant)
    options = {"follow": follow, "tail": tail, "previous": previous, "pod": pod}
    with api.stream(f"/services/{service['id']}/logs", **options) as response:
        for chunk in response.iter_raw():
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()


def execute(
    path: str,
    command: Annotated[list[str], typer.Argument(help="after --: the command and its arguments")],
    stdin: Annotated[bool, typer.Option("-i", help="pass standard input on")] = False,
    tty: Annotated[bool, typer.Option("-t", help="with a terminal")] = False,
    pod: Annotated[str | None, typer.Option(help="in this replica")] = None,
    tenant: Annotated[str | None, typer.Option("--tenant")] = None,
) -> None:
    """Run a command in a container: slipway exec -it demo/web -- sh"""
    api = Api()
    service = find.service(api, path, tenant)
    code = terminal.run(api.target, f"/services/{service['id']}", command, stdin=stdin, tty=tty, pod=pod)
    raise typer.Exit(code)


def _act(
    path: str, tenant: str | None, action: str, body: Json | None = None, *, patience: float | None = None
) -> None:
    """Ask for an action; with ``patience`` (seconds) follow it to its end."""
    api = Api()
    service = find.service(api, path, tenant)
    status = api.post(f"/services/{service['id']}/{action}", body)
    if patience is None:
        console.print("\n".join(service_lines(status)))
    else:
        follow(api, service["application_id"], service_settled(service["id"], action), patience)


def _items(answer: Json | list[Json]) -> list[Json]:
    """Some lists come in pages, short ones whole."""
    return answer["items"] if isinstance(answer, dict) else answer
