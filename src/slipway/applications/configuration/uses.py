"""How services use sets: which, and whether they can. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from slipway.applications.configuration.schemas import EnvFrom, Files
from slipway.applications.words import LONGEST_VARIABLE, EnvName
from slipway.db import Obj
from slipway.errors import Invalid, Param

if TYPE_CHECKING:
    from slipway.applications.schemas import ServiceConfig

_ENV_NAME: TypeAdapter[str] = TypeAdapter(EnvName)
Outlines = Mapping[str, Obj]
"""Of each set its keys, as ``entries.outline`` tells them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a service cannot use a set as it wants to; ``key`` is None when there is no such set."""

    set: str
    key: str | None
    code: str
    more: dict[str, Param]
    field: str

    @property
    def params(self) -> dict[str, Param]:
        """What the error's text needs."""
        return {"set": self.set, "key": self.key, **self.more}


def used_sets(config: ServiceConfig) -> set[str]:
    """Return the names of the sets that a service uses."""
    return {each.set for each in config.env_from} | {each.set for each in config.files}


def check_shape(config: ServiceConfig, at: str) -> None:
    """Refuse what contradicts itself, whatever is in the sets."""
    for index, source in enumerate(config.env_from):
        if source.keys is not None and source.prefix:
            raise Invalid("configuration.prefix_with_keys", {"set": source.set}, field=f"{at}env_from[{index}].prefix")
    seen: set[str] = set()
    for index, files in enumerate(config.files):
        field = f"{at}files[{index}]"
        if files.key is not None and files.keys is not None:
            raise Invalid("configuration.key_and_keys", {"set": files.set}, field=f"{field}.keys")
        if posixpath.normpath(files.mount_path) != files.mount_path.rstrip("/"):
            raise Invalid("configuration.path_invalid", {"path": files.mount_path}, field=f"{field}.mount_path")
        place = files.mount_path.rstrip("/")
        if place in seen:
            raise Invalid("configuration.path_doubled", {"path": place}, field=f"{field}.mount_path")
        seen.add(place)
        _check_inner(files, field)


def check_uses(config: ServiceConfig, sets: Outlines, at: str) -> None:
    """Refuse to use what is not there, or what cannot be used so."""
    for problem in problems(config, sets):
        raise Invalid(problem.code, problem.params, field=f"{at}{problem.field}")


def problems(config: ServiceConfig, sets: Outlines) -> Iterator[Problem]:
    """Find everything that is in the way."""
    for index, source in enumerate(config.env_from):
        yield from _of_variables(source, sets, f"env_from[{index}]")
    for index, files in enumerate(config.files):
        wanted = [files.key] if files.key is not None else list(files.keys or ())
        yield from _of_set(files.set, wanted, sets, f"files[{index}]")


def _check_inner(files: Files, field: str) -> None:
    paths = list((files.keys or {}).values())
    for key, path in (files.keys or {}).items():
        if posixpath.normpath(path) != path or path == ".." or path.startswith("../"):
            raise Invalid("configuration.path_invalid", {"path": path}, field=f"{field}.keys.{key}")
        if paths.count(path) > 1:
            raise Invalid("configuration.path_doubled", {"path": path}, field=f"{field}.keys.{key}")


def _of_set(name: str, keys: list[str], sets: Outlines, field: str) -> Iterator[Problem]:
    known = sets.get(name)
    if known is None:
        yield Problem(name, None, "configuration.unknown", {"known": sorted(sets)}, f"{field}.set")
        return
    for key in keys:
        if key not in known:
            yield Problem(name, key, "configuration.key_unknown", {"known": sorted(known)}, field)


def _of_variables(source: EnvFrom, sets: Outlines, field: str) -> Iterator[Problem]:
    yield from _of_set(source.set, list(source.keys or ()), sets, field)
    known = sets.get(source.set, {})
    names = {key: f"{source.prefix}{key}" for key in known} if source.keys is None else source.keys
    for key, name in names.items():
        told = known.get(key)
        if told is not None and not (
            _is_env_name(name) and told["text"] and len(name) + told["size"] < LONGEST_VARIABLE
        ):
            yield Problem(source.set, key, "configuration.not_a_variable", {"variable": name}, field)


def _is_env_name(name: str) -> bool:
    try:
        _ENV_NAME.validate_python(name)
    except ValidationError:
        return False
    return True
