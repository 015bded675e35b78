"""The terminal's view of own domains, against a platform on a real port and a real name server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from slipway.access import Role
from slipway.settings import Settings
from tests.slipway.applications.client import Applications, service
from tests.slipway.applications.domains.authority import Authority
from tests.slipway.applications.domains.name_server import NameServer, name_server
from tests.slipway.cli.conftest import Run
from tests.slipway.factory import Factory


@pytest.fixture
async def names() -> AsyncIterator[NameServer]:
    """The name server."""
    async with name_server() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, names: NameServer) -> Settings:
    """Settings by which the platform asks that name server."""
    return settings.model_copy(update={"dns_servers": f"127.0.0.1:{names.port}", "gateway": "infra/public"})


async def test_a_domain_from_the_claim_to_its_end(
    run: Run, factory: Factory, names: NameServer, tmp_path: Path
) -> None:
    """With the record to set, and why it is not verified."""
    client = await factory.client(Role.DEVELOPER, await factory.tenant("acme"))
    token = client.headers["Authorization"].removeprefix("Bearer ")
    web = service("web", ports=[{"port": 80}], domain="shop")
    await Applications(client).create({"name": "shop", "services": [web]})

    assert "There are no own domains" in await run("domain", "list", token=token)
    assert "single hosts" in await run("domain", "add", "*.example.org", code=1, token=token)
    added = await run("domain", "add", "www.example.org", "--service", "shop/web", token=token)
    assert "_slipway.www.example.org  TXT  slipway-verification=" in added
    assert "DNS has no TXT record" in await run("domain", "verify", "www.example.org", code=1, token=token)

    (found,) = json.loads(await run("domain", "list", "-o", "json", token=token))
    names.put(found["record"]["name"], "TXT", found["record"]["value"])
    assert "is verified" in await run("domain", "verify", "www.example.org", token=token)
    assert "shop/web" in await run("domain", "list", token=token)
    assert "leads to no service" in await run("domain", "detach", "www.example.org", "--yes", token=token)
    assert "leads to shop/web" in await run("domain", "attach", "www.example.org", "shop/web", token=token)

    issued = Authority().issue("www.example.org")
    chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_text(issued.certificate)
    key.write_text(issued.private_key)
    files = ("--cert", str(chain), "--key")
    said = await run("domain", "certificate", "www.example.org", *files, str(chain), code=1, token=token)
    assert "no private key" in said
    assert "cannot be read" in await run(
        "domain", "certificate", "www.example.org", *files, str(tmp_path / "none"), code=1, token=token
    )
    said = await run("domain", "certificate", "www.example.org", *files, str(key), token=token)
    assert "has a certificate until" in said
    said = await run("domain", "redirect", "www.example.org", token=token)
    assert "visitors of www.example.org are led to https" in said
    assert "are not led to https" in await run("domain", "redirect", "www.example.org", "--off", token=token)
    assert "has no certificate" in await run("domain", "remove-certificate", "www.example.org", "--yes", token=token)

    assert "Removed" in await run("domain", "remove", "www.example.org", "--yes", token=token)
    assert "there is no domain" in await run("domain", "show", "www.example.org", code=1, token=token)
    assert "already taken" in await run("domain", "available", "shop", code=1, token=token)
    assert "free.apps.localhost is free" in await run("domain", "available", "free", token=token)
