# SPDX-License-Identifier: GPL-3.0-or-later
"""What Entra refuses, by its numbers."""
from __future__ import annotations

import base64
import time
import uuid
from pathlib import Path

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.unit.simulator.small_estate import AWAY, HOME, OPERATOR, VISITOR, simulated

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
def sim():
    with simulated() as found:
        yield found


def refused(response, status, error, number):
    body = response.json()
    assert (response.status_code, body["error"], body["error_codes"]) == (status, error, [number])
    assert body["error_description"].startswith(f"AADSTS{number}: ") and body["trace_id"] in body["error_description"]
    assert body["error_uri"].endswith(f"code={number}") and body["correlation_id"] and body["timestamp"].endswith("Z")


@pytest.mark.parametrize(("form", "status", "error", "number"), [
    ({"client_secret": "wrong"}, 401, "invalid_client", 7000215),
    ({"client_secret": None}, 401, "invalid_client", 7000218),
    ({"client_id": str(uuid.UUID(int=5))}, 400, "unauthorized_client", 700016),
    ({"client_id": None}, 400, "invalid_request", 900144),
    ({"grant_type": None}, 400, "invalid_request", 900144),
    ({"grant_type": "password"}, 400, "unsupported_grant_type", 70003),
    ({"scope": None}, 400, "invalid_request", 900144),
    ({"scope": "https://graph.example/Group.Read.All"}, 400, "invalid_scope", 1002012),
    ({"scope": "https://graph.example/.default"}, 400, "invalid_resource", 500011),
    ({"client_secret": None, "client_assertion": "x.y.z", "client_assertion_type": BEARER}, 401, "invalid_client", 50027),
    ({"client_secret": None, "client_assertion": "x.y.z"}, 400, "invalid_request", 900144),
])
def test_a_request_that_cannot_be(sim, form, status, error, number):
    refused(sim.sign_in("graph", **form), status, error, number)


@pytest.mark.parametrize(("tenant", "error", "number"), [
    ("contoso.example", "invalid_request", 90002), (str(uuid.UUID(int=7)), "invalid_request", 90002),
    ("organizations", "invalid_request", 50059)])
def test_a_tenant_that_cannot_be(sim, tenant, error, number):
    refused(sim.sign_in("graph", tenant), 400, error, number)


@pytest.mark.parametrize(("change", "status", "error", "number"), [
    ({"secrets": [{"value": "old", "expires": "2020-01-01T00:00:00Z"}]}, 401, "invalid_client", 7000222),
    ({"enabled": False}, 400, "unauthorized_client", 7000112),
    ({"secrets": [], "certificates": [], "federated": []}, 401, "invalid_client", 700025),
    ({"multi_tenant": False}, 400, "unauthorized_client", 700016),
])
def test_an_application_that_may_not(sim, change, status, error, number):
    sim.control("PUT", "/applications", change)
    refused(sim.sign_in("graph", AWAY, client_secret="old"), status, error, number)


def test_a_tenant_without_the_service_principal(sim):
    directory = sim.world.tenants[AWAY].directory
    principal = next(found for found in directory.list("servicePrincipals") if found["appId"] == sim.client_id)
    directory.delete("servicePrincipals", principal["id"])
    refused(sim.sign_in("graph", AWAY), 401, "invalid_client", 7000229)


def test_without_grants_a_token_comes_without_roles(sim):
    sim.control("PUT", "/grants", {"tenant": AWAY, "graph": []})
    assert "roles" not in jwt.decode(sim.token("graph", AWAY), options={"verify_signature": False})
    assert sim.call("graph", "GET", "/v1.0/organization", AWAY).json()["error"]["code"] == "Authorization_RequestDenied"


def certificate_assertion(sim, headers=None, key=None, **claims):
    now = int(time.time())
    address = f"{sim.ready['authority']}/{HOME}/oauth2/v2.0/token"
    whole = {"aud": address, "iss": sim.client_id, "sub": sim.client_id, "jti": str(uuid.uuid4()), "nbf": now, "exp": now + 300} | claims
    text = Path(sim.ready["client_certificate_file"]).read_text(encoding="utf-8")
    key = key or text[:text.index("-----BEGIN CERTIFICATE")]
    return jwt.encode(whole, key, algorithm="PS256", headers=headers or {"x5t#S256": thumbprint(text)})


def thumbprint(pem):
    certificate = x509.load_pem_x509_certificate(pem.encode())
    return base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256())).decode().rstrip("=")


def with_assertion(sim, assertion):
    return sim.sign_in("graph", client_secret=None, client_assertion=assertion, client_assertion_type=BEARER)


def test_a_good_certificate_assertion(sim):
    assert with_assertion(sim, certificate_assertion(sim)).status_code == 200


@pytest.mark.parametrize(("change", "number"), [
    ({"headers": {"x5t#S256": "AAAA"}}, 700027), ({"headers": {"x5t": "AAAA"}}, 700027), ({"sub": "somebody"}, 700021),
    ({"aud": "https://elsewhere.example/token"}, 700023), ({"exp": 1_700_000_000}, 700024)])
def test_a_bad_certificate_assertion(sim, change, number):
    refused(with_assertion(sim, certificate_assertion(sim, **change)), 401, "invalid_client", number)


def test_an_assertion_signed_with_another_key(sim):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    refused(with_assertion(sim, certificate_assertion(sim, key=key)), 401, "invalid_client", 700027)


def test_an_expired_certificate(sim):
    sim.control("POST", "/clock", {"advance_seconds": 30 * 365 * 86400})
    refused(with_assertion(sim, certificate_assertion(sim)), 401, "invalid_client", 700027)


@pytest.mark.parametrize(("claims", "number"), [
    ({"iss": "https://other.example"}, 700211), ({"aud": "api://other"}, 700212), ({"sub": "other"}, 700213),
    ({"exp": 1_700_000_000}, 700024)])
def test_a_federated_assertion_that_is_not_trusted(sim, claims, number):
    refused(with_assertion(sim, sim.control("POST", "/federated-tokens", claims)["token"]), 401, "invalid_client", number)


def test_a_federated_assertion_from_an_impostor(sim):
    good = jwt.decode(sim.control("POST", "/federated-tokens")["token"], options={"verify_signature": False})
    refused(with_assertion(sim, jwt.encode(good, "x" * 32, algorithm="HS256")), 401, "invalid_client", 50012)


def device_code(sim, tenant=HOME, scope=None):
    response = sim.client.post(f"{sim.ready['authority']}/{tenant}/oauth2/v2.0/devicecode", data={
        "client_id": sim.client_id, "scope": scope or f"{sim.ready['graph']}/.default offline_access openid profile"})
    assert response.status_code == 200, response.text
    return response.json()


def redeem(sim, code, tenant=HOME):
    return sim.sign_in("graph", tenant, grant_type=DEVICE, client_secret=None, scope=None, device_code=code)


def test_a_device_code_from_asking_to_refreshing(sim):
    asked = device_code(sim)
    refused(redeem(sim, asked["device_code"]), 400, "authorization_pending", 70016)
    sim.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": OPERATOR})
    answer = redeem(sim, asked["device_code"]).json()
    assert jwt.decode(answer["access_token"], options={"verify_signature": False})["upn"] == OPERATOR
    refused(redeem(sim, asked["device_code"]), 400, "bad_verification_code", 70018)

    def refresh(tenant=HOME, token=answer["refresh_token"]):
        return sim.sign_in("arm", tenant, grant_type="refresh_token", client_secret=None, refresh_token=token)
    claims = jwt.decode(refresh().json()["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["scp"]) == (sim.ready["arm"], "user_impersonation")
    refused(refresh(AWAY), 400, "invalid_grant", 50034)
    refused(refresh(token="made up"), 400, "invalid_grant", 70000)
    sim.control("POST", "/clock", {"advance_seconds": 91 * 86400})
    refused(refresh(), 400, "invalid_grant", 50173)


def test_device_codes_end(sim):
    declined, late = device_code(sim), device_code(sim)
    sim.control("POST", f"/device-codes/{declined['user_code']}/decline")
    refused(redeem(sim, declined["device_code"]), 400, "authorization_declined", 70021)
    sim.control("POST", "/clock", {"advance_seconds": 901})
    refused(redeem(sim, late["device_code"]), 400, "expired_token", 70020)
    refused(redeem(sim, "made up"), 400, "bad_verification_code", 70018)


def test_a_person_gets_what_was_consented_to_and_no_more(sim):
    asked = device_code(sim, AWAY, f"{sim.ready['graph']}/Sites.FullControl.All")
    sim.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": VISITOR})
    response = redeem(sim, asked["device_code"], AWAY)
    refused(response, 400, "invalid_grant", 65001)
    assert response.json()["suberror"] == "consent_required"


def test_an_application_that_is_no_public_client_proves_itself(sim):
    sim.control("PUT", "/applications", {"public_client": False})
    asked = device_code(sim)
    sim.control("POST", f"/device-codes/{asked['user_code']}/approve", {"user": OPERATOR})
    refused(redeem(sim, asked["device_code"]), 401, "invalid_client", 7000218)
