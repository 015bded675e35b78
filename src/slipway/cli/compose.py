"""``compose …``: make an application from a Compose file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from slipway.cli import find, valuefile
from slipway.cli.api import Api, CliError, Json, words
from slipway.cli.apps import Tenant, show_changes
from slipway.cli.follow import WAIT_SECONDS, Timeout, Wait, application_settled, follow
from slipway.cli.output import Format, Output, Yes, confirm, show_json

compose = typer.Typer(no_args_is_help=True, help="applications from Compose files")

File = Annotated[str, typer.Argument(help="the Compose file; - for standard input")]
Name = Annotated[str | None, typer.Option(help="of the application; the file's own name without it")]
Set = Annotated[list[str] | None, typer.Option("--set", help="VAR=VALUE for a variable of the file; again for more")]
EnvFile = Annotated[
    str | None, typer.Option("--env-file", help="variables of the file; .env beside it when there is one")
]
Profile = Annotated[list[str] | None, typer.Option("--profile", help="a profile to switch on; '*' for all")]
NoDomains = Annotated[bool, typer.Option("--no-domains", help="give no domains to services that publish ports")]


@compose.command("convert")
def compose_convert(
    file: File,
    name: Name = None,
    assignments: Set = None,
    env_file: EnvFile = None,
    profile: Profile = None,
    no_domains: NoDomains = False,
    output: Output = Format.TABLE,
) -> None:
    """Print the application file that a Compose file becomes; what is lost goes to standard error."""
    request = _request(file, env_file, name=name, variables=_variables(assignments or []))
    converted = _convert(Api(), file, {**request, "profiles": profile or [], "domains": not no_domains})
    if output is Format.JSON:
        show_json(converted)
        return
    _tell_notes(converted)
    _refuse_missing(file, converted)
    typer.echo(converted["file"], nl=False)


@compose.command("import")
def compose_import(  # noqa: PLR0913, PLR0917 - each is an option of its own
    file: File,
    name: Name = None,
    tenant: Tenant = None,
    assignments: Set = None,
    env_file: EnvFile = None,
    profile: Profile = None,
    no_domains: NoDomains = False,
    publish: Annotated[bool, typer.Option("--publish", help="publish it as well")] = False,
    wait: Wait = False,
    timeout: Timeout = WAIT_SECONDS,
    yes: Yes = False,
) -> None:
    """Create an application from a Compose file, or, after asking, change one of that name to be as the file says."""
    api = Api()
    request = _request(file, env_file, name=name, variables=_variables(assignments or []))
    converted = _convert(api, file, {**request, "profiles": profile or [], "domains": not no_domains})
    _tell_notes(converted)
    _refuse_missing(file, converted)
    body: Json = dict(converted["application"])
    if tenant:
        body["tenant_id"] = find.tenant_id(api, tenant)
    tried = api.post("/applications/apply", body, dry_run=True)
    if not tried["created"] and tried["changes"]:
        confirm(f"There is an application {body['name']} already. Make it as this file says?", yes=yes)
    result = api.post("/applications/apply", body, publish=publish)
    show_changes(body["name"], result, dry_run=False)
    if publish and wait:
        follow(api, result["application"]["id"], application_settled("publish"), timeout)


def _request(file: str, env_file: str | None, **given: object) -> Json:
    content = sys.stdin.read() if file == "-" else _read(Path(file))
    beside = Path(file).parent / ".env"
    if env_file is None and file != "-" and beside.is_file():
        env_file = str(beside)
    return {"content": content, "dotenv": _read(Path(env_file)) if env_file else "", **given}


def _convert(api: Api, file: str, request: Json) -> Json:
    """Convert, and once more with the files that it reads and that stand beside the Compose file."""
    converted = _asked(api, file, request)
    if file == "-":
        return converted
    directory = Path(file).parent
    env_files = {path: _read(found) for path, found in _beside(directory, converted["env_files"]).items()}
    mounted = {path: _content(found) for path, found in _beside(directory, converted["mounted_files"]).items()}
    if not env_files and not mounted:
        return converted
    return _asked(api, file, {**request, "env_files": env_files, "mounted_files": mounted})


def _asked(api: Api, file: str, request: Json) -> Json:
    try:
        converted: Json = api.post("/compose/convert", request)
    except CliError as error:
        name = "standard input" if file == "-" else file
        raise CliError(f"{name}: {error.message}", error.hint, code=error.code, field=error.field) from error
    return converted


def _beside(directory: Path, asked: list[Json]) -> dict[str, Path]:
    """Find files within the Compose file's directory: it shall not make anybody send other files of theirs."""
    inside = directory.resolve()
    found = {each["path"]: (inside / each["path"]).resolve() for each in asked}
    return {path: file for path, file in found.items() if file.is_relative_to(inside) and file.is_file()}


def _content(path: Path) -> str | Json:
    try:
        return valuefile.entry(path.read_bytes())
    except OSError as error:
        raise CliError(f"{path}: {error.strerror}") from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CliError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CliError(f"{path}: not a UTF-8 text file.") from error


def _variables(assignments: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise CliError(f"--set {text}: not an assignment.", "Write VAR=VALUE.")
        found[name] = value
    return found


def _tell_notes(converted: Json) -> None:
    for note in converted["notes"]:
        place = ": ".join(part for part in (note["service"], note["key"]) if part)
        typer.echo(f"{note['level']:<8} {place}: {words(note, 'message')}", err=True)


def _refuse_missing(file: str, converted: Json) -> None:
    if not converted["missing"]:
        return
    said = {each["name"]: each["explanation"] for each in converted["variables"]}
    wanted = ", ".join(f"{name} ({said[name]})" if said.get(name) else name for name in converted["missing"])
    raise CliError(f"{file} needs values for: {wanted}.", "Give them with --set VAR=VALUE, or in a file: --env-file.")
