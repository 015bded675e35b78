"""Ports that a Compose file need not declare, and an application file has to.

In Compose services reach each other at any port. Here a service is reachable at the ports that it declares, so where a
file declares none they are looked for in what other services are told (``DB_URL: postgres://db:5432``), and then among
the ports of well-known images. What is found is noted, and so is a service that others need and nobody could reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from slipway.compose.notes import Notes
from slipway.compose.service import Draft

MOST_FOUND = 10

_USUAL = {
    3306: ("mysql", "mariadb", "percona", "percona-server"),
    5432: ("postgres", "postgresql", "postgis", "pgvector", "timescaledb"),
    6379: ("redis", "valkey", "redis-stack-server", "keydb", "dragonfly"),
    27017: ("mongo", "mongodb", "mongodb-community-server"),
    5672: ("rabbitmq",),
    11211: ("memcached",),
    9200: ("elasticsearch", "opensearch"),
    9092: ("kafka",),
    2181: ("zookeeper",),
    4222: ("nats",),
    9000: ("minio",),
    2379: ("etcd",),
    8123: ("clickhouse-server", "clickhouse"),
    8086: ("influxdb",),
    1883: ("eclipse-mosquitto", "mosquitto"),
    1025: ("mailhog", "mailpit"),
    80: ("nginx", "httpd", "caddy", "traefik", "wordpress"),
    3000: ("grafana",),
    9090: ("prometheus",),
    8080: ("tomcat", "adminer", "keycloak"),
}
_PORT_OF = {name: port for port, names in _USUAL.items() for name in names}
_VARIANTS = ("-alpine", "-slim")


def find_ports(drafts: Mapping[str, Draft], notes: Notes) -> None:
    """Give ports to services that declare none and that others reach."""
    silent = {name: draft for name, draft in drafts.items() if not draft.ports}
    if not silent:
        return
    told = _told(drafts, silent)
    needed = {name for draft in drafts.values() for name in draft.document["depends_on"]}
    for name, draft in silent.items():
        found = sorted(told.get(name, ()))[:MOST_FOUND]
        usual = _usual_port(draft.document["image"])
        if not found and usual is not None:
            found = [usual]
        if found:
            draft.document["ports"] = [{"port": port} for port in found]
            notes.add("compose.port_found", name, "expose", ports=[str(port) for port in found])
        elif draft.document["name"] in needed:
            notes.add("compose.port_missing", name, "expose", name=draft.document["name"])


def _told(drafts: Mapping[str, Draft], silent: Mapping[str, Draft]) -> dict[str, set[int]]:
    """Return the ports at which services are told to reach silent ones: ``db:5432``."""
    names = "|".join(re.escape(name) for name in sorted(silent, key=len, reverse=True))
    called = re.compile(rf"(?<![\w.-])({names}):([0-9]{{2,5}})(?![\w.:])")
    found: dict[str, set[int]] = {}
    for draft in drafts.values():
        for text in _texts(draft):
            for name, port in called.findall(text):
                if 1 <= int(port) <= 65535:
                    found.setdefault(name, set()).add(int(port))
    return found


def _texts(draft: Draft) -> Iterator[str]:
    yield from draft.document["env"].values()
    yield from draft.document.get("command", ())
    yield from draft.document.get("args", ())


def _usual_port(image: str) -> int | None:
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    for variant in _VARIANTS:
        name = name.removesuffix(variant)
    return _PORT_OF.get(name)
