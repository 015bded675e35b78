"""A relying party of OpenID Connect: authorization code with PKCE.

Sources: OpenID Connect Core 1.0 (3.1 code flow, 3.1.3.7 validation of ID tokens, 5.3 UserInfo), OpenID Connect
Discovery 1.0, RFC 7636 (PKCE), RFC 9207 (issuer in the answer), RFC 9700 (current practice).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import jwt

from slipway.errors import Unauthenticated, Unavailable
from slipway.users.origin import Origin
from slipway.users.sso.identity import Identity

Claims = Mapping[str, Any]

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key only: with none or a shared secret anybody, or any client, could make a token."""
_LEEWAY_SECONDS = 60
_TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Client:
    """How the provider knows us, and where in its claims the names are. An empty ``secret``: a public client."""

    issuer: str
    client_id: str
    secret: str
    scopes: str
    username_claim: str
    groups_claim: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login that is on its way. ``verifier`` and ``nonce`` are secrets of ours until it ends."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def new(cls) -> Attempt:
        """Make one that cannot be guessed."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64))

    @property
    def challenge(self) -> str:
        """The verifier's S256 challenge."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


class Provider:
    """The provider, by its discovery document, which is asked for once it is needed."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._found: Mapping[str, Any] | None = None

    async def authorization_url(self, attempt: Attempt, redirect_uri: str) -> str:
        """Return where to send the browser. Raises Unavailable."""
        found = await self._document()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": redirect_uri,
            "scope": self._client.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": attempt.challenge,
            "code_challenge_method": "S256",
        }
        endpoint = str(found["authorization_endpoint"])
        return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(query)}"

    async def identify(self, code: str, attempt: Attempt, redirect_uri: str, issuer: str | None) -> Identity:
        """Exchange the code, and return who has logged in. Raises Unauthenticated, Unavailable.

        ``issuer`` is what the answer said of itself (RFC 9207); None where the provider does not say.
        """
        found = await self._document()
        if issuer is not None and issuer != found["issuer"]:
            raise Unauthenticated("sso.answer_invalid", {"problem": "it comes from another issuer"})
        answer = await self._exchange(str(found["token_endpoint"]), code, attempt, redirect_uri)
        claims = await self._checked(str(answer.get("id_token") or ""), attempt.nonce)
        if self._client.groups_claim not in claims and "userinfo_endpoint" in found:
            claims = {**await self._userinfo(str(found["userinfo_endpoint"]), answer, str(claims["sub"])), **claims}
        return self._identity(claims)

    async def _document(self) -> Mapping[str, Any]:
        if self._found is None:
            url = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = await _json("GET", url)
            if found.get("issuer") != self._client.issuer:
                raise Unavailable("sso.provider_failed", {"problem": f"its issuer is {found.get('issuer')!r}"})
            missing = {"authorization_endpoint", "token_endpoint", "jwks_uri"} - set(found)
            if missing:
                raise Unavailable(
                    "sso.provider_failed", {"problem": f"its document lacks {', '.join(sorted(missing))}"}
                )
            self._found = found
        return self._found

    async def _exchange(self, endpoint: str, code: str, attempt: Attempt, redirect_uri: str) -> Claims:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": attempt.verifier,
        }
        if self._client.secret:
            credentials = httpx2.BasicAuth(self._client.client_id, self._client.secret)
            return await _json("POST", endpoint, data=form, auth=credentials)
        return await _json("POST", endpoint, data={**form, "client_id": self._client.client_id})

    async def _checked(self, token: str, nonce: str) -> Claims:
        try:
            key = await self._key(jwt.get_unverified_header(token))
            claims: Claims = jwt.decode(
                token,
                key,
                algorithms=_ALGORITHMS,
                audience=self._client.client_id,
                issuer=self._client.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except jwt.PyJWTError as error:
            raise Unauthenticated("sso.answer_invalid", {"problem": str(error)}) from error
        if not secrets.compare_digest(str(claims.get("nonce", "")), nonce):
            raise Unauthenticated("sso.answer_invalid", {"problem": "its nonce is not that of this login"})
        if claims.get("azp", self._client.client_id) != self._client.client_id:
            raise Unauthenticated("sso.answer_invalid", {"problem": "it was made for another client"})
        return claims

    async def _key(self, header: Mapping[str, Any]) -> jwt.PyJWK:
        """Return the provider's key that signed; keys are asked for at each login, so that new ones count at once."""
        keys = jwt.PyJWKSet.from_dict(dict(await _json("GET", str((await self._document())["jwks_uri"])))).keys
        named = [key for key in keys if key.key_id == header.get("kid")] if "kid" in header else keys
        signing = [key for key in named if key.public_key_use in (None, "sig")]
        if len(signing) != 1:
            raise jwt.InvalidTokenError("it is signed with a key that the provider does not have")
        return signing[0]

    async def _userinfo(self, endpoint: str, answer: Claims, subject: str) -> Claims:
        told = await _json("GET", endpoint, headers={"Authorization": f"Bearer {answer.get('access_token', '')}"})
        if told.get("sub") != subject:
            raise Unauthenticated("sso.answer_invalid", {"problem": "its user information is of somebody else"})
        return told

    def _identity(self, claims: Claims) -> Identity:
        username = claims.get(self._client.username_claim)
        if not isinstance(username, str) or not username:
            raise Unauthenticated("sso.claim_missing", {"claim": self._client.username_claim})
        groups = claims.get(self._client.groups_claim) or []
        return Identity(
            Origin.OIDC,
            f"{claims['iss']} {claims['sub']}",
            username,
            str(claims.get("name") or username),
            tuple(str(group) for group in ([groups] if isinstance(groups, str) else groups)),
        )


async def _json(method: str, url: str, **options: Any) -> Claims:
    """Ask the provider. Its refusals of a code are the user's failure, all else is the provider's."""
    try:
        async with httpx2.AsyncClient(timeout=_TIMEOUT_SECONDS) as http:
            answer = await http.request(method, url, **options)
            found = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        problem = f"{urlsplit(url).netloc}: {error or type(error).__name__}"
        raise Unavailable("sso.provider_failed", {"problem": problem}) from error
    if not isinstance(found, dict):
        raise Unavailable("sso.provider_failed", {"problem": f"{urlsplit(url).netloc} answers no JSON object"})
    if answer.status_code == 400 and found.get("error") == "invalid_grant":
        raise Unauthenticated("sso.answer_invalid", {"problem": "the provider does not accept its code"})
    if answer.is_error:
        problem = f"{urlsplit(url).netloc} answers {answer.status_code} {str(found.get('error', ''))[:60]}"
        raise Unavailable("sso.provider_failed", {"problem": problem})
    return found
