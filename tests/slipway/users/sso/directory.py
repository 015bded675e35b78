"""A real OpenLDAP server on a loopback port, with people, groups and TLS."""

from __future__ import annotations

import datetime
import ipaddress
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import ldap3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

BASE = "dc=example,dc=org"
MANAGER, MANAGER_PASSWORD = f"cn=manager,{BASE}", "manager-secret"

_CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile {root}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
TLSCertificateFile {root}/cert.pem
TLSCertificateKeyFile {root}/key.pem
database mdb
suffix "{base}"
rootdn "{manager}"
rootpw {password}
directory {root}/data
overlay memberof
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=hidden,{base}" by * none
access to * by dn.exact="cn=reader,{base}" read by anonymous auth by * none
"""

_PEOPLE = """
dn: {base}
objectClass: dcObject
objectClass: organization
o: Example

dn: cn=reader,{base}
objectClass: person
sn: reader
userPassword: reader-secret

dn: ou=people,{base}
objectClass: organizationalUnit

dn: uid=mei,ou=people,{base}
objectClass: inetOrgPerson
cn: Mei Lin
sn: Lin
userPassword: mei-password

dn: uid=wei,ou=people,{base}
objectClass: inetOrgPerson
cn: Wei
sn: Wei
userPassword: wei-password

dn: uid=star*(x),ou=people,{base}
objectClass: inetOrgPerson
cn: Star
sn: Star
userPassword: star-password

dn: ou=groups,{base}
objectClass: organizationalUnit
"""

_GROUPS = {"ops": ["mei"], "acme-dev": ["wei", "mei"]}


@dataclass(frozen=True)
class Slapd:
    """A running server. ``ca_file`` is the authority of its certificate, which names 127.0.0.1."""

    url: str
    secure_url: str
    ca_file: Path


@contextmanager
def slapd() -> Iterator[Slapd]:
    """Run it; gone afterwards."""
    program = shutil.which("slapd", path="/usr/sbin:/sbin:/usr/bin")
    assert program, "slapd is missing: ./slipway test installs it"
    root = Path(tempfile.mkdtemp(prefix="slipway-ldap-"))
    process = None
    try:
        (root / "data").mkdir()
        _certify(root)
        (root / "slapd.conf").write_text(
            _CONFIG.format(root=root, base=BASE, manager=MANAGER, password=MANAGER_PASSWORD)
        )
        add = [program, "-T", "add", "-f", str(root / "slapd.conf")]
        subprocess.run(add, input=_PEOPLE.format(base=BASE), text=True, check=True, capture_output=True)
        plain, secure = _free_port(), _free_port()
        urls = (f"ldap://127.0.0.1:{plain}", f"ldaps://127.0.0.1:{secure}")
        process = subprocess.Popen(
            [program, "-d", "0", "-f", str(root / "slapd.conf"), "-h", " ".join(urls)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(plain, process)
        _add_groups(urls[0])
        yield Slapd(*urls, root / "cert.pem")
    finally:
        if process is not None:
            process.terminate()
            process.wait(timeout=60)
        shutil.rmtree(root, ignore_errors=True)


def _add_groups(url: str) -> None:
    """By the running server, whose overlay then keeps ``memberOf``."""
    manager = ldap3.Connection(url, MANAGER, MANAGER_PASSWORD, client_strategy=ldap3.SAFE_SYNC, auto_bind=True)
    for name, members in _GROUPS.items():
        people = [f"uid={member},ou=people,{BASE}" for member in members]
        done, result, _, _ = manager.add(f"cn={name},ou=groups,{BASE}", "groupOfNames", {"member": people})
        assert done, result
    manager.unbind()


def _certify(root: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)

    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (root / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (root / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        assert process.poll() is None, f"slapd ended with {process.returncode}"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("slapd does not listen")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
