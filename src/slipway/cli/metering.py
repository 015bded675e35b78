"""``metering report``, ``metering prices``, ``metering price``: who used what for how long."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.audit import save
from slipway.cli.output import Format as Shown
from slipway.cli.output import console, show_json, show_rows
from slipway.cli.registries import registry_of

metering = typer.Typer(no_args_is_help=True, help="who used what for how long")

FILTERS = ("tenant", "application", "registry", "since", "until", "resource")
NAMES = {
    "tenant": "TENANT",
    "application": "APPLICATION",
    "service": "SERVICE",
    "registry_address": "REGISTRY",
    "resource": "RESOURCE",
}
NUMBERS = (
    ("COUNT", "count"),
    ("HOURS", "hours"),
    ("CORE HOURS", "core_hours"),
    ("GIB HOURS", "gib_hours"),
    ("COST", "cost"),
)
PRICE_COLUMNS = (
    ("RESOURCE", "resource"),
    ("CURRENCY", "currency"),
    ("PER HOUR", "per_hour"),
    ("PER CORE HOUR", "per_core_hour"),
    ("PER GIB HOUR", "per_gib_hour"),
)


class Format(StrEnum):
    """Output formats of a report."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Group(StrEnum):
    """What a report has a row for."""

    TENANT = "tenant"
    APPLICATION = "application"
    SERVICE = "service"
    REGISTRY = "registry"
    RESOURCE = "resource"
    SIZE = "size"


@metering.command("report")
def report(
    filters: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="KEY=VALUE…",
            help="tenant=acme application=shop registry=ADDRESS "
            "resource=container|managed_service|volume|domain|image_storage|all "
            "since=2026-01-31T00:00:00Z until=…: "
            "by default the containers of the last seven days",
        ),
    ] = None,
    by: Annotated[list[Group] | None, typer.Option(help="a row for each of these; may be repeated")] = None,
    output: Annotated[Format, typer.Option("--output", "-o", help="how to show the result")] = Format.TABLE,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="with -o csv: instead of standard output")] = None,
) -> None:
    """Tell who used what for how long, and what it costs."""
    api = Api()
    query = _query(api, filters or [])
    query["group_by"] = [group.value for group in by or []]
    if output is Format.CSV:
        save(api, "/metering/export", query, file)
        return
    answer: Json = api.get("/metering/report", **query)
    if output is Format.JSON:
        show_json(answer)
        return
    rows = [_shown(row) for row in answer["rows"]]
    columns = [(title, name) for name, title in NAMES.items() if any(row.get(name) for row in rows)]
    columns += [("MILLICORES", "cpu_milli"), ("BYTES", "size_bytes")] if Group.SIZE in (by or []) else []
    show_rows(rows, (*columns, *NUMBERS), Shown.TABLE, "Nothing was in use.")
    total = _shown(answer["total"])
    cost = f", {total['cost']} {answer['currency']}" if total["cost"] is not None else ""
    console.print(
        f"Together {total['hours']} hours, {total['core_hours']} core hours, {total['gib_hours']} GiB hours{cost}"
    )


@metering.command("prices")
def prices(output: Annotated[Shown, typer.Option("--output", "-o")] = Shown.TABLE) -> None:
    """List what resources cost."""
    show_rows(Api().get("/metering/prices")["items"], PRICE_COLUMNS, output, "Nothing has a price.")


@metering.command("price")
def price(
    resource: Annotated[str, typer.Argument(help="container, managed_service, volume, domain, image_storage, …")],
    per_hour: str = "0",
    per_core_hour: str = "0",
    per_gib_hour: str = "0",
    currency: str = "CNY",
    remove: Annotated[bool, typer.Option("--remove", help="it costs nothing any more")] = False,
) -> None:
    """Set what a resource costs for each hour."""
    api = Api()
    if remove:
        api.delete(f"/metering/prices/{resource}")
        console.print(f"Removed the price of {resource}")
        return
    amounts = {"per_hour": per_hour, "per_core_hour": per_core_hour, "per_gib_hour": per_gib_hour}
    made = api.put(f"/metering/prices/{resource}", {"currency": currency, **amounts})
    show_rows([made], PRICE_COLUMNS, Shown.TABLE, "")


def _query(api: Api, filters: list[str]) -> Json:
    given: Json = {}
    for word in filters:
        key, equals, value = word.partition("=")
        if key not in FILTERS or not equals:
            raise CliError(f"'{word}' is not a filter.", f"Write KEY=VALUE with one of: {', '.join(FILTERS)}.")
        given[key] = value
    tenant = given.pop("tenant", None)
    if "application" in given:
        given["application_id"] = find.application(api, given.pop("application"), tenant)["id"]
    if "registry" in given:
        given["registry_id"] = registry_of(api, given.pop("registry"), None)["id"]
    return {**given, "tenant_id": find.tenant_id(api, tenant)}


def _shown(row: Json) -> Json:
    """Return the row with its seconds in hours, for people."""
    return {**row, "hours": f"{row['seconds'] / 3600:.2f}"}
