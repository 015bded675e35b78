"""What HAProxy counts of its backends, for a Prometheus: under the names that HAProxy's own exporter gives them.

A reload begins to count from nothing, which a Prometheus takes for the restart of a counter.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping

COMMAND = "show stat -1 2 -1"
"""All proxies, only what they sum up as backends."""

CODES = ("1xx", "2xx", "3xx", "4xx", "5xx", "other")
_RESPONSES = "haproxy_backend_http_responses_total"
_TIME = "haproxy_backend_response_time_average_seconds"
_OWN = frozenset({"unknown"})


def page(stat: str) -> bytes:
    """The answer to ``COMMAND`` in Prometheus' text format. Backends that only answer by themselves are left out."""
    backends = [row for row in csv.DictReader(stat.removeprefix("# ").splitlines()) if _has_pods(row)]
    return "".join(f"{line}\n" for line in (*_responses(backends), *_times(backends))).encode()


def _has_pods(row: Mapping[str, str]) -> bool:
    name = row["pxname"]
    return row["svname"] == "BACKEND" and name not in _OWN and not name.startswith(("redirect.", "refuse."))


def _responses(backends: list[dict[str, str]]) -> Iterator[str]:
    yield f"# HELP {_RESPONSES} Answers that came from a backend's pods, or instead of them, by status."
    yield f"# TYPE {_RESPONSES} counter"
    for row in backends:
        for code in CODES:
            yield f'{_RESPONSES}{{proxy="{row["pxname"]}",code="{code}"}} {int(row[f"hrsp_{code}"] or 0)}'


def _times(backends: list[dict[str, str]]) -> Iterator[str]:
    yield f"# HELP {_TIME} Mean time until an answer began, over about the last thousand."
    yield f"# TYPE {_TIME} gauge"
    for row in backends:
        yield f'{_TIME}{{proxy="{row["pxname"]}"}} {int(row["rtime"] or 0) / 1000}'
