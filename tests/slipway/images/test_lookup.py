"""What registries tell of their images."""

from __future__ import annotations

from ipaddress import ip_address

import httpx
import pytest

from slipway.errors import Invalid
from slipway.images.reach import Inside, is_public
from slipway.images.reference import Image, parse, registry_of
from tests.slipway.applications.client import refusal
from tests.slipway.images import registry
from tests.slipway.images.test_registries import added

URL = "/api/v1/images"


@pytest.mark.parametrize("many", [False, True])
async def test_an_image_is_told_closely(admin: httpx.AsyncClient, private: str, many: bool) -> None:
    """Of one platform and of several; what is for none, such as an attestation, is not told."""
    name = f"team/{'many' if many else 'one'}"
    digest = registry.push(private, name, "2", many=many)
    await added(admin, private)
    found = (await admin.get(f"{URL}/resolve", params={"image": f"{private}/{name}:2"})).json()
    assert found["digest"] == digest and found["pinned"] == f"{private}/{name}:2@{digest}"
    assert (found["platforms"], found["size"], found["user"]) == (["linux/arm64"], len(b"a layer"), "7")
    assert found["ports"] == [{"port": 53, "protocol": "UDP"}, {"port": 8080, "protocol": "TCP"}]
    assert (found["env"], found["entrypoint"], found["cmd"]) == ({"MODE": "shop"}, ["/run-me"], ["--now"])
    again = await admin.get(f"{URL}/resolve", params={"image": f"{private}/{name}@{digest}"})
    assert again.json()["image"] == f"{private}/{name}@{digest}"


async def test_what_is_not_there_is_said_so(admin: httpx.AsyncClient, private: str) -> None:
    """A tag, a name that is none, a registry that does not answer, and one that nobody knows."""
    await added(admin, private)
    for image, expected in (
        (f"{private}/team/web:none", (404, "image.not_found")),
        (f"{private}/Team:1", (422, "image.name_invalid")),
        ("127.0.0.1:9/team/web", (503, "registry.unreachable")),
        ("nowhere.invalid/team/web:1", (503, "registry.unknown_host")),
    ):
        if image.startswith("127.0.0.1:9/"):
            refused = await admin.post("/api/v1/registries", json={"address": "127.0.0.1:9", "insecure": True})
        else:
            refused = await admin.get(f"{URL}/resolve", params={"image": image})
        assert refusal(refused)[:2] == expected


async def test_repositories_come_from_the_registrys_list(admin: httpx.AsyncClient, private: str) -> None:
    """Narrowed to what is searched."""
    await added(admin, private)
    found = (await admin.get(f"{URL}/repositories", params={"registry": private, "q": "WEB"})).json()
    assert found == {"source": "catalog", "items": ["team/web"]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis", Image("docker.io", "library/redis")),
        ("index.docker.io/team/web:1", Image("docker.io", "team/web", "1")),
        ("localhost/web", Image("localhost", "web")),
        ("reg:5000/a/b:1@sha256:" + "0" * 64, Image("reg:5000", "a/b", "1", "sha256:" + "0" * 64)),
    ],
)
def test_names_are_taken_apart(text: str, expected: Image) -> None:
    """As container engines do."""
    assert parse(text) == expected


@pytest.mark.parametrize("text", ["", "a:", "a@", "A", "a//b", "reg:5000/", "foo_bar.com/x", "a@sha256:1"])
def test_what_is_no_name_is_refused(text: str) -> None:
    """And belongs to no registry."""
    with pytest.raises(Invalid):
        parse(text)
    assert registry_of(text) == ""


@pytest.mark.parametrize(
    "text",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "172.17.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1"],
)  # fmt: skip
def test_what_is_inside_is_refused(text: str) -> None:
    """In every spelling, and also when only one of several addresses is inside."""
    assert not Inside().permits("name", [text])
    assert not Inside().permits("name", ["8.8.8.8", text])


def test_administrators_open_what_is_inside() -> None:
    """By its name with the port, or by a network."""
    inside = Inside.of("reg.lan:5000, 10.2.0.0/16")
    assert inside.permits("REG.lan:5000", ["192.168.0.1"]) and not inside.permits("reg.lan", ["192.168.0.1"])
    assert inside.permits("other", ["10.2.3.4"]) and not inside.permits("other", ["10.3.3.4"])
    assert is_public(ip_address("8.8.8.8"))
