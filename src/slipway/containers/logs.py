"""Logs: of one container, of all replicas of a service by time, or of all replicas as they write.

What goes wrong after the answer has begun can only be told as a line of text; so what can be known before is checked
before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from slipway.cluster import Cluster, LogOptions
from slipway.containers.backlog import kept_up
from slipway.containers.find import Found
from slipway.containers.follow import Follower
from slipway.containers.lines import Lines, by_time, told
from slipway.containers.replicas import Replica, choose
from slipway.containers.schemas import ContainerLogQuery, LogQuery
from slipway.errors import Conflict, Invalid, NotFound

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def open_logs(cluster: Cluster, service: Found, query: LogQuery) -> AsyncGenerator[bytes, None]:
    """Return the text of the logs; raises before it begins when there is nothing to read."""
    if query.previous and query.pod is None:
        raise Invalid("container.previous_needs_pod", field="pod")
    return _written(_lines(cluster, service, query), named=query.pod is None, timed=query.timestamps)


def open_log_of(cluster: Cluster, replica: Replica, query: ContainerLogQuery) -> AsyncGenerator[bytes, None]:
    """Return the text of one container's log; raises before it begins when there is nothing to read."""
    return _written(_of_one(cluster, replica, query), named=False, timed=query.timestamps)


def options_of(query: ContainerLogQuery) -> LogOptions:
    """Return what the cluster is asked for."""
    since = None if query.since is None else int(query.since[:-1]) * _SECONDS[query.since[-1]]
    return LogOptions(
        follow=query.follow, tail=query.tail, previous=query.previous, since_seconds=since, timestamps=True
    )


def _lines(cluster: Cluster, service: Found, query: LogQuery) -> Lines:
    options = options_of(query)
    replicas = service.replicas()
    if query.pod is not None:
        return _of_one(cluster, choose(replicas, query.pod, query.container), query)
    if query.follow:
        return Follower(cluster, service, options, query.container).lines()
    wanted = [each.ref for each in replicas if each.run and query.container in (None, each.ref.container)]
    return by_time([told(cluster, ref, options) for ref in wanted])


def _of_one(cluster: Cluster, replica: Replica, query: ContainerLogQuery) -> Lines:
    _refuse_unstarted(replica, previous=query.previous)
    lines = told(cluster, replica.ref, options_of(query))
    return kept_up(lines) if query.follow else lines


def _refuse_unstarted(replica: Replica, *, previous: bool) -> None:
    """Raise when the container has no log to show."""
    params = {"pod": replica.ref.pod, "container": replica.ref.container}
    if previous and not replica.ran_before:
        raise NotFound("container.no_previous", params)
    if not previous and not replica.run:
        waiting = (replica.status.get("state") or {}).get("waiting") or {}
        raise Conflict("container.not_started", {**params, "reason": str(waiting.get("reason") or "Pending")})


async def _written(pieces: Lines, *, named: bool, timed: bool) -> AsyncGenerator[bytes, None]:
    """Write lines as text: with the pod's name when there may be several."""
    async with aclosing(pieces):
        async for lines in pieces:
            yield b"".join(
                [
                    (f"[{pod}] ".encode() if named else b"") + (time + b" " if timed else b"") + text
                    for pod, time, text in lines
                ]
            )
