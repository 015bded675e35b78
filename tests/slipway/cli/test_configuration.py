"""The terminal's view of configuration sets, against a platform on a real port."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slipway.access import Role
from slipway.cli import valuefile
from slipway.cli.api import CliError
from tests.slipway.applications.client import Applications
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


async def _shop(factory: Factory) -> None:
    tenant = await factory.tenant("acme")
    await Applications(await factory.client(Role.DEVELOPER, tenant)).create({"name": "shop"})


async def test_a_set_from_its_making_to_its_end(run: Run, factory: Factory) -> None:
    """Set, look, change, compare, restore and delete."""
    await _shop(factory)
    assert "slipway config set shop/settings" in await run("config", "list", "shop")
    assert "made with LEVEL" in await run("config", "set", "shop/settings", "LEVEL=info")
    assert "would restart: nothing" in await run("config", "set", "shop/settings", "LEVEL=debug", "--dry-run")
    said = await run("config", "set", "shop/settings", "LEVEL=debug", "NEW=1", "--note", "louder")
    assert "LEVEL: info → debug" in said and "is at version 2; restarts: nothing" in said
    assert "NEW: 1 → (none)" in await run("config", "unset", "shop/settings", "NEW")
    assert "louder" in await run("config", "history", "shop/settings")
    assert "LEVEL: info → debug" in await run("config", "diff", "shop/settings", "1")
    assert "debug" in await run("config", "show", "shop/settings", "--version", "2")
    assert "LEVEL: debug → info" in await run("config", "restore", "shop/settings", "1")
    assert await run("config", "get", "shop/settings", "LEVEL") == "info"
    assert "settings" in await run("config", "list", "shop")
    assert "Deleted" in await run("config", "delete", "shop/settings", "--yes")
    assert "no configuration set settings" in await run("config", "show", "shop/settings", code=1)


async def test_secrets_come_from_files_and_pipes(run: Run, factory: Factory, tmp_path: Path) -> None:
    """Where others on the machine do not see them; a set stays of its kind."""
    await _shop(factory)
    _write(tmp_path / "key.bin", b"\xff\x00")
    words = ("--secret", "--from-file", f"key={tmp_path}/key.bin", "--from-file", "password=-")
    assert "(secret) made with key, password" in await run("config", "set", "shop/db", *words, typed="correct-horse")

    found = json.loads(await run("config", "show", "shop/db", "-o", "json"))
    assert found["entries"] == {"key": {"base64": "/wA="}, "password": "correct-horse"}
    await run("config", "set", "shop/plain", "A=1")
    assert "stays one" in await run("config", "set", "shop/plain", "A=2", "--secret", code=1)


async def test_a_file_is_imported(run: Run, factory: Factory, tmp_path: Path) -> None:
    """Its keys are added, or replace all there are."""
    await _shop(factory)
    _write(tmp_path / "a.env", b"A=1\nB=two words # said\n")
    _write(tmp_path / "b.yaml", b"B: 2\nC: true\n")
    await run("config", "import", "shop/settings", f"{tmp_path}/a.env")
    await run("config", "import", "shop/settings", f"{tmp_path}/b.yaml")
    found = json.loads(await run("config", "show", "shop/settings", "-o", "json"))
    assert found["entries"] == {"A": "1", "B": "2", "C": "true"}
    await run("config", "import", "shop/settings", f"{tmp_path}/b.yaml", "--replace")
    found = json.loads(await run("config", "show", "shop/settings", "-o", "json"))
    assert found["entries"] == {"B": "2", "C": "true"}


async def test_mistakes_are_told(run: Run, factory: Factory) -> None:
    """With what to do."""
    await _shop(factory)
    assert "application/set" in await run("config", "show", "shop", code=1)
    assert "not an assignment" in await run("config", "set", "shop/a", "A", code=1)
    assert "nothing to set" in await run("config", "set", "shop/a", code=1)
    assert "No such file" in await run("config", "set", "shop/a", "--from-file", "A=/no/such", code=1)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"),
        ("export A = 1 ", "1"),
        ("A=", ""),
        ("A=a#b", "a#b"),
        ("A= # nothing", ""),
        ("A='a # b' # c", "a # b"),
        (r'A="x\ty\"z\""', 'x\ty"z"'),
        ("A=p=q", "p=q"),
    ],
)
def test_lines_are_read_as_others_write_them(tmp_path: Path, line: str, value: str) -> None:
    """In the manner of ``.env``."""
    file = tmp_path / ".env"
    file.write_text(f"# first\n\n{line}\n")

    assert valuefile.read(str(file)) == {"A": value}


@pytest.mark.parametrize(
    ("name", "content"), [("a.env", "A"), ("a.env", 'A="b'), ("a.yaml", "- 1"), ("a.yaml", "A: [1]"), ("a.json", "{")]
)
def test_files_that_are_none_are_refused(tmp_path: Path, name: str, content: str) -> None:
    """With their name."""
    file = tmp_path / name
    file.write_text(content)

    with pytest.raises(CliError, match=name):
        valuefile.read(str(file))


def _write(file: Path, content: bytes) -> None:
    file.write_bytes(content)
