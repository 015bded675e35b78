"""``search``: find anything by its name."""

from __future__ import annotations

from typing import Annotated

import typer

from slipway.cli.api import Api
from slipway.cli.output import Format, Output, console, show_json, show_rows

COLUMNS = (
    ("KIND", "kind"), ("NAME", "name"), ("WITHIN", "within"), ("TENANT", "tenant_name"), ("STATE", "state"),
)  # fmt: skip


def search(
    text: Annotated[str, typer.Argument(help="what names begin with or contain")],
    kind: Annotated[list[str] | None, typer.Option("--kind", help="only this kind; may be repeated")] = None,
    limit: Annotated[int, typer.Option(min=1, max=8, help="of each kind")] = 5,
    output: Output = Format.TABLE,
) -> None:
    """Find applications, managed services, services, containers, volumes, hosts, users, tenants and images by name."""
    groups = Api().get("/search", q=text, kinds=kind, limit=limit)["groups"]
    if output is Format.JSON:
        show_json(groups)
        return
    rows = [{"kind": group["kind"], **hit} for group in groups for hit in group["items"]]
    show_rows(rows, COLUMNS, output, "Nothing matches.")
    for group in groups:
        if not group["known"]:
            console.print(f"{group['kind']}s: not known now, the cluster has not been seen yet")
        elif group["more"]:
            console.print(f"{group['kind']}s: there are more; write more of the name")
