"""The portal's files beside the API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from slipway.settings import Settings
from slipway.web import make_app, portal

SMALLER = b"what a browser would unpack"


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application with a portal."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>Slipway</title>")
    (tmp_path / "assets/index-4f3a.js").write_text("console.log(1);" * 200)
    (tmp_path / "assets/index-4f3a.js.br").write_bytes(SMALLER)
    (tmp_path.parent / "secret.txt").write_text("secret")
    app = make_app(Settings(), [])
    app.router.default = portal(tmp_path)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/applications", "/applications/01ab/services", "/index.html"])
async def test_every_page_is_the_portals_page(client: httpx.AsyncClient, path: str) -> None:
    """Its own router knows what it shows; it is asked for again each time."""
    answer = await client.get(path)

    assert (answer.status_code, answer.text) == (200, "<title>Slipway</title>")
    assert answer.headers["cache-control"] == "no-cache"
    assert "content-security-policy" in answer.headers


async def test_hashed_assets_are_cached_for_ever_and_compressed(client: httpx.AsyncClient) -> None:
    """Their names change with their contents."""
    answer = await client.get("/assets/index-4f3a.js", headers={"Accept-Encoding": "gzip"})

    assert answer.text.startswith("console.log")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"


async def test_a_browser_that_takes_brotli_gets_the_smaller_file(client: httpx.AsyncClient) -> None:
    """As what it is, and with a word to caches on the way that others get another one."""
    async with client.stream("GET", "/assets/index-4f3a.js", headers={"Accept-Encoding": "gzip, br"}) as answer:
        sent = b"".join([piece async for piece in answer.aiter_raw()])

    assert sent == SMALLER
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("encodings", ["gzip", "identity", "br;q=0, gzip"])
async def test_a_browser_that_does_not_take_brotli_gets_the_file(client: httpx.AsyncClient, encodings: str) -> None:
    answer = await client.get("/assets/index-4f3a.js", headers={"Accept-Encoding": encodings})

    assert answer.text.startswith("console.log")


@pytest.mark.parametrize("path", ["/assets/gone.js", "/api/v1/nothing", "/api", "/%2e%2e/secret.txt/%00"])
async def test_what_is_no_page_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    """An old page that asks for a gone script must not get HTML."""
    answer = await client.get(path)

    if answer.status_code == 200:
        assert answer.text == "<title>Slipway</title>"
        assert path.startswith("/%2e")
    else:
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "route.not_found")


async def test_files_outside_of_the_portal_are_out_of_reach(client: httpx.AsyncClient) -> None:
    """Whatever the path looks like."""
    for path in ("/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"):
        assert "secret" not in (await client.get(path)).text


async def test_the_portal_takes_no_other_methods(client: httpx.AsyncClient) -> None:
    """It only shows."""
    assert (await client.post("/applications")).status_code == 405
