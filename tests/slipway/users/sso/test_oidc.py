"""The relying party, against a real OpenID provider."""

from __future__ import annotations

from dataclasses import replace

import httpx
import jwt
import pytest

from slipway.errors import Unauthenticated, Unavailable
from slipway.users.origin import Origin
from slipway.users.sso.identity import Identity
from slipway.users.sso.oidc import Attempt, Client, Provider
from tests.slipway.users.sso.openid import CLIENT_ID, CLIENT_SECRET, openid_provider, walk

BACK = "http://127.0.0.1:7080/api/v1/sso/oidc/callback"
PEOPLE = {"7": {"name": "Mei Lin", "preferred_username": "mei@example.org", "groups": ["ops", "acme-dev"]}}


def _client(issuer: str) -> Client:
    return Client(issuer, CLIENT_ID, CLIENT_SECRET, "openid profile groups", "preferred_username", "groups")


async def _log_in(client: Client, attempt: Attempt | None = None, took: Attempt | None = None) -> Identity:
    """With ``attempt`` begun, and ended as ``took``."""
    provider, attempt = Provider(client), attempt or Attempt.new()
    async with httpx.AsyncClient() as browser:
        back = await walk(browser, await provider.authorization_url(attempt, BACK), "7", BACK)
    assert back.params["state"] == attempt.state
    return await provider.identify(back.params["code"], took or attempt, BACK, back.params.get("iss"))


@pytest.mark.parametrize("claims_in", ["userinfo", "id_token"])
@pytest.mark.parametrize("secret", [CLIENT_SECRET, ""])
async def test_a_login_tells_who_it_is(claims_in: str, secret: str) -> None:
    """Wherever the provider puts its claims, and for public clients too."""
    with openid_provider(PEOPLE, BACK, secret=secret, claims_in=claims_in) as issuer:
        found = await _log_in(replace(_client(issuer), secret=secret))

    assert found == Identity(Origin.OIDC, f"{issuer} 7", "mei@example.org", "Mei Lin", ("ops", "acme-dev"))
    assert found.account_name == "mei"


async def test_what_does_not_belong_to_the_login_is_refused() -> None:
    """Another verifier (a stolen code), another nonce (a replayed token), another issuer (a mixed-up answer)."""
    with openid_provider(PEOPLE, BACK) as issuer:
        client, attempt, other = _client(issuer), Attempt.new(), Attempt.new()
        for took in (replace(attempt, verifier=other.verifier), replace(attempt, nonce=other.nonce)):
            with pytest.raises(Unauthenticated) as caught:
                await _log_in(client, attempt, took)
            assert caught.value.code == "sso.answer_invalid"
        with pytest.raises(Unauthenticated):
            await Provider(client).identify("any", attempt, BACK, "http://elsewhere.example")


async def test_a_code_counts_once() -> None:
    """The provider's rule; the refusal is the user's, not an outage."""
    with openid_provider(PEOPLE, BACK) as issuer:
        provider, attempt = Provider(_client(issuer)), Attempt.new()
        async with httpx.AsyncClient() as browser:
            back = await walk(browser, await provider.authorization_url(attempt, BACK), "7", BACK)
        await provider.identify(back.params["code"], attempt, BACK, None)
        with pytest.raises(Unauthenticated):
            await provider.identify(back.params["code"], attempt, BACK, None)


async def test_a_provider_that_fails_is_told_apart() -> None:
    """Not there, or with a secret that it does not accept."""
    with pytest.raises(Unavailable) as caught:
        await Provider(_client("http://127.0.0.1:1")).authorization_url(Attempt.new(), BACK)
    assert "127.0.0.1:1" in str(caught.value)
    with openid_provider(PEOPLE, BACK) as issuer, pytest.raises(Unavailable) as caught:
        await _log_in(replace(_client(issuer), secret="another secret"))
    assert "another secret" not in str(caught.value)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_tokens_without_the_providers_signature_are_refused(
    algorithm: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither unsigned ones nor those signed with what the client knows too."""
    with openid_provider(PEOPLE, BACK) as issuer:
        provider, attempt = Provider(_client(issuer)), Attempt.new()
        claims = {"iss": issuer, "sub": "7", "aud": CLIENT_ID, "nonce": attempt.nonce, "iat": 1, "exp": 9999999999}
        forged = jwt.encode(claims, CLIENT_SECRET if algorithm == "HS256" else None, algorithm=algorithm)

        async def answer(*_: object) -> dict[str, str]:
            return {"id_token": forged}

        monkeypatch.setattr(provider, "_exchange", answer)
        with pytest.raises(Unauthenticated):
            await provider.identify("any", attempt, BACK, None)
