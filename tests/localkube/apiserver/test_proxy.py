"""Pods and services are asked through the API, with everything that HTTP can do and without the API's credentials."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import httpx
import pytest
from aiohttp import web

from localkube.apiserver.proxy.backends import is_proxyable
from localkube.objects.access import Obj
from localkube.objects.meta import clone
from tests.localkube.apiserver.conftest import Api

POD = "/api/v1/namespaces/default/pods"
SERVICE = "/api/v1/namespaces/default/services"
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def own_address() -> str:
    """An address of this machine that others could reach: the API asks nobody on loopback."""
    words = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=True).stdout.split()
    return next((word for word in words if "." in word and is_proxyable(word)), "")


ADDRESS = own_address()
pytestmark = pytest.mark.skipif(not ADDRESS, reason="this machine has no address but loopback")


@dataclass
class Backend:
    """A program like one in a pod."""

    port: int


async def _echo(request: web.Request) -> web.Response:
    told = {
        "method": request.method,
        "path": request.raw_path,
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": (await request.read()).decode(),
    }
    return web.json_response(told, headers={"X-Answered-By": "pod"})


async def _elsewhere(request: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": request.query["to"]})


async def _large(_request: web.Request) -> web.Response:
    return web.Response(body=b"x" * 5_000_000)


async def _broken(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_length = 100
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport is not None
    request.transport.close()
    return response


async def _talk(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse(protocols=("chat",))
    await socket.prepare(request)
    async for message in socket:
        if message.data == "end":
            await socket.close(code=4001, message=b"enough")
        elif message.type is aiohttp.WSMsgType.TEXT:
            await socket.send_str(f"{socket.ws_protocol}: {message.data}")
        else:
            await socket.send_bytes(message.data[::-1])
    return socket


@pytest.fixture
async def backend(api: Api) -> AsyncIterator[Backend]:
    """The program, a pod ``web`` that has its address, and a service ``web`` that leads to it."""
    app = web.Application()
    app.router.add_route("GET", "/elsewhere", _elsewhere)
    app.router.add_route("GET", "/large", _large)
    app.router.add_route("GET", "/broken", _broken)
    app.router.add_route("GET", "/talk", _talk)
    app.router.add_route("*", "/{path:.*}", _echo)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, ADDRESS, 0)
    await site.start()
    port = int(runner.addresses[0][1])
    await make_pod(api, "web", ADDRESS, port)
    ports = [{"name": "http", "port": 80, "targetPort": port}, {"name": "admin", "port": 81, "targetPort": 1}]
    await api.create(SERVICE, {"metadata": {"name": "web"}, "spec": {"ports": ports}})
    await api.create(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        {
            "metadata": {"name": "web-1", "labels": {"kubernetes.io/service-name": "web"}},
            "addressType": "IPv4",
            "endpoints": [
                {"addresses": ["192.0.2.1"], "conditions": {"ready": False}},
                {"addresses": [ADDRESS], "conditions": {"ready": True}},
            ],
            "ports": [{"name": "http", "port": port}],
        },
    )
    yield Backend(port)
    await runner.cleanup()


async def make_pod(api: Api, name: str, address: str, port: int) -> None:
    container = {"name": "web", "image": "web:1", "ports": [{"containerPort": port}]}
    made = await api.create(POD, {"metadata": {"name": name}, "spec": {"containers": [container]}})

    def run(pod: Obj) -> None:
        pod["status"] = {**clone(pod.get("status") or {}), "phase": "Running", "podIP": address}

    api.registry.mutate("pods", "default", made["metadata"]["name"], run, "status")


@pytest.mark.parametrize("verb", VERBS)
async def test_every_method_gets_through_to_pods_and_services(api: Api, backend: Backend, verb: str) -> None:
    for base in (f"{POD}/web:{backend.port}", f"{POD}/web", f"{SERVICE}/web:http", f"{SERVICE}/http:web:80"):
        answer = await api.http.request(
            verb, f"{base}/proxy/a/b%20c?x=1&y=%2F", content=b"hello" if "P" in verb else None
        )
        assert (answer.status_code, answer.headers["X-Answered-By"]) == (200, "pod"), answer.text
        if verb != "HEAD":
            told = answer.json()
            assert (told["method"], told["path"]) == (verb, "/a/b%20c?x=1&y=%2F")
            assert told["body"] == ("hello" if "P" in verb else "")


async def test_a_path_whose_slashes_are_quoted_is_a_path(api: Api, backend: Backend) -> None:
    told = (await api.get(f"{POD}/web/proxy/some%2Fpath%2Fwith%2F%D0%B6"))["path"]
    assert told == "/some/path/with/%D0%B6"


async def test_without_a_path_one_is_led_to_the_root(api: Api, backend: Backend) -> None:
    answer = await api.http.get(f"{POD}/web/proxy?method=GET")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{POD}/web/proxy/?method=GET")
    assert (await api.http.post(f"{POD}/web/proxy?method=POST")).json()["path"] == "/?method=POST"


async def test_credentials_for_the_api_go_no_further(api: Api, backend: Backend) -> None:
    asked = {
        "Cookie": "a=b",
        "X-Own": "1",
        "Connection": "keep-alive, X-Hop",
        "X-Hop": "1",
        "X-Forwarded-For": "192.0.2.7",
    }
    told = (await api.http.get(f"{POD}/web/proxy/", headers=asked)).json()["headers"]
    assert not {"authorization", "x-hop"} & set(told)
    assert (told["cookie"], told["x-own"]) == ("a=b", "1")
    assert told["x-forwarded-for"] == "192.0.2.7, 127.0.0.1"
    assert told["x-forwarded-uri"] == f"{POD}/web/proxy/"
    assert told["host"] == f"{ADDRESS}:{backend.port}"


@pytest.mark.parametrize(
    ("to", "location"),
    [
        ("/login?a=1", f"{SERVICE}/web:http/proxy/login?a=1"),
        ("next", "next"),
        ("https://example.org/x", "https://example.org/x"),
    ],
)
async def test_redirections_to_the_same_place_go_through_the_proxy(
    api: Api, backend: Backend, to: str, location: str
) -> None:
    answer = await api.http.get(f"{SERVICE}/web:http/proxy/elsewhere", params={"to": to})
    assert (answer.status_code, answer.headers["Location"]) == (302, location)


async def test_large_answers_are_passed_on_whole_and_broken_ones_are_seen_to_be(api: Api, backend: Backend) -> None:
    assert len((await api.http.get(f"{POD}/web/proxy/large")).content) == 5_000_000
    with pytest.raises(httpx.RemoteProtocolError):
        await api.http.get(f"{POD}/web/proxy/broken")


async def test_websockets_are_passed_on_with_protocol_and_end(api: Api, backend: Backend) -> None:
    token = {"Authorization": f"Bearer {api.identity.token}"}
    async with (
        aiohttp.ClientSession(headers=token) as session,
        session.ws_connect(f"{api.url}{POD}/web/proxy/talk", protocols=("other", "chat"), ssl=False) as socket,
    ):
        await socket.send_str("hello")
        assert await socket.receive_str() == "chat: hello"
        await socket.send_bytes(b"abc")
        assert await socket.receive_bytes() == b"cba"
        await socket.send_str("end")
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == 4001


@pytest.mark.parametrize(
    ("path", "code", "word"),
    [
        (f"{POD}/absent/proxy/", 404, "not found"),
        (f"{POD}/web:many/proxy/", 400, "invalid pod request"),
        (f"{POD}/web:70000/proxy/", 400, "invalid pod request"),
        (f"{POD}/ftp:web:80/proxy/", 400, "invalid pod request"),
        (f"{POD}/web:1/proxy/", 503, "error trying to reach service"),
        (f"{POD}/here/proxy/", 400, "address not allowed"),
        (f"{POD}/waits/proxy/", 400, "address not allowed"),
        (f"{SERVICE}/web/proxy/", 503, "no service port"),
        (f"{SERVICE}/web:other/proxy/", 503, "no service port"),
        (f"{SERVICE}/web:admin/proxy/", 503, "no endpoints available"),
        (f"{SERVICE}/absent:80/proxy/", 404, "not found"),
    ],
)
async def test_what_cannot_be_asked_is_told(api: Api, backend: Backend, path: str, code: int, word: str) -> None:
    await make_pod(api, "here", "127.0.0.1", backend.port)
    await api.create(POD, {"metadata": {"name": "waits"}, "spec": {"containers": [{"name": "web", "image": "web:1"}]}})
    answer = await api.http.get(path)
    assert (answer.status_code, word in answer.json()["message"]) == (code, True), answer.text


async def test_who_may_not_proxy_asks_nobody(api: Api, backend: Backend) -> None:
    token = await api.token("reader")
    for base in (f"{POD}/web", f"{SERVICE}/web:http"):
        assert (await api.ask(token, "GET", f"{base}/proxy/a")).status_code == 403


@pytest.mark.parametrize("address", ["", "127.0.0.1", "::1", "169.254.169.254", "224.0.0.1", "0.0.0.0", "name"])
def test_the_machine_itself_is_no_pod(address: str) -> None:
    assert not is_proxyable(address)
