"""The API's own metrics, in Prometheus' text format and under the names that dashboards for Kubernetes use."""

from __future__ import annotations

import os
import resource
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from localkube.apiserver.attributes import Attributes
from localkube.apiserver.audit import Auditor
from localkube.apiserver.discovery import VERSION
from localkube.store import Store

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60)
_READS = frozenset({"get", "list", "head", "watch", "options"})

Labels = tuple[tuple[str, str], ...]


class Histogram:
    """Counts of durations by upper bound."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Add one."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds


class Metrics:
    """Counts requests while they run, and writes down all there is to tell."""

    def __init__(self, store: Store, auditor: Auditor) -> None:
        self._store = store
        self._auditor = auditor
        self._requests: Counter[Labels] = Counter()
        self._durations: dict[Labels, Histogram] = {}
        self._long: Counter[Labels] = Counter()
        self._inflight: Counter[str] = Counter()
        self._terminations: Counter[str] = Counter()

    def begins(self, asked: Attributes) -> None:
        """A request is being answered."""
        if asked.is_long:
            self._long[_labels(asked)] += 1
        else:
            self._inflight[_kind(asked)] += 1

    def ends(self, asked: Attributes, code: int, seconds: float, dry_run: bool) -> None:
        """It was answered; code 0: the client went away before that."""
        labels = _labels(asked)
        if asked.is_long:
            self._long[labels] -= 1
        else:
            self._inflight[_kind(asked)] -= 1
        dry = ("dry_run", "All" if dry_run else "")
        self._requests[(("code", str(code)), dry, *labels)] += 1
        if not asked.is_long:
            self._durations.setdefault((dry, *labels), Histogram()).observe(seconds)

    def text(self) -> str:
        """All metrics."""
        return "\n".join([*self._request_lines(), *self._store_lines(), *_process_lines()]) + "\n"

    def _request_lines(self) -> Iterator[str]:
        yield from _family("apiserver_request_total", "counter", "Requests by verb, resource and status code.")
        yield from _samples("apiserver_request_total", self._requests.items())
        name = "apiserver_request_duration_seconds"
        yield from _family(name, "histogram", "How long answers took, but for those that last as long as clients want.")
        for labels, histogram in self._durations.items():
            yield from _histogram(name, labels, histogram)
        name = "apiserver_longrunning_requests"
        yield from _family(name, "gauge", "Watches, streams and followed logs that are open.")
        yield from _samples(name, self._long.items())
        name = "apiserver_current_inflight_requests"
        yield from _family(name, "gauge", "Requests that are being answered.")
        kinds = ("mutating", "readOnly")
        yield from _samples(name, (((("request_kind", kind),), self._inflight[kind]) for kind in kinds))
        yield from _family("apiserver_audit_event_total", "counter", "Audit events that were written.")
        yield f"apiserver_audit_event_total {self._auditor.written}"
        yield from _family("apiserver_audit_error_total", "counter", "Audit events that could not be written.")
        yield f"apiserver_audit_error_total {self._auditor.failed}"

    def _store_lines(self) -> Iterator[str]:
        counts = self._store.counts()
        yield from _family("apiserver_resource_objects", "gauge", "Stored objects by kind.")
        for name, count in counts.items():
            plural, _, group = name.partition(".")
            yield _sample("apiserver_resource_objects", (("group", group), ("resource", plural)), count)
        yield from _family("apiserver_storage_objects", "gauge", "The same under an older name.")
        for name, count in counts.items():
            yield _sample("apiserver_storage_objects", (("resource", name),), count)
        yield from _family("apiserver_storage_size_bytes", "gauge", "Size of the database files.")
        yield _sample("apiserver_storage_size_bytes", (("storage_cluster_id", "localkube"),), self._store.size())
        yield from _family("localkube_store_revision", "counter", "The newest resource version.")
        yield f"localkube_store_revision {self._store.revision}"
        yield from _family(
            "localkube_store_subscribers", "gauge", "Watches on the store, those of controllers included."
        )
        yield f"localkube_store_subscribers {self._store.subscribers()}"


def _kind(asked: Attributes) -> str:
    return "readOnly" if asked.verb in _READS else "mutating"


def _labels(asked: Attributes) -> Labels:
    # Paths that are about no resource are many, some of them made up: they are not told apart.
    return (
        ("component", "apiserver"),
        ("group", asked.group),
        ("resource", asked.resource),
        ("scope", asked.scope),
        ("subresource", asked.subresource),
        ("verb", {"create": "POST", "update": "PUT"}.get(asked.verb, asked.verb.upper())),
        ("version", asked.version),
    )


def _family(name: str, kind: str, help_text: str) -> Iterator[str]:
    yield f"# HELP {name} {help_text}"
    yield f"# TYPE {name} {kind}"


def _samples(name: str, values: Iterable[tuple[Labels, float]]) -> Iterator[str]:
    for labels, value in values:
        yield _sample(name, labels, value)


def _sample(name: str, labels: Labels, value: float) -> str:
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels)
    return f"{name}{{{told}}} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _histogram(name: str, labels: Labels, histogram: Histogram) -> Iterator[str]:
    below = 0
    for bound, count in zip((*(f"{bound:g}" for bound in BUCKETS), "+Inf"), histogram.counts, strict=True):
        below += count
        yield _sample(f"{name}_bucket", (*labels, ("le", bound)), below)
    yield _sample(f"{name}_sum", labels, histogram.total)
    yield _sample(f"{name}_count", labels, below)


def _process_lines() -> Iterator[str]:
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    boot = next(line for line in Path("/proc/stat").read_text().splitlines() if line.startswith("btime"))
    values: dict[str, tuple[str, str, float]] = {
        "process_cpu_seconds_total": ("counter", "Processor time used.", (int(fields[11]) + int(fields[12])) / ticks),
        "process_resident_memory_bytes": ("gauge", "Memory in use.", int(fields[21]) * page),
        "process_virtual_memory_bytes": ("gauge", "Memory mapped.", int(fields[20])),
        "process_start_time_seconds": ("gauge", "When it started.", int(boot.split()[1]) + int(fields[19]) / ticks),
        "process_open_fds": ("gauge", "Open files.", len(os.listdir("/proc/self/fd"))),  # noqa: PTH208 - counted only
        "process_max_fds": ("gauge", "How many may be open.", resource.getrlimit(resource.RLIMIT_NOFILE)[0]),
    }
    for name, (kind, help_text, value) in values.items():
        yield from _family(name, kind, help_text)
        yield f"{name} {value}"
    yield from _family("kubernetes_build_info", "gauge", "Which API this is.")
    told = tuple(
        (label, VERSION[key]) for label, key in (("git_version", "gitVersion"), ("major", "major"), ("minor", "minor"))
    )
    yield _sample("kubernetes_build_info", told, 1)
