"""``config …``: an application's configuration sets, written ``application/set``."""

from __future__ import annotations

import base64
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from slipway.cli import find, valuefile
from slipway.cli.api import Api, CliError, Json
from slipway.cli.apps import Tenant
from slipway.cli.output import Format, Output, Yes, confirm, console, show_json, show_rows

configuration = typer.Typer(no_args_is_help=True, help="configuration sets and secrets, written application/set")

COLUMNS = (
    ("NAME", "name"),
    ("KIND", "kind"),
    ("VERSION", "version"),
    ("KEYS", "shown_keys"),
    ("USED BY", "used_by"),
    ("AGE", "updated_at"),
)
HISTORY_COLUMNS = (
    ("VERSION", "number"),
    ("CURRENT", "current"),
    ("KEYS", "shown_keys"),
    ("BY", "created_by"),
    ("AGE", "created_at"),
    ("NOTE", "note"),
)
SHOWN = 100

FromFile = Annotated[
    list[str] | None, typer.Option("--from-file", help="KEY=PATH: the file's content; - for standard input")
]
Note = Annotated[str, typer.Option(help="why, for the history")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="only show what would change and which services would restart")]


@dataclass(frozen=True, slots=True)
class Place:
    """A set, by the address below which it is found."""

    application: str
    name: str
    all_sets: str

    @property
    def url(self) -> str:
        """The set's own address."""
        return f"{self.all_sets}/{self.name}"


@configuration.command("list")
def config_list(application: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The sets of an application."""
    api = Api()
    found = api.get(f"/applications/{find.application(api, application, tenant)['id']}/configuration")
    show_rows(
        found if output is Format.JSON else [_with_keys(each) for each in found],
        COLUMNS,
        output,
        f"It has no configuration yet. Make some: slipway config set {application}/settings KEY=VALUE",
    )


@configuration.command("show")
def config_show(
    path: str,
    version: Annotated[int | None, typer.Option(help="an earlier one, see `config history`")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """The keys of a set and their values, as far as you may see them."""
    api = Api()
    place = _place(api, path, tenant)
    found = api.get(place.url if version is None else f"{place.url}/versions/{version}")
    if output is Format.JSON:
        show_json(found)
        return
    sizes = {each["key"]: each["size"] for each in found["keys"]}
    rows = [{"key": key, "value": _shown(value), "size": sizes[key]} for key, value in found["entries"].items()]
    show_rows(rows, (("KEY", "key"), ("SIZE", "size"), ("VALUE", "value")), output, "It has no keys.")


@configuration.command("get")
def config_get(path: str, key: str, tenant: Tenant = None) -> None:
    """Print one value as it is."""
    api = Api()
    place = _place(api, path, tenant)
    entries = api.get(place.url)["entries"]
    if key not in entries:
        raise CliError(f"{path} has no key '{key}'.", f"See what there is: slipway config show {path}")
    value = entries[key]
    sys.stdout.buffer.write(value.encode() if isinstance(value, str) else base64.b64decode(value["base64"]))
    sys.stdout.buffer.flush()


@configuration.command("set")
def config_set(  # noqa: PLR0913, PLR0917 - each is an option of its own
    path: str,
    assignments: Annotated[list[str] | None, typer.Argument(help="KEY=VALUE")] = None,
    from_file: FromFile = None,
    secret: Annotated[bool, typer.Option("--secret", help="for a new set: its values are secret")] = False,
    note: Note = "",
    dry_run: DryRun = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Set keys, the others stay; a set that is not there is made. Services that use it restart."""
    entries: Json = dict(_assigned(text) for text in assignments or ())
    entries |= dict(_from_file(text) for text in from_file or ())
    _merge(path, entries, Wanted(secret=secret, note=note, dry_run=dry_run, tenant=tenant, output=output))


@configuration.command("unset")
def config_unset(
    path: str,
    keys: list[str],
    note: Note = "",
    dry_run: DryRun = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Remove keys."""
    api = Api()
    body: Json = {"entries": dict.fromkeys(keys), "note": note}
    _tell(path, api.patch(_place(api, path, tenant).url, body, dry_run=dry_run), output, dry_run=dry_run)


@configuration.command("import")
def config_import(  # noqa: PLR0913, PLR0917 - each is an option of its own
    path: str,
    file: Annotated[
        str, typer.Argument(help=".env, .yaml or .json with keys and values; - for .env on standard input")
    ],
    secret: Annotated[bool, typer.Option("--secret", help="for a new set: its values are secret")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="remove the keys that the file does not have")] = False,
    note: Note = "",
    dry_run: DryRun = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Set all keys of a file."""
    wanted = Wanted(secret=secret, note=note, dry_run=dry_run, tenant=tenant, output=output)
    _merge(path, valuefile.read(file), wanted, replace=replace)


@configuration.command("history")
def config_history(path: str, tenant: Tenant = None, output: Output = Format.TABLE) -> None:
    """The versions of a set, newest first."""
    api = Api()
    found = api.get(f"{_place(api, path, tenant).url}/versions")
    if output is not Format.JSON:
        found = [_with_keys(each) for each in found]
        for each in found:
            if number := each["restored_from"]:
                each["note"] = f"restored from {number}"
    show_rows(found, HISTORY_COLUMNS, output, "")


@configuration.command("diff")
def config_diff(
    path: str,
    version: Annotated[int, typer.Argument(help="see `config history`")],
    other: Annotated[int | None, typer.Argument(help="the present one without it")] = None,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """What differs between two versions; secret values are not shown."""
    api = Api()
    found = api.get(f"{_place(api, path, tenant).url}/versions/{version}/changes", to=other)
    if output is Format.JSON:
        show_json(found)
    elif not found:
        console.print("They are the same.")
    else:
        _tell_changes(found)


@configuration.command("restore")
def config_restore(
    path: str,
    version: Annotated[int, typer.Argument(help="see `config history`")],
    dry_run: DryRun = False,
    tenant: Tenant = None,
    output: Output = Format.TABLE,
) -> None:
    """Return to the values of an earlier version."""
    api = Api()
    changed = api.post(f"{_place(api, path, tenant).url}/restore", {"version": version}, dry_run=dry_run)
    _tell(path, changed, output, dry_run=dry_run)


@configuration.command("delete")
def config_delete(path: str, tenant: Tenant = None, yes: Yes = False) -> None:
    """Delete a set with its history."""
    api = Api()
    place = _place(api, path, tenant)
    confirm(f"Delete {path} with all its versions? This cannot be undone.", yes=yes)
    api.delete(place.url)
    console.print(f"Deleted configuration set {path}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How keys are set."""

    secret: bool
    note: str
    dry_run: bool
    tenant: str | None
    output: Format


def _merge(path: str, entries: Json, wanted: Wanted, *, replace: bool = False) -> None:
    if not entries and not wanted.secret and not replace:
        raise CliError("there is nothing to set.", "Give KEY=VALUE or --from-file KEY=PATH.")
    api = Api()
    place = _place(api, path, wanted.tenant)
    present = {each["name"]: each for each in api.get(place.all_sets)}.get(place.name)
    if present is None:
        _create(api, path, place, entries, wanted)
        return
    if wanted.secret and present["kind"] != "secret":
        raise CliError(f"{path} is a plain set, and stays one.", "Make a set of another name with --secret.")
    body: Json = {"entries": entries, "note": wanted.note, "version": present["version"]}
    change = api.put if replace else api.patch
    _tell(path, change(place.url, body, dry_run=wanted.dry_run), wanted.output, dry_run=wanted.dry_run)


def _create(api: Api, path: str, place: Place, entries: Json, wanted: Wanted) -> None:
    kind = "secret" if wanted.secret else "config"
    keys = ", ".join(sorted(entries)) or "no keys"
    if wanted.dry_run:
        console.print(f"configuration set {path} would be made with {keys}", markup=False)
        return
    made = api.post(place.all_sets, {"name": place.name, "kind": kind, "entries": entries, "note": wanted.note})
    if wanted.output is Format.JSON:
        show_json(made)
    else:
        console.print(f"configuration set {path} ({kind}) made with {keys}", markup=False)


def _place(api: Api, path: str, tenant: str | None) -> Place:
    application, slash, name = path.partition("/")
    if not slash or not name or "/" in name:
        raise CliError(f"'{path}' does not name a set.", "Write it as application/set, for example shop/settings.")
    found = find.application(api, application, tenant)
    return Place(application, name, f"/applications/{found['id']}/configuration")


def _tell(path: str, changed: Json, output: Format, *, dry_run: bool) -> None:
    if output is Format.JSON:
        show_json(changed)
        return
    if not changed["changes"]:
        console.print(f"{path} is as it should be, at version {changed['set']['version']}", markup=False)
        return
    _tell_changes(changed["changes"])
    restarts = ", ".join(changed["restarts"]) or "nothing"
    if dry_run:
        console.print(f"would restart: {restarts}", markup=False)
    else:
        console.print(f"{path} is at version {changed['set']['version']}; restarts: {restarts}", markup=False)


def _tell_changes(changes: list[Json]) -> None:
    for change in changes:
        before, after = (
            "(none)" if value is None else repr(value) if "\n" in value else value
            for value in (change["before"], change["after"])
        )
        console.print(f"  {change['key']}: {before} → {after}", markup=False)


def _with_keys(item: Json) -> Json:
    return {**item, "shown_keys": [each["key"] for each in item["keys"]]}


def _shown(value: object) -> str:
    if not isinstance(value, str):
        return "(not a text)"
    line = value.rstrip("\n").replace("\n", "⏎")
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _assigned(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals or not key:
        raise CliError(f"{text}: not an assignment.", "Write KEY=VALUE, or --from-file KEY=PATH.")
    return key, value


def _from_file(text: str) -> tuple[str, object]:
    key, equals, name = text.partition("=")
    if not equals:
        key, name = Path(text).name, text
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise CliError(f"{name}: {error.strerror}") from error
    return key, valuefile.entry(data)
