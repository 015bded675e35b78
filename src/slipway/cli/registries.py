"""``registry …`` and ``image …``: where images come from, and what there is."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import Format, Output, Yes, age, confirm, console, secret, show_facts, show_json, show_rows

registries = typer.Typer(no_args_is_help=True, help="registries from which images are pulled")
images = typer.Typer(no_args_is_help=True, help="what registries have")

COLUMNS = (
    ("ADDRESS", "address"), ("OF", "of"), ("NAME", "username"), ("LOGIN", "has_password"), ("INSECURE", "insecure"),
    ("SERVICES", "services"), ("METERED", "metered"), ("AGE", "created_at"),
)  # fmt: skip
TAGS = (("TAG", "name"), ("IMAGE", "image"))

Address = Annotated[str, typer.Argument(help="host[:port]; Docker Hub is docker.io")]
Username = Annotated[str | None, typer.Option(help="left out: everybody may pull from it")]
Password = Annotated[
    str | None, typer.Option(help="better not: others on this machine see it; asked for, or piped in as one line")
]
Insecure = Annotated[bool, typer.Option("--insecure", help="plain HTTP (platform administrators)")]
Tenant = Annotated[str | None, typer.Option(help="platform administrators: the tenant for which you act")]
Image = Annotated[str, typer.Argument(help="such as registry:5000/team/web:1.2")]


@registries.command("list")
def registry_list(tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """Registries of the tenant, and those that the platform shares with all."""
    api = Api()
    found = api.everything("/registries", tenant_id=find.tenant_id(api, tenant))
    empty = "There are no registries; public images need none. Add one: slipway registry add ADDRESS --username NAME"
    show_rows(found if output is Format.JSON else [_row(each) for each in found], COLUMNS, output, empty)


@registries.command("add")
def registry_add(
    address: Address,
    username: Username = None,
    password: Password = None,
    insecure: Insecure = False,
    tenant: Tenant = None,
) -> None:
    """Add a registry, which has to let the platform in; administrators share it unless they say --tenant."""
    api = Api()
    body: Json = {"address": address, "insecure": insecure, "tenant_id": find.tenant_id(api, tenant)}
    made = api.post("/registries", body | _login(username, password))
    whose = "shared with all tenants" if made["shared"] else "the tenant's own"
    console.print(escape(f"Added registry {made['address']}, {whose}"))


@registries.command("try")
def registry_try(address: Address, tenant: Tenant = None) -> None:
    """Try whether a registry that was added still lets the platform in."""
    api = Api()
    tried = api.post(f"/registries/{registry_of(api, address, tenant)['id']}/try", None)
    console.print(escape(f"{tried['address']} lets us in"))


@registries.command("login")
def registry_login(address: Address, username: str, password: Password = None, tenant: Tenant = None) -> None:
    """Give a registry another name and password, which have to be let in."""
    api = Api()
    api.patch(f"/registries/{registry_of(api, address, tenant)['id']}", _login(username, password))
    console.print(escape(f"Registry {address} has a new login"))


@registries.command("remove")
def registry_remove(
    address: Address,
    tenant: Tenant = None,
    force: Annotated[bool, typer.Option(help="also while services pull from it")] = False,
    yes: Yes = False,
) -> None:
    """Forget a registry; refused while services pull from it, which are named."""
    api = Api()
    found = registry_of(api, address, tenant)
    confirm(f"Remove registry {address}? {len(found['services'])} services pull from it.", yes=yes)
    api.delete(f"/registries/{found['id']}", force=force)
    console.print(escape(f"Removed registry {address}"))


@images.command("list")
def image_list(
    registry: Address,
    search: Annotated[str, typer.Option("-q", help="part of the name")] = "",
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Images of a registry; where it lists none, those that services use."""
    api = Api()
    found = api.get("/images/repositories", registry=registry, q=search, tenant_id=find.tenant_id(api, tenant))
    rows = [{"name": each} for each in found["items"]]
    show_rows(rows, (("NAME", "name"),), output, f"{registry} lists no images, and no service uses one of it.")


@images.command("tags")
def image_tags(image: Image, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """Tags of an image, by their numbers the newest first."""
    api = Api()
    found = api.everything("/images/tags", image=image, tenant_id=find.tenant_id(api, tenant))
    show_rows(found, TAGS, output, f"{image} has no tags.")


@images.command("show")
def image_show(image: Image, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """What an image is exactly, and what it brings."""
    api = Api()
    found = api.get("/images/resolve", image=image, tenant_id=find.tenant_id(api, tenant))
    if output is Format.JSON:
        show_json(found)
        return
    facts = {
        "image": found["image"],
        "pinned": found["pinned"],
        "platforms": ", ".join(found["platforms"]),
        "size": f"{found['size'] / 1024**2:.1f} MiB",
        "created": found["created"] or "-",
        "ports": ", ".join(f"{each['port']}/{each['protocol']}" for each in found["ports"]) or "-",
        "user": found["user"] or "-",
        "command": " ".join([*found["entrypoint"], *found["cmd"]]) or "-",
    }
    show_facts(facts)


def _login(username: str | None, password: str | None) -> Json:
    return {"username": username, "password": secret("Password or token", password)} if username else {}


def registry_of(api: Api, address: str, tenant: str | None) -> Json:
    """Return a registry by its address; the tenant's own before a shared one, which tenants cannot change anyway."""
    of = find.tenant_id(api, tenant)
    found = [each for each in api.everything("/registries", q=address, tenant_id=of) if each["address"] == address]
    # Without a tenant, an administrator of the platform means what is shared; a tenant's user what is its own.
    of_platform = of is None and any(each["username"] is not None for each in found if each["shared"])
    found.sort(key=lambda each: bool(each["shared"]) is not of_platform)
    if not found:
        raise CliError(f"there is no registry '{address}'.", "See what there is: slipway registry list")
    return found[0]


def _row(registry: Json) -> Json:
    """A registry for people."""
    of = "platform" if registry["shared"] else "tenant"
    return {**registry, "of": of, "services": len(registry["services"]), "metered": _metered(registry["metering"])}


def _metered(metering: Json | None) -> str:
    if metering is None:
        return "-"
    measured = f"{age(metering['measured_at'])} ago" if metering["measured_at"] else "not yet"
    return f"{measured}, failing" if metering["problem"] else measured
