"""``runtime-log sources``, ``runtime-log show``: what the cluster and the platform log."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from slipway.cli.api import Api
from slipway.cli.audit import save
from slipway.cli.output import Format, Output, show_rows

runtime = typer.Typer(no_args_is_help=True, help="what the cluster and the platform log (administrators)")

COLUMNS = (("SOURCE", "source"), ("KIND", "kind"))
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

Moment = Annotated[str | None, typer.Option(help="RFC 3339, or how long ago: 30s, 10m, 2h, 1d")]


@runtime.command("sources")
def sources(
    within: Annotated[str | None, typer.Argument(help="a directory, as listed before: node/NAME/")] = None,
    output: Output = Format.TABLE,
) -> None:
    """List what logs there are, or what is within a directory."""
    items = Api().get("/runtime-log/sources", within=within)["items"]
    show_rows(items, COLUMNS, output, "There is nothing.")


@runtime.command("show")
def show(
    source: Annotated[str, typer.Argument(help="as listed by: slipway runtime-log sources")],
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on as lines are written")] = False,
    tail: Annotated[int, typer.Option(help="only the last lines that match", min=0)] = 1000,
    since: Moment = None,
    until: Moment = None,
    text: Annotated[str | None, typer.Option("-q", help="only lines that contain this text")] = None,
    file: Annotated[Path | None, typer.Option(help="save all lines that match")] = None,
) -> None:
    """Show the lines of one source."""
    api = Api()
    query = {"source": source, "since": _moment(since), "until": _moment(until), "q": text}
    if file is not None:
        save(api, "/runtime-log/lines", {**query, "download": True}, file)
        return
    with api.stream("/runtime-log/lines", **query, tail=tail, follow=follow) as response:
        for piece in response.iter_raw():
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()


def _moment(text: str | None) -> str | None:
    found = re.fullmatch(r"([0-9]{1,6})([smhd])", text or "")
    if found is None:
        return text
    return (datetime.now(UTC) - timedelta(**{_UNITS[found[2]]: int(found[1])})).isoformat()
