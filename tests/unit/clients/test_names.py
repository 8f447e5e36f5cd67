# SPDX-License-Identifier: GPL-3.0-or-later
"""Names reach Azure Resource Manager as they are, whatever letters and signs they hold."""
from __future__ import annotations

import uuid

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._azure import place, role_definition
from ansible_collections.multitenant.secops.plugins.module_utils._steps import LIGHTHOUSE, Step

from tests.unit.clients.task import SUBSCRIPTION, Task
from tests.unit.simulator.small_estate import HOME

GROUPS = ["ümläut", "日本", "rg-(1)_x.y"]
ROLES = ["R&D", "50% #1", "a+b", "%41", "it's; or is it?", "Prüfer", "one=two,three@four:$five"]
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


@pytest.mark.parametrize("name", GROUPS)
def test_resource_groups(sim, name):
    group = f"{SUBSCRIPTION}/resourceGroups/{name}"

    async def work(clients):
        await clients.arm.write(Step("PUT", group, {"location": "usgovvirginia"}))
        return (await clients.arm.get(group))["id"], await place(clients, group)
    assert Task(sim).run(work) == (group, f"resource group '{name}' of subscription 'Secondary 1'")


@pytest.mark.parametrize("name", GROUPS)
def test_resource_groups_that_are_offered(sim, name):
    sim.control("PUT", "/operations", {"retry_after_seconds": 0})
    group, offers = f"{SUBSCRIPTION}/resourceGroups/{name}", "/providers/Microsoft.ManagedServices/registration"
    offer, assignment = f"{SUBSCRIPTION}{offers}Definitions/{uuid.UUID(int=1)}", f"{group}{offers}Assignments/{uuid.UUID(int=1)}"
    authorizations = [{"principalId": str(uuid.UUID(int=2)), "roleDefinitionId": READER}]

    async def work(clients):
        await clients.arm.write(Step("POST", f"{SUBSCRIPTION}/providers/Microsoft.ManagedServices/register"))
        await clients.arm.write(Step("PUT", group, {"location": "usgovvirginia"}))
        for path, properties in ((offer, {"managedByTenantId": HOME, "authorizations": authorizations}),
                                 (assignment, {"registrationDefinitionId": offer})):
            await clients.lighthouse.write(Step("PUT", path, {"properties": properties}, service=LIGHTHOUSE))
        return [each["id"] for each in await clients.lighthouse.items(assignment.rpartition("/")[0])]
    assert Task(sim, interval=0).run(work) == [assignment]


@pytest.mark.parametrize("name", ROLES)
def test_roles(sim, name):
    guid = str(uuid.UUID(int=3))
    properties = {"roleName": name, "type": "CustomRole", "assignableScopes": [SUBSCRIPTION],
                  "permissions": [{"actions": ["*/read"], "notActions": []}]}

    async def work(clients):
        path = f"{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{guid}"
        await clients.arm.write(Step("PUT", path, {"properties": properties}))
        return (await role_definition(clients, SUBSCRIPTION, name))["name"]
    assert Task(sim).run(work) == guid
