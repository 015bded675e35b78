"""Gets certificates, and renews them in time. Only the leader runs it.

A try that a stop or a crash interrupts leaves nothing that matters: the next one begins with another order.
"""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy import select

from slipway.access import SYSTEM
from slipway.applications.domains.acme.client import AcmeClient, AcmeError
from slipway.applications.domains.acme.models import (
    DETAIL_LENGTH,
    KEY,
    KIND_LENGTH,
    AcmeAccount,
    AutomaticCertificate,
    automatic_of,
)
from slipway.applications.domains.acme.outcome import CLUSTER, TIMEOUT, UNFIT, pause, renewal
from slipway.applications.domains.acme.signing import Key, key_of, new_key, pem_of, request_for, thumbprint
from slipway.applications.domains.acme.solver import Solver
from slipway.applications.domains.certify import keep
from slipway.applications.domains.lookup import held_domain
from slipway.applications.domains.models import OwnDomain
from slipway.applications.domains.oplog import target_of
from slipway.applications.domains.pem import Bundle, bundle_of
from slipway.applications.domains.signal import tell_publisher
from slipway.applications.signals import Signals
from slipway.audit import record_of_platform
from slipway.cluster import Cluster
from slipway.db import Database, utcnow
from slipway.errors import Invalid, NotFound, SlipwayError
from slipway.reconcile import Reconciler, Rhythm
from slipway.settings import Settings

log = structlog.get_logger(__name__)

ROUND_SECONDS = 10.0
TRY_SECONDS = 240.0
MOST_OF_A_ROUND = 50
BY = "ACME"


class AutomaticCertificates(Reconciler):
    """Tries those whose time has come, and whose domain is verified."""

    name = "automatic certificates"

    def __init__(
        self,
        settings: Settings,
        database: Database,
        cluster: Cluster,
        signals: Signals,
        round_seconds: float = ROUND_SECONDS,
    ) -> None:
        self._settings = settings
        self._database = database
        self._signals = signals
        self._solver = Solver(settings, cluster)
        self._swept = False
        super().__init__(Rhythm(round_seconds))

    async def start(self) -> None:
        """Begin with what is due; nothing without an authority."""
        if self._settings.acme_offered:
            self._swept = False
            await super().start()

    async def _look(self) -> None:
        if not self._swept:
            await self._solver.sweep()
            self._swept = True
        due = select(AutomaticCertificate.domain_id).join(OwnDomain, OwnDomain.id == AutomaticCertificate.domain_id)
        due = due.where(AutomaticCertificate.next_try_at <= utcnow(), OwnDomain.verified_at.is_not(None))
        async with self._database.read() as session:
            query = due.order_by(AutomaticCertificate.next_try_at).limit(MOST_OF_A_ROUND)
            for domain_id in await session.scalars(query):
                self.wake(domain_id)

    async def _handle(self, domain_id: str) -> None:
        host = await self._host_of(domain_id)
        if host is None:
            return
        try:
            async with asyncio.timeout(TRY_SECONDS):
                bundle = await self._obtain(domain_id, host)
        except AcmeError as error:
            await self._failed(domain_id, error)
        except TimeoutError:
            await self._failed(domain_id, AcmeError(TIMEOUT, f"nothing was decided within {TRY_SECONDS:.0f} s"))
        else:
            await self._keep(domain_id, bundle)
        finally:
            await self._solver.close(domain_id)

    async def _host_of(self, domain_id: str) -> str | None:
        """Return the host that a certificate is due for; None when nothing is due any more."""
        query = select(OwnDomain.host).join(AutomaticCertificate, AutomaticCertificate.domain_id == OwnDomain.id)
        query = query.where(OwnDomain.id == domain_id, OwnDomain.verified_at.is_not(None))
        async with self._database.read() as session:
            return await session.scalar(query.where(AutomaticCertificate.next_try_at <= utcnow()))

    async def _obtain(self, domain_id: str, host: str) -> Bundle:
        account, key = await self._account_key(), new_key()
        async with AcmeClient(self._settings.acme_directory, account, self._settings.acme_ca_file) as authority:
            await authority.register(self._settings.acme_email)
            order = await authority.order(host)
            for url in order.authorizations:
                await self._prove(authority, url, domain_id, host, account)
            chain = await authority.issued(order, request_for(host, key))
        try:
            return bundle_of(chain, pem_of(key), host, utcnow())
        except Invalid as error:
            raise AcmeError(UNFIT, error.message()) from error

    async def _account_key(self) -> Key:
        directory = self._settings.acme_directory
        async with self._database.session() as session:
            found = await session.scalar(select(AcmeAccount).where(AcmeAccount.directory == directory))
            if found is None:
                found = AcmeAccount(directory=directory, private_key={KEY: pem_of(new_key())})
                session.add(found)
            return key_of(str(found.private_key[KEY]))

    async def _prove(self, authority: AcmeClient, url: str, domain_id: str, host: str, account: Key) -> None:
        """Meet the challenge of an authorization, unless the authority believes us already."""
        found = await authority.authorization(url)
        if found.status == "valid":
            return
        if found.challenge is None:
            raise AcmeError("unsupportedChallenge", "the authority offers no challenge over HTTP")
        async with self._database.session() as session:
            row = (await automatic_of(session, [domain_id])).get(domain_id)
            if row is not None:
                row.token, row.answer = found.token, f"{found.token}.{thumbprint(account)}"
        try:
            await self._solver.open(domain_id, host, found.token)
        except SlipwayError as error:
            raise AcmeError(CLUSTER, str(error.params.get("reason") or error.message())) from error
        await authority.answer(found.challenge)
        await authority.authorized(url)

    async def _keep(self, domain_id: str, bundle: Bundle) -> None:
        async with self._database.session() as session:
            try:
                domain = await held_domain(session, SYSTEM, domain_id)
            except NotFound:
                return
            row = (await automatic_of(session, [domain_id])).get(domain_id)
            if row is None:
                return  # nobody wants it any more
            certificate, before, after = await keep(session, domain, bundle, BY)
            row.failures, row.problem, row.detail, row.token, row.answer = 0, None, None, None, None
            row.tried_at, row.next_try_at = utcnow(), renewal(certificate)
            record_of_platform(session, "domain.set_certificate", target_of(domain), before, after)
            await tell_publisher(session, self._signals, domain)
        log.info("certificate issued", host=domain.host, until=str(bundle.not_after))

    async def _failed(self, domain_id: str, error: AcmeError) -> None:
        async with self._database.session() as session:
            row = (await automatic_of(session, [domain_id])).get(domain_id)
            domain = await session.get(OwnDomain, domain_id)
            if row is None or domain is None:
                return
            before, now = row.problem, utcnow()
            row.failures, row.token, row.answer = row.failures + 1, None, None
            row.problem, row.detail = error.kind[:KIND_LENGTH], error.detail[:DETAIL_LENGTH]
            row.tried_at, row.next_try_at = now, now + pause(row.failures, error.retry_after)
            if row.problem != before:
                told = {"problem": row.problem, "reason": row.detail}
                record_of_platform(session, "domain.certificate_failed", target_of(domain), {"problem": before}, told)
        log.warning("no certificate", host=domain.host, kind=error.kind, reason=error.detail, times=row.failures)
