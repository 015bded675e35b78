"""A quota's amounts as options of commands, in one place for all commands that take them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from slipway.cli.api import Json

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


def takes_quota(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the command's parameter ``quota`` by an option for each amount; it gets those that were given."""

    @wraps(command)
    def taking(**given: Any) -> None:
        amounts = {what: given.pop(what) for what in WHAT}
        quota: Json = {what: amount for what, amount in amounts.items() if amount is not None}
        command(**given, quota=quota)

    own = inspect.signature(command, eval_str=True)
    parameters = [each for parameter in own.parameters.values() for each in _options_for(parameter)]
    taking.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # what typer reads
    return taking


def _options_for(parameter: inspect.Parameter) -> list[inspect.Parameter]:
    if parameter.name != "quota":
        return [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)]
    return [
        inspect.Parameter(what, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for what, option in _OPTIONS.items()
    ]
