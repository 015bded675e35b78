"""From a Compose file to an application file. Pure: nothing is looked up, and nothing is stored.

The order is Compose's own: variables are filled in while the file is read, then ``extends`` is resolved, then services
whose profiles are off are left out. What comes out has passed the same checks as a file that is applied.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from slipway.applications import ApplicationFile, check_file, check_sets, file_text
from slipway.compose.dependencies import dependencies_of
from slipway.compose.dotenv import parse
from slipway.compose.environment import Environments
from slipway.compose.extending import Extending
from slipway.compose.interpolation import Asked, Interpolation
from slipway.compose.mounted import Definitions
from slipway.compose.names import application_name, domain_for, names_for
from slipway.compose.notes import Notes
from slipway.compose.reach import find_ports
from slipway.compose.reading import MOST_CHARACTERS, read
from slipway.compose.schemas import Converted, ConvertRequest, VariableAsked
from slipway.compose.service import Draft, Project, draft_of
from slipway.compose.storage import Storage
from slipway.compose.values import Item
from slipway.errors import Invalid, Param, SlipwayError
from slipway.web import explain

MOST_SERVICES = 400
"""Of a file, those whose profiles are off included."""

_USUAL_NAME = "app"
_WEB_PORTS = ("80", "8080")
_FIELD = re.compile(r"services\[(\d+)\]\.?([a-z_]*)(.*)", re.DOTALL)
_FIELDS = {
    "args": "command",
    "command": "entrypoint",
    "domain": "ports",
    "env": "environment",
    "files": "configs",
    "name": "",
    "probes": "healthcheck",
    "replicas": "deploy.replicas",
    "resources": "deploy.resources",
    "stop_grace_seconds": "stop_grace_period",
}
_TOP_LOST = {
    "networks": "compose.networks_defined",
    "models": "compose.development",
}
_TOP_CARRIED = frozenset({"name", "services", "version", "include", "configs", "secrets", "volumes"})


def convert(wanted: ConvertRequest) -> Converted:
    """Convert a file. Raises Invalid, naming the path in the Compose file, for what cannot be understood."""
    variables = {**_dotenv(wanted), **wanted.variables}
    interpolation = Interpolation(variables)
    environments = Environments(interpolation, wanted.env_files)
    notes = Notes()
    document = Item(read(wanted.content, interpolation))
    services = _services(document)
    definitions = Definitions.of(document, interpolation, wanted.mounted_files)
    application = None
    if not interpolation.missing:
        name = wanted.name or _name_of(document)
        _note_top(document, notes)
        storage = Storage.of(document, services.values())
        drafts = _drafts(services, wanted, environments, definitions, storage, notes)
        find_ports(drafts, notes)
        if wanted.domains:
            _give_domains(name, drafts, notes)
        _note_old_names(drafts, notes)
        application = _checked(name, drafts, definitions)
    for asked in interpolation.asked.values():
        if asked.used:
            notes.add("compose.variable_unset", None, f"${{{asked.name}}}", name=asked.name)
    return Converted(
        application=application,
        file=file_text(application) if application else None,
        notes=notes.all(),
        variables=[_asked(asked, variables) for asked in interpolation.asked.values()],
        missing=sorted(interpolation.missing),
        env_files=list(environments.asked.values()),
        mounted_files=list(definitions.asked.values()),
        profiles=_profiles(services),
    )


def _dotenv(wanted: ConvertRequest) -> dict[str, str]:
    if len(wanted.dotenv) > MOST_CHARACTERS:
        raise Invalid("compose.too_large", {"limit": f"{MOST_CHARACTERS // 1024} KiB"}, field="dotenv")
    lines = parse(wanted.dotenv, ".env", Interpolation(wanted.variables))
    return {name: value for name, value in lines.items() if value is not None}


def _services(document: Item) -> dict[str, Item]:
    if document.value is not None and not isinstance(document.value, dict):
        raise Invalid("compose.no_services", field="content")
    if document["include"].given:
        params = {"path": "include", "file": "include"}
        raise Invalid("compose.other_file", params, field="include")
    services = document["services"].mapping()
    if not services:
        raise Invalid("compose.no_services", field="services")
    if len(services) > MOST_SERVICES:
        raise Invalid("compose.too_many_services", {"limit": MOST_SERVICES}, field="services")
    extending = Extending(services)
    return {name: extending.resolved(name) for name in services}


def _name_of(document: Item) -> str:
    return application_name(document["name"].text()) if document["name"].given else _USUAL_NAME


def _note_top(document: Item, notes: Notes) -> None:
    for key, item in document.mapping().items():
        if key in _TOP_CARRIED or key.startswith("x-") or item.value in (None, {}, []):
            continue
        notes.add(_TOP_LOST.get(key, "compose.unknown_key"), None, key)


def _profiles(services: Mapping[str, Item]) -> list[str]:
    return sorted({profile for service in services.values() for profile in service["profiles"].texts()})


def _drafts(
    services: Mapping[str, Item],
    wanted: ConvertRequest,
    environments: Environments,
    definitions: Definitions,
    storage: Storage,
    notes: Notes,
) -> dict[str, Draft]:
    on = set(wanted.profiles)
    inactive: set[str] = set()
    for name, service in services.items():
        profiles = service["profiles"].texts()
        if profiles and "*" not in on and not on & set(profiles):
            inactive.add(name)
            notes.add("compose.profile_off", name, "profiles", profiles=profiles)
    active = {name: service for name, service in services.items() if name not in inactive}
    ending = {each.name for service in active.values() for each in dependencies_of(service) if each.completed}
    if unknown := sorted(ending - set(services)):
        params: dict[str, Param] = {"path": "services", "name": unknown[0], "known": sorted(active)}
        raise Invalid("compose.dependency_unknown", params, field="services")
    project = Project(names_for(active), inactive, ending, environments, definitions, storage, notes)
    return {name: draft_of(name, service, project) for name, service in active.items()}


def _give_domains(application: str, drafts: Mapping[str, Draft], notes: Notes) -> None:
    """Let browsers in where the file published a port; the first service gets the application's own name."""
    fronts = {name: draft for name, draft in drafts.items() if draft.ports and draft.ports[0].serves_http}
    taken: set[str] = set()
    for name in sorted(fronts, key=lambda each: fronts[each].ports[0].published not in _WEB_PORTS):
        service = fronts[name].document["name"]
        domain = domain_for(application, service, taken)
        taken.add(domain)
        fronts[name].document["domain"] = domain
    for name, draft in drafts.items():
        published = [port for port in draft.ports if port.published is not None]
        if not published:
            continue
        shown = [f"{port.published}:{port.port}".removeprefix("*:") for port in published]
        inside = f"{draft.document['name']}:{draft.ports[0].port}"
        if given := draft.document.get("domain"):
            notes.add("compose.domain", name, "ports", ports=shown, inside=inside, domain=given)
        else:
            notes.add("compose.no_domain", name, "ports", ports=shown, inside=inside)


def _note_old_names(drafts: Mapping[str, Draft], notes: Notes) -> None:
    """Say where services still call others by names that changed."""
    renamed = {old: draft.document["name"] for old, draft in drafts.items() if draft.document["name"] != old}
    if not renamed:
        return
    called = re.compile(rf"(?<![\w.-])({'|'.join(map(re.escape, sorted(renamed, key=len, reverse=True)))})(?![\w-])")
    for name, draft in drafts.items():
        document = draft.document
        texts = {f"environment.{key}": value for key, value in document["env"].items()}
        texts |= {"command": " ".join(document.get("args", ())), "entrypoint": " ".join(document.get("command", ()))}
        for key, text in texts.items():
            for old in sorted(set(called.findall(text))):
                notes.add("compose.old_name", name, key, name=old, renamed=renamed[old])


def _checked(name: str, drafts: Mapping[str, Draft], definitions: Definitions) -> ApplicationFile:
    """Return the application after the checks that every applied file passes."""
    document: dict[str, Any] = {"name": name, "services": [draft.document for draft in drafts.values()]}
    if definitions.sets:
        document["configuration"] = list(definitions.sets.values())
    try:
        application = ApplicationFile.model_validate(document)
        check_file(application)
        check_sets(application.configuration)
    except ValidationError as error:
        raise _of_compose(explain(error.errors()), list(drafts)) from error
    except Invalid as error:
        raise _of_compose(error, list(drafts)) from error
    return application


def _of_compose(error: SlipwayError, names: list[str]) -> Invalid:
    """Say the same of the Compose file."""
    params = {**error.params, **({"field": _in_compose(error.field, names)} if "field" in error.params else {})}
    return Invalid(error.code, params, field=_in_compose(error.field, names))


def _in_compose(field: str | None, names: list[str]) -> str | None:
    """Name the place in the Compose file that a field of the application came from."""
    match = _FIELD.fullmatch(field or "")
    if match is None:
        return field
    own = _FIELDS.get(match[2], match[2])
    return ".".join(part for part in (f"services.{names[int(match[1])]}", own) if part) + (match[3] if own else "")


def _asked(asked: Asked, given: Mapping[str, str]) -> VariableAsked:
    return VariableAsked(
        name=asked.name,
        default=asked.default,
        required=asked.required,
        given=asked.name in given,
        explanation=asked.explanation,
    )
