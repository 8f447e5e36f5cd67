# SPDX-License-Identifier: GPL-3.0-or-later
"""The Lighthouse client maps each request to one operation of azure-mgmt-managedservices, and gives back what the service said, raw."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import cloud_of
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Failure, Refusal, ServiceError, StillMissing, Unreachable
from ansible_collections.multitenant.secops.plugins.module_utils._lighthouse import LighthouseTransport
from ansible_collections.multitenant.secops.plugins.module_utils._patience import Patience
from ansible_collections.multitenant.secops.plugins.module_utils._service import Cost, Service
from ansible_collections.multitenant.secops.plugins.module_utils._settings import sign_in_settings
from ansible_collections.multitenant.secops.plugins.module_utils._signin import credential_for
from ansible_collections.multitenant.secops.plugins.module_utils._steps import Step

from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, estates
from tests.unit.simulator.tenant_client import AWAY, HOME

DEFINITIONS = "/providers/Microsoft.ManagedServices/registrationDefinitions"
ASSIGNMENTS = "/providers/Microsoft.ManagedServices/registrationAssignments"
DEFINITION = f"{SUB}{DEFINITIONS}/dddddddd-0000-4000-8000-000000000001"
ASSIGNMENT = f"{SUB}{ASSIGNMENTS}/eeeeeeee-0000-4000-8000-000000000001"
IN_GROUP = f"{GROUP}{ASSIGNMENTS}/eeeeeeee-0000-4000-8000-000000000002"
OFFER = {"properties": {"registrationDefinitionName": "SecOps", "managedByTenantId": HOME, "authorizations": [
    {"principalId": "55555555-0000-4000-8000-000000000000", "principalIdDisplayName": "SecOps", "roleDefinitionId": ROLES["Reader"]}]}}
ASSIGNED = {"properties": {"registrationDefinitionId": DEFINITION}}


@pytest.fixture(scope="module")
def estate():
    with estates() as running:
        yield running


@pytest.fixture
def unregistered(estate):
    azure = estate.fresh()
    yield azure
    azure.control("DELETE", "/faults")


@pytest.fixture
def azure(unregistered):
    return unregistered.registered("Microsoft.ManagedServices").with_group()


@contextlib.asynccontextmanager
async def lighthouse(azure, cloud, read_only=False, timeout=30):
    ready, cost, patience = azure.ready, Cost(), Patience(timeout, 0)
    given = {"client_id": ready["tenants"][0]["client_id"], "secret": ready["tenants"][0]["client_secret"]}
    credential = credential_for(AWAY, sign_in_settings(given, {}), cloud, ready["ca_file"], cost.count)
    transport = LighthouseTransport(cloud, credential, ready["ca_file"], cost.count, patience)
    try:
        yield Service("Azure Resource Manager", cloud.arm, transport, patience, cost, read_only)
    finally:
        await transport.close()
        await credential.close()


def done(azure, work, arm=None, **options):
    cloud = cloud_of(azure.ready["arm"], {"arm": arm} if arm else None, azure.ready["ca_file"])

    async def go():
        async with lighthouse(azure, cloud, **options) as service:
            return await work(service)
    return asyncio.run(go())


def put(path, body):
    return Step("PUT", path, body)


def test_a_definition_is_written_read_listed_and_deleted(azure):
    azure.polls(2)

    async def work(service):
        made = await service.write(put(DEFINITION, OFFER))
        assert (made["id"], made["properties"]["provisioningState"]) == (DEFINITION, "Succeeded")
        assert made["properties"]["manageeTenantName"] == "Northfleet", "the SDK's own models have no such member"
        assert await service.get(DEFINITION) == made
        assert await service.items(SUB + DEFINITIONS) == [made]
        await service.write(Step("DELETE", DEFINITION))
        return await service.items(SUB + DEFINITIONS), await service.get(DEFINITION, absent=("ResourceNotFound",))
    assert done(azure, work) == ([], None)


@pytest.mark.parametrize("path", [ASSIGNMENT, IN_GROUP])
def test_an_assignment_is_written_read_listed_and_deleted(azure, path):
    azure.polls(2)

    async def work(service):
        await service.write(put(DEFINITION, OFFER))
        made = await service.write(put(path, ASSIGNED))
        assert made["properties"] == {"registrationDefinitionId": DEFINITION, "provisioningState": "Succeeded"}
        assert await service.get(path) == made
        expanded = await service.get(path, {"$expandRegistrationDefinition": "true"})
        assert expanded["properties"]["registrationDefinition"]["properties"]["registrationDefinitionName"] == "SecOps"
        everywhere = path.partition("/providers/")[0] + ASSIGNMENTS
        assert await service.items(everywhere) == [made]
        await service.write(Step("DELETE", path))
        return await service.items(everywhere)
    assert done(azure, work) == []


def test_all_pages_of_a_list_come_as_they_are(azure):
    for number in range(101):
        path = f"{SUB}{DEFINITIONS}/dddddddd-0000-4000-8000-{number:012d}"
        azure.finished(azure.put(path, OFFER))
    found = done(azure, lambda service: service.items(SUB + DEFINITIONS))
    assert len({item["id"] for item in found}) == 101
    assert all("manageeTenantName" in item["properties"] for item in found)


def test_a_next_page_on_another_host_is_not_asked_for(azure):
    azure.control("POST", "/faults", {"match": {"path": "registrationDefinitions$"}, "do": {
        "status": 200, "body": {"value": [], "nextLink": "https://elsewhere.example/page"}}})
    with pytest.raises(Refusal, match="another host"):
        done(azure, lambda service: service.items(SUB + DEFINITIONS))


def test_a_refusal_comes_with_its_status_code_and_request_id(azure):
    forbidden = {"properties": {**OFFER["properties"], "authorizations": [{"principalId": HOME, "roleDefinitionId": ROLES["Owner"]}]}}
    with pytest.raises(ServiceError) as refused:
        done(azure, lambda service: service.write(put(DEFINITION, forbidden)))
    assert (refused.value.status, refused.value.code) == (400, "InvalidRegistrationDefinitionCreateRequest")
    assert "request id" in str(refused.value)


def test_each_refusal_of_the_sdk_is_an_answer(azure):
    async def statuses(service):
        await service.write(put(DEFINITION, OFFER))
        await service.write(put(ASSIGNMENT, ASSIGNED))
        found = []
        for step in (Step("DELETE", DEFINITION), put(ASSIGNMENT.replace("000001", "000003"), ASSIGNED)):
            with pytest.raises(ServiceError) as refused:
                await service.write(step)
            found.append((refused.value.status, refused.value.code))
        with pytest.raises(ServiceError) as missing:
            await service.get(IN_GROUP)
        return [*found, (missing.value.status, missing.value.code)]
    assert done(azure, statuses) == [(409, "Conflict"), (409, "Conflict"), (404, "ResourceNotFound")]


def test_an_operation_that_fails_is_a_refusal(azure):
    azure.polls(1)
    azure.control("POST", "/faults", {"match": {"path": "operationStatuses"}, "do": {
        "status": 200, "body": {"status": "Failed", "error": {"code": "ClassicAdministratorListFailed", "message": "No list."}}}})
    with pytest.raises(ServiceError) as refused:
        done(azure, lambda service: service.write(put(DEFINITION, OFFER)))
    assert (refused.value.status, refused.value.code) == (409, "ClassicAdministratorListFailed")


def test_an_operation_that_does_not_end_is_given_up_in_time(azure):
    azure.polls(100000)
    with pytest.raises(StillMissing, match="did not end within 0.2 seconds"):
        done(azure, lambda service: service.write(put(DEFINITION, OFFER)), timeout=0.2)


def test_a_read_is_repeated_and_a_write_is_sent_once(azure):
    busy = {"do": {"status": 503, "code": "ServerBusy", "message": "Later."}}
    azure.control("POST", "/faults", {**busy, "match": {"method": "GET", "path": "registrationDefinitions$", "nth": 1, "count": 2}})
    azure.control("POST", "/faults", {**busy, "match": {"method": "PUT", "path": "registrationDefinitions", "nth": 1}})

    async def work(service):
        assert await service.items(SUB + DEFINITIONS) == []
        with pytest.raises(ServiceError, match="503 ServerBusy"):
            await service.write(put(DEFINITION, OFFER))
        return await service.items(SUB + DEFINITIONS)
    assert done(azure, work) == []


def test_an_unregistered_provider_is_never_registered_silently(unregistered):
    with pytest.raises(ServiceError) as refused:
        done(unregistered, lambda service: service.write(put(DEFINITION, OFFER)))
    assert (refused.value.status, refused.value.code) == (409, "MissingSubscriptionRegistration")
    provider = unregistered.get(f"{SUB}/providers/Microsoft.ManagedServices", version="2021-04-01").json()
    assert provider["registrationState"] == "NotRegistered"


def test_no_answer_says_where_from(azure):
    with pytest.raises(Unreachable, match="Azure Lighthouse at https://127.0.0.1:9 gave no answer"):
        done(azure, lambda service: service.items(SUB + DEFINITIONS), arm="https://127.0.0.1:9", timeout=0)


def test_a_read_only_client_writes_nothing(azure):
    with pytest.raises(Failure, match="read-only"):
        done(azure, lambda service: service.write(put(DEFINITION, OFFER)), read_only=True)
