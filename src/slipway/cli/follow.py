"""Follow an application's status: for ever, or until what was asked for is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

import typer

from slipway.cli.api import Api, CliError, Json
from slipway.cli.output import console, status_lines

Wait = Annotated[bool, typer.Option("--wait", "-w", help="show progress and return when it is done")]
Timeout = Annotated[float, typer.Option("--timeout", help="seconds that --wait waits at most")]
WAIT_SECONDS = 300.0


def settled_state(action: str) -> str:
    """Return the state that an action leads to."""
    return "draft" if action == "unpublish" else "running"


def application_settled(action: str) -> Callable[[Json], bool]:
    """Return the test for an application on which ``action`` is done."""
    return lambda status: bool(status["state"] == settled_state(action))


def service_settled(service_id: str, action: str) -> Callable[[Json], bool]:
    """Return the test for an application in one service of which ``action`` is done."""
    return lambda status: any(
        service["id"] == service_id and service["state"] == settled_state(action) for service in status["services"]
    )


def follow(
    api: Api,
    application_id: str,
    done: Callable[[Json], bool] = lambda _status: False,
    timeout: float | None = None,
) -> None:
    """Print the status whenever it changes, until it is ``done``.

    Raises CliError when that takes longer than ``timeout`` seconds.
    """
    shown = ""
    deadline = None if timeout is None else time.monotonic() + timeout
    while True:
        for event, status in api.events(f"/applications/{application_id}/events"):
            if event == "status":
                text = "\n".join(status_lines(status))
                if text != shown:
                    console.print(text)
                    shown = text
                if done(status):
                    return
            if deadline is not None and time.monotonic() > deadline:
                raise CliError(
                    f"it is not done after {timeout:.0f} s.",
                    "The reasons stand above; the platform goes on trying. --timeout SECONDS waits longer.",
                )
