"""``audit list``, ``audit export``, ``audit verify``: the operation log."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from slipway.cli import find
from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import Format, Output, console, show_json, show_rows

audit = typer.Typer(no_args_is_help=True, help="the operation log: who did what")

COLUMNS = (
    ("TIME", "time"),
    ("WHO", "actor_name"),
    ("FROM", "source"),
    ("WHAT", "action"),
    ("ON", "object_name"),
    ("OUTCOME", "outcome"),
    ("MS", "duration_ms"),
    ("REQUEST", "request_id"),
)
INCOMPLETE = 3
"""Exit code of ``audit verify`` when the log is not intact."""

FILTERS = {
    "tenant": "tenant_id", "user": "actor_id", "action": "action", "kind": "object_kind", "object": "object_id",
    "outcome": "outcome", "request": "request_id", "since": "since", "until": "until", "text": "q",
}  # fmt: skip
Filters = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="KEY=VALUE…",
        help="tenant=acme user=ann action=service.upgrade kind=service object=ID outcome=ok|refused|CODE request=ID "
        "since=2026-01-31T00:00:00Z until=… text=…: all of them have to hold",
    ),
]


class FileFormat(StrEnum):
    """What exports are written as."""

    CSV = "csv"
    JSONL = "jsonl"


@audit.command("list")
def list_operations(
    filters: Filters = None,
    limit: Annotated[int, typer.Option(help="how many of the newest", min=1)] = 50,
    output: Output = Format.TABLE,
) -> None:
    """List the newest operations that match, however far back they are."""
    api = Api()
    given = _filter(api, filters or [])
    found: list[Json] = []
    after: str | None = None
    while len(found) < limit:
        page = api.get("/operations", page_size=min(limit - len(found), 500), after=after, **given)
        found += page["items"]
        after = page["next"]
        if after is None:
            break
    show_rows(found, COLUMNS, output, "Nothing matches.")


@audit.command("export")
def export(
    filters: Filters = None,
    file_format: Annotated[FileFormat, typer.Option("--format")] = FileFormat.CSV,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="instead of standard output")] = None,
) -> None:
    """Write all operations that match as CSV or JSON lines."""
    api = Api()
    save(api, "/operations/export", {**_filter(api, filters or []), "format": file_format.value}, file)


@audit.command("verify")
def verify(
    anchor: Annotated[
        str | None, typer.Option(help="SEQ:HASH, as an earlier verification printed it: go on from there")
    ] = None,
    output: Output = Format.TABLE,
) -> None:
    """Check that nobody has changed, removed, added or moved operations; exit code 3 when somebody has."""
    problems: list[Json] = []
    verdict: Json = {}
    reached: str | None = anchor
    try:
        for event, data in Api().events("/operations/verify", anchor=anchor):
            if event == "problem":
                problems.append(data)
                if output is Format.TABLE:
                    console.print(_sentence(data))
            elif event == "progress":
                reached = data["anchor"] or reached
                _show_progress(data)
            elif event == "verdict":
                verdict = data
    except KeyboardInterrupt:
        sys.stderr.write("\n")
    if output is Format.JSON:
        show_json({**verdict, "found": problems})
    elif verdict:
        state = "intact" if verdict["intact"] else f"NOT intact: {verdict['problems']} problems"
        console.print(f"{verdict['checked']} operations checked: {state}")
        console.print(f"Anchor to note down elsewhere: {verdict['anchor']}")
    else:
        console.print("The verification was broken off." + (f" Go on with: --anchor {reached}" if reached else ""))
    if not verdict.get("intact"):
        raise typer.Exit(INCOMPLETE)


def _show_progress(progress: Json) -> None:
    if sys.stderr.isatty():
        end = "\n" if progress["seq"] == progress["until"] else ""
        sys.stderr.write(f"\r{progress['seq']} of {progress['until']}\033[K{end}")


def save(api: Api, path: str, params: Json, file: Path | None) -> None:
    """Write a download to a file or to standard output, piece by piece."""
    with api.stream(path, **params) as response:
        if file is None:
            for piece in response.iter_bytes():
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        with file.open("wb") as target:
            for piece in response.iter_bytes():
                target.write(piece)


def _filter(api: Api, filters: list[str]) -> Json:
    """Return query parameters for ``KEY=VALUE`` words; tenants and users are given by their names."""
    given: Json = {}
    for word in filters:
        key, equals, value = word.partition("=")
        if key not in FILTERS or not equals:
            raise CliError(f"'{word}' is not a filter.", f"Write KEY=VALUE with one of: {', '.join(FILTERS)}.")
        given[FILTERS[key]] = value
    if "tenant_id" in given:
        given["tenant_id"] = find.tenant_id(api, given["tenant_id"])
    if "actor_id" in given:
        given["actor_id"] = find.user(api, given["actor_id"])["id"]
    return given


def _sentence(problem: Json) -> str:
    first, last = problem["first_seq"], problem["last_seq"]
    which = f"operation {first}" if first == last else f"operations {first} to {last}"
    said = {
        "missing": "removed",
        "changed": "not what was written, or moved (or the one before it is)",
        "added": "not written by the platform",
        "unanchored": "not what it was when the anchor was noted down",
        "unattested": "removed, and not by retention",
    }
    return f"{which}: {said[problem['kind']]}"
