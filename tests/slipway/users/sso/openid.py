"""A real OpenID provider on a loopback port, and a browser's walk through its pages."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

_PROVIDER = Path(__file__).parent / "provider"
CLIENT_ID = "slipway"
CLIENT_SECRET = "only-the-platform-and-the-provider-know"


@contextmanager
def openid_provider(
    people: Mapping[str, Any], redirect_uri: str, *, secret: str = CLIENT_SECRET, claims_in: str = "userinfo"
) -> Iterator[str]:
    """Run it for one client; gives its issuer. ``claims_in``: ``userinfo`` or ``id_token``."""
    node = shutil.which("node")
    assert node, "Node.js is missing: ./slipway test sets it up"
    client = {"client_id": CLIENT_ID, "redirect_uris": [redirect_uri]} | ({"client_secret": secret} if secret else {})
    environment = {**os.environ, "PEOPLE": json.dumps(people), "CLIENT": json.dumps(client), "CLAIMS_IN": claims_in}
    process = subprocess.Popen(
        [node, "provider.mjs"],
        cwd=_PROVIDER,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        issuer = process.stdout.readline().strip()
        assert issuer, "the provider did not start; are its packages installed?"
        yield issuer
    finally:
        process.terminate()
        process.communicate(timeout=60)


async def walk(browser: httpx.AsyncClient, url: str, person: str, redirect_uri: str) -> httpx.URL:
    """Log in at the provider as ``person`` would in a browser; the address to which it sends the browser back."""
    for _ in range(20):
        if url.startswith(redirect_uri):
            return httpx.URL(url)
        answer = await browser.get(url)
        if not answer.is_redirect:
            form = re.search(r'<form[^>]* action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert form and prompt, f"{answer.status_code} {answer.text[:2000]}"
            entered = {"prompt": prompt[1], "login": person, "password": "any"}
            answer = await browser.post(str(answer.url.join(form[1])), data=entered)
        assert answer.is_redirect, f"{answer.status_code} {answer.text[:500]}"
        url = str(answer.url.join(answer.headers["location"]))
    raise AssertionError(f"the provider sends the browser round in circles: {url}")
