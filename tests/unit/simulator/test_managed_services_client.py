# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's own azure-mgmt-managedservices, synchronous and asynchronous, works against the simulator unchanged."""

from __future__ import annotations

import asyncio

import azure.identity.aio
import pytest
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.mgmt.managedservices import ManagedServicesClient
from azure.mgmt.managedservices.aio import ManagedServicesClient as AsyncManagedServicesClient
from azure.mgmt.managedservices.models import (
    Authorization,
    RegistrationAssignment,
    RegistrationAssignmentProperties,
    RegistrationDefinition,
    RegistrationDefinitionProperties,
)

from tests.unit.simulator.azure_client import ROLES, SUB
from tests.unit.simulator.tenant_client import AWAY, HOME

DEFINITION, ASSIGNMENT = "dddddddd-0000-4000-8000-000000000001", "eeeeeeee-0000-4000-8000-000000000001"
SCOPE = SUB.strip("/")


def offer():
    return RegistrationDefinition(properties=RegistrationDefinitionProperties(
        registration_definition_name="SecOps", managed_by_tenant_id=HOME, authorizations=[
            Authorization(principal_id="55555555-0000-4000-8000-000000000000", role_definition_id=ROLES["Reader"])]))


def assignment():
    return RegistrationAssignment(properties=RegistrationAssignmentProperties(
        registration_definition_id=f"{SUB}/providers/Microsoft.ManagedServices/registrationDefinitions/{DEFINITION}"))


def options(azure):
    """What credential and client are told of a cloud that they do not know by name."""
    client = azure.ready["tenants"][0]
    credential = {"tenant_id": AWAY, "client_id": client["client_id"], "client_secret": client["client_secret"],
                  "authority": azure.ready["authority"], "disable_instance_discovery": True, "connection_verify": azure.ready["ca_file"]}
    service = {"base_url": azure.ready["arm"], "credential_scopes": [azure.ready["arm"] + "/.default"], "api_version": "2022-10-01",
               "connection_verify": azure.ready["ca_file"], "polling_interval": 0}
    return credential, service


def slow(estate):
    azure = estate.fresh().registered("Microsoft.ManagedServices")
    azure.control("PUT", "/operations", {"polls": 2, "retry_after_seconds": 0})
    return azure


def test_synchronous(estate):
    credential, service = options(slow(estate))
    with ManagedServicesClient(ClientSecretCredential(**credential), **service) as client:
        definitions, assignments = client.registration_definitions, client.registration_assignments
        made = definitions.begin_create_or_update(DEFINITION, SCOPE, offer()).result()
        assert (made.properties.provisioning_state, made.properties.managed_by_tenant_name) == ("Succeeded", "Harborwatch")
        assert assignments.begin_create_or_update(SCOPE, ASSIGNMENT, assignment()).result().properties.provisioning_state == "Succeeded"
        assert [found.name for found in definitions.list(SCOPE)] == [DEFINITION]
        found, = assignments.list(SCOPE, expand_registration_definition=True)
        assert found.properties.registration_definition.name == DEFINITION
        with pytest.raises(HttpResponseError) as refusal:
            definitions.delete(DEFINITION, SCOPE)
        assert (refusal.value.status_code, refusal.value.error.code) == (409, "Conflict")
        assignments.begin_delete(SCOPE, ASSIGNMENT).result()
        with pytest.raises(ResourceNotFoundError):
            assignments.get(SCOPE, ASSIGNMENT)
        definitions.delete(DEFINITION, SCOPE)
        assert list(definitions.list(SCOPE)) == []


def test_asynchronous(estate):
    credential, service = options(slow(estate))

    async def work():
        async with (azure.identity.aio.ClientSecretCredential(**credential) as signed,
                    AsyncManagedServicesClient(signed, **service) as client):
            definitions, assignments = client.registration_definitions, client.registration_assignments
            made = await (await definitions.begin_create_or_update(DEFINITION, SCOPE, offer())).result()
            assert made.properties.managee_tenant_id == AWAY
            await (await assignments.begin_create_or_update(SCOPE, ASSIGNMENT, assignment())).result()
            assert [found.name async for found in assignments.list(SCOPE)] == [ASSIGNMENT]
            await (await assignments.begin_delete(SCOPE, ASSIGNMENT)).result()
            await definitions.delete(DEFINITION, SCOPE)
            return [found.name async for found in definitions.list(SCOPE)]

    assert asyncio.run(work()) == []
