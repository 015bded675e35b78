"""How results are shown: tables for people, JSON for programs (``-o json``)."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from slipway.cli.api import CliError, Json, words

STATE_STYLE = {
    "running": "green", "degraded": "red", "publishing": "yellow", "unpublishing": "yellow", "draft": "dim",
    "ready": "green", "not_ready": "red", "unreachable": "red", "draining": "yellow", "unschedulable": "yellow",
    "done": "green", "blocked": "red", "leaving": "yellow", "failed": "red", "gone": "dim", "left": "dim",
    "offered": "yellow", "accepted": "green", "refused": "dim", "withdrawn": "dim",
    "stopped": "dim", "starting": "yellow", "stopping": "yellow",
    "applied": "green", "waiting": "yellow",
    "creating": "yellow", "booting": "yellow", "joined": "green", "deleting": "yellow",
}  # fmt: skip

LONGEST_LINE = 200
"""Of a table. Lines that the terminal breaks can be read and searched; columns of four letters cannot."""

console = Console(highlight=False, soft_wrap=True)


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"


Output = Annotated[Format, typer.Option("--output", "-o", help="how to show the result")]
Password = Annotated[str | None, typer.Option(help="better not: others on this machine see it; asked for, or piped in")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="do not ask")]


def show_json(value: object) -> None:
    """Print indented JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def show_rows(items: Sequence[Json], columns: Sequence[tuple[str, str]], output: Format, empty: str) -> None:
    """A list: ``columns`` are (title, dotted path); ``empty`` says what to do when there is nothing."""
    if output is Format.JSON:
        show_json(items)
        return
    if not items:
        console.print(empty)
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title, _ in columns:
        table.add_column(title, overflow="fold")
    for item in items:
        table.add_row(*(_cell(item, path) for _, path in columns))
    Console(highlight=False, soft_wrap=True, width=max(console.width, LONGEST_LINE)).print(table)


def show_facts(facts: Json) -> None:
    """Names and values, a line for each."""
    for name, value in facts.items():
        console.print(f"{name:<10} {'-' if value is None else value}", markup=False)


def state(text: str) -> str:
    """A state with its colour."""
    style = STATE_STYLE.get(text)
    return f"[{style}]{text}[/]" if style else text


def status_lines(status: Json) -> list[str]:
    """An application's derived status: one line a service, with the reason when it is not ready."""
    ready = f"{status['ready']}/{status['total']} ready"
    lines = ["  ".join([status["name"], state(status["state"]), ready, *status["urls"]])]
    for service in sorted(status["services"], key=lambda s: (s["wave"], s["name"])):
        lines += service_lines(service)
    return lines


def service_lines(service: Json) -> list[str]:
    """One service's status, its rollout and its reason."""
    line = f"  {service['name']:<24} {state(service['state'])}  {service['ready']}/{service['desired']}"
    rollout = service.get("rollout")
    if rollout and not rollout["done"]:
        line += f"  revision {rollout['revision']}: {rollout['updated']} of {rollout['desired']} updated"
    if rollout and rollout["paused"]:
        line += "  paused"
    reason = service.get("reason")
    return [line, *(reason_lines(reason) if reason else []), *scaling_lines(service.get("scaling"))]


def reason_lines(reason: Json) -> list[str]:
    """Why something is not as it should be, what to do, and the last lines of its log."""
    lines = [f"      {escape(words(reason, 'message'))}"]
    if hint := words(reason, "hint"):
        lines.append(f"      → {escape(hint)}")
    return lines + [f"      | {escape(text)}" for text in reason.get("log", [])]


def scaling_lines(status: Json | None) -> list[str]:
    """How it stands with the autoscaling of a service, as ``3 of 2–10, by CPU 85 % (target 70 %)``."""
    if status is None:
        return []
    uses = [_use(name, status[key]) for name, key in (("CPU", "cpu"), ("memory", "memory")) if status[key]]
    lines = [f"      autoscaled: {status['desired']} of {status['min']}–{status['max']}, by {' and '.join(uses)}"]
    if reason := status["reason"]:
        lines.append(f"      {escape(words(reason, 'message'))}")
        lines.append(f"      → {escape(words(reason, 'hint'))}")
        lines += [f"      {escape(line)}" for line in reason.get("detail", "").splitlines()]
    return lines


def _use(name: str, measured: Json) -> str:
    now = "not measured yet" if measured["now"] is None else f"{measured['now']} %"
    return f"{name} {now} (target {measured['target']} %)"


def age(text: str | None) -> str:
    """Time since an ISO 8601 time stamp, as ``3d``, ``5h``, ``2m`` or ``7s``."""
    if not text:
        return "-"
    then = datetime.fromisoformat(text)
    seconds = int((datetime.now(UTC) - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds())
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{max(seconds, 0)}s"


def confirm(question: str, *, yes: bool) -> None:
    """Ask before something is lost; without a terminal ``--yes`` is needed."""
    if not yes:
        typer.confirm(question, abort=True)


def secret(label: str, given: str | None, *, twice: bool = False) -> str:
    """Return a password as given, asked for at the terminal (``twice`` for a new one), or the first line piped in.

    Raises CliError when there is none.
    """
    if given:
        return given
    if sys.stdin.isatty():
        return str(typer.prompt(label, hide_input=True, confirmation_prompt=twice))
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise CliError(f"{label}: there is none.", "Type it at a terminal, or pipe it in as one line.")
    return line


def _cell(item: Json, path: str) -> str:
    value: object = item
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
    if value is None or value == "":
        return "-"
    if path.endswith("_at"):
        return age(str(value))
    if path.endswith("state"):
        return state(str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return escape(" ".join(str(v) for v in value))
    return escape(str(value))
