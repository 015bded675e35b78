"""What a node answers through the API: its pages, its log files, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from localkube.kubelet import Settings
from localkube.kubelet.inventory import Inventory
from localkube.kubelet.stats import Pages, Sampler, Usage
from tests.localkube.apiserver.conftest import Api
from tests.localkube.kubelet.fake_engine import FakeEngine

NODE = "node-1"
PROXY = f"/api/v1/nodes/{NODE}/proxy"
LINES = b"".join(b"line %d\n" % number for number in range(100_000))


@pytest.fixture
async def logs(api: Api, tmp_path: Path) -> Path:
    """A node whose kubelet runs, and its log directory."""
    root = tmp_path / "logs"
    (root / "pods").mkdir(parents=True)
    (root / "big.log").write_bytes(LINES)
    (root / "empty.log").touch()
    (root / "odd %2F#<name>.log").write_text("odd")
    (tmp_path / "secret").write_text("secret")
    settings = Settings(NODE, "10.0.0.1", tmp_path / "pods", "10.42.0.0/24", log_dir=root)
    engine = FakeEngine()
    inventory = Inventory(engine, NODE)
    sampler = Sampler(lambda: (), settings.sample_seconds)
    await sampler.look()
    await sampler.look()
    pages = Pages(api.registry, engine, settings, inventory, sampler)
    api.server.use_nodes({NODE: pages}.get, Usage(api.registry, inventory, sampler, settings))
    await api.create("/api/v1/nodes", {"metadata": {"name": NODE, "labels": {"zone": "a"}}})
    await api.create("/api/v1/nodes", {"metadata": {"name": "other"}})
    return root


@pytest.mark.parametrize("node", [NODE, f"{NODE}:10250", f"https:{NODE}:10250"])
async def test_pages_are_served_by_name_and_by_port(api: Api, logs: Path, node: str) -> None:
    for path, word in (
        ("healthz", "ok"),
        ("metrics", "kubelet_node_name"),
        ("metrics/cadvisor", "machine_cpu_cores"),
        ("metrics%2Fresource", "node_cpu_usage_seconds_total"),
        ("stats/summary", '"usageNanoCores"'),
        ("pods", '"PodList"'),
    ):
        answer = await api.http.get(f"/api/v1/nodes/{node}/proxy/{path}")
        assert (answer.status_code, word in answer.text) == (200, True), path


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/api/v1/nodes/absent/proxy/healthz", 404),
        ("GET", "/api/v1/nodes/other/proxy/healthz", 503),
        ("GET", f"/api/v1/nodes/{NODE}:80/proxy/healthz", 503),
        ("GET", f"{PROXY}/nothing", 404),
        ("GET", PROXY, 404),
        ("POST", f"{PROXY}/run/shop/web/web", 405),
        ("GET", f"/api/v1/nodes/{NODE}%2Fproxy/healthz", 404),
        ("GET", "/api%2Fv1%2Fnodes%2Fnode-1%2Fproxy", 404),
        ("GET", "/api/v1/nodes//proxy/healthz", 404),
    ],
)
async def test_what_is_not_there_is_refused(api: Api, logs: Path, method: str, path: str, code: int) -> None:
    answer = await api.http.request(method, path)
    assert answer.status_code == code, answer.text
    assert answer.json()["kind"] == "Status"


async def test_directories_are_lists_of_links(api: Api, logs: Path) -> None:
    answer = await api.http.get(f"{PROXY}/logs/")
    assert answer.headers["Content-Type"].startswith("text/html")
    assert '<a href="pods/">pods/</a>' in answer.text
    assert '<a href="odd%20%252F%23%3Cname%3E.log">odd %2F#&lt;name&gt;.log</a>' in answer.text
    assert (await api.http.get(f"{PROXY}/logs/odd%20%252F%23%3Cname%3E.log")).text == "odd"
    for path in ("logs", "logs/pods", "logs%2Fpods"):
        moved = await api.http.get(f"{PROXY}/{path}", follow_redirects=True)
        assert (moved.status_code, moved.url.path[-1]) == (200, "/")


async def test_files_are_sent_whole_or_in_part(api: Api, logs: Path) -> None:
    async def ask(name: str, wanted: str = "") -> tuple[int, str, bytes]:
        headers = {"Range": wanted} if wanted else {}
        answer = await api.http.get(f"{PROXY}/logs/{name}", headers=headers)
        return answer.status_code, answer.headers.get("Content-Range", ""), answer.content

    size = len(LINES)
    assert await ask("big.log") == (200, "", LINES)
    assert await ask("big.log", "bytes=5-9") == (206, f"bytes 5-9/{size}", LINES[5:10])
    assert await ask("big.log", "bytes=-7") == (206, f"bytes {size - 7}-{size - 1}/{size}", LINES[-7:])
    assert await ask("big.log", f"bytes={size - 1}-") == (206, f"bytes {size - 1}-{size - 1}/{size}", b"\n")
    assert (await ask("big.log", f"bytes={size}-"))[:2] == (416, f"bytes */{size}")
    assert await ask("big.log", "lines=1") == (200, "", LINES)
    assert await ask("empty.log", "bytes=-7") == (200, "", b"")
    head = await api.http.head(f"{PROXY}/logs/big.log")
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(size), b"")
    assert head.headers["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["..%2fsecret", "%2e%2e/secret", "pods/..%2f..%2fsecret", "link", "%2fetc%2fpasswd", "big.log/", "..%00", "absent"],
)
async def test_no_name_leads_out_of_the_log_directory(api: Api, logs: Path, path: str) -> None:
    (logs / "link").symlink_to(logs.parent / "secret")
    answer = await api.http.get(f"{PROXY}/logs/{path}")
    assert answer.status_code == 404, answer.text


async def test_who_may_not_proxy_to_nodes_reads_nothing(api: Api, logs: Path) -> None:
    token = await api.token("reader")
    for path in ("healthz", "logs/big.log", "metrics/cadvisor"):
        assert (await api.ask(token, "GET", f"{PROXY}/{path}")).status_code == 403
    await api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        {"metadata": {"name": "proxy"}, "rules": [{"apiGroups": [""], "resources": ["nodes/proxy"], "verbs": ["get"]}]},
    )
    await api.create(
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
        {
            "metadata": {"name": "proxy"},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "proxy"},
            "subjects": [{"kind": "ServiceAccount", "name": "reader", "namespace": "default"}],
        },
    )
    assert (await api.ask(token, "GET", f"{PROXY}/healthz")).text == "ok"
    assert (await api.ask(token, "POST", f"{PROXY}/healthz")).status_code == 403


METRICS = "/apis/metrics.k8s.io/v1beta1"


async def test_the_use_of_nodes_is_listed_and_selected(api: Api, logs: Path) -> None:
    listed = await api.get(f"{METRICS}/nodes")
    assert (listed["kind"], [item["metadata"]["name"] for item in listed["items"]]) == ("NodeMetricsList", [NODE])
    one = await api.get(f"{METRICS}/nodes/{NODE}")
    assert (one["kind"], set(one["usage"]), one["metadata"]["labels"]) == (
        "NodeMetrics",
        {"cpu", "memory"},
        {"zone": "a"},
    )
    assert (await api.get(f"{METRICS}/nodes", labelSelector="zone=b"))["items"] == []
    assert len((await api.get(f"{METRICS}/nodes", fieldSelector=f"metadata.name={NODE}"))["items"]) == 1
    assert (await api.get(f"{METRICS}/pods"))["items"] == []


async def test_the_use_of_nodes_has_a_table(api: Api, logs: Path) -> None:
    table = {"Accept": "application/json;as=Table;v=v1;g=meta.k8s.io"}
    told = (await api.http.get(f"{METRICS}/nodes", headers=table)).json()
    assert [column["name"] for column in told["columnDefinitions"]] == ["Name", "cpu", "memory", "Window"]
    assert told["rows"][0]["cells"][0] == NODE


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", f"{METRICS}/nodes/other", 404),
        ("GET", f"{METRICS}/namespaces/default/pods/absent", 404),
        ("GET", f"{METRICS}/nodes?watch=true", 405),
        ("GET", f"{METRICS}/nodes?fieldSelector=spec.unschedulable%3Dtrue", 400),
        ("POST", f"{METRICS}/namespaces/default/pods", 405),
        ("PUT", f"{METRICS}/nodes/{NODE}", 405),
        ("PATCH", f"{METRICS}/nodes/{NODE}", 405),
        ("DELETE", f"{METRICS}/nodes/{NODE}", 405),
        ("DELETE", f"{METRICS}/nodes", 405),
    ],
)
async def test_measurements_are_only_read(api: Api, logs: Path, method: str, path: str, code: int) -> None:
    answer = await api.http.request(method, path)
    assert (answer.status_code, answer.json()["kind"]) == (code, "Status"), answer.text


async def test_before_the_kubelet_runs_measurements_are_not_available(api: Api) -> None:
    await api.create("/api/v1/nodes", {"metadata": {"name": NODE}})
    for path in (f"{METRICS}/nodes", f"{PROXY}/healthz"):
        assert (await api.http.get(path)).status_code == 503
