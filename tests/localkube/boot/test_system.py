"""A localkube that cannot run says why in one line and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running import ROOT, free_port


@pytest.mark.engine
def test_an_engine_that_does_not_answer_is_told_in_one_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = tmp_path_factory.mktemp("boot")
    arguments = [f"--data-dir={directory}", "--name=booterr", f"--docker-host=unix://{directory}/none.sock"]
    arguments += [f"--port={free_port()}", f"--gateway-port={free_port()}"]
    arguments += ["--pod-range=10.228.0.0/16", "--service-range=10.229.0.0/16"]
    ended = _localkube(*arguments)
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert "ERROR" in last and "none.sock" in last
    assert "Traceback" not in ended.stderr
    _localkube(f"--data-dir={directory}", "--name=booterr", "--purge")
    links = subprocess.run(["ip", "-brief", "link"], capture_output=True, text=True, check=True).stdout
    assert "lk-booterr" not in links


@pytest.mark.skipif(os.geteuid() != 0, reason="localkube wants root before anything else")
def test_without_an_engine_the_option_is_named(tmp_path: Path) -> None:
    ended = _localkube(f"--data-dir={tmp_path}", "--docker-host=")
    assert ended.returncode == 1
    assert "--docker-host" in ended.stderr


@pytest.mark.engine
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_purge_unmounts_what_pods_had_mounted(tmp_path: Path) -> None:
    files, mounted = tmp_path / "files", tmp_path / "pods" / "some pod" / "images" / "tools"
    mounted.mkdir(parents=True)
    (files / "inner").mkdir(parents=True)
    subprocess.run(["mount", "--bind", str(files), str(mounted)], check=True)
    subprocess.run(["mount", "-t", "tmpfs", "localkube", str(mounted / "inner")], check=True)
    ended = _localkube(f"--data-dir={tmp_path}", "--name=bootmnt", "--purge")
    assert ended.returncode == 0, ended.stderr
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
    assert not list((tmp_path / "pods").iterdir())
    assert list(files.iterdir()), "what was mounted is not the pod's to remove"


def _localkube(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DOCKER_HOST"}
    return subprocess.run(
        [sys.executable, "-m", "localkube", *arguments],
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
