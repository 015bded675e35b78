"""``container logs|exec``: look into one container, whether or not it belongs to a service."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from slipway.cli import terminal
from slipway.cli.api import Api
from slipway.cli.containers import Tenant, chosen

Name = Annotated[str, typer.Argument(metavar="POD[/CONTAINER]", help="as listed by: slipway container list")]


def logs(
    name: Name,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on as lines arrive")] = False,
    tail: Annotated[int | None, typer.Option(help="only the last lines", min=0)] = None,
    since: Annotated[str | None, typer.Option(help="only of this time: 30s, 10m, 2h, 1d")] = None,
    previous: Annotated[
        bool, typer.Option("--previous", "-p", help="of the container before its last restart")
    ] = False,
    timestamps: Annotated[bool, typer.Option(help="each line with the time at which it was written")] = False,
    tenant: Tenant = None,
) -> None:
    """The log of one container."""
    api = Api()
    wanted = {"follow": follow, "tail": tail, "since": since, "previous": previous, "timestamps": timestamps}
    with api.stream(f"{_place(api, name, tenant)}/logs", **wanted) as response:
        for chunk in response.iter_raw():
            sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()


def execute(
    name: Name,
    command: Annotated[list[str], typer.Argument(help="after --: the command and its arguments")],
    stdin: Annotated[bool, typer.Option("-i", help="pass standard input on")] = False,
    tty: Annotated[bool, typer.Option("-t", help="with a terminal")] = False,
    tenant: Tenant = None,
) -> None:
    """Run a command in one container: slipway container exec -it POD -- sh"""
    api = Api()
    raise typer.Exit(terminal.run(api.target, _place(api, name, tenant), command, stdin=stdin, tty=tty))


def _place(api: Api, name: str, tenant: str | None) -> str:
    pod, _, container = name.partition("/")
    return f"/containers/{chosen(api, pod, container, tenant)['id']}"
