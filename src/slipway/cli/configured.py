"""``settings``: what the platform was set to."""

from __future__ import annotations

from typing import Annotated

import typer

from slipway.cli.api import Api, Json
from slipway.cli.output import Format, Output, console, show_json, show_rows

COLUMNS = (
    ("GROUP", "group"), ("VARIABLE", "variable"), ("VALUE", "shown"), ("DEFAULT", "default"), ("FROM", "source"),
    ("MEANING", "description"),
)  # fmt: skip
Text = Annotated[str, typer.Argument(help="only settings with this in their name, value or meaning")]
Changed = Annotated[bool, typer.Option("--changed", help="only what is not left at its default")]


def settings(text: Text = "", changed: Changed = False, output: Output = Format.TABLE) -> None:
    """What the platform was set to, and by what; secrets are hidden (administrators)."""
    found = Api().get("/settings")
    chosen = [each for each in found["settings"] if _wanted(each, text.lower(), changed)]
    if output is Format.JSON:
        show_json({**found, "settings": chosen})
        return
    rows = [
        {**each, "shown": "(set, hidden)" if each["secret"] and each["is_set"] else each["value"]} for each in chosen
    ]
    show_rows(rows, COLUMNS, output, "No such setting.")
    file = found["config_file"] or "none; SLIPWAY_CONFIG names one"
    console.print(f"\nFile: {file}. Changes count when the platform starts again.", markup=False)


def _wanted(setting: Json, text: str, changed: bool) -> bool:
    if changed and setting["source"] == "default":
        return False
    return any(text in (setting[key] or "").lower() for key in ("name", "variable", "value", "group", "description"))
