"""A Prometheus of its own for the tests: on a free loopback port, with a history that is written before it starts."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.running import free_port, wait_until

Sample = tuple[int, float]
QUICK = ("--storage.tsdb.retention.time=10y", "--log.level=warn")


def installed() -> bool:
    """Tell whether Debian's package is there."""
    return shutil.which("prometheus") is not None and shutil.which("promtool") is not None


class History:
    """Samples of the past, in the text format that ``promtool`` makes blocks from."""

    def __init__(self) -> None:
        self.now = int(time.time())
        self._lines: dict[str, list[str]] = {}

    def add(self, metric: str, samples: Iterable[Sample], **labels: str) -> None:
        """Add a series; the samples are (seconds before now, value)."""
        inside = ",".join(f'{name}="{value}"' for name, value in labels.items())
        self._lines.setdefault(metric, []).extend(
            f"{metric}{{{inside}}} {value} {self.now - ago}" for ago, value in samples
        )

    def text(self) -> str:
        """Return all of it: samples of a metric have to follow each other."""
        return "\n".join([*(line for lines in self._lines.values() for line in lines), "# EOF", ""])


@contextmanager
def running(*histories: History) -> Iterator[str]:
    """Run a Prometheus that remembers the histories and scrapes nothing; gives its URL.

    ``promtool`` reads a history once for each two hours of it: what is dense is better kept apart from what is long.
    """
    directory = Path(tempfile.mkdtemp(prefix="slipway-prometheus-"))
    try:
        (directory / "prometheus.yml").write_text("{}")
        for history in histories:
            (directory / "history").write_text(history.text())
            make = ("promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet")
            subprocess.run([*make, directory / "history", directory / "data"], check=True, timeout=120)
        url = f"http://127.0.0.1:{free_port()}"
        with (directory / "log").open("wb") as log:
            process = subprocess.Popen(
                ["prometheus", f"--config.file={directory / 'prometheus.yml'}", *QUICK,
                 f"--storage.tsdb.path={directory / 'data'}", f"--web.listen-address={url.removeprefix('http://')}"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            wait_until(lambda: _ready(url) or process.poll() is not None, 60, "a ready Prometheus")
            assert process.poll() is None, (directory / "log").read_text()
            yield url
        finally:
            process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/-/ready", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False
