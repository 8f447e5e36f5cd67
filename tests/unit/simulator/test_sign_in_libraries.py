# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's azure-identity, unmodified, signs in to the simulator in every way that it has; so does their Graph SDK."""
from __future__ import annotations

import asyncio
import contextlib
import ssl
from pathlib import Path

import httpx
import jwt
import pytest
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    CertificateCredential,
    ClientAssertionCredential,
    ClientSecretCredential,
    DeviceCodeCredential,
    ManagedIdentityCredential,
    WorkloadIdentityCredential,
    aio,
)
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph_core import GraphClientFactory

from tests.unit.simulator.small_estate import AWAY, HOME, OPERATOR, simulated


@pytest.fixture(scope="module")
def sim():
    with simulated() as found:
        yield found


@pytest.fixture
def common(sim):
    return {"authority": sim.ready["authority"], "disable_instance_discovery": True, "connection_verify": sim.ready["ca_file"]}


def token_of(sim, ready_name):
    return Path(sim.ready[ready_name]).read_text(encoding="utf-8")


def ways(sim, kinds, tenant):
    """Each way for an application to prove itself, as a function that makes the credential."""
    certificate = sim.ready["client_certificate_file"]
    return {
        "secret": lambda **more: kinds["secret"](tenant, sim.client_id, sim.secret, **more),
        "certificate": lambda **more: kinds["certificate"](tenant, sim.client_id, certificate, **more),
        "chain": lambda **more: kinds["certificate"](tenant, sim.client_id, certificate, send_certificate_chain=True, **more),
        "assertion": lambda **more: kinds["assertion"](tenant, sim.client_id, lambda: token_of(sim, "federated_token_file"), **more),
        "workload": lambda **more: kinds["workload"](
            tenant_id=tenant, client_id=sim.client_id, token_file_path=sim.ready["federated_token_file"], **more),
    }


SYNC = {"secret": ClientSecretCredential, "certificate": CertificateCredential, "assertion": ClientAssertionCredential,
        "workload": WorkloadIdentityCredential}
AIO = {"secret": aio.ClientSecretCredential, "certificate": aio.CertificateCredential, "assertion": aio.ClientAssertionCredential,
       "workload": aio.WorkloadIdentityCredential}
WAYS = ["secret", "certificate", "chain", "assertion", "workload"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tenant", [HOME, AWAY])
def test_an_application_signs_in_to_each_tenant(sim, common, way, tenant):
    with ways(sim, SYNC, tenant)[way](**common) as credential:
        token = credential.get_token(f"{sim.ready['graph']}/.default").token
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["tid"], claims["appid"], claims["idtyp"], claims["aud"]) == (tenant, sim.client_id, "app", sim.ready["graph"])
    assert "Group.ReadWrite.All" in claims["roles"]
    assert sim.call("graph", "GET", "/v1.0/organization", token=token).json()["value"][0]["id"] == tenant


@pytest.mark.parametrize("way", WAYS)
def test_an_application_signs_in_asynchronously(sim, common, way):
    async def fetched():
        async with ways(sim, AIO, AWAY)[way](**common) as credential:
            return (await credential.get_token(f"{sim.ready['arm']}//.default")).token
    token = asyncio.run(fetched())
    assert sim.call("arm", "GET", "/subscriptions?api-version=2022-12-01", token=token).json()["value"][0]["tenantId"] == AWAY


def test_one_credential_serves_other_tenants(sim, common):
    with ClientSecretCredential(HOME, sim.client_id, sim.secret, additionally_allowed_tenants=["*"], **common) as credential:
        token = credential.get_token(f"{sim.ready['graph']}/.default", tenant_id=AWAY).token
    assert jwt.decode(token, options={"verify_signature": False})["tid"] == AWAY


def test_a_person_signs_in_with_a_device_code(sim, common):
    sim.control("PUT", "/operations", {"device_interval_seconds": 1})

    def enter_the_code(_uri, user_code, _expires):
        sim.control("POST", f"/device-codes/{user_code}/approve", {"user": OPERATOR})
    with DeviceCodeCredential(sim.client_id, tenant_id=HOME, prompt_callback=enter_the_code, **common) as credential:
        token = credential.get_token(f"{sim.ready['graph']}/Group.ReadWrite.All", f"{sim.ready['graph']}/Organization.Read.All").token
        again = credential.get_token(f"{sim.ready['arm']}/.default").token
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["upn"], claims["idtyp"], claims["scp"]) == (OPERATOR, "user", "Group.ReadWrite.All Organization.Read.All")
    assert jwt.decode(again, options={"verify_signature": False})["aud"] == sim.ready["arm"]
    assert sim.call("graph", "GET", "/v1.0/organization", token=token).status_code == 200


def test_a_declined_device_code_is_an_authentication_error(sim, common):
    sim.control("PUT", "/operations", {"device_interval_seconds": 1})

    def decline(_uri, user_code, _expires):
        sim.control("POST", f"/device-codes/{user_code}/decline")
    with DeviceCodeCredential(sim.client_id, tenant_id=HOME, prompt_callback=decline, **common) as credential:
        with pytest.raises(ClientAuthenticationError, match="declined"):
            credential.get_token(f"{sim.ready['graph']}/.default")


def test_a_managed_identity_serves_its_own_tenant(sim, monkeypatch):
    monkeypatch.setenv("IDENTITY_ENDPOINT", sim.ready["managed_identity"])
    monkeypatch.setenv("IDENTITY_HEADER", sim.ready["managed_identity_header"])
    with ManagedIdentityCredential() as credential:
        token = credential.get_token(f"{sim.ready['graph']}/.default").token
    assert jwt.decode(token, options={"verify_signature": False})["tid"] == HOME
    assert sim.call("graph", "GET", "/v1.0/organization", token=token).status_code == 200


def test_a_wrong_secret_names_its_number(sim, common):
    with ClientSecretCredential(HOME, sim.client_id, "wrong", **common) as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            credential.get_token(f"{sim.ready['graph']}/.default")


# The SDK's own models use what it deprecates.
@pytest.mark.filterwarnings("ignore:(GetQueryParameters is|This class is) deprecated:DeprecationWarning")
def test_the_graph_sdk_reads_typed_objects(sim, common):
    async def organizations():
        async with aio.ClientSecretCredential(AWAY, sim.client_id, sim.secret, **common) as credential:
            root, scope = f"{sim.ready['graph']}/v1.0", f"{sim.ready['graph']}/.default"
            provider = AzureIdentityAuthenticationProvider(credential, scopes=[scope], allowed_hosts=["127.0.0.1"])
            trusted = ssl.create_default_context(cafile=sim.ready["ca_file"])
            # The SDK wraps the client's transport in its own, which does not close it.
            async with (contextlib.aclosing(httpx.AsyncHTTPTransport(verify=trusted)) as transport,
                        httpx.AsyncClient(transport=transport, base_url=root) as client):
                adapter = GraphRequestAdapter(provider, client=GraphClientFactory.create_with_default_middleware(client=client))
                adapter.base_url = root
                return (await GraphServiceClient(request_adapter=adapter).organization.get()).value
    (found,) = asyncio.run(organizations())
    assert (found.id, found.display_name, found.verified_domains[0].name) == (AWAY, "Secondary", "secondary.onmicrosoft.us")
