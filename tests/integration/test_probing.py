"""Probes that are tried in containers that really run, and what the cluster's own probes say of the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.integration import demo
from tests.integration.conftest import ClusterUnderTest
from tests.running import Api

pytestmark = pytest.mark.engine

Json = dict[str, Any]
Try = Callable[..., Json]

PROGRAM = """
import http.server, threading

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response({"/fine": 200, "/moved": 302}.get(self.path, 503))
        self.send_header("Location", "/fine")
        self.end_headers()
        self.wfile.write(f"this is {self.path}".encode())

def serve(address, port):
    threading.Thread(target=http.server.HTTPServer((address, port), Answer).serve_forever).start()

serve("0.0.0.0", 8000)
serve("127.0.0.1", 8001)
"""


@pytest.fixture
def probe(api: Api, cluster: ClusterUnderTest, tenant: dict[str, str]) -> Try:
    """Try a probe in a service that listens to everybody on one port, and to itself on another."""
    wanted = demo.document(cluster, tenant, "probing")
    image = next(each["image"] for each in wanted["services"] if each["name"] == "web")
    service = {"name": "web", "image": image, "command": ["python3", "-c", PROGRAM], "ports": [{"port": 8000}]}
    service["resources"] = {"cpu": "50m", "memory": "64Mi"}
    made = api.apply({**wanted, "name": "probing", "services": [service]}, publish=True)
    api.wait_state(made["id"], "running", 120)
    (service_id,) = demo.service_ids(api, made["id"]).values()

    def attempt(**probe: Any) -> Json:
        answer = api.post(f"/services/{service_id}/probes/try", json={"probe": probe}, timeout=40)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return attempt


def test_probes_are_tried_in_a_container_that_runs(probe: Try) -> None:
    """Over HTTP, by connecting, and by a command: each with what it saw."""
    fine = probe(http_path="/fine")
    assert (fine["passed"], fine["status"], fine["answer"]) == (True, 200, "this is /fine"), fine
    moved = probe(http_path="/moved")
    assert (moved["passed"], moved["status"], moved["answer"]) == (True, 200, "this is /fine"), moved
    busy = probe(http_path="/busy")
    assert (busy["passed"], busy["reason"]["code"], busy["answer"]) == (False, "status", "this is /busy"), busy

    assert probe(tcp=True)["reason"]["code"] == "open"
    closed = probe(tcp=True, port=9999)
    assert (closed["passed"], closed["reason"]["code"]) == (False, "closed"), closed
    assert closed["reason"]["detail"]

    done = probe(command=["python3", "-c", "print('well')"], timeout_seconds=10)
    assert (done["passed"], done["answer"]) == (True, "well\n"), done
    failed = probe(command=["sh", "-c", "echo not yet >&2; exit 4"], timeout_seconds=10)
    assert (failed["passed"], failed["exit_code"], failed["answer"]) == (False, 4, "not yet\n"), failed
    assert probe(command=["sleep", "30"], timeout_seconds=1)["reason"]["code"] == "timed_out"
    absent = probe(command=["/no/such/program"], timeout_seconds=10)
    assert absent["passed"] is False and absent["reason"]["code"] in ("not_runnable", "exit_code"), absent


@pytest.mark.parametrize("kind", [{"http_path": "/fine"}, {"tcp": True}])
def test_what_listens_for_the_pod_only_does_not_pass(probe: Try, kind: Json) -> None:
    """Because the cluster's own probes ask at the pod's address."""
    found = probe(**kind, port=8001)
    assert (found["passed"], found["reason"]["code"]) == (False, "loopback_only"), found
