"""TLS at a real HAProxy."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from localkube.network.routes import Routes, Settings, purge
from localkube.network.routes.purging import DIRECTORY
from localkube.objects.access import Obj
from localkube.objects.meta import condition
from tests.localkube.controllers.fake import FakeAccess
from tests.localkube.network.routes import factory, tls
from tests.localkube.network.routes.conftest import Fleet, Until, free_port
from tests.localkube.network.routes.pods import end, exchange, fetch

SECRETS = "secrets"
PLACE = "localkube-system"


@pytest.fixture
def settings() -> Iterator[Settings]:
    """With a port for TLS."""
    data_dir = Path(tempfile.mkdtemp(prefix="lkr-"))
    yield Settings("test", data_dir / DIRECTORY, port=free_port(), tls_port=free_port())
    purge(data_dir)
    shutil.rmtree(data_dir)


@pytest.fixture
async def web(access: FakeAccess, routes: Routes, fleet: Fleet) -> AsyncIterator[Routes]:
    """Routing with a route for ``a.test`` and a pod behind it."""
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1))
    access.create(factory.ROUTES, "shop", factory.http_route())
    yield routes


def listen(access: FakeAccess, *listeners: Obj) -> None:
    """The gateway has these listeners, beside the plain one."""

    def change(gateway: Obj) -> None:
        gateway["spec"]["listeners"] = [factory.listener(), *listeners]

    access.mutate(factory.GATEWAYS, PLACE, "public", change)


def told(access: FakeAccess, name: str, kind: str) -> tuple[str, str]:
    """Status and reason of a listener's condition."""
    gateway = access.get(factory.GATEWAYS, PLACE, "public")
    for listener in (gateway.get("status") or {}).get("listeners") or ():
        if listener["name"] == name and (found := condition({"status": listener}, kind)):
            return found["status"], found["reason"]
    return "", ""


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


async def test_a_route_is_served_by_tls_with_the_listeners_certificate(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    made = tls.make("a.test")
    access.create(SECRETS, PLACE, tls.secret(made))
    assert not listens(settings.tls_port)
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed") == ("True", "Programmed"))

    answer, shown = await tls.fetch(settings.tls_port, "a.test")

    assert (answer.headers["x-pod"], shown) == ("web-1", made.fingerprint)
    assert "x-forwarded-proto: https\r" in answer.body.lower()
    assert (await fetch(settings.port, "a.test")).headers["x-pod"] == "web-1"
    assert (await tls.fetch(settings.tls_port, "b.test"))[0].status == 404


async def test_clients_may_speak_http_2(access: FakeAccess, web: Routes, settings: Settings, until: Until) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed")[0] == "True")
    place = f"a.test:{settings.tls_port}"
    command = [
        "curl",
        "-sk",
        "--http2",
        "--resolve",
        f"{place}:127.0.0.1",
        "-w",
        "%{http_version}",
        f"https://{place}/",
    ]
    said = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout.startswith("web-1\n")
    assert said.stdout.endswith("2")


async def test_the_name_that_a_client_asks_for_chooses_the_certificate(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    made = {name: tls.make(f"{name}.test") for name in ("one", "two", "wild", "inner")}
    for name, each in made.items():
        access.create(SECRETS, PLACE, tls.secret(each, name))
    listen(
        access,
        tls.listener("all", "one", "inner"),
        tls.listener("two", "two", host="two.test"),
        tls.listener("wild", "wild", host="*.wild.test"),
    )
    await until(lambda: told(access, "wild", "Programmed")[0] == "True")

    shown = {
        host: (await tls.fetch(settings.tls_port, host))[1]
        for host in ("one.test", "inner.test", "else.test", "two.test", "x.wild.test")
    }

    assert shown == {
        "one.test": made["one"].fingerprint,
        "inner.test": made["inner"].fingerprint,
        "else.test": made["one"].fingerprint,
        "two.test": made["two"].fingerprint,
        "x.wild.test": made["wild"].fingerprint,
    }


async def test_names_that_no_certificate_is_for_are_turned_away(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test", "other.test")))
    listen(access, tls.listener(host="a.test"))
    await until(lambda: told(access, "https", "Programmed")[0] == "True")
    assert (await tls.fetch(settings.tls_port, "a.test"))[0].status == 200
    with pytest.raises(ssl.SSLError):
        await tls.fetch(settings.tls_port, "other.test")


async def test_a_renewed_certificate_is_shown_and_no_connection_is_dropped(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed")[0] == "True")
    reader, writer, _ = await tls.connect(settings.tls_port, "a.test")
    await exchange(reader, writer, "a.test")

    renewed, before = tls.make("a.test"), web.proxy.reloads
    access.mutate(SECRETS, PLACE, "cert", lambda found: found.update(data=tls.secret(renewed)["data"]))
    await until(lambda: web.proxy.reloads > before)

    assert (await exchange(reader, writer, "a.test")).status == 200
    assert (await tls.fetch(settings.tls_port, "a.test"))[1] == renewed.fingerprint
    await end(writer)


async def test_a_certificate_that_goes_bad_takes_its_listener_along_and_nothing_else(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed")[0] == "True")

    access.delete(SECRETS, PLACE, "cert")
    await until(lambda: told(access, "https", "Programmed") == ("False", "Invalid"))

    assert told(access, "https", "ResolvedRefs") == ("False", "InvalidCertificateRef")
    assert told(access, "http", "Programmed")[0] == "True"
    await until(lambda: not listens(settings.tls_port))
    assert (await fetch(settings.port, "a.test")).status == 200


async def test_a_route_is_served_only_by_the_listeners_that_it_names(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    secure = factory.http_route(name="secure", hosts=("s.test",), parents=(factory.parent(sectionName="https"),))
    plain = factory.http_route(name="plain", hosts=("p.test",), parents=(factory.parent(sectionName="http"),))
    access.create(factory.ROUTES, "shop", secure)
    access.create(factory.ROUTES, "shop", plain)
    await until(lambda: told(access, "https", "Programmed")[0] == "True")

    assert (await tls.fetch(settings.tls_port, "s.test"))[0].status == 200
    assert (await fetch(settings.port, "s.test")).status == 404
    assert (await tls.fetch(settings.tls_port, "p.test"))[0].status == 404
    assert (await fetch(settings.port, "p.test")).status == 200


async def test_plain_requests_are_sent_to_tls_and_redirects_there_stay_there(
    access: FakeAccess, routes: Routes, settings: Settings, until: Until
) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    to_tls = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "port": 8443, "statusCode": 301}}
    moved = {
        "type": "RequestRedirect",
        "requestRedirect": {"hostname": "b.test", "path": {"type": "ReplaceFullPath", "replaceFullPath": "/new"}},
    }
    for name, given in (("http", to_tls), ("https", moved)):
        rule = {"matches": [factory.prefix("/")], "filters": [given]}
        parents = (factory.parent(sectionName=name),)
        access.create(factory.ROUTES, "shop", factory.http_route(rule, name=name, parents=parents))
    await until(lambda: told(access, "https", "Programmed")[0] == "True")

    assert (await fetch(settings.port, "a.test", "/x")).headers["location"] == "https://a.test:8443/x"
    answer, _ = await tls.fetch(settings.tls_port, "a.test", "/x")
    assert answer.headers["location"] == f"https://b.test:{settings.tls_port}/new"


async def test_an_ingress_is_served_by_tls_for_its_hosts(
    access: FakeAccess, routes: Routes, settings: Settings, fleet: Fleet, until: Until
) -> None:
    fleet.service("web")
    fleet.point("web", await fleet.pod("web", 1))
    made = tls.make("i.test")
    access.create(SECRETS, "shop", tls.secret(made, "own", "shop"))
    rules = factory.ingress_rule("i.test"), factory.ingress_rule("plain.test")
    given = factory.ingress(*rules, tls=[{"hosts": ["i.test"], "secretName": "own"}])
    access.create(factory.INGRESSES, "shop", given)
    await until(lambda: listens(settings.tls_port))

    answer, shown = await tls.fetch(settings.tls_port, "i.test")

    assert (answer.headers["x-pod"], shown) == ("web-1", made.fingerprint)
    assert [(await fetch(settings.port, host)).status for host in ("i.test", "plain.test")] == [200, 200]
    with pytest.raises(ssl.SSLError):
        await tls.fetch(settings.tls_port, "plain.test")


async def test_keys_are_on_the_disk_only_while_haproxy_starts(
    access: FakeAccess, web: Routes, settings: Settings, until: Until
) -> None:
    made = tls.make("a.test")
    access.create(SECRETS, PLACE, tls.secret(made))
    listen(access, tls.listener())
    await until(lambda: told(access, "https", "Programmed")[0] == "True")
    files = await asyncio.to_thread(lambda: [path for path in settings.data_dir.rglob("*") if path.is_file()])
    assert files
    assert not any("PRIVATE KEY" in path.read_text() for path in files)


async def test_traffic_by_tls_is_adopted_without_a_reload(access: FakeAccess, settings: Settings, until: Until) -> None:
    access.create(SECRETS, PLACE, tls.secret(tls.make("a.test")))
    listen(access, tls.listener())
    first = Routes(access, settings)
    await first.start()
    await first._world.stop()
    second = Routes(access, settings)
    await second.start()
    try:
        assert second.proxy.reloads == 0
        assert (await tls.fetch(settings.tls_port, "a.test"))[0].status == 404
    finally:
        await second.stop()
        await first.stop()
