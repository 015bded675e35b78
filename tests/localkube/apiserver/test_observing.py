"""What the API tells of itself: audit events, metrics, health by name."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from localkube.apiserver import ApiServer, AuditSettings, Registry, audit, ensure_identity
from localkube.apiserver.attributes import Attributes
from localkube.objects.access import Obj
from localkube.store import Store
from tests.localkube.apiserver.conftest import SERVICE_RANGE, Api
from tests.localkube.apiserver.factory import CONFIG_MAPS, config_map
from tests.running import free_port

SECRETS = "/api/v1/namespaces/default/secrets"


@dataclass
class Audited:
    http: httpx.AsyncClient
    path: Path
    server: ApiServer

    def events(self) -> list[Obj]:
        return [json.loads(line) for line in self.path.read_text().splitlines()]


@pytest.fixture
async def audited(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Audited]:
    store = Store(tmp_path / "objects.sqlite")
    registry = Registry(store, SERVICE_RANGE)
    registry.create("namespaces", None, {"metadata": {"name": "default"}})
    identity = ensure_identity(tmp_path / "pki", ["127.0.0.1"])
    path, port = tmp_path / "audit" / "audit.log", free_port()
    level: Any = getattr(request, "param", "RequestResponse")
    server = ApiServer(registry, identity, "127.0.0.1", port, AuditSettings(path, level))
    await server.start()
    context = ssl.create_default_context(cafile=str(identity.ca_cert))
    headers = {"Authorization": f"Bearer {identity.token}"}
    async with httpx.AsyncClient(base_url=f"https://127.0.0.1:{port}", verify=context, headers=headers) as http:
        yield Audited(http, path, server)
    await server.stop()
    store.close()


async def test_requests_are_told_with_who_and_what(audited: Audited) -> None:
    await audited.http.post(CONFIG_MAPS, json=config_map("a", key="value"))
    await audited.http.get(f"{CONFIG_MAPS}/none")

    made, missed = audited.events()
    assert (made["kind"], made["apiVersion"], made["stage"]) == ("Event", "audit.k8s.io/v1", "ResponseComplete")
    groups = ["system:masters", "system:authenticated"]
    assert made["verb"] == "create" and made["user"] == {"username": "admin", "groups": groups}
    assert made["objectRef"] == {"resource": "configmaps", "namespace": "default", "apiVersion": "v1"}
    assert made["requestObject"]["data"] == made["responseObject"]["data"] == {"key": "value"}
    assert made["responseStatus"]["code"] == 201 and made["requestURI"] == CONFIG_MAPS
    assert missed["verb"] == "get" and missed["objectRef"]["name"] == "none"
    assert missed["responseStatus"]["reason"] == "NotFound" and made["auditID"] != missed["auditID"]


async def test_who_acts_in_anothers_name_is_told(audited: Audited) -> None:
    await audited.http.get(CONFIG_MAPS, headers={"Impersonate-User": "jane"})

    (event,) = audited.events()
    assert event["user"]["username"] == "admin"
    assert event["impersonatedUser"] == {"username": "jane", "groups": ["system:authenticated"]}
    assert event["responseStatus"]["code"] == 403


async def test_secrets_are_in_no_event(audited: Audited) -> None:
    secret = {"metadata": {"name": "s"}, "stringData": {"word": "hunter2"}}
    await audited.http.post(SECRETS, json=secret)
    await audited.http.patch(f"{SECRETS}/s", json=secret, headers={"Content-Type": "application/merge-patch+json"})
    await audited.http.get(SECRETS)
    stranger = {"Authorization": "Bearer hunter2"}
    assert (await audited.http.get(SECRETS, headers=stranger)).status_code == 401

    text = audited.path.read_text()
    assert "hunter2" not in text and "aHVudGVyMg==" not in text
    assert [event["level"] for event in audited.events()] == ["Metadata"] * 4
    assert audited.events()[-1]["user"] == {"username": "system:anonymous"}
    assert audited.path.stat().st_mode & 0o077 == 0


async def test_watches_are_told_when_they_start_and_when_they_end(audited: Audited) -> None:
    await audited.http.get(CONFIG_MAPS, params={"watch": "true", "timeoutSeconds": "1"})

    stages = [(event["stage"], event["verb"], event["auditID"]) for event in audited.events()]
    assert [stage[:2] for stage in stages] == [("ResponseStarted", "watch"), ("ResponseComplete", "watch")]
    assert stages[0][2] == stages[1][2]


@pytest.mark.parametrize("audited", ["None"], indirect=True)
async def test_nothing_is_written_when_nothing_is_wanted(audited: Audited) -> None:
    await audited.http.get(CONFIG_MAPS)

    assert not audited.path.exists()


async def test_files_are_rotated_and_the_oldest_goes(audited: Audited, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "FILE_SIZE", 1)
    for number in range(audit.FILES_KEPT + 2):
        await audited.http.get(f"{CONFIG_MAPS}/m{number}")

    files = sorted(path.name for path in audited.path.parent.iterdir())
    assert files == [f"audit.log.{number}" for number in range(1, audit.FILES_KEPT + 1)]
    newest = json.loads((audited.path.parent / "audit.log.1").read_text())
    assert newest["objectRef"]["name"] == f"m{audit.FILES_KEPT + 1}"


async def test_requests_go_on_when_events_cannot_be_written(audited: Audited) -> None:
    audited.path.mkdir(parents=True)

    assert (await audited.http.get(CONFIG_MAPS)).status_code == 200
    assert "apiserver_audit_error_total 1" in (await audited.http.get("/metrics")).text


@pytest.mark.parametrize(("resource", "subresource"), [("secrets", ""), ("serviceaccounts", "token")])
def test_what_holds_secrets_is_told_without_content(resource: str, subresource: str) -> None:
    asked = Attributes("create", "/", resource=resource, subresource=subresource)

    assert audit.level_for("RequestResponse", asked) == "Metadata"
    assert audit.level_for("None", asked) == "None"


async def test_metrics_count_requests_objects_and_watches(api: Api) -> None:
    await api.create(CONFIG_MAPS, config_map("a"))
    await api.http.get(f"{CONFIG_MAPS}/none")
    async with api.http.stream("GET", "/api/v1/configmaps", params={"watch": "1"}):
        text = (await api.http.get("/metrics")).text
    lines = text.splitlines()

    def value(name: str, **labels: str) -> float:
        for line in lines:
            if line.startswith(name + "{") and all(f'{key}="{text}"' in line for key, text in labels.items()):
                return float(line.rpartition(" ")[2])
        raise AssertionError(f"no {name} with {labels}")

    assert value("apiserver_request_total", verb="POST", resource="configmaps", code="201") == 1
    assert value("apiserver_request_total", verb="GET", resource="configmaps", code="404", scope="resource") == 1
    assert value("apiserver_request_duration_seconds_count", verb="POST", resource="configmaps") == 1
    assert value("apiserver_request_duration_seconds_bucket", verb="POST", resource="configmaps", le="+Inf") == 1
    assert value("apiserver_longrunning_requests", verb="WATCH", resource="configmaps", scope="cluster") == 1
    assert value("apiserver_resource_objects", resource="configmaps") == 1
    assert value("apiserver_storage_size_bytes") > 0
    assert any(line.startswith("process_resident_memory_bytes ") for line in lines)
    families = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
    assert len(families) == len(set(families))


async def test_ended_watches_are_not_counted_any_more(api: Api) -> None:
    await api.http.get("/api/v1/configmaps", params={"watch": "1", "timeoutSeconds": "1"})

    text = (await api.http.get("/metrics")).text

    watches = [line for line in text.splitlines() if line.startswith("apiserver_longrunning_requests{")]
    assert [line.rpartition(" ")[2] for line in watches] == ["0"]


async def test_health_is_told_check_by_check(api: Api) -> None:
    api.server.health.add("pantry", lambda: False)

    ready = await api.http.get("/readyz?verbose")
    assert ready.status_code == 500
    assert ready.text.splitlines()[-2:] == ["[-]pantry failed: reason withheld", "readyz check failed"]
    assert "[+]store ok" in ready.text
    assert (await api.http.get("/readyz/pantry")).status_code == 500
    assert (await api.http.get("/readyz/ping")).text == "ok"
    assert (await api.http.get("/readyz/cellar")).status_code == 404
    without = await api.http.get("/readyz?verbose&exclude=pantry")
    assert without.status_code == 200 and without.text.endswith("[+]pantry excluded: ok\nreadyz check passed\n")
    alive = await api.http.get("/livez?verbose")
    assert alive.text == "[+]ping ok\n[+]store ok\nlivez check passed\n"


async def test_health_by_name_is_not_for_everybody(api: Api) -> None:
    context = ssl.create_default_context(cafile=str(api.identity.ca_cert))
    async with httpx.AsyncClient(base_url=api.url, verify=context) as stranger:
        answers = await asyncio.gather(*(stranger.get(path) for path in ("/readyz/store", "/metrics")))
    assert [answer.status_code for answer in answers] == [403, 403]
