"""Options that belong together: declared once as a table, given to commands as one parameter."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from slipway.cli.api import Json

Command = Callable[..., None]


def takes(parameter: str, options: Mapping[str, Any]) -> Callable[[Command], Command]:
    """Replace a command's ``parameter`` by an option for each name; it gets those that were given, by their names."""

    def replacing(command: Command) -> Command:
        @wraps(command)
        def taking(**given: Any) -> None:
            values = {name: given.pop(name) for name in options}
            chosen: Json = {name: value for name, value in values.items() if value is not None}
            command(**given, **{parameter: chosen})

        own = inspect.signature(command, eval_str=True)
        parameters = [each for one in own.parameters.values() for each in _options_for(one, parameter, options)]
        taking.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # what typer reads
        return taking

    return replacing


def _options_for(one: inspect.Parameter, parameter: str, options: Mapping[str, Any]) -> list[inspect.Parameter]:
    if one.name != parameter:
        return [one.replace(kind=inspect.Parameter.KEYWORD_ONLY)]
    return [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=option)
        for name, option in options.items()
    ]
