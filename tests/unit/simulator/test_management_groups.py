# SPDX-License-Identifier: GPL-3.0-or-later
"""Management groups: which there are, who sees them, and that roles at them reach what is below."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.simulator.arm import hierarchy
from tests.simulator.seed import world_of
from tests.unit.simulator.azure_client import ROLES, SUB, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_SUBSCRIPTION, ESTATE

GROUPS = "/providers/Microsoft.Management/managementGroups"
ROOT = f"{GROUPS}/{AWAY}"
SHIPS = f"{GROUPS}/ships"
VERSION = "2023-04-01"


@pytest.fixture
def away(estate):
    """The managed tenant with a group below the root, which its subscription is in; the application is Owner of the root group."""
    azure = estate.fresh()
    hierarchy.put_group(azure.tenant, "ships", "Ships")
    hierarchy.move(azure.tenant, AWAY_SUBSCRIPTION, "ships")
    return azure.only("Owner", scope=ROOT)


def test_every_tenant_has_its_root_group(away):
    found = away.get(ROOT, version=VERSION).json()
    assert (found["name"], found["properties"]["displayName"]) == (AWAY, "Tenant Root Group")
    assert found["properties"]["details"]["parent"] is None


def test_a_group_tells_what_is_above_and_below_it(away):
    found = away.get(SHIPS, version=VERSION, **{"$expand": "children"}).json()["properties"]
    assert found["details"]["parent"]["name"] == AWAY
    assert [child["name"] for child in found["children"]] == [AWAY_SUBSCRIPTION]
    path = away.get(SHIPS, version=VERSION, **{"$expand": "path"}).json()["properties"]["details"]["path"]
    assert [each["name"] for each in path] == [AWAY, "ships"]
    assert [(each["type"], each["name"]) for each in away.values(f"{ROOT}/descendants", version=VERSION)] == [
        ("Microsoft.Management/managementGroups", "ships"), ("/subscriptions", AWAY_SUBSCRIPTION)]


def test_the_list_shows_what_the_caller_may_see(away):
    assert [each["name"] for each in away.values(GROUPS, version=VERSION)] == [AWAY, "ships"]
    away.only("Owner")
    assert away.values(GROUPS, version=VERSION) == []


def test_a_role_at_a_group_reaches_the_groups_and_subscriptions_below(away):
    away.only("Reader", scope=SHIPS)
    assert away.get(SHIPS, version=VERSION).status_code == 200
    assert away.get(SUB).status_code == 200
    refused(away.get(ROOT, version=VERSION), 403, "AuthorizationFailed")


def test_the_root_groups_name_is_no_part_of_a_subscriptions_path_but_its_roles_are_inherited(away):
    held = away.values(f"{SUB}/providers/Microsoft.Authorization/roleAssignments")
    assert [each["properties"]["scope"] for each in held] == [ROOT]
    assert away.values(f"{SUB}/providers/Microsoft.Authorization/roleAssignments", **{"$filter": "atScope()"}) == held


def test_a_role_at_a_subscription_reaches_no_group(away):
    away.only("Owner")
    refused(away.get(ROOT, version=VERSION), 403, "AuthorizationFailed", "the scope is invalid")


def test_a_group_that_does_not_exist_is_refused_like_one_that_may_not_be_read(away):
    refused(away.get(f"{GROUPS}/nowhere", version=VERSION), 403, "AuthorizationFailed")
    away.only("Owner", scope="")
    refused(away.get(f"{GROUPS}/nowhere", version=VERSION), 404, "NotFound")


def test_roles_are_assigned_at_a_group(away):
    name = "99999999-9999-4999-8999-999999999999"
    answer = away.put(f"{SHIPS}/providers/Microsoft.Authorization/roleAssignments/{name}", {"properties": {
        "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Reader']}", "principalId": away.own_principal,
        "principalType": "ServicePrincipal"}})
    assert answer.status_code == 201, answer.text
    assert answer.json()["properties"]["scope"] == SHIPS
    refused(away.put(f"{GROUPS}/nowhere/providers/Microsoft.Authorization/roleAssignments/{name}", answer.json()), 403,
            "AuthorizationFailed")


def test_a_group_that_the_inventory_gives_a_role_at_exists_with_the_tenants_subscriptions():
    described = replace(ESTATE.tenants[1], azure_roles=[{"scope": f"{GROUPS}/fleet", "role": "Owner"}])
    tenant = world_of(replace(ESTATE, tenants=[ESTATE.tenants[0], described])).tenants[AWAY]
    assert hierarchy.above(tenant, SUB) == [f"{GROUPS}/fleet", ROOT]
