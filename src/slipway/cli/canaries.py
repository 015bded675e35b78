"""``service canary …``: try a configuration with a share of a service's requests, and take it over or take it away."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.apps import TRAFFIC, Tenant, reason_line, traffic_words
from slipway.cli.follow import WAIT_SECONDS, Timeout, Wait
from slipway.cli.options import assignment
from slipway.cli.output import Format, Output, console, service_lines, show_json, show_rows

canaries = typer.Typer(no_args_is_help=True, help="try a configuration with a share of a service's requests")

Weight = Annotated[int, typer.Option(help="how many of a hundred requests it gets", min=0, max=100)]
SIDES = (("", "side"), *TRAFFIC)
_PAUSE = 0.5


@canaries.command("start")
def canary_start(
    path: str,
    image: Annotated[str | None, typer.Option(help="the image to try")] = None,
    env: Annotated[list[str] | None, typer.Option("--env", "-e", help="NAME=VALUE to set, NAME- to remove")] = None,
    weight: Weight = 10,
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Run another image or other variables beside the present ones, with a share of the requests to its domains."""
    if not (image or env):
        raise CliError("nothing to try.", "Give --image and/or --env NAME=VALUE.")
    body = {"image": image, "env": dict(assignment(text) for text in env or ()), "weight": weight}
    api = Api()
    url = _url(api, path, tenant)
    _told(api, url, api.post(url, body), timeout if wait else None)


@canaries.command("show")
def canary_show(path: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The canary and its service, and requests, errors and latency of both side by side."""
    api = Api()
    url = _url(api, path, tenant)
    found = api.get(url)
    traffic: Json | None = None
    problem: CliError | None = None
    if found["canary"] is not None:
        try:
            traffic = api.get(f"{url}/traffic")
        except CliError as error:
            problem = error  # how both are is known without any metrics
    if output is Format.JSON:
        show_json({**found, "traffic": traffic})
        return
    console.print("\n".join(_lines(found)))
    if traffic is not None:
        _show_traffic(traffic)
    elif problem is not None:
        console.print(f"{problem.message} {problem.hint}".strip())


@canaries.command("weight")
def canary_weight(
    path: str,
    weight: Annotated[int, typer.Argument(help="how many of a hundred requests it gets", min=0, max=100)],
    tenant: Tenant = None,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
) -> None:
    """Lead another share of the requests to it; the replicas that are needed come first."""
    api = Api()
    url = _url(api, path, tenant)
    _told(api, url, api.put(f"{url}/weight", {"weight": weight}), timeout if wait else None)


@canaries.command("promote")
def canary_promote(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Let the service run what its canary runs, as a new revision; the canary goes when all replicas do."""
    _end(path, tenant, "promote", timeout if wait else None)


@canaries.command("abort")
def canary_abort(path: str, tenant: Tenant = None, wait: Wait = False, timeout: Timeout = WAIT_SECONDS) -> None:
    """Lead all requests to the service again, and take the canary away."""
    _end(path, tenant, "abort", timeout if wait else None)


def _end(path: str, tenant: str | None, how: str, patience: float | None) -> None:
    api = Api()
    url = _url(api, path, tenant)
    _told(api, url, api.post(f"{url}/{how}"), patience)


def _url(api: Api, path: str, tenant: str | None) -> str:
    return f"/services/{find.service(api, path, tenant)['id']}/canary"


def _told(api: Api, url: str, found: Json, patience: float | None) -> None:
    """Show how it stands; with ``patience`` (seconds) whenever that changes, until it is as it was asked for."""
    shown = _lines(found)
    console.print("\n".join(shown))
    deadline = time.monotonic() + (patience or 0)
    while patience is not None and not _settled(found):
        if time.monotonic() > deadline:
            raise CliError(
                f"it is not done after {patience:.0f} s.",
                "The reasons stand above; the platform goes on trying. --timeout SECONDS waits longer.",
            )
        time.sleep(_PAUSE)
        found = api.get(url)
        if (lines := _lines(found)) != shown:
            shown = lines
            console.print("\n".join(shown))


def _settled(found: Json) -> bool:
    if found["ending"] is not None or found["status"]["state"] != "running":
        return False
    return found["canary"] is None or found["canary"]["status"]["state"] == "running"


def _lines(found: Json) -> list[str]:
    lines, canary = service_lines(found["status"]), found["canary"]
    if canary is not None:
        return [*lines, *service_lines(canary["status"]), f"      gets {canary['weight']} % of the requests"]
    ending = {
        None: "It has no canary.",
        "promoted": "The canary goes when all replicas run its configuration.",
        "aborted": "The canary goes.",
    }
    return [*lines, f"      {ending[found['ending']]}"]


def _show_traffic(traffic: Json) -> None:
    if traffic["reason"] is not None:
        console.print(reason_line(traffic["reason"]))
        return
    rows = [{"side": side, **traffic_words(traffic[side])} for side in ("stable", "canary")]
    show_rows(rows, SIDES, Format.TABLE, "")
