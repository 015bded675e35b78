"""What the cluster has of hosts, and what their agents report."""

from __future__ import annotations

from slipway.cluster import CONFIG_MAP, NODE, Obj, WatchCache, Watched
from slipway.network.matrix import Host
from slipway.network.report import Report, report_in

REPORTS = "app.kubernetes.io/name=noderouter,app.kubernetes.io/component=report"
PREFIX = "noderouter-"


def watched_reports(namespace: str) -> Watched:
    """Return how the agents' reports are followed: those of their own namespace alone, others may be anybody's."""

    def trim(config_map: Obj) -> Obj | None:
        metadata = config_map["metadata"]
        if metadata.get("namespace") != namespace:
            return None
        kept = {key: metadata[key] for key in ("name", "namespace", "resourceVersion") if key in metadata}
        return {"metadata": kept, "report": report_in(config_map)}

    return Watched(CONFIG_MAP, labels=REPORTS, trim=trim)


class RouteReports:
    """Reads nodes and reports in the watch cache."""

    def __init__(self, cache: WatchCache) -> None:
        self._cache = cache

    def hosts(self) -> list[Host]:
        """Return all hosts by name. Raises Unavailable as long as the cluster has never answered."""
        self._cache.require_synced()
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
    name, spec = str(node["metadata"]["name"]), node["spec"]
    networks = spec.get("podCIDRs") or [each for each in (spec.get("podCIDR"),) if each]
    addresses = [each["address"] for each in node["status"]["addresses"] if each.get("type") == "InternalIP"]
    return Host(name, networks, addresses, reports.get(name), unreadable=name in unreadable)
