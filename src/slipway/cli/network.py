"""``routes``: the ways between hosts' pod networks."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.markup import escape

from slipway.cli.api import Api, CliError
from slipway.cli.output import Format, Output, console, show_json, show_rows

HOSTS = (
    ("HOST", "host"), ("NETWORKS", "networks"), ("AGENT", "agent"), ("MODE", "mode"), ("CAUSE", "cause"), ("OK", "ok"),
    ("PROBLEMS", "problems"), ("REPORTED", "reported_at"),
)  # fmt: skip
ROUTES = (
    ("TO", "host"), ("NETWORK", "network"), ("VIA", "gateway"), ("STATE", "state"), ("BY", "by"), ("REASON", "reason"),
    ("DETAIL", "detail"), ("SINCE", "changed_at"),
)  # fmt: skip
PAGE = 500


def routes(
    host: Annotated[str | None, typer.Argument(help="show all routes of this host")] = None,
    problems: Annotated[bool, typer.Option("--problems", help="only what is not as it should be")] = False,
    output: Output = Format.TABLE,
) -> None:
    """Show the routes between hosts' pod networks (administrators)."""
    api = Api()
    if host is None:
        show_rows(
            _all(api, problems=problems), HOSTS, output, "There are no hosts." if not problems else "All is well."
        )
        return
    found = next((row for row in _all(api, q=host) if row["host"] == host), None)
    if found is None:
        raise CliError(f"there is no host {host!r}", "slipway routes lists the hosts.")
    shown = [route for route in found["routes"] if route["state"] != "ok" or not problems]
    if output is Format.JSON:
        show_json({**found, "routes": shown})
        return
    why = " ".join(part for part in (found["cause"], found["cause_detail"]) if part)
    console.print(f"agent {found['agent']}, mode {found['mode'] or '-'}{f': {escape(why)}' if why else ''}")
    show_rows(shown, ROUTES, output, "There are no routes." if not problems else "All is well.")


def _all(api: Api, **query: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while True:
        page = api.get("/routes", page=len(rows) // PAGE + 1, page_size=PAGE, sort="host", **query)
        rows += page["items"]
        if len(rows) >= page["total"] or not page["items"]:
            return rows
