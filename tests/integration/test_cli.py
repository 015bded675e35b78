"""The terminal client as people use it: programs of their own against a running platform."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import ROOT, PlatformProcess, wait_until

pytestmark = pytest.mark.engine

Run = Callable[..., subprocess.CompletedProcess[str]]
MODULE = [sys.executable, "-m", "slipway.cli"]


@pytest.fixture
def environment(platform: PlatformProcess, tmp_path: Path) -> dict[str, str]:
    """Of a user who has nothing yet but the platform's address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SLIPWAY_")}
    return {
        **kept,
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "SLIPWAY_URL": platform.url,
        "SLIPWAY_DATA_DIR": str(tmp_path / "nothing"),
        "PYTHONPATH": str(ROOT / "src"),
        "COLUMNS": "200",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    """Run one command; its output is checked by the caller."""

    def program(*words: str, typed: str = "", code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*MODULE, *words],
            input=typed,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return program


@pytest.fixture
def logged_in(run: Run, platform: PlatformProcess) -> Run:
    """The same, after logging in as administrator with the password piped in."""
    run("login", typed=platform.admin_password + "\n")
    return run


@pytest.fixture
def file(cluster: ClusterUnderTest, tenant: dict[str, str], tmp_path: Path) -> Path:
    """The demo's application file, for a domain of the test's own."""
    document = demo.document(cluster, tenant, f"cli-{tenant['name']}")
    del document["tenant_id"]
    path = tmp_path / "app.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return path


def test_whoever_is_not_logged_in_is_told_how(run: Run) -> None:
    assert "slipway login" in run("app", "list", code=1).stderr


def test_login_refuses_a_wrong_password_and_none(run: Run) -> None:
    assert "wrong" in run("login", typed="not this one\n", code=1).stderr
    assert "pipe it in" in run("login", code=1).stderr


def _sent_file(environment: dict[str, str], file: Path, *words: str) -> bytes:
    with file.open("rb") as content:
        return subprocess.run([*MODULE, *words], stdin=content, env=environment, capture_output=True, check=True).stdout


def test_the_whole_life_of_an_application(
    logged_in: Run, environment: dict[str, str], tenant: dict[str, str], file: Path
) -> None:
    run, name = logged_in, tenant["name"]

    def status() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run("app", "status", "demo", "--tenant", name, "-o", "json").stdout)
        return found

    made = run("app", "apply", "-f", str(file), "--tenant", name, "--publish", "--wait").stdout
    assert "created with 3 services: api, redis, web" in made
    assert "running  3/3 ready" in made.splitlines()[-4]
    assert status()["state"] == "running"
    assert "is as the file says" in run("app", "apply", "-f", str(file), "--tenant", name).stdout

    assert "REDIS_SERVICE_HOST" in run("service", "variables", "demo/api", "--tenant", name).stdout
    assert "listening" in run("logs", "demo/web", "--tenant", name).stdout
    assert run("exec", "demo/web", "--tenant", name, "--", "sh", "-c", "echo out; exit 3", code=3).stdout == "out\n"
    assert run("exec", "-i", "demo/web", "--tenant", name, "--", "cat", typed="through\n").stdout == "through\n"
    assert _sent_file(environment, file, "exec", "-i", "demo/web", "--tenant", name, "--", "cat") == file.read_bytes()

    run("service", "upgrade", "demo/web", "--tenant", name, "--env", "GREETING=second", "--note", "words", "--wait")
    rollout = next(service["rollout"] for service in status()["services"] if service["name"] == "web")
    assert (rollout["revision"], rollout["done"]) == (2, True)
    run("service", "scale", "demo/web", "3", "--tenant", name, "--wait")
    assert next(service["ready"] for service in status()["services"] if service["name"] == "web") == 3
    run("service", "rollback", "demo/web", "1", "--tenant", name, "--wait")
    revisions = run("service", "revisions", "demo/web", "--tenant", name).stdout
    assert "words" in revisions and len(revisions.splitlines()) == 4

    exported = yaml.safe_load(run("app", "export", "demo", "--tenant", name).stdout)
    assert [service["name"] for service in exported["services"]] == ["api", "redis", "web"]

    assert "Aborted" in run("app", "unpublish", "demo", "--tenant", name, typed="n\n", code=1).stderr
    assert status()["state"] == "running"
    run("app", "unpublish", "demo", "--tenant", name, "--wait", "--yes")
    assert status()["state"] == "draft"
    run("app", "delete", "demo", "--tenant", name, "--yes")
    assert "there is no application 'demo'" in run("app", "status", "demo", "--tenant", name, code=1).stderr


def test_logs_are_followed_until_the_reader_leaves(
    logged_in: Run, environment: dict[str, str], tenant: dict[str, str], file: Path
) -> None:
    logged_in("app", "apply", "-f", str(file), "--tenant", tenant["name"], "--publish", "--wait")
    reader = subprocess.Popen(
        [*MODULE, "logs", "-f", "demo/web", "--tenant", tenant["name"]], env=environment, stdout=subprocess.PIPE
    )
    try:
        assert reader.stdout is not None
        assert b"listening" in reader.stdout.readline()
        assert reader.poll() is None
    finally:
        reader.terminate()
        reader.communicate()


def test_a_terminal_runs_in_a_container(
    logged_in: Run, environment: dict[str, str], tenant: dict[str, str], file: Path
) -> None:
    logged_in("app", "apply", "-f", str(file), "--tenant", tenant["name"], "--publish", "--wait")
    ours, theirs = pty.openpty()
    shell = subprocess.Popen(
        [*MODULE, "exec", "-it", "demo/web", "--tenant", tenant["name"], "--", "sh"],
        env=environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""

    def prompted() -> bool:
        nonlocal shown
        shown += os.read(ours, 4096)
        return b"# " in shown or b"$ " in shown

    try:
        wait_until(prompted, 15, "the shell's prompt")
        os.write(ours, b"test -t 0 && echo on-a-terminal-$((40+2)); exit 7\n")
        assert shell.wait(60) == 7
        assert b"on-a-terminal-42" in shown + os.read(ours, 65536)
    finally:
        shell.kill()
        shell.wait()
        os.close(ours)


def test_errors_of_a_file_name_its_line_and_change_nothing(logged_in: Run, tenant: dict[str, str], file: Path) -> None:
    document = file.read_text().replace("- redis", "- reddis")
    file.write_text(document)
    line = next(number for number, text in enumerate(document.splitlines(), 1) if "- reddis" in text)

    said = logged_in("app", "apply", "-f", str(file), "--tenant", tenant["name"], code=1).stderr

    assert f"app.yaml:{line}:" in said and "reddis" in said
    assert "demo" not in logged_in("app", "list", "--tenant", tenant["name"]).stdout
