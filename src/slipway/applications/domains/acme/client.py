"""A conversation with a certificate authority by ACME (RFC 8555), and its refusals in one form."""

from __future__ import annotations

import asyncio
import json
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import httpx2

from slipway import __version__
from slipway.applications.domains.acme.signing import Key, public_jwk, signed

TIMEOUT_SECONDS = 20.0
POLL_SECONDS, LONGEST_POLL = 1.0, 10.0
NONCE_TRIES = 4
_ERRORS = "urn:ietf:params:acme:error:"
UNREACHABLE = "unreachable"
"""Not one of ACME's own kinds of errors: the authority gives no answer, or none that can be understood."""


class AcmeError(Exception):
    """The authority refuses. ``kind`` is ACME's word for it; ``retry_after`` are seconds, when it names some."""

    def __init__(self, kind: str, detail: str, retry_after: float = 0.0) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind, self.detail, self.retry_after = kind, detail, retry_after


@dataclass(frozen=True, slots=True)
class Order:
    """A certificate on its way."""

    url: str
    status: str
    authorizations: tuple[str, ...]
    finalize: str
    certificate: str | None


@dataclass(frozen=True, slots=True)
class Authorization:
    """Whether the authority believes that a host is ours, and the challenge by which it would."""

    status: str
    challenge: str | None
    """Address of the challenge over HTTP; None: there is no such one."""
    token: str
    error: AcmeError | None


class AcmeClient:
    """Asks one authority in the name of one account. Use as ``async with``. Every call raises AcmeError."""

    def __init__(self, directory: str, key: Key, ca_file: Path | None = None) -> None:
        self._directory_url = directory
        self._key = key
        self._ca_file = ca_file
        self._directory: dict[str, Any] = {}
        self._nonces: list[str] = []
        self._account = ""

    async def __aenter__(self) -> Self:
        secure = self._directory_url.startswith("https:")
        verify = ssl.create_default_context(cafile=self._ca_file) if secure else True
        agent = {"User-Agent": f"slipway/{__version__}"}
        self._http = httpx2.AsyncClient(verify=verify, timeout=TIMEOUT_SECONDS, headers=agent)
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self._http.aclose()

    async def register(self, email: str) -> None:
        """Make the account of the key, or find the one that there is. The authority's terms are agreed to."""
        body: dict[str, Any] = {"termsOfServiceAgreed": True}
        if email:
            body["contact"] = [f"mailto:{email}"]
        answer = await self._post(await self._at("newAccount"), body)
        self._account = answer.headers.get("location", "")

    async def order(self, host: str) -> Order:
        """Ask for a certificate."""
        answer = await self._post(await self._at("newOrder"), {"identifiers": [{"type": "dns", "value": host}]})
        return _order(answer.headers.get("location", ""), _json(answer))

    async def authorization(self, url: str) -> Authorization:
        """Look at an authorization."""
        return _authorization(_json(await self._post(url, None)))

    async def answer(self, challenge: str) -> None:
        """Have the authority look whether the challenge is met."""
        await self._post(challenge, {})

    async def authorized(self, url: str) -> None:
        """Wait until the authority has looked. Raises AcmeError with what it has found instead."""
        pause = POLL_SECONDS
        while True:
            found = await self.authorization(url)
            if found.status == "valid":
                return
            if found.status != "pending":
                raise found.error or AcmeError("unauthorized", f"the authorization is {found.status}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_POLL)

    async def issued(self, order: Order, request: str) -> str:
        """Have the certificate issued; return its chain as PEM."""
        await self._post(order.finalize, {"csr": request})
        pause = POLL_SECONDS / 2
        while True:
            found = _order(order.url, _json(await self._post(order.url, None)))
            if found.status == "valid" and found.certificate:
                return (await self._post(found.certificate, None)).text
            if found.status not in ("processing", "ready", "valid"):
                raise AcmeError("orderNotReady", f"the order is {found.status}")
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_POLL)

    async def _at(self, what: str) -> str:
        if not self._directory:
            self._directory = _json(await self._send("GET", self._directory_url))
        return _text(self._directory, what)

    async def _post(self, url: str, body: dict[str, Any] | None) -> httpx2.Response:
        """Send a signed request; None as body reads. An outdated nonce is no refusal, but a reason to try again."""
        payload = b"" if body is None else json.dumps(body).encode()
        who = {"kid": self._account} if self._account else {"jwk": public_jwk(self._key)}
        for _ in range(NONCE_TRIES):
            header = {"url": url, "nonce": await self._nonce(), **who}
            content = signed(self._key, payload, header)
            try:
                return await self._send("POST", url, content)
            except AcmeError as error:
                if error.kind != "badNonce":
                    raise
        raise AcmeError("badNonce", "the authority takes none of the nonces that it gives")

    async def _nonce(self) -> str:
        if not self._nonces:
            await self._send("HEAD", await self._at("newNonce"))
        if not self._nonces:
            raise AcmeError(UNREACHABLE, "the authority gives no nonce")
        return self._nonces.pop()

    async def _send(self, method: str, url: str, content: bytes | None = None) -> httpx2.Response:
        headers = {"Content-Type": "application/jose+json"} if content is not None else {}
        try:
            answer = await self._http.request(method, url, content=content, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise AcmeError(UNREACHABLE, str(error) or type(error).__name__) from error
        if nonce := answer.headers.get("replay-nonce"):
            self._nonces.append(nonce)
        if answer.status_code >= 400:
            raise _refusal(answer)
        return answer


def _refusal(answer: httpx2.Response) -> AcmeError:
    waits = answer.headers.get("retry-after", "")
    retry_after = float(waits) if waits.isdigit() else 0.0
    try:
        return _problem(_json(answer), retry_after)
    except AcmeError:
        return AcmeError(UNREACHABLE, f"the authority answers {answer.status_code}", retry_after)


def _problem(told: dict[str, Any], retry_after: float = 0.0) -> AcmeError:
    kind = str(told.get("type", "")).removeprefix(_ERRORS)
    return AcmeError(kind or UNREACHABLE, str(told.get("detail", "")), retry_after)


def _json(answer: httpx2.Response) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise AcmeError(UNREACHABLE, "the authority's answer is no JSON") from error
    if not isinstance(found, dict):
        raise AcmeError(UNREACHABLE, "the authority's answer is no JSON object")
    return found


def _text(told: dict[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str):
        raise AcmeError(UNREACHABLE, f"the authority's answer has no {name}")
    return found


def _order(url: str, told: dict[str, Any]) -> Order:
    authorizations = tuple(str(each) for each in told.get("authorizations") or ())
    certificate = told.get("certificate")
    return Order(
        url, _text(told, "status"), authorizations, _text(told, "finalize"), str(certificate) if certificate else None
    )


def _authorization(told: dict[str, Any]) -> Authorization:
    challenges = [each for each in told.get("challenges") or () if each.get("type") == "http-01"]
    error = next((_problem(each["error"]) for each in challenges if each.get("error")), None)
    if not challenges:
        return Authorization(_text(told, "status"), None, "", error)
    return Authorization(_text(told, "status"), _text(challenges[0], "url"), _text(challenges[0], "token"), error)
