"""A quota's amounts as options of commands, in one place for all commands that take them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from slipway.cli.options import takes

_OPTIONS: dict[str, Any] = {
    "cpu": Annotated[str | None, typer.Option(help="cores that published services may reserve together, as 4 or 500m")],
    "memory": Annotated[str | None, typer.Option(help="memory that they may reserve together, as 8Gi")],
    "pods": Annotated[int | None, typer.Option(help="replicas that they may have together")],
    "volumes": Annotated[int | None, typer.Option(help="volumes")],
    "storage": Annotated[str | None, typer.Option(help="size of all volumes together, as 100Gi")],
    "services": Annotated[int | None, typer.Option(help="services, published or not")],
    "domains": Annotated[int | None, typer.Option(help="public domains")],
}
WHAT = tuple(_OPTIONS)
"""The names of a quota's amounts."""

takes_quota = takes("quota", _OPTIONS)
"""Replaces a command's parameter ``quota`` by an option for each amount."""
