"""What the cluster has of hosts and reports, kept by watches of their own."""

from __future__ import annotations

from slipway.cluster import CONFIG_MAP, NODE, Cluster, Obj, WatchCache, Watched
from slipway.errors import Unavailable
from slipway.network.matrix import Host
from slipway.network.report import Report, report_in

REPORTS = "app.kubernetes.io/name=noderouter,app.kubernetes.io/component=report"
PREFIX = "noderouter-"


class RouteReports:
    """Follows Node objects and reports. Only reports of the agents' own namespace count: others may be anybody's."""

    name = "route reports"

    def __init__(self, cluster: Cluster, namespace: str) -> None:
        def report(config_map: Obj) -> Obj | None:
            metadata = config_map["metadata"]
            if metadata.get("namespace") != namespace:
                return None
            return {"metadata": _identity(metadata), "report": report_in(config_map)}

        self._namespace = namespace
        self._cache = WatchCache(cluster, [Watched(NODE, trim=_node), Watched(CONFIG_MAP, labels=REPORTS, trim=report)])

    async def start(self) -> None:
        """Begin to follow the cluster."""
        await self._cache.start()

    async def stop(self) -> None:
        """Stop following."""
        await self._cache.stop()

    def hosts(self) -> list[Host]:
        """Return all hosts by name. Raises Unavailable as long as the cluster has never answered."""
        if not self._cache.synced:
            raise Unavailable("cluster.unavailable", {"reason": "nodes and reports were not listed yet"})
        reports: dict[str, Report] = {}
        unreadable: set[str] = set()
        for each in self._cache.all(CONFIG_MAP):
            report = each["report"]
            if report is None:
                unreadable.add(str(each["metadata"]["name"]).removeprefix(PREFIX))
            else:
                reports[report.node] = report
        nodes = sorted(self._cache.all(NODE), key=lambda node: str(node["metadata"]["name"]))
        return [_host(node, reports, unreadable) for node in nodes]


def _host(node: Obj, reports: dict[str, Report], unreadable: set[str]) -> Host:
    name = str(node["metadata"]["name"])
    return Host(name, node["networks"], node["addresses"], reports.get(name), unreadable=name in unreadable)


def _identity(metadata: Obj) -> Obj:
    return {key: metadata[key] for key in ("name", "namespace", "resourceVersion") if key in metadata}


def _node(node: Obj) -> Obj:
    """Keep what routes depend on. Heartbeats change nothing of that."""
    spec, status = node.get("spec") or {}, node.get("status") or {}
    networks = spec.get("podCIDRs") or [each for each in (spec.get("podCIDR"),) if each]
    addresses = [each["address"] for each in status.get("addresses") or [] if each.get("type") == "InternalIP"]
    return {"metadata": _identity(node["metadata"]), "networks": networks, "addresses": addresses}
