"""Certificates for a day: a root of the tests' own, and what it signs."""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Root:
    """A root: its certificate and key, and the folder that what it signs is written to."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def signed(self, name: str, address: str | None = None) -> tuple[Path, Path]:
        """The files of a certificate for a name (and an address), and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _built(name, self.certificate.subject, key.public_key())
        if address is not None:
            names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
            certificate = certificate.add_extension(names, critical=False)
        made = certificate.sign(self.key, SHA256())
        paths = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        paths[0].write_bytes(made.public_bytes(Encoding.PEM))
        paths[1].touch(0o600)
        paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return paths

    @property
    def path(self) -> Path:
        """The root's own certificate."""
        path = self.folder / "root.crt"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return path


def root(folder: Path) -> Root:
    """A new root."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "root of the tests")])
    made = _built("root of the tests", name, key.public_key())
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return Root(folder, key, made.sign(key, SHA256()))


def _built(name: str, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)  # noqa: TID251 - certificates are held against the real clock
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
