"""Write an application's file anew for a copy of it, whose services are called otherwise. Pure.

Services find each other by their names: those that are written as hosts (a whole value, in a URL, or before one of the
service's ports) become the new ones, so that a copy asks its own services and not the original's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from slipway.applications.cloning.schemas import LeftOut
from slipway.applications.configuration.entries import told
from slipway.applications.configuration.schemas import SetFile
from slipway.applications.schemas import ApplicationFile, Change, ServiceFile
from slipway.applications.variables import provided_by
from slipway.masking import masked_value


@dataclass(frozen=True, slots=True)
class Copy:
    """A file for the copy, and how it differs from that of the original."""

    services: list[ServiceFile]
    sets: list[SetFile]
    changes: list[Change] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def copy_of(file: ApplicationFile, names: Mapping[str, str]) -> Copy:
    """Return the copy; ``names`` has a new name for each service."""
    return _Copier(file, names).copy()


class _Copier:
    def __init__(self, file: ApplicationFile, names: Mapping[str, str]) -> None:
        self._file = file
        self._names = names
        self._ports = {each.name: each.ports for each in file.services}
        self._hosts = _hosts(each for each in file.services if names[each.name] != each.name)
        self._changes: list[Change] = []

    def copy(self) -> Copy:
        services = [self._service(each) for each in self._file.services]
        sets = [self._set(each) for each in self._file.configuration]
        left_out = [each for service in self._file.services for each in _left_out(service)]
        return Copy(services, sets, self._changes, left_out)

    def _service(self, service: ServiceFile) -> ServiceFile:
        name = self._names[service.name]
        env = {key: self._text(name, f"env.{key}", key, value) for key, value in service.env.items()}
        env |= self._aliases(service, name)
        told = {
            "name": name,
            "env": env,
            "depends_on": [self._names.get(each, each) for each in service.depends_on],
            "domain": None,
            "command": self._words(name, "command", service.command),
            "args": self._words(name, "args", service.args),
        }
        return service.model_copy(update=told)

    def _aliases(self, service: ServiceFile, name: str) -> dict[str, str]:
        """Keep the variables by which the program knows its dependencies: those of the new names are called anew."""
        found: dict[str, str] = {}
        for other in service.depends_on:
            if self._names.get(other, other) == other:
                continue
            for variable in provided_by(other, self._ports.get(other, [])):
                if variable.name not in service.env and variable.name not in found:
                    value = self._names[other] if variable.value == other else variable.value
                    found[variable.name] = value
                    self._changes.append(Change(service=name, field=f"env.{variable.name}", before=None, after=value))
        return found

    def _words(self, service: str, where: str, words: list[str] | None) -> list[str] | None:
        return None if words is None else [self._text(service, where, where, word) for word in words]

    def _text(self, service: str, where: str, key: str, text: str) -> str:
        new = self._replaced(text)
        if new != text:
            before, after = (str(masked_value(key, each)) for each in (text, new))
            self._changes.append(Change(service=service, field=where, before=before, after=after))
        return new

    def _set(self, held: SetFile) -> SetFile:
        entries = dict(held.entries)
        for key, value in held.entries.items():
            if isinstance(value, str) and (new := self._replaced(value)) != value:
                entries[key] = new
                at = f"configuration.{held.name}.{key}"
                before, after = told(held.kind, key, value), told(held.kind, key, new)
                self._changes.append(Change(service=None, field=at, before=before, after=after))
        return SetFile.model_construct(name=held.name, kind=held.kind, entries=entries)

    def _replaced(self, text: str) -> str:
        if self._hosts is None:
            return text
        return self._hosts.sub(lambda match: self._names[match.group(match.lastgroup or 0)], text)


def _hosts(services: Iterable[ServiceFile]) -> re.Pattern[str] | None:
    """Return what finds names of services where they are hosts; None without services."""
    kinds = []
    for number, service in enumerate(services):
        name = re.escape(service.name)
        ports = "|".join(str(port.port) for port in service.ports)
        before_port = rf"|(?<![\w./-])(?P<p{number}>{name})(?=:(?:{ports})(?!\d))" if ports else ""
        kinds.append(
            rf"\A(?P<w{number}>{name})\Z|(?<=//)(?P<u{number}>{name})(?![\w.-])|(?<=@)(?P<a{number}>{name})(?![\w.-])"
            + before_port
        )
    return re.compile("|".join(kinds)) if kinds else None


def _left_out(service: ServiceFile) -> list[LeftOut]:
    found = [LeftOut(service=service.name, what="domain", name=service.domain)] if service.domain else []
    return [*found, *(LeftOut(service=service.name, what="data", name=each.name) for each in service.volumes)]
