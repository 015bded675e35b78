"""``service probe``: try a service's probes, or one that it does not have yet, once against a running container."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant
from slipway.cli.options import grouped
from slipway.cli.output import Format, Output, console, show_json

KINDS = ("startup", "readiness", "liveness")
VERDICT = {True: "[green]passes[/]", False: "[red]fails[/]", None: "[yellow]not known[/]"}


@dataclass(frozen=True)
class Wish:
    """A probe that is given on the command line."""

    http: Annotated[str | None, typer.Option("--http", metavar="PATH", help="ask for this path by HTTP")] = None
    tcp: Annotated[bool, typer.Option("--tcp", help="only connect")] = False
    port: Annotated[int | None, typer.Option(help="instead of the service's first TCP port", min=1, max=65535)] = None
    timeout: Annotated[int, typer.Option(help="seconds for which to wait", min=1, max=300)] = 2


@grouped
def service_probe(
    path: str,
    command: Annotated[list[str] | None, typer.Argument(help="after --: a command to run instead")] = None,
    wish: Wish = Wish(),
    pod: Annotated[str | None, typer.Option(help="in this replica; by default in the first that runs")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Try probes once: those that the service has, or --http PATH, --tcp, -- COMMAND. Ends with 1 unless all pass."""
    api = Api()
    service = find.service(api, path, tenant)
    wanted = _wished(wish, command) or _stored(service, path)
    found: list[Json] = []
    for name, probe in wanted.items():
        body = {"probe": probe, "pod": pod}
        found.append({"probe": name, **api.post(f"/services/{service['id']}/probes/try", body)})
    if output is Format.JSON:
        show_json(found)
    else:
        console.print("\n".join(line for each in found for line in _lines(each)))
    if not all(each["passed"] for each in found):
        raise typer.Exit(1)


def _wished(wish: Wish, command: list[str] | None) -> dict[str, Json]:
    given = [wish.http is not None, wish.tcp, bool(command)]
    if sum(given) > 1:
        raise CliError("that is more than one probe.", "Give one of --http PATH, --tcp, and -- COMMAND.")
    if not any(given):
        return {}
    probe = {"http_path": wish.http, "tcp": wish.tcp, "command": command or None}
    return {"probe": {**probe, "port": wish.port, "timeout_seconds": wish.timeout}}


def _stored(service: Json, path: str) -> dict[str, Json]:
    probes = service["config"]["probes"]
    found = {kind: probes[kind] for kind in KINDS if probes[kind]}
    if not found:
        raise CliError(f"{path} has no probes of its own.", "Try one with --http PATH, --tcp, or -- COMMAND.")
    return found


def _lines(tried: Json) -> list[str]:
    reason, took = tried["reason"], tried["milliseconds"]
    head = f"{tried['probe']}  {escape(tried['check'])}  {VERDICT[tried['passed']]}"
    time = "" if took is None else f" ({took} ms)"
    lines = [f"{head}  in {tried['pod']}", f"      {escape(words(reason, 'message'))}{time}"]
    if hint := words(reason, "hint"):
        lines.append(f"      → {escape(hint)}")
    lines += [f"      | {escape(line)}" for line in tried["answer"].splitlines()]
    return lines + (["      | …"] if tried["cut"] else [])
