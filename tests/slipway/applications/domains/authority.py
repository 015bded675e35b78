"""A certificate authority of the tests' own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from slipway.applications.domains.pem import PrivateKey

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


def pem_of(key: PrivateKey) -> str:
    """Return a key as PEM."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def new_key() -> ec.EllipticCurvePrivateKey:
    """Return a key that is quickly made."""
    return ec.generate_private_key(ec.SECP256R1())


@dataclass
class Issued:
    """A certificate and its key, as PEM."""

    certificate: str
    private_key: str

    @property
    def body(self) -> dict[str, str]:
        """What is uploaded."""
        return {"certificate": self.certificate, "private_key": self.private_key}


class Authority:
    """Issues certificates."""

    def __init__(self) -> None:
        self._key = new_key()
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        now = datetime.now(UTC)
        self.pem = self._sign(
            self._name, self._key.public_key(), (), now - timedelta(days=1000), now + timedelta(days=1000)
        )

    def issue(
        self,
        *names: str,
        key: PrivateKey | None = None,
        days: tuple[float, float] = (-1, 90),
        by_hand: bool = False,
    ) -> Issued:
        """Return one for these names, valid from and until so many days from now; ``by_hand``: without its issuer's."""
        mine, now = key or new_key(), datetime.now(UTC)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "leaf")])
        start, end = (now + timedelta(days=each) for each in days)
        leaf = self._sign(subject, mine.public_key(), names, start, end)
        return Issued(leaf if by_hand else leaf + self.pem, pem_of(mine))

    def certify(self, key: PublicKey, name: str, days: tuple[float, float]) -> str:
        """Return a chain for somebody else's key."""
        start, end = (datetime.now(UTC) + timedelta(days=each) for each in days)
        return self._sign(x509.Name([]), key, (name,), start, end) + self.pem

    def _sign(self, subject: x509.Name, key: PublicKey, names: Sequence[str], start: datetime, end: datetime) -> str:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        made = made.public_key(key).serial_number(x509.random_serial_number())
        made = made.not_valid_before(start).not_valid_after(end)
        made = made.add_extension(x509.BasicConstraints(ca=not names, path_length=None), critical=True)
        if names:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(each) for each in names]), False)
        return made.sign(self._key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
