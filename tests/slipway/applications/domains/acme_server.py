"""A certificate authority that speaks ACME (RFC 8555) over HTTP, and believes what it finds at the hosts themselves.

It checks signatures, nonces and addresses of requests as the RFC asks for, fetches challenges over HTTP, and signs
requests whose key and names fit the order. ``places`` is its DNS: where it finds hosts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from cryptography import x509
from jwt import PyJWK
from jwt.api_jws import PyJWS
from jwt.utils import base64url_encode

from tests.slipway.applications.domains.authority import Authority

Json = dict[str, Any]
PATH = "/.well-known/acme-challenge/"


def decoded(text: str) -> bytes:
    """Base64url without its padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class RefusedError(Exception):
    """A problem document."""

    def __init__(self, kind: str, detail: str, status: int = 403, retry_after: int = 0) -> None:
        self.kind, self.detail, self.status, self.retry_after = kind, detail, status, retry_after


@dataclass
class AcmeServer:
    """The authority, and what happened at it."""

    authority: Authority = field(default_factory=Authority)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    days: tuple[float, float] = (-0.01, 90)
    """From and until when certificates are valid."""
    limit: int = 10_000
    """How many orders it takes."""
    retry_after: int = 0
    forgetful: int = 0
    """How many nonces it will not know any more."""
    url: str = ""
    accounts: dict[str, Json] = field(default_factory=dict)
    orders: list[Json] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    nonces: set[str] = field(default_factory=set)

    def application(self) -> web.Application:
        """What it serves."""
        app = web.Application()
        app.router.add_get("/directory", self._directory)
        app.router.add_route("HEAD", "/nonce", self._nonce)
        app.router.add_post("/account", self._guarded(self._account))
        app.router.add_post("/orders", self._guarded(self._new_order))
        app.router.add_post("/orders/{n}", self._guarded(self._order))
        app.router.add_post("/orders/{n}/authorization", self._guarded(self._authorization))
        app.router.add_post("/orders/{n}/challenge", self._guarded(self._challenge))
        app.router.add_post("/orders/{n}/finalize", self._guarded(self._finalize))
        app.router.add_post("/orders/{n}/certificate", self._guarded(self._certificate))
        return app

    async def _directory(self, _: web.Request) -> web.Response:
        places = {"newNonce": "nonce", "newAccount": "account", "newOrder": "orders"}
        return web.json_response({name: f"{self.url}/{path}" for name, path in places.items()})

    async def _nonce(self, _: web.Request) -> web.Response:
        return web.Response(headers={"Replay-Nonce": self._new_nonce()})

    def _new_nonce(self) -> str:
        made = secrets.token_urlsafe(8)
        self.nonces.add(made)
        return made

    def _guarded(self, handle: Any) -> Any:
        async def answer(request: web.Request) -> web.Response:
            try:
                answered: web.Response = await handle(request, *self._read(request, await request.json()))
            except RefusedError as refused:
                body = {"type": f"urn:ietf:params:acme:error:{refused.kind}", "detail": refused.detail}
                answered = web.json_response(body, status=refused.status, content_type="application/problem+json")
                if refused.retry_after:
                    answered.headers["Retry-After"] = str(refused.retry_after)
            answered.headers["Replay-Nonce"] = self._new_nonce()
            return answered

        return answer

    def _read(self, request: web.Request, signed: Json) -> tuple[str, Any]:
        """The account that a request is of, and what it says; refused when its signature is another's."""
        assert request.content_type == "application/jose+json"
        header = json.loads(decoded(signed["protected"]))
        if header["url"] != f"{self.url}{request.path}":
            raise RefusedError("unauthorized", "the request is for another address")
        if header["nonce"] not in self.nonces or self.forgetful > 0:
            self.forgetful -= 1
            raise RefusedError("badNonce", "the nonce is not known", 400)
        self.nonces.discard(header["nonce"])
        jwk = self.accounts[header["kid"]] if "kid" in header else header["jwk"]
        assert set(jwk) == {"crv", "kty", "x", "y"}
        compact = f"{signed['protected']}.{signed['payload']}.{signed['signature']}"
        PyJWS().decode(compact, PyJWK(jwk, "ES256").key, algorithms=["ES256"])
        text = decoded(signed["payload"])
        return header.get("kid") or json.dumps(jwk, sort_keys=True), json.loads(text) if text else None

    async def _account(self, _: web.Request, key: str, body: Json) -> web.Response:
        assert body["termsOfServiceAgreed"] is True
        found = [url for url, jwk in self.accounts.items() if jwk == json.loads(key)]
        url = found[0] if found else f"{self.url}/accounts/{len(self.accounts)}"
        self.accounts[url] = json.loads(key)
        return web.json_response({"status": "valid"}, status=200 if found else 201, headers={"Location": url})

    async def _new_order(self, _: web.Request, account: str, body: Json) -> web.Response:
        if len(self.orders) >= self.limit:
            raise RefusedError("rateLimited", "too many orders", 429, self.retry_after)
        (identifier,) = body["identifiers"]
        number = len(self.orders)
        order: Json = {"account": account, "host": identifier["value"], "token": secrets.token_urlsafe(16)}
        self.orders.append({**order, "number": number, "status": "pending", "error": None, "chain": None})
        return self._told(self.orders[-1], 201)

    def _of(self, request: web.Request, account: str) -> Json:
        order = self.orders[int(request.match_info["n"])]
        if order["account"] != account:
            raise RefusedError("unauthorized", "another account's", 401)
        return order

    async def _order(self, request: web.Request, account: str, body: Any) -> web.Response:
        assert body is None
        return self._told(self._of(request, account))

    def _told(self, order: Json, status: int = 200) -> web.Response:
        at = f"{self.url}/orders/{order['number']}"
        told = {"status": order["status"], "authorizations": [f"{at}/authorization"], "finalize": f"{at}/finalize"}
        if order["chain"]:
            told["certificate"] = f"{at}/certificate"
        return web.json_response(told, status=status, headers={"Location": at})

    async def _authorization(self, request: web.Request, account: str, _: Any) -> web.Response:
        order = self._of(request, account)
        proved = {"ready": "valid", "valid": "valid", "invalid": "invalid"}.get(order["status"], "pending")
        challenge: Json = {"type": "http-01", "url": f"{self.url}/orders/{order['number']}/challenge"}
        challenge |= {"token": order["token"], "status": proved}
        if order["error"]:
            challenge["error"] = order["error"]
        other = {"type": "dns-01", "url": f"{self.url}/nothing", "token": "x", "status": "pending"}
        return web.json_response({"status": proved, "challenges": [other, challenge]})

    async def _challenge(self, request: web.Request, account: str, body: Any) -> web.Response:
        assert body == {}
        order = self._of(request, account)
        problem = await self._look(order)
        order["status"] = "invalid" if problem else "ready"
        if problem:
            order["error"] = {"type": f"urn:ietf:params:acme:error:{problem[0]}", "detail": problem[1]}
        return web.json_response({"type": "http-01", "status": "processing"})

    async def _look(self, order: Json) -> tuple[str, str] | None:
        """What is wrong at the host, if anything is."""
        host = order["host"]
        if host not in self.places:
            return "dns", f"no address of {host}"
        address, port = self.places[host]
        canonical = json.dumps(self.accounts[order["account"]], sort_keys=True, separators=(",", ":"))
        wanted = f"{order['token']}.{base64url_encode(hashlib.sha256(canonical.encode()).digest()).decode()}"
        url = f"http://{address}:{port}{PATH}{order['token']}"
        self.fetched.append(url)
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(10)) as http,
                http.get(url, headers={"Host": host}, allow_redirects=False) as answer,
            ):
                text = await answer.text()
        except aiohttp.ClientError as error:
            return "connection", str(error)
        if (answer.status, text.strip()) != (200, wanted):
            return "unauthorized", f"{answer.status} instead of the answer"
        return None

    async def _finalize(self, request: web.Request, account: str, body: Json) -> web.Response:
        order = self._of(request, account)
        if order["status"] != "ready":
            raise RefusedError("orderNotReady", order["status"])
        csr = x509.load_der_x509_csr(decoded(body["csr"]))
        names = csr.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        if not csr.is_signature_valid or names.get_values_for_type(x509.DNSName) != [order["host"]]:
            raise RefusedError("badCSR", "it does not fit the order", 400)
        order["chain"] = self.authority.certify(csr.public_key(), order["host"], days=self.days)  # type: ignore[arg-type]
        order["status"] = "valid"
        return self._told(order)

    async def _certificate(self, request: web.Request, account: str, body: Any) -> web.Response:
        assert body is None
        chain = self._of(request, account)["chain"]
        return web.Response(text=chain, content_type="application/pem-certificate-chain")


@asynccontextmanager
async def acme_server() -> AsyncIterator[AcmeServer]:
    """Run one on loopback."""
    server = AcmeServer()
    runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield server
    finally:
        await runner.cleanup()
