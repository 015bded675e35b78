"""``registry meter|measure|storage``: how much of a registry each tenant's images take, and that it is metered."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, Json, words
from slipway.cli.output import Format, Output, Yes, age, confirm, console, show_rows
from slipway.cli.registries import Address, registry_of

TENANTS = (("TENANT", "tenant"), ("SIZE", "size"), ("REPOSITORIES", "repositories"), ("SINCE", "since"))
REPOSITORIES = (
    ("REPOSITORY", "name"), ("TENANT", "tenant"), ("TAGS", "tags"), ("SIZE", "size"), ("OF IT ONLY HERE", "own"),
)  # fmt: skip
OnlyTenant = Annotated[str | None, typer.Option(help="only this tenant's")]


def add_to(registries: typer.Typer) -> None:
    """Give the commands of registries these as well."""
    registries.command("meter")(registry_meter)
    registries.command("measure")(registry_measure)
    registries.command("storage")(registry_storage)


def registry_meter(
    address: Address,
    repositories: Annotated[
        str,
        typer.Option(
            metavar="PATTERN", help="whose a repository is: {tenant} is the tenant's name, * one part, ** the rest"
        ),
    ] = "{tenant}/**",
    off: Annotated[bool, typer.Option("--off", help="meter it no longer")] = False,
    yes: Yes = False,
) -> None:
    """Meter what each tenant keeps in a registry that the platform shares (platform administrators)."""
    api = Api()
    place = f"/registries/{registry_of(api, address, None)['id']}/metering"
    if off:
        confirm(f"Meter {address} no longer? What was used until now stays in reports.", yes=yes)
        api.delete(place)
        console.print(escape(f"What {address} keeps is not metered any more"))
        return
    made = api.put(place, {"repositories": repositories})
    console.print(escape(f"What {address} keeps is metered by tenant: {made['repositories']}"))


def registry_measure(address: Address) -> None:
    """Have a metered registry measured now, and not only when it is its turn (platform administrators)."""
    api = Api()
    api.post(f"/registries/{registry_of(api, address, None)['id']}/metering/measure")
    console.print(escape(f"{address} is measured within seconds; see: slipway registry storage {address}"))


def registry_storage(
    address: Address,
    tenant: OnlyTenant = None,
    repositories: Annotated[bool, typer.Option("--repositories", "-r", help="a row for each repository")] = False,
    output: Output = Format.TABLE,
) -> None:
    """How much each tenant keeps in a metered registry; layers that its images share count once."""
    api = Api()
    registry = registry_of(api, address, None)
    part, columns = ("repositories", REPOSITORIES) if repositories else ("storage", TENANTS)
    found = api.everything(f"/registries/{registry['id']}/{part}", tenant_id=find.tenant_id(api, tenant))
    metering = registry["metering"]
    if metering is None:
        empty = f"What {address} keeps is not metered. Platform administrators: slipway registry meter {address}"
    elif metering["measured_at"] is None:
        empty = f"{address} has not been measured yet."
    else:
        empty = "There are no images of tenants."
    show_rows(found if output is Format.JSON else [_row(each) for each in found], columns, output, empty)
    if output is Format.TABLE and metering is not None:
        _tell_state(metering)


def _tell_state(metering: Json) -> None:
    """When it was measured last, and why not since."""
    if metering["measured_at"]:
        console.print(escape(f"Measured {age(metering['measured_at'])} ago, repositories {metering['repositories']}"))
    if metering["unowned"]:
        console.print(f"{metering['unowned']} repositories belong to no tenant")
    if problem := metering["problem"]:
        console.print(escape(f"The last measurement failed: {words(problem, 'message')}"))
        if hint := words(problem, "hint"):
            console.print(escape(f"→ {hint}"))


def _row(found: Json) -> Json:
    """One row for people."""
    shown = {**found, "size": _size(found["size_bytes"])}
    return shown | ({"own": _size(found["own_bytes"])} if "own_bytes" in found else {"since": age(found["since"])})


def _size(number: int) -> str:
    return f"{number / 1024**2:,.1f} MiB"
