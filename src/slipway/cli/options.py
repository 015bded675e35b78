"""Options that belong together, given to commands as one parameter: of a table, or an object with a field for each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints

from slipway.cli.api import CliError, Json

Command = Callable[..., None]
Parameters = list[inspect.Parameter]


def takes(parameter: str, options: Mapping[str, Any]) -> Callable[[Command], Command]:
    """Replace a command's ``parameter`` by an option for each name; it gets those that were given, by their names."""

    def gather(given: Json) -> Json:
        return {name: value for name, value in given.items() if value is not None}

    wanted = [_option(name, annotation, None) for name, annotation in options.items()]
    return lambda command: _replacing(command, parameter, wanted, gather)


def grouped(command: Command) -> Command:
    """Replace each of a command's parameters that is a dataclass by an option for each field; it gets the object.

    What a field is annotated with and its default are those of the option.
    """
    for parameter in inspect.signature(command, eval_str=True).parameters.values():
        group = parameter.annotation
        if isinstance(group, type) and is_dataclass(group):
            command = _replacing(command, parameter.name, _options_of(group), _maker(group))
    return command


def assignment(text: str) -> tuple[str, str | None]:
    """Read a variable to set, or to remove. Raises CliError."""
    name, equals, value = text.partition("=")
    if equals:
        return name, value
    if name.endswith("-"):
        return name[:-1], None
    raise CliError(f"--env {text}: not an assignment.", "Write NAME=VALUE, or NAME- to remove NAME.")


def _options_of(group: type) -> Parameters:
    hints = get_type_hints(group, include_extras=True)
    return [_option(each.name, hints[each.name], _default(each)) for each in fields(group)]


def _default(field: Field[Any]) -> Any:
    return inspect.Parameter.empty if field.default is MISSING else field.default


def _maker(group: type) -> Callable[[Json], Any]:
    return lambda given: group(**given)


def _option(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _replacing(command: Command, parameter: str, options: Parameters, gather: Callable[[Json], Any]) -> Command:
    """Return the command with these options in the place of a parameter, which gets what is gathered of them."""

    @wraps(command)
    def taking(**given: Any) -> None:
        values = {each.name: given.pop(each.name) for each in options}
        command(**given, **{parameter: gather(values)})

    own = inspect.signature(command, eval_str=True)
    parameters = [
        each
        for one in own.parameters.values()
        for each in (options if one.name == parameter else [one.replace(kind=inspect.Parameter.KEYWORD_ONLY)])
    ]
    taking.__signature__ = own.replace(parameters=parameters)  # type: ignore[attr-defined]  # what typer reads
    return taking
