"""Keys, and what is signed and requested by them, in the forms that ACME has for them. Pure."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import ECAlgorithm
from jwt.api_jws import PyJWS
from jwt.utils import base64url_encode

Key = ec.EllipticCurvePrivateKey
_PUBLIC = ("crv", "kty", "x", "y")


def new_key() -> Key:
    """Return a key for an account or for a certificate."""
    return ec.generate_private_key(ec.SECP256R1())


def pem_of(key: Key) -> str:
    """Return a key as PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def key_of(pem: str) -> Key:
    """Return the key that was kept as PEM."""
    key = load_pem_private_key(pem.encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def public_jwk(key: Key) -> dict[str, str]:
    """Return the public half, as accounts are known by."""
    whole = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {name: whole[name] for name in _PUBLIC}


def thumbprint(key: Key) -> str:
    """Return the digest of the public half (RFC 7638), which answers to challenges hold."""
    text = json.dumps(public_jwk(key), sort_keys=True, separators=(",", ":"))
    return base64url_encode(hashlib.sha256(text.encode()).digest()).decode()


def signed(key: Key, payload: bytes, header: dict[str, Any]) -> bytes:
    """Return a request's body: a JSON Web Signature in its flattened form."""
    compact = PyJWS().encode(payload, key, algorithm="ES256", headers={"typ": "", **header})
    protected, content, signature = compact.split(".")
    return json.dumps({"protected": protected, "payload": content, "signature": signature}).encode()


def request_for(host: str, key: Key) -> str:
    """Return the request of a certificate for one host, in base64url of DER."""
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    built = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).add_extension(names, critical=False)
    return base64url_encode(built.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)).decode()
