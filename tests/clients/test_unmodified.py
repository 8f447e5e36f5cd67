# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own clients, unmodified, at work on the simulator: azure-identity, msgraph-sdk, azure-mgmt-managedservices, Azure CLI."""
from __future__ import annotations

import asyncio
import io
import json
import ssl
import uuid
from pathlib import Path

import httpx
import pytest
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import CertificateCredential, ClientSecretCredential, WorkloadIdentityCredential, aio
from azure.mgmt.managedservices import ManagedServicesClient
from azure.mgmt.managedservices.aio import ManagedServicesClient as AsyncManagedServicesClient
from azure.mgmt.managedservices.models import Authorization, RegistrationDefinition, RegistrationDefinitionProperties
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph import GraphServiceClient
from msgraph.generated.groups.groups_request_builder import GroupsRequestBuilder
from msgraph.generated.identity_governance.privileged_access.group.eligibility_schedule_instances import (
    eligibility_schedule_instances_request_builder as eligible,
)
from msgraph.generated.models.cross_tenant_access_policy_configuration_partner import CrossTenantAccessPolicyConfigurationPartner
from msgraph.generated.models.cross_tenant_access_policy_inbound_trust import CrossTenantAccessPolicyInboundTrust
from msgraph.generated.models.group import Group
from msgraph.generated.models.invitation import Invitation
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph_core import GraphClientFactory

from tests.unit.clients import certificates

READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


def common(ready):
    return {"authority": ready["authority"], "disable_instance_discovery": True, "connection_verify": ready["ca_file"]}


def plain(ready, token):
    """A client that knows nothing of Azure."""
    return httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"]), headers={"Authorization": f"Bearer {token}"})


# azure-identity

def credentials(ready, tenant):
    return {
        "secret": lambda: ClientSecretCredential(tenant["tenant_id"], tenant["client_id"], tenant["client_secret"], **common(ready)),
        "certificate": lambda: CertificateCredential(
            tenant["tenant_id"], tenant["client_id"], ready["client_certificate_file"], send_certificate_chain=True, **common(ready)),
        "federated token": lambda: WorkloadIdentityCredential(
            tenant_id=tenant["tenant_id"], client_id=tenant["client_id"], token_file_path=ready["federated_token_file"], **common(ready)),
    }


@pytest.mark.parametrize("way", ["secret", "certificate", "federated token"])
@pytest.mark.parametrize("service", ["graph", "arm", "defender"])
def test_azure_identity_gets_a_token_for_each_service(ready, away, way, service):
    with credentials(ready, away)[way]() as credential:
        token = credential.get_token(f"{ready[service]}/.default")
    with plain(ready, token.token) as client:
        paths = {"graph": "/v1.0/organization", "arm": "/subscriptions?api-version=2022-12-01", "defender": "/api/nothing"}
        assert client.get(ready[service] + paths[service]).status_code == (404 if service == "defender" else 200)


def test_azure_identity_tells_why_a_secret_is_refused(ready, away):
    with ClientSecretCredential(away["tenant_id"], away["client_id"], "wrong", **common(ready)) as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS7000215"):
            credential.get_token(f"{ready['graph']}/.default")


@pytest.fixture
def expired(ready, home, tmp_path):
    """A file with a key and its certificate, which is registered with the application and ended years ago."""
    key, certificate = certificates.made(2020, 2022)
    with httpx.Client(verify=ssl.create_default_context(cafile=ready["ca_file"]), base_url=ready["control"]) as control:
        assert control.post("/snapshot", json={"name": "before it expired"}).status_code == 200
        registered = {"client_id": home["client_id"], "certificates": [certificates.pem(certificate).decode()]}
        assert control.put("/applications", json=registered).status_code == 200
        yield certificates.pem_file(tmp_path, key, certificate)
        assert control.post("/restore", json={"name": "before it expired"}).status_code == 200


def test_azure_identity_tells_that_a_certificate_has_expired(ready, away, expired):
    with CertificateCredential(away["tenant_id"], away["client_id"], expired, **common(ready)) as credential:
        with pytest.raises(ClientAuthenticationError, match="AADSTS700027: .*The key used is expired"):
            credential.get_token(f"{ready['graph']}/.default")


# msgraph-sdk: typed builders and models

def graph_of(ready, credential, wire):
    provider = AzureIdentityAuthenticationProvider(credential, scopes=[f"{ready['graph']}/.default"], allowed_hosts=["127.0.0.1"])
    root = f"{ready['graph']}/v1.0"
    http = GraphClientFactory.create_with_default_middleware(
        client=httpx.AsyncClient(transport=wire, base_url=root))
    adapter = GraphRequestAdapter(provider, client=http)
    adapter.base_url = root
    return GraphServiceClient(request_adapter=adapter)


def with_graph(ready, tenant, work):
    """The result of `await work(graph)`."""
    async def whole():
        secret = (tenant["tenant_id"], tenant["client_id"], tenant["client_secret"])
        async with httpx.AsyncHTTPTransport(verify=ssl.create_default_context(cafile=ready["ca_file"])) as wire, \
                aio.ClientSecretCredential(*secret, **common(ready)) as credential:
            return await work(graph_of(ready, credential, wire))
    return asyncio.run(whole())


def new_group():
    name = f"clients-{uuid.uuid4().hex[:8]}"
    return Group(display_name=name, mail_nickname=name, mail_enabled=False, security_enabled=True, is_assignable_to_role=True)


def test_msgraph_reads_users(ready, home):
    found = with_graph(ready, home, lambda graph: graph.users.get())
    assert all(user.user_principal_name.endswith(f"@{home['domain']}") and user.id for user in found.value) and found.value


def test_msgraph_creates_finds_changes_and_deletes_a_group(ready, home):
    async def work(graph):
        wanted = new_group()
        made = await graph.groups.post(wanted)
        parameters = GroupsRequestBuilder.GroupsRequestBuilderGetQueryParameters(
            filter=f"displayName eq '{wanted.display_name}'", select=["id", "displayName", "description"])
        await graph.groups.by_group_id(made.id).patch(Group(description="changed"))
        found = await graph.groups.get(RequestConfiguration(query_parameters=parameters))
        await graph.groups.by_group_id(made.id).delete()
        with pytest.raises(ODataError) as gone:
            await graph.groups.by_group_id(made.id).get()
        return made, found.value, gone.value
    made, [found], gone = with_graph(ready, home, work)
    assert (found.id, found.description) == (made.id, "changed") and made.is_assignable_to_role
    assert (gone.response_status_code, gone.error.code) == (404, "Request_ResourceNotFound")


def test_msgraph_reads_pim_for_groups(ready, home):
    async def work(graph):
        made = await graph.groups.post(new_group())
        builder = graph.identity_governance.privileged_access.group
        instances = eligible.EligibilityScheduleInstancesRequestBuilder
        by_group = RequestConfiguration(
            query_parameters=instances.EligibilityScheduleInstancesRequestBuilderGetQueryParameters(filter=f"groupId eq '{made.id}'"))
        return [await each.get(by_group) for each in (
            builder.eligibility_schedule_instances, builder.assignment_schedule_instances, builder.eligibility_schedules,
            builder.assignment_schedules, builder.eligibility_schedule_requests, builder.assignment_schedule_requests)]
    assert [answer.value for answer in with_graph(ready, home, work)] == [[]] * 6


def test_msgraph_keeps_a_cross_tenant_partner(ready, home, away):
    async def work(graph):
        partners = graph.policies.cross_tenant_access_policy.partners
        await partners.post(CrossTenantAccessPolicyConfigurationPartner(
            tenant_id=home["tenant_id"], inbound_trust=CrossTenantAccessPolicyInboundTrust(is_mfa_accepted=True)))
        one = partners.by_cross_tenant_access_policy_configuration_partner_tenant_id(home["tenant_id"])
        read, listed = await one.get(), await partners.get()
        await one.delete()
        return read, listed.value, (await partners.get()).value
    read, listed, after = with_graph(ready, away, work)
    assert read.inbound_trust.is_mfa_accepted is True and [partner.tenant_id for partner in listed] == [home["tenant_id"]] and after == []


def test_msgraph_invites_a_guest(ready, home, away):
    async def work(graph):
        return await graph.invitations.post(Invitation(
            invited_user_email_address=f"clients@{home['domain']}", invite_redirect_url="https://security.microsoft.us",
            send_invitation_message=False))
    invited = with_graph(ready, away, work)
    assert invited.status == "PendingAcceptance" and invited.invited_user.id and invited.invite_redeem_url.startswith("https://")


# azure-mgmt-managedservices

def managed(ready, credential, kind):
    return kind(credential, base_url=ready["arm"], credential_scopes=[f"{ready['arm']}/.default"], connection_verify=ready["ca_file"],
                polling_interval=0, api_version="2022-10-01")


def offer(home):
    return RegistrationDefinition(properties=RegistrationDefinitionProperties(
        registration_definition_name=f"clients {uuid.uuid4().hex[:8]}", managed_by_tenant_id=home["tenant_id"],
        authorizations=[Authorization(principal_id=str(uuid.uuid4()), principal_id_display_name="SecOps", role_definition_id=READER)]))


def assignment(definition_id):
    return io.BytesIO(json.dumps({"properties": {"registrationDefinitionId": definition_id}}).encode())


@pytest.fixture
def registered(ready, away):
    """The subscription of the managed tenant, ready for Lighthouse."""
    scope = f"/subscriptions/{away['subscription_ids'][0]}"
    with credentials(ready, away)["secret"]() as credential:
        token = credential.get_token(f"{ready['arm']}/.default").token
    with plain(ready, token) as client:
        answer = client.post(f"{ready['arm']}{scope}/providers/Microsoft.ManagedServices/register?api-version=2021-04-01")
        assert answer.status_code == 200, answer.text
    return scope.lstrip("/")


def test_managedservices_keeps_an_offer_and_its_assignment(ready, home, away, registered):
    name = str(uuid.uuid4())
    with credentials(ready, away)["certificate"]() as credential, managed(ready, credential, ManagedServicesClient) as client:
        made = client.registration_definitions.begin_create_or_update(name, registered, offer(home)).result()
        assigned = client.registration_assignments.begin_create_or_update(registered, name, assignment(made.id)).result()
        listed = [found.name for found in client.registration_definitions.list(registered)]
        assignments = [found.name for found in client.registration_assignments.list(registered, expand_registration_definition=True)]
        client.registration_assignments.begin_delete(registered, name).result()
        client.registration_definitions.delete(name, registered)
        with pytest.raises(HttpResponseError) as gone:
            client.registration_definitions.get(registered, name)
    assert made.properties.provisioning_state == assigned.properties.provisioning_state == "Succeeded"
    assert name in listed and name in assignments and gone.value.status_code == 404


def test_managedservices_asynchronously(ready, home, away, registered):
    name = str(uuid.uuid4())

    async def work():
        async with aio.ClientSecretCredential(away["tenant_id"], away["client_id"], away["client_secret"], **common(ready)) as credential, \
                managed(ready, credential, AsyncManagedServicesClient) as client:
            poller = await client.registration_definitions.begin_create_or_update(name, registered, offer(home))
            made = await poller.result()
            listed = [found.name async for found in client.registration_definitions.list(registered)]
            await client.registration_definitions.delete(name, registered)
            return made, listed
    made, listed = asyncio.run(work())
    assert made.name == name and name in listed


# Azure CLI

def sign_in(az, tenant, *proof):
    return az("login", "--service-principal", "--username", tenant["client_id"], "--tenant", tenant["tenant_id"], *proof)


@pytest.mark.parametrize("proof", ["secret", "certificate", "federated token"])
def test_azure_cli_signs_in(ready, away, az, proof):
    words = {"secret": ("--password", away["client_secret"]), "certificate": ("--certificate", ready["client_certificate_file"]),
             "federated token": ("--federated-token", Path(ready["federated_token_file"]).read_text(encoding="utf-8"))}[proof]
    assert {found["id"] for found in sign_in(az, away, *words)} == set(away["subscription_ids"])
    assert {found["tenantId"] for found in az("account", "list")} == {away["tenant_id"]}


def test_azure_cli_tells_why_a_secret_is_refused(away, az):
    refused = az.run("login", "--service-principal", "--username", away["client_id"], "--tenant", away["tenant_id"], "--password", "wrong")
    assert refused.returncode and "AADSTS7000215" in refused.stderr and "Traceback" not in refused.stderr


def test_azure_cli_at_work(ready, home, away, registered, az):
    sign_in(az, away, "--password", away["client_secret"])
    subscription = away["subscription_ids"][0]
    az("account", "set", "--subscription", subscription)
    [organization] = az("rest", "--method", "get", "--url", f"{ready['graph']}/v1.0/organization", "--resource", ready["graph"])["value"]
    assert organization["id"] == away["tenant_id"]
    relative = az("rest", "--method", "get", "--url", f"/subscriptions/{subscription}?api-version=2022-12-01")
    assert relative["subscriptionId"] == subscription
    az("group", "create", "--name", "rg-clients", "--location", "usgovvirginia")
    assert "rg-clients" in {found["name"] for found in az("group", "list")}
    assignments = az("role", "assignment", "list", "--all")
    assert {found["roleDefinitionName"] for found in assignments} == {"Owner"}
    name = str(uuid.uuid4())
    made = az("managedservices", "definition", "create", "--name", "clients", "--tenant-id", home["tenant_id"],
              "--principal-id", str(uuid.uuid4()), "--role-definition-id", READER, "--definition-id", name)
    assert made["name"] == name and name in {found["name"] for found in az("managedservices", "definition", "list")}
    assert az("managedservices", "assignment", "list") == []
    az("managedservices", "definition", "delete", "--definition", name, "--yes")
    az("group", "delete", "--name", "rg-clients", "--yes")
    assert "rg-clients" not in {found["name"] for found in az("group", "list")}
