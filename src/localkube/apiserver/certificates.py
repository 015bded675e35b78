"""Who is who: a certificate authority of our own, the server's certificate, the administrator's certificate and token.

Made once and kept in the data directory with mode 0600. The server's certificate is renewed when it lacks a name or is
about to expire; the authority stays, so that kubeconfigs go on working.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEARS_10 = timedelta(days=3650)
RENEW_BEFORE = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Identity:
    """Files (PEM) and the administrator's bearer token. ``account_key`` signs the tokens of service accounts."""

    ca_cert: Path
    server_cert: Path
    server_key: Path
    admin_cert: Path
    admin_key: Path
    token: str
    account_key: Path


def ensure_identity(directory: Path, names: Iterable[str]) -> Identity:
    """Load what is there and make what is missing; ``names`` are the addresses and names that the server answers to."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    ca_key_file, ca_file = directory / "ca.key", directory / "ca.crt"
    if not ca_file.exists() or not ca_key_file.exists():
        _make_authority(ca_file, ca_key_file)
    authority = x509.load_pem_x509_certificate(ca_file.read_bytes())
    key = serialization.load_pem_private_key(ca_key_file.read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey), "the authority's key is made above"
    server, server_key = directory / "server.crt", directory / "server.key"
    wanted = sorted(set(names))
    if not _still_good(server, wanted):
        _issue(authority, key, server, server_key, "localkube", "", wanted)
    admin, admin_key = directory / "admin.crt", directory / "admin.key"
    if not _still_good(admin, []):
        _issue(authority, key, admin, admin_key, "admin", "system:masters", [])
    token_file = directory / "token"
    if not token_file.exists():
        _write_private(token_file, secrets.token_urlsafe(32).encode())
    token = token_file.read_text().strip()
    return Identity(ca_file, server, server_key, admin, admin_key, token, directory / "sa.key")


def write_kubeconfig(path: Path, identity: Identity, server: str) -> None:
    """The administrator's kubeconfig, self-contained; JSON is YAML."""

    def data(file: Path) -> str:
        return base64.b64encode(file.read_bytes()).decode()

    cluster = {"server": server, "certificate-authority-data": data(identity.ca_cert)}
    user = {
        "client-certificate-data": data(identity.admin_cert),
        "client-key-data": data(identity.admin_key),
        "token": identity.token,
    }
    document = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "localkube", "cluster": cluster}],
        "users": [{"name": "admin", "user": user}],
        "contexts": [
            {"name": "localkube", "context": {"cluster": "localkube", "user": "admin", "namespace": "default"}}
        ],
        "current-context": "localkube",
    }
    _write_private(path, json.dumps(document, indent=2).encode() + b"\n")


def _make_authority(file: Path, key_file: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localkube-ca")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + YEARS_10)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_usage(authority=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write_private(key_file, _pem(key))
    _write_private(file, certificate.public_bytes(serialization.Encoding.PEM))


def _issue(
    authority: x509.Certificate,
    key: ec.EllipticCurvePrivateKey,
    file: Path,
    key_file: Path,
    name: str,
    group: str,
    names: list[str],
) -> None:
    own = ec.generate_private_key(ec.SECP256R1())
    subject = [x509.NameAttribute(NameOID.COMMON_NAME, name)]
    if group:
        subject.insert(0, x509.NameAttribute(NameOID.ORGANIZATION_NAME, group))
    now = datetime.now(UTC)
    purpose = ExtendedKeyUsageOID.SERVER_AUTH if names else ExtendedKeyUsageOID.CLIENT_AUTH
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(subject))
        .issuer_name(authority.subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + YEARS_10 - timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), critical=False)
    _write_private(key_file, _pem(own))
    _write_private(file, builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _still_good(file: Path, names: list[str]) -> bool:
    if not file.exists():
        return False
    certificate = x509.load_pem_x509_certificate(file.read_bytes())
    if certificate.not_valid_after_utc < datetime.now(UTC) + RENEW_BEFORE:
        return False
    if not names:
        return True
    present = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {_general_name(name) for name in names} <= set(present)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_private(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    temporary.replace(path)
