"""Secrets of type ``kubernetes.io/tls`` → certificates that HAProxy surely loads. Pure.

One that HAProxy refuses would keep all other changes from being carried out. So they are read and written anew here,
and only what OpenSSL takes at Debian's security level 2 passes.
"""

from __future__ import annotations

import binascii
import hashlib
from base64 import b64decode
from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from localkube.network.routes.model import Certificate, Offer
from localkube.objects.access import Obj

TYPE = "kubernetes.io/tls"

_LARGEST = 128 * 1024
_LONGEST_CHAIN = 10
_RSA_BITS = range(2048, 8193)
_CURVES = ("secp256r1", "secp384r1", "secp521r1")
_HASHES = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


class BadCertificateError(Exception):
    """A secret that holds no certificate that can be served; the text says why, without quoting it."""


def certificate_of(secret: Obj) -> Certificate:
    """The certificate of a secret, with its chain and key. Raises BadCertificate."""
    if secret.get("type") != TYPE:
        raise BadCertificateError(f"its type is not {TYPE}")
    data: Obj = secret.get("data") or {}
    found = _read(data.get("tls.crt") or "", data.get("tls.key") or "")
    if isinstance(found, str):
        raise BadCertificateError(found)
    return found


def listing(offers: Iterable[Offer]) -> str:
    """HAProxy's list of certificates (``crt-list``), with the names that each is offered for.

    The first of the list is offered for names that nothing else is for, and for no name. Within the others, the first
    for a name wins; without names it is offered for those that it holds itself.
    """
    offers = tuple(offers)
    default = fallback(offers)
    first = [f"{file_name(default)} *"] if default else []
    rest = [" ".join((file_name(offer.certificate), *offer.names)) for offer in offers]
    return "".join(f"{line}\n" for line in dict.fromkeys([*first, *rest]))


def fallback(offers: Iterable[Offer]) -> Certificate | None:
    """What clients get whose name nothing is offered for, if there is something for every name."""
    return next((offer.certificate for offer in offers if offer.for_all), None)


def file_name(certificate: Certificate) -> str:
    """Within the directory of certificates."""
    return f"{certificate.digest}.pem"


@lru_cache(maxsize=256)
def _read(chain: str, key: str) -> Certificate | str:
    """A certificate, or what is wrong with it."""
    if max(len(chain), len(key)) > _LARGEST:
        return "it is larger than 128 KiB"
    try:
        certificates = x509.load_pem_x509_certificates(b64decode(chain, validate=True))
    except (ValueError, binascii.Error):
        return "tls.crt holds no certificates in PEM"
    try:
        private = load_pem_private_key(b64decode(key, validate=True), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm, binascii.Error):
        return "tls.key holds no unencrypted private key in PEM"
    if not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return "the key is neither RSA nor ECDSA"
    try:
        if wrong := _weakness(certificates):
            return wrong
        public = [_public(each.public_key()) for each in (certificates[0], private)]
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return "tls.crt holds a key or a signature of an unknown kind"
    if public[0] != public[1]:
        return "tls.key is not the key of the first certificate in tls.crt"
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in certificates) + text
    return Certificate(hashlib.sha256(pem).hexdigest()[:32], pem.decode())


def _weakness(certificates: list[x509.Certificate]) -> str:
    """Why OpenSSL would not take a chain; empty when it does."""
    if len(certificates) > _LONGEST_CHAIN:
        return f"tls.crt holds more than {_LONGEST_CHAIN} certificates"
    for certificate in certificates:
        key = certificate.public_key()
        if isinstance(key, rsa.RSAPublicKey) and key.key_size not in _RSA_BITS:
            return "an RSA key has not 2048 to 8192 bits"
        if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name not in _CURVES:
            return "an ECDSA key is on none of the curves P-256, P-384 and P-521"
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return "a certificate's key is neither RSA nor ECDSA"
        if not isinstance(certificate.signature_hash_algorithm, _HASHES):
            return "a certificate is signed with another hash than SHA-256, SHA-384 or SHA-512"
    return ""


def _public(key: object) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        key = key.public_key()
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise TypeError("neither RSA nor ECDSA")
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
