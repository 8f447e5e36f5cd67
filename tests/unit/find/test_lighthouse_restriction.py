# SPDX-License-Identifier: GPL-3.0-or-later
"""What lighthouse_restriction reads before it decides: whether the cloud has Microsoft's policy, and where it is assigned."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_restriction as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tests.unit.find.test_lighthouse_offer import SUB, SUBSCRIPTION, Service
from tests.unit.plan.cases import MANAGING, TENANT, want_of

DENY = "/providers/Microsoft.Authorization/policyDefinitions/7a8a51a3-ad87-4def-96f3-65a1839242b6"
AUDIT = "/providers/Microsoft.Authorization/policyDefinitions/76bed37b-484f-430f-a009-fd7592dff818"


class Clients:
    tenant = TENANT

    def __init__(self, cloud="AzureUSGovernment", assignments=()):
        self.cloud = CLOUDS[cloud]
        policies = {} if cloud == "AzureChinaCloud" else {DENY: {"id": DENY}, AUDIT: {"id": AUDIT}}
        self.arm = Service({SUB: {"displayName": "Operations"}, **policies},
                           {f"{SUB}/providers/Microsoft.Authorization/policyAssignments": list(assignments)})


def assignment(of, at=SUB):
    return {"id": f"{at}/providers/Microsoft.Authorization/policyAssignments/by-hand", "name": "by-hand", "properties": {
        "policyDefinitionId": of.upper(), "parameters": {"listOfAllowedTenants": {"value": [MANAGING.upper()]}}}}


def found(clients, **options):
    return asyncio.run(resource.find(clients, want_of(resource, {
        "subscription_id": SUBSCRIPTION, "allowed_tenants": [MANAGING], **options})))


def test_an_assignment_that_somebody_else_made_is_adopted():
    have = found(Clients(assignments=[assignment(AUDIT), assignment(DENY)]))
    assert (have["id"], have["allowed_tenants"]) == (assignment(DENY)["id"], [MANAGING])


def test_what_is_assigned_elsewhere_is_left_alone():
    assert "id" not in found(Clients(assignments=[assignment(DENY, f"{SUB}/resourceGroups/rg-one"), assignment(AUDIT)]))


def test_a_cloud_without_the_policy_is_told_before_anything_is_written():
    with pytest.raises(Refusal, match="^the cloud AzureChinaCloud does not have Microsoft's policy 'deny' for Azure Lighthouse; leave"):
        found(Clients("AzureChinaCloud"))
    assert "id" not in found(Clients("AzureChinaCloud"), state="absent")
