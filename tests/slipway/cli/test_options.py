"""Options that commands get as one object are options like any others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from slipway.cli.options import grouped


@dataclass(frozen=True, slots=True)
class Size:
    """One group."""

    width: Annotated[int, typer.Option(min=1)]
    unit: Annotated[str, typer.Option("-u", "--unit")] = "cm"


@dataclass(frozen=True, slots=True)
class Paint:
    """Another."""

    colour: Annotated[list[str] | None, typer.Option()] = None
    wet: bool = False


@grouped
def draw(name: str, size: Size, paint: Paint, times: int = 1) -> None:
    """Tell what was given."""
    typer.echo(f"{name} {size} {paint} {times}")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["--width", "2"], (Size(2), Paint(), 1)),
        (
            ["--width", "2", "-u", "mm", "--colour", "red", "--colour", "blue", "--wet", "--times", "3"],
            (Size(2, "mm"), Paint(["red", "blue"], wet=True), 3),
        ),
    ],
)
def test_options_come_as_one_object(given: list[str], expected: tuple[Size, Paint, int]) -> None:
    """Those that are not given have the fields' defaults."""
    told = CliRunner().invoke(_program(), ["box", *given])
    assert told.stdout.strip() == " ".join(map(str, ("box", *expected)))


@pytest.mark.parametrize("given", [[], ["--width", "0"], ["--width", "2", "--paint", "x"]])
def test_what_an_option_refuses_is_refused(given: list[str]) -> None:
    """One that has no default is required; the group's own name is no option."""
    assert CliRunner().invoke(_program(), ["box", *given]).exit_code == 2


def _program() -> typer.Typer:
    program = typer.Typer()
    program.command()(draw)
    return program
