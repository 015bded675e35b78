"""``managed offerings``, ``managed offer`` and the like: what administrators offer for tenants to open."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.markup import escape

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.options import takes
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

COLUMNS = (
    ("NAME", "name"), ("DATABASE", "engine"), ("VERSION", "version"), ("IMAGE", "image"), ("PLANS", "sizes"),
    ("OFFERED", "enabled"), ("OPEN", "instances"), ("AGE", "created_at"),
)  # fmt: skip
PLAN_PARTS = ("cpu", "memory", "storage")


class Engine(StrEnum):
    """The databases that there can be."""

    REDIS = "redis"
    MYSQL = "mysql"


Name = Annotated[str, typer.Argument(help="of the offering")]
Plans = Annotated[
    list[str] | None,
    typer.Option("--plan", help="NAME=CPU,MEMORY,STORAGE, for example small=250m,512Mi,5Gi (repeatable)"),
]
_WORDS: dict[str, Any] = {
    "version": Annotated[str | None, typer.Option(help="as tenants read it; which one runs is up to the image")],
    "image": Annotated[str | None, typer.Option(help="left out: the usual one")],
    "description": Annotated[str | None, typer.Option(help="what it is for")],
}
_takes_words = takes("words", _WORDS)


def offering_list(output: Output = Format.TABLE) -> None:
    """What may be opened, and in which sizes."""
    found = Api().everything("/managed-offerings")
    rows = found if output is Format.JSON else [{**each, "sizes": sizes(each["plans"])} for each in found]
    empty = "Nothing is offered. Administrators offer a database: slipway managed offer NAME redis --plan …"
    show_rows(rows, COLUMNS, output, empty)


@_takes_words
def offering_create(name: Name, engine: Engine, words: Json, plan: Plans = None, output: Output = Format.TABLE) -> None:
    """Offer a database to all tenants, in one or several sizes (administrators)."""
    body = {"name": name, "engine": engine, "plans": [plan_of(each) for each in plan or ()]}
    _say(Api().post("/managed-offerings", body | words), f"Offered {name}: slipway managed open {name} …", output)


@_takes_words
def offering_change(
    name: Name,
    words: Json,
    plan: Plans = None,
    offered: Annotated[bool | None, typer.Option("--enable/--disable", help="whether more may be opened")] = None,
    output: Output = Format.TABLE,
) -> None:
    """Change an offering; plans that are given replace all it had. What is open stays as it is (administrators)."""
    api = Api()
    body = words | ({} if offered is None else {"enabled": offered})
    body |= {"plans": [plan_of(each) for each in plan]} if plan else {}
    if not body:
        raise CliError("there is nothing to change.", "Say what: slipway managed change-offering --help")
    made = api.patch(f"/managed-offerings/{find.offering(api, name)['id']}", body)
    _say(made, f"Changed {name}", output)


def offering_delete(name: Name, yes: Yes = False) -> None:
    """Remove an offering of which nothing is open; disable one that is in use (administrators)."""
    api = Api()
    found = find.offering(api, name)
    confirm(f"Remove the offering {name}?", yes=yes)
    api.delete(f"/managed-offerings/{found['id']}")
    console.print(escape(f"Removed the offering {name}"))


def plan_of(text: str) -> Json:
    """Read a plan as it is written on the command line. Raises CliError."""
    name, _, amounts = text.partition("=")
    parts = amounts.split(",")
    if not name or len(parts) != len(PLAN_PARTS) or not all(parts):
        raise CliError(f"--plan {text}: not a plan.", "Write NAME=CPU,MEMORY,STORAGE, as small=250m,512Mi,5Gi.")
    return {"name": name, **dict(zip(PLAN_PARTS, parts, strict=True))}


def sizes(plans: list[Json]) -> list[str]:
    """Return plans as they are written on the command line."""
    return [f"{each['name']}={','.join(str(each[part]) for part in PLAN_PARTS)}" for each in plans]


def add_to(managed: typer.Typer) -> None:
    """Add these commands to those of managed services."""
    managed.command("offerings")(offering_list)
    managed.command("offer")(offering_create)
    managed.command("change-offering")(offering_change)
    managed.command("remove-offering")(offering_delete)


def _say(offering: Json, text: str, output: Format) -> None:
    if output is Format.JSON:
        show_json(offering)
    else:
        console.print(escape(text))
