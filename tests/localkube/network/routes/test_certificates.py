"""Which certificates pass, and that HAProxy loads all that do."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from localkube.network.programs import program
from localkube.network.routes.certificates import BadCertificateError, certificate_of, listing
from localkube.network.routes.key_files import directory_of, key_files
from localkube.network.routes.model import Offer, routing_of
from localkube.network.routes.render import Frame, render
from localkube.network.routes.settings import Settings
from tests.localkube.network.routes import tls
from tests.localkube.network.routes.tls import Made, make, rsa_key, secret

GOOD = make("a.test")


def encrypted(made: Made) -> Made:
    key = ec.generate_private_key(ec.SECP256R1())
    text = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"secret"))
    return Made(made.certificate, text.decode())


def other_kind(private: ed25519.Ed25519PrivateKey | dsa.DSAPrivateKey) -> Made:
    return Made(GOOD.certificate, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode())


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: Made("", ""), "no certificates"),
        (lambda: Made("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", GOOD.key), "no certificates"),
        (lambda: Made(GOOD.certificate, "none"), "no unencrypted private key"),
        (lambda: Made(GOOD.certificate, make("b.test").key), "not the key of the first"),
        (lambda: encrypted(GOOD), "no unencrypted private key"),
        (lambda: other_kind(ed25519.Ed25519PrivateKey.generate()), "neither RSA nor ECDSA"),
        (lambda: make("a.test", key=rsa_key(1024)), "2048 to 8192"),
        (lambda: make("a.test", key=ec.generate_private_key(ec.SECP192R1())), "P-256"),
        (lambda: make("a.test", algorithm=hashes.SHA224()), "another hash"),
        (lambda: Made(GOOD.certificate * 11, GOOD.key), "more than 10"),
        (lambda: Made(GOOD.certificate * 1000, GOOD.key), "larger than"),
    ],
)
def test_what_haproxy_might_refuse_is_refused_with_a_reason(made: Callable[[], Made], said: str) -> None:
    with pytest.raises(BadCertificateError, match=said) as refused:
        certificate_of(secret(made()))
    assert "BEGIN" not in str(refused.value)


def test_only_secrets_for_tls_hold_certificates() -> None:
    with pytest.raises(BadCertificateError, match="type"):
        certificate_of(secret(GOOD, kind="Opaque"))


def test_haproxy_loads_whatever_passes(tmp_path: Path) -> None:
    keys = [rsa_key(), *(ec.generate_private_key(curve()) for curve in (ec.SECP256R1, ec.SECP384R1, ec.SECP521R1))]
    made = [make("a.test", key=key, algorithm=how()) for key in keys for how in (hashes.SHA256, hashes.SHA512)]
    strange = make("*.a.test", "b" * 60 + ".test", "x y.test", 'c".test\nd')
    junk = Made("junk\n" + GOOD.certificate + "\0 more junk\n", "junk\n" + GOOD.key)
    chain = Made(GOOD.certificate * 10, GOOD.key)
    certificates = [certificate_of(secret(each)) for each in (*made, strange, junk, chain, GOOD, GOOD)]
    offers = [Offer(each, names) for each in certificates for names in ((), ("a.test", "*.b.test"))]
    for given in (offers, [*offers, Offer(certificates[0], for_all=True)]):
        settings = Settings("test", tmp_path / "a directory", port=1, tls_port=2)
        settings.data_dir.mkdir(exist_ok=True)
        file = tmp_path / "haproxy.cfg"
        file.write_text(render(routing_of((), given), {}, Frame(settings, tmp_path / "s")))
        with key_files(settings.data_dir, given):
            command = [program("haproxy") or "", "-c", "-f", file]
            checked = subprocess.run(command, capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr


def test_files_may_be_read_by_their_owner_alone_and_go_away(tmp_path: Path) -> None:
    offers = [Offer(certificate_of(secret(GOOD)))]
    with key_files(tmp_path, offers):
        directory = directory_of(tmp_path)
        assert directory.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in directory.iterdir()} == {0o600}
    assert not directory.exists()


def test_a_certificate_does_not_show_its_key() -> None:
    assert "PRIVATE" not in repr(Offer(certificate_of(secret(GOOD)), ("a.test",)))


def test_the_list_names_the_certificate_for_all_first_and_each_line_once() -> None:
    one, two = (certificate_of(secret(make(name))) for name in ("one.test", "two.test"))
    lines = listing([Offer(two, ("two.test",)), Offer(one, for_all=True), Offer(one, for_all=True)]).splitlines()
    assert lines == [f"{one.digest}.pem *", f"{two.digest}.pem two.test", f"{one.digest}.pem"]


def test_another_certificate_is_another_structure() -> None:
    settings = Settings("test", Path("/tmp/x"), port=1, tls_port=2)
    texts = [
        render(routing_of((), [Offer(certificate_of(secret(made)))]), {}, Frame(settings, Path("s")))
        for made in (GOOD, tls.make("a.test"))
    ]
    assert texts[0].partition("\n")[0] != texts[1].partition("\n")[0]
