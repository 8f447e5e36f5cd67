# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a client prove that it is the application? By secret, by an assertion it signed, or by another issuer's token."""
from __future__ import annotations

import base64
import hashlib

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from tests.simulator.clock import moment
from tests.simulator.identity.errors import aadsts

BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SKEW = 300


def prove(call, application, tenant):
    """How the client authenticated ("1": secret, "2": certificate or federation); refused when it did not."""
    form = call.body
    if not form.get("client_secret") and not form.get("client_assertion"):
        raise aadsts(7000218)
    if not (application.secrets or application.certificates or application.federated):
        raise aadsts(700025)
    if form.get("client_secret"):
        _secret(call, application, form["client_secret"])
        return "1"
    if form.get("client_assertion_type") != BEARER:
        raise aadsts(900144, name="client_assertion_type")
    _assertion(call, application, tenant, form["client_assertion"])
    return "2"


def _secret(call, application, given):
    found = next((secret for secret in application.secrets if secret["value"] == given), None)
    if found is None:
        raise aadsts(7000215, client=application.client_id)
    if found.get("expires") and moment(found["expires"]) <= call.now():
        raise aadsts(7000222, client=application.client_id)


def _assertion(call, application, tenant, assertion):
    try:
        header = jwt.get_unverified_header(assertion)
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError as problem:
        raise aadsts(50027) from problem
    if claims.get("iss") == application.client_id:
        _certificate(call, application, tenant, assertion, header, claims)
    else:
        _federated(call, application, assertion, claims)


def _certificate(call, application, tenant, assertion, header, claims):
    certificate = _named(application, header)
    key = certificate.public_key()
    try:
        jwt.decode(assertion, key, algorithms=["RS256", "PS256"], options={
            "verify_aud": False, "verify_exp": False, "verify_iat": False, "verify_nbf": False})
    except jwt.InvalidTokenError as problem:
        raise aadsts(700027, reason="Client assertion contains an invalid signature.") from problem
    if certificate.not_valid_after_utc <= call.now():
        raise aadsts(700027, reason="The key used is expired.")
    if claims.get("sub") != application.client_id:
        raise aadsts(700021)
    if not _addressed_here(call, tenant, claims.get("aud")):
        raise aadsts(700023)
    _timely(call, claims)


def _named(application, header):
    """The registered certificate that the assertion's header names."""
    thumbprints = {kind: header.get(kind) for kind in ("x5t", "x5t#S256") if header.get(kind)}
    for pem in application.certificates:
        certificate = x509.load_pem_x509_certificate(pem.encode())
        if thumbprints and all(value.rstrip("=") == _thumbprint(certificate, kind) for kind, value in thumbprints.items()):
            return certificate
    raise aadsts(700027, reason="The key was not found.")


def _thumbprint(certificate, kind):
    der = certificate.public_bytes(serialization.Encoding.DER)
    digest = hashlib.sha256(der) if kind == "x5t#S256" else hashlib.sha1(der, usedforsecurity=False)
    return base64.urlsafe_b64encode(digest.digest()).decode().rstrip("=")


def _addressed_here(call, tenant, audience):
    names = {tenant.id, *map(str.lower, tenant.domains)}
    wanted = {f"{call.origin}/{name}/{rest}" for name in names for rest in ("oauth2/v2.0/token", "v2.0", "oauth2/token")}
    return str(audience).lower() in wanted


def _timely(call, claims):
    now = call.world.clock.seconds()
    if not isinstance(claims.get("exp"), (int, float)) or claims["exp"] + SKEW <= now or claims.get("nbf", now) - SKEW > now:
        raise aadsts(700024)


def _federated(call, application, assertion, claims):
    audiences = claims.get("aud") if isinstance(claims.get("aud"), list) else [claims.get("aud")]
    trusted = [record for record in application.federated if record["issuer"] == claims.get("iss")]
    if not trusted:
        raise aadsts(700211, issuer=claims.get("iss"))
    subjects = [record for record in trusted if record["subject"] == claims.get("sub")]
    if not subjects:
        raise aadsts(700213, subject=claims.get("sub"))
    if not any(set(audiences) & set(record["audiences"]) for record in subjects):
        raise aadsts(700212, audience=", ".join(map(str, audiences)))
    if not call.external_keys.signed(assertion):
        raise aadsts(50012, reason="The key was not found.")
    _timely(call, claims)
