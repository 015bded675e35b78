"""Certificates, secrets that hold them, and requests by TLS."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from localkube.network.routes.certificates import TYPE
from localkube.objects.access import Obj
from tests.localkube.network.routes import factory
from tests.localkube.network.routes.pods import Answer, end, exchange

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Made:
    """A self-signed certificate and its key, in PEM."""

    certificate: str
    key: str

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.certificate)).hexdigest()


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Made once: it takes a while."""
    return rsa.generate_private_key(65537, bits)


def make(*names: str, key: Key | None = None, algorithm: hashes.HashAlgorithm | None = None) -> Made:
    """A certificate for these names."""
    private = key or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:60])])
    began = datetime.now(UTC) - timedelta(days=1)
    built = (
        x509.CertificateBuilder(subject, subject, private.public_key(), x509.random_serial_number())
        .not_valid_before(began)
        .not_valid_after(began + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(private, algorithm or hashes.SHA256())
    )
    text = private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return Made(built.public_bytes(Encoding.PEM).decode(), text.decode())


def secret(made: Made, name: str = "cert", namespace: str = "localkube-system", kind: str = TYPE) -> Obj:
    """A secret that holds a certificate."""
    data = {"tls.crt": made.certificate, "tls.key": made.key}
    encoded = {name: b64encode(text.encode()).decode() for name, text in data.items()}
    return {"metadata": factory.meta(name, namespace), "type": kind, "data": encoded}


def listener(name: str = "https", *secrets: str, host: str = "", **more: object) -> Obj:
    """A listener for TLS."""
    named = {"hostname": host} if host else {}
    references = [{"group": "", "kind": "Secret", "name": secret} for secret in secrets or ("cert",)]
    tls: Obj = {"mode": "Terminate", "certificateRefs": references}
    return factory.listener(name, **{"protocol": "HTTPS", "port": 443, "tls": tls, **named, **more})


async def connect(port: int, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, str]:
    """A connection, and the fingerprint of the certificate that was shown. Raises OSError when it is refused."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context, server_hostname=host)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return reader, writer, hashlib.sha256(shown).hexdigest()


async def fetch(port: int, host: str, path: str = "/") -> tuple[Answer, str]:
    """One request by TLS, and the fingerprint of the certificate."""
    reader, writer, fingerprint = await connect(port, host)
    try:
        return await exchange(reader, writer, host, path, close=True), fingerprint
    finally:
        await end(writer)
