"""Whether a certificate and its key can serve a host. Pure.

Whatever would make browsers refuse the host, or the gateway refuse the certificate, is refused here, where somebody
reads why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from slipway.errors import Invalid

CHAIN = "certificate"
KEY = "private_key"
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 8192
CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})
_OLD_HASHES = (hashes.MD5, hashes.SHA1)

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Bundle:
    """A checked chain and its key, both as PEM."""

    chain: str
    private_key: str
    issuer: str
    fingerprint: str
    not_before: datetime
    not_after: datetime


def bundle_of(chain: str, private_key: str, host: str, now: datetime) -> Bundle:
    """Return what serves ``host`` by TLS from ``now`` on. Raises Invalid, with the field that is wrong."""
    certificates, key = _chain_of(chain), _key_of(private_key)
    leaf = certificates[0]
    _refuse_other_key(certificates, key)
    _refuse_disorder(certificates)
    _refuse_other_names(leaf, host)
    for each in certificates:
        _refuse_time(each, now)
        if isinstance(each.signature_hash_algorithm, _OLD_HASHES) and each.subject != each.issuer:
            raise Invalid("certificate.old_signature", {"subject": _named(each.subject)}, field=CHAIN)
    return Bundle(
        chain="".join(each.public_bytes(Encoding.PEM).decode() for each in certificates),
        private_key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
        issuer=_named(leaf.issuer),
        fingerprint=leaf.fingerprint(hashes.SHA256()).hex(),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
    )


def _chain_of(text: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(text.encode())
    except ValueError as error:
        raise Invalid("certificate.malformed", field=CHAIN) from error


def _key_of(text: str) -> PrivateKey:
    try:
        key = load_pem_private_key(text.encode(), None)
    except TypeError as error:
        raise Invalid("certificate.key_encrypted", field=KEY) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise Invalid("certificate.key_malformed", field=KEY) from error
    if isinstance(key, RSAPrivateKey) and LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS:
        return key
    if isinstance(key, EllipticCurvePrivateKey) and key.curve.name in CURVES:
        return key
    raise Invalid("certificate.key_unfit", field=KEY)


def _refuse_other_key(certificates: Sequence[x509.Certificate], key: PrivateKey) -> None:
    def public(of: x509.Certificate | PrivateKey) -> bytes:
        return of.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    fitting = [place for place, each in enumerate(certificates) if public(each) == public(key)]
    if not fitting:
        raise Invalid("certificate.other_key", field=KEY)
    if fitting[0] != 0:
        raise Invalid("certificate.disorder", {"subject": _named(certificates[0].subject)}, field=CHAIN)


def _refuse_disorder(certificates: Sequence[x509.Certificate]) -> None:
    for each, issuer in pairwise(certificates):
        try:
            each.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm) as error:
            raise Invalid("certificate.disorder", {"subject": _named(issuer.subject)}, field=CHAIN) from error


def _refuse_other_names(leaf: x509.Certificate, host: str) -> None:
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        raise Invalid("certificate.no_names", {"host": host}, field=CHAIN) from None
    found = [name.lower().removesuffix(".") for name in names.get_values_for_type(x509.DNSName)]
    above = host.partition(".")[2]
    if host not in found and f"*.{above}" not in found:
        raise Invalid("certificate.other_names", {"host": host, "names": found[:10]}, field=CHAIN)


def _refuse_time(certificate: x509.Certificate, now: datetime) -> None:
    params = {"subject": _named(certificate.subject)}
    if certificate.not_valid_after_utc <= now:
        at = f"{certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC"
        raise Invalid("certificate.expired", {**params, "at": at}, field=CHAIN)
    if certificate.not_valid_before_utc > now:
        at = f"{certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC"
        raise Invalid("certificate.not_yet_valid", {**params, "at": at}, field=CHAIN)


def _named(name: x509.Name) -> str:
    """Return what people call a subject or issuer."""
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
