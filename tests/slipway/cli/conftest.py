"""Commands in processes of their own, against a platform on a real port."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

import slipway
from slipway.server import Platform
from slipway.settings import Settings
from tests.slipway.factory import Factory
from tests.slipway.on_sqlite import database_url
from tests.slipway.serving import serving

__all__ = ["database_url"]  # a fixture, found by its name

Run = Callable[..., Awaitable[str]]


@pytest.fixture
async def run(platform: Platform, settings: Settings, factory: Factory, tmp_path: Path) -> AsyncIterator[Run]:
    """Run a command, as an administrator unless ``token`` is another; gives what it said on both outputs."""
    administrator = (await factory.client()).headers["Authorization"].removeprefix("Bearer ")
    async with serving(platform, settings) as (url, _):
        environment = {**os.environ, "SLIPWAY_URL": url, "COLUMNS": "250", "LANG": "C.UTF-8"}
        environment["PYTHONPATH"] = str(Path(slipway.__file__).parents[1])
        environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")

        async def command(*words: str, code: int = 0, typed: str = "", token: str | None = administrator) -> str:
            program = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "slipway.cli", *words),
                env=environment | ({"SLIPWAY_TOKEN": token} if token else {}),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
            )
            said = (await program.communicate(typed.encode()))[0].decode()
            assert program.returncode == code, said
            return said

        yield command
