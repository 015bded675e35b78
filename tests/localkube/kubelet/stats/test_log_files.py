"""The log directory is read, and nothing outside of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from localkube.kubelet.stats.log_files import open_below
from localkube.objects.errors import NotFound
from localkube.objects.ports import LogDirectory, LogFile


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    root = tmp_path / "logs"
    (root / "pods").mkdir(parents=True)
    (root / "kubelet.log").write_text("started\n")
    (root / "pods" / "web.log").write_text("hello\n")
    (tmp_path / "secret").write_text("key")
    (tmp_path / "logs-of-others").mkdir()
    return root


def content(logs: Path, *steps: str) -> bytes:
    found = open_below(logs, steps)
    assert isinstance(found, LogFile)
    with found.file as file:
        return file.read()


def test_files_and_directories_are_opened(logs: Path) -> None:
    assert content(logs, "pods", "web.log") == b"hello\n"
    assert open_below(logs, ()) == LogDirectory(["kubelet.log", "pods/"])


def test_links_that_stay_inside_are_followed(logs: Path) -> None:
    (logs / "newest.log").symlink_to("pods/web.log")
    assert content(logs, "newest.log") == b"hello\n"


@pytest.mark.parametrize(
    "steps",
    [
        ("..", "secret"),
        ("pods", "..", "..", "secret"),
        ("../secret",),
        ("",),
        (".",),
        ("secret\0",),
        ("absent.log",),
        ("kubelet.log", "below"),
        ("link-to-file",),
        ("link-to-directory", "secret"),
        ("link-to-neighbour",),
        ("circle",),
        ("pipe",),
    ],
)
def test_nothing_else_is(logs: Path, steps: tuple[str, ...]) -> None:
    (logs / "link-to-file").symlink_to(logs.parent / "secret")
    (logs / "link-to-directory").symlink_to("..")
    (logs / "link-to-neighbour").symlink_to("../logs-of-others")
    (logs / "circle").symlink_to("circle")
    os.mkfifo(logs / "pipe")
    with pytest.raises(NotFound):
        open_below(logs, steps)
