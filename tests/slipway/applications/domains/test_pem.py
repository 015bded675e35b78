"""Certificates that would not serve a host are refused, each for its reason and at its field."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from slipway.applications.domains.pem import Bundle, bundle_of
from slipway.errors import Invalid
from tests.slipway.applications.domains.authority import Authority, Issued, new_key, pem_of

HOST = "www.example.org"


@pytest.fixture(scope="module")
def authority() -> Authority:
    """Who issues."""
    return Authority()


def checked(issued: Issued, host: str = HOST) -> Bundle:
    return bundle_of(issued.certificate, issued.private_key, host, datetime.now(UTC))


def refused(certificate: str, private_key: str, host: str = HOST) -> tuple[str, str | None]:
    with pytest.raises(Invalid) as caught:
        checked(Issued(certificate, private_key), host)
    return caught.value.code, caught.value.field


@pytest.mark.parametrize("name", [HOST, "*.example.org", "WWW.Example.org"])
def test_one_that_covers_the_host_is_taken(authority: Authority, name: str) -> None:
    found = checked(authority.issue("other.example.org", name))
    assert found.issuer == "Test authority"
    assert found.chain.count("BEGIN CERTIFICATE") == 2
    assert "BEGIN PRIVATE KEY" in found.private_key


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())])
def test_usual_keys_are_taken(authority: Authority, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> None:
    assert checked(authority.issue(HOST, key=key)).private_key == pem_of(key)


@pytest.mark.parametrize("name", ["example.org", "*.www.example.org", "*.org", "www.example.com"])
def test_one_for_other_names_is_refused(authority: Authority, name: str) -> None:
    issued = authority.issue(name)
    assert refused(issued.certificate, issued.private_key) == ("certificate.other_names", "certificate")


def test_one_that_names_no_hosts_is_refused(authority: Authority) -> None:
    issued = authority.issue()
    assert refused(issued.certificate, issued.private_key) == ("certificate.no_names", "certificate")


def test_anothers_key_is_refused(authority: Authority) -> None:
    assert refused(authority.issue(HOST).certificate, pem_of(new_key())) == ("certificate.other_key", "private_key")


def test_a_chain_in_the_wrong_order_is_refused(authority: Authority) -> None:
    issued = authority.issue(HOST, by_hand=True)
    backwards = authority.pem + issued.certificate
    assert refused(backwards, issued.private_key) == ("certificate.disorder", "certificate")
    stranger = issued.certificate + Authority().pem
    assert refused(stranger, issued.private_key) == ("certificate.disorder", "certificate")


@pytest.mark.parametrize(("days", "code"), [((-20, -1), "certificate.expired"), ((1, 20), "certificate.not_yet_valid")])
def test_one_that_is_not_valid_now_is_refused(authority: Authority, days: tuple[float, float], code: str) -> None:
    issued = authority.issue(HOST, days=days)
    assert refused(issued.certificate, issued.private_key) == (code, "certificate")


def test_when_one_expired_is_told_as_people_write_it(authority: Authority) -> None:
    issued = authority.issue(HOST, days=(-20, -1))
    with pytest.raises(Invalid) as caught:
        checked(issued)
    assert re.search(r" at \d{4}-\d\d-\d\d \d\d:\d\d UTC$", caught.value.message())


def test_weak_and_unknown_keys_are_refused(authority: Authority) -> None:
    weak = authority.issue(HOST, key=rsa.generate_private_key(65537, 1024))
    assert refused(weak.certificate, weak.private_key) == ("certificate.key_unfit", "private_key")
    rare = ed25519.Ed25519PrivateKey.generate()
    text = rare.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    assert refused(weak.certificate, text) == ("certificate.key_unfit", "private_key")


def test_what_is_no_pem_is_refused(authority: Authority) -> None:
    issued = authority.issue(HOST)
    assert refused("hello", issued.private_key) == ("certificate.malformed", "certificate")
    assert refused(issued.certificate, "hello") == ("certificate.key_malformed", "private_key")
    locked = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret")).decode()
    assert refused(issued.certificate, locked) == ("certificate.key_encrypted", "private_key")
