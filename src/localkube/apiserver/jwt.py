"""Signed tokens (RFC 7519, RFC 7515): ES256 alone, so that nobody can talk the verification into another algorithm."""

from __future__ import annotations

import base64
import binascii
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ALGORITHM = "ES256"
_HALF = 32
_SIGNATURE = ec.ECDSA(hashes.SHA256())
Claims = dict[str, Any]


class BadTokenError(Exception):
    """It is no token of ours; the text says why, for logs and reviews."""


class Signer:
    """Signs and verifies with one key, which is made at the first start and kept."""

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key
        self._public = key.public_key()
        der = self._public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        self.key_id = _text(sha256(der).digest())

    @classmethod
    def of_file(cls, path: Path) -> Signer:
        """Load the key, or make it."""
        if not path.exists():
            made = ec.generate_private_key(ec.SECP256R1())
            pem = made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            temporary = path.with_name(path.name + ".new")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(pem)
            temporary.replace(path)
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey), "the key is made above"
        return cls(key)

    def sign(self, claims: Claims) -> str:
        """The token that says ``claims``."""
        head = {"alg": ALGORITHM, "kid": self.key_id, "typ": "JWT"}
        signed = f"{_text(msgspec.json.encode(head))}.{_text(msgspec.json.encode(claims))}"
        r, s = decode_dss_signature(self._key.sign(signed.encode(), _SIGNATURE))
        return f"{signed}.{_text(r.to_bytes(_HALF, 'big') + s.to_bytes(_HALF, 'big'))}"

    def verify(self, token: str) -> Claims:
        """What a token says, times not looked at. Raises BadTokenError unless this key signed it."""
        signed, _, signature = token.rpartition(".")
        head, _, body = signed.partition(".")
        told = _object(head)
        if told.get("alg") != ALGORITHM or told.get("kid") != self.key_id:
            raise BadTokenError("the token is not signed by this cluster's key")
        raw = _bytes(signature)
        if len(raw) != 2 * _HALF:
            raise BadTokenError("the signature has the wrong length")
        r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        try:
            self._public.verify(encode_dss_signature(r, s), signed.encode("utf-8", "surrogateescape"), _SIGNATURE)
        except InvalidSignature as error:
            raise BadTokenError("the signature is wrong") from error
        return _object(body)

    def key_set(self) -> Claims:
        """The public key as a JSON Web Key Set (RFC 7517)."""
        numbers = self._public.public_numbers()
        x, y = (_text(number.to_bytes(_HALF, "big")) for number in (numbers.x, numbers.y))
        key = {"use": "sig", "kty": "EC", "kid": self.key_id, "crv": "P-256", "alg": ALGORITHM, "x": x, "y": y}
        return {"keys": [key]}


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadTokenError("a part is not base64") from error


def _object(text: str) -> Claims:
    try:
        found = msgspec.json.decode(_bytes(text))
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadTokenError("a part is not JSON") from error
    if not isinstance(found, dict):
        raise BadTokenError("a part is not a JSON object")
    return found
