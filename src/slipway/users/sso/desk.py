"""Log in with what a directory outside of the platform vouches for."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from slipway.access import SYSTEM, Actor, Role
from slipway.audit import Target, record, record_refusal
from slipway.db import Database, utcnow
from slipway.errors import NotFound, SlipwayError, Unauthenticated
from slipway.users.accounts import target_of
from slipway.users.models import User
from slipway.users.opening import ACTION, Browser, actor_of, add_session
from slipway.users.sso import attempts
from slipway.users.sso.identity import Identity, Rule
from slipway.users.sso.oidc import Attempt, Provider
from slipway.users.sso.provision import NameTaken, admit, known_account, turn_away
from slipway.users.tenancy import Tenancy

if TYPE_CHECKING:
    from slipway.users.sso.ldap import Directory


@dataclass(frozen=True, slots=True)
class SsoDesk:
    """Single sign-on as it is set; ``provider`` and ``directory`` are None when they are not."""

    database: Database
    tenancy: Tenancy
    rules: Sequence[Rule]
    longest: timedelta
    provider: Provider | None
    label: str
    """What the button of the login page says of the provider."""
    directory: Directory | None
    bounds: attempts.Bounds

    async def start(self, redirect_uri: str, target: str, source: str) -> tuple[str, str]:
        """Begin a login by the provider: where to send the browser, and the secret by which it is known again.

        Raises NotFound, Unavailable; TooMany where more are on their way than are allowed.
        """
        if self.provider is None:
            raise NotFound("sso.not_set")
        await attempts.refuse_too_many(self.database, self.bounds, source)
        attempt, browser = Attempt.new(), secrets.token_urlsafe(32)
        url = await self.provider.authorization_url(attempt, redirect_uri)
        await attempts.keep(self.database, self.bounds, attempt, browser, target, source)
        return url, browser

    async def finish(self, answer: Answer, redirect_uri: str, known_by: str, browser: Browser) -> tuple[str, str]:
        """End it: the page that was wanted and the secret of a new session.

        Raises NotFound, Unauthenticated, Forbidden, Conflict, Unavailable. What the provider or the rules refuse is in
        the operation log; answers to no login that was begun, which anybody can send, are not.
        """
        if self.provider is None:
            raise NotFound("sso.not_set")
        attempt, target = await attempts.take(self.database, answer.state, known_by)
        try:
            answer.check()
            identity = await self.provider.identify(answer.code, attempt, redirect_uri, answer.issuer)
        except SlipwayError as error:
            await self._refused(None, error)
            raise
        _, secret = await self.enter(identity, browser)
        return target, secret

    async def by_password(self, username: str, password: str, browser: Browser) -> tuple[User, str] | None:
        """Implements ``login.Outside`` by the directory. Raises as ``enter`` does, and Unavailable."""
        if self.directory is None:
            return None
        identity = await self.directory.identify(username, password)
        return await self.enter(identity, browser) if identity else None

    async def enter(self, identity: Identity, browser: Browser) -> tuple[User, str]:
        """Let an identity in by its groups: its account and the secret of a new session. Raises as ``admit`` does."""
        try:
            try:
                return await self._entered(identity, browser)
            except NameTaken:  # perhaps by this very identity, at the same moment: then it is known now
                return await self._entered(identity, browser)
        except SlipwayError as error:
            await self._refused(identity, error)
            raise

    async def _entered(self, identity: Identity, browser: Browser) -> tuple[User, str]:
        async with self.database.session() as session:
            user = await admit(session, identity, self.rules, self.tenancy)
            user.last_login_at = utcnow()
            return user, add_session(session, user, browser, self.longest)

    async def _refused(self, identity: Identity | None, error: SlipwayError) -> None:
        async with self.database.session() as session:
            user = await known_account(session, identity) if identity else None
            if user is None:
                nobody = Actor("", identity.username[:64] if identity else "unknown", Role.VIEWER)
                target = Target("user", "", nobody.name)
                record_refusal(session, nobody, ACTION, target, error.code, error.message()[:500])
                return
            if error.code in ("sso.no_role", "sso.tenant_unknown"):
                await turn_away(session, user)
                record(session, SYSTEM, "user.turn_away", target_of(user), after={"reason": error.code})
            record_refusal(session, actor_of(user), ACTION, target_of(user), error.code, error.message()[:500])


@dataclass(frozen=True, slots=True)
class Answer:
    """What the provider sends back through the browser (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6)."""

    state: str
    code: str
    error: str
    issuer: str | None

    def check(self) -> None:
        """Raise Unauthenticated when the provider has refused."""
        if self.error or not self.code:
            raise Unauthenticated("sso.refused", {"problem": self.error[:60] or "no code"})
