"""Names of log sources, and what sources there are.

A name is taken apart into steps, each of which is checked and quoted on its own, so that no name leads out of a node's
log directory or to another address of the cluster.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Literal, NamedTuple
from urllib.parse import quote, unquote

from slipway.audit.runtime.schemas import SourceOut
from slipway.cluster import NODE, POD, Cluster, Obj
from slipway.errors import NotFound, SlipwayError

PLATFORM, EVENTS = "platform", "events"
SYSTEM_NAMESPACE = "kube-system"
LARGEST_LISTING = 4 * 1024 * 1024
_STEP = re.compile(r"[^/\\\x00-\x1f]{1,255}")
_NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")
_HREF = re.compile(r'<a href="([^"]*)"')


class Source(NamedTuple):
    """A name taken apart: ``steps`` are namespace, pod and container, or node and path."""

    kind: Literal["platform", "events", "pod", "node"]
    steps: tuple[str, ...] = ()
    directory: bool = False

    @property
    def path(self) -> str:
        """The address of a node's file or directory in the Kubernetes API."""
        node, *rest = self.steps
        quoted = "/".join(quote(step, safe="") for step in rest)
        return f"{NODE.path(name=node)}/proxy/logs/{quoted}{'/' if self.directory and rest else ''}"


def source_of(name: str) -> Source:
    """Take a name apart. Raises NotFound for what cannot be one."""
    kind, _, rest = name.partition("/")
    if name in (PLATFORM, EVENTS):
        return Source("platform" if name == PLATFORM else "events")
    directory = rest.endswith("/")
    steps = tuple(rest.removesuffix("/").split("/"))
    sound = all(_STEP.fullmatch(step) and step not in (".", "..") for step in steps) and bool(_NAME.fullmatch(steps[0]))
    if kind == "pod" and sound and len(steps) == 3 and not directory and all(_NAME.fullmatch(step) for step in steps):
        return Source("pod", steps)
    if kind == "node" and sound and (directory or len(steps) > 1):
        return Source("node", steps, directory)
    raise NotFound("runtime_log.source_unknown", {"source": name})


async def all_sources(cluster: Cluster) -> list[SourceOut]:
    """Return the sources that the cluster has: its nodes' directories, and the containers of its components."""
    found = [
        SourceOut(source=PLATFORM, kind="platform", name="Slipway"),
        SourceOut(source=EVENTS, kind="events", name=""),
    ]
    for node in await cluster.list_all(NODE):
        name = node["metadata"]["name"]
        found.append(SourceOut(source=f"node/{name}/", kind="directory", name=name))
    for namespace in dict.fromkeys((SYSTEM_NAMESPACE, await cluster.namespace())):
        for pod in await cluster.list_all(POD, namespace):
            found += _containers(pod)
    return found


async def within(cluster: Cluster, name: str) -> list[SourceOut]:
    """Return what is in a node's log directory."""
    source = source_of(name)
    if source.kind != "node" or not source.directory:
        raise NotFound("runtime_log.source_unknown", {"source": name})
    return [
        SourceOut(source=f"{name}{entry}", kind="directory" if entry.endswith("/") else "file", name=entry)
        for entry in entries(await _listing(cluster, source))
    ]


def entries(listing: str) -> list[str]:
    """Read a directory as kubelets show it: a page of links, those to directories end in a slash."""
    found = [unquote(unescape(link)).removeprefix("./") for link in _HREF.findall(listing)]
    sound = [entry for entry in found if _STEP.fullmatch(entry.removesuffix("/")) and entry.strip("./")]
    return sorted(dict.fromkeys(sound), key=lambda entry: (not entry.endswith("/"), entry))


async def _listing(cluster: Cluster, source: Source) -> str:
    content = b""
    try:
        async with cluster.stream(source.path, {}, 30.0) as pieces:
            async for piece in pieces:
                content += piece
                if len(content) > LARGEST_LISTING:
                    break
    except SlipwayError as error:
        raise not_offered(source, error) from error
    return content.decode(errors="replace")


def not_offered(source: Source, error: SlipwayError) -> SlipwayError:
    """Return what a failure of the cluster means for a node's files."""
    if error.code == "cluster.not_found" and len(source.steps) > 1:
        name = f"node/{'/'.join(source.steps)}{'/' if source.directory else ''}"
        return NotFound("runtime_log.source_unknown", {"source": name})
    if error.code == "cluster.unavailable" and not str(error.params.get("reason", "")).startswith("HTTP"):
        return error
    reason = str(error.params.get("reason", ""))
    return NotFound("runtime_log.not_offered", {"node": source.steps[0], "reason": reason})


def _containers(pod: Obj) -> Sequence[SourceOut]:
    metadata = pod["metadata"]
    return [
        SourceOut(
            source=f"pod/{metadata['namespace']}/{metadata['name']}/{container['name']}",
            kind="container",
            name=f"{metadata['name']} {container['name']}",
        )
        for container in pod["spec"]["containers"]
    ]
