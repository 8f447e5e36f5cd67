# SPDX-License-Identifier: GPL-3.0-or-later
"""Client certificates in the forms in which people have them."""
from __future__ import annotations

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

PASSWORD = "correct horse"


def registered(sim):
    """(key, certificate) of the application."""
    pem = Path(sim.ready["client_certificate_file"]).read_bytes()
    return serialization.load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)


def made(first_year=2024, last_year=2044):
    """(key, certificate) that nobody knows yet."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "somebody")])
    start, end = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (first_year, last_year))
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(end).sign(key, hashes.SHA256()))
    return key, certificate


def pem(certificate):
    return certificate.public_bytes(serialization.Encoding.PEM)


def pem_file(folder, key, certificate, password=None):
    protection = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return _file(folder, "client.pem", key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection) + pem(certificate))


def pfx_file(folder, key, certificate, password=None):
    protection = serialization.BestAvailableEncryption(password.encode()) if password else serialization.NoEncryption()
    return _file(folder, "client.pfx", pkcs12.serialize_key_and_certificates(b"client", key, certificate, None, protection))


def _file(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return str(path)
