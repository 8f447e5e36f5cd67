# SPDX-License-Identifier: GPL-3.0-or-later
"""expired_certificate.py FILE: write a private key and its certificate, which ended years ago; print the certificate."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

START = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)

key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "expired")])
certificate = (
    x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    .not_valid_before(START).not_valid_after(START.replace(year=2021)).sign(key, hashes.SHA256())
    .public_bytes(serialization.Encoding.PEM))
private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
Path(sys.argv[1]).write_bytes(private + certificate)
print(certificate.decode())
