# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure role definitions: built-in ones and a tenant's own."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, refused
from tests.unit.simulator.tenant_client import HOME

DEFINITIONS = "/providers/Microsoft.Authorization/roleDefinitions"
OWN = f"{SUB}{DEFINITIONS}/77777777-0000-4000-8000-000000000000"
BODY = {"properties": {"roleName": "Log reader", "description": "Reads logs", "type": "CustomRole", "assignableScopes": [SUB],
                       "permissions": [{"actions": ["Microsoft.OperationalInsights/*/read"], "notActions": []}]}}


def changed(**properties):
    return {"properties": {**BODY["properties"], **properties}}


def named(azure, name, scope=SUB):
    return azure.values(f"{scope}{DEFINITIONS}", **{"$filter": f"roleName eq '{name}'"})


def test_a_built_in_role_by_name_and_by_id(estate):
    away = estate.fresh().with_group()
    for scope in (SUB, GROUP):
        found, = named(away, "Microsoft Sentinel Responder", scope)
        assert found["id"] == f"{SUB}{DEFINITIONS}/{ROLES['Sentinel Responder']}"
    assert found["properties"]["type"] == "BuiltInRole"
    assert found["properties"]["assignableScopes"] == ["/"]
    assert away.get(f"{DEFINITIONS}/{found['name']}").json()["id"] == f"{DEFINITIONS}/{found['name']}"


def test_names_are_compared_without_case(estate):
    assert [found["name"] for found in named(estate.fresh(), "owner")] == [ROLES["Owner"]]


@pytest.mark.parametrize(("role", "allows", "forbids", "data"), [
    ("Contributor", "*", "Microsoft.Authorization/*/Write", False),
    ("Sentinel Responder", "Microsoft.SecurityInsights/incidents/*", "Microsoft.SecurityInsights/incidents/*/Delete", False),
    ("Log Analytics Data Reader", "Microsoft.OperationalInsights/workspaces/query/read", None, True),
    ("Storage Account Backup Contributor", "Microsoft.Authorization/locks/write", None, False),
])
def test_what_built_in_roles_allow(estate, role, allows, forbids, data):
    permission, = estate.fresh().get(f"{SUB}{DEFINITIONS}/{ROLES[role]}").json()["properties"]["permissions"]
    assert allows in permission["actions"]
    assert forbids is None or forbids in permission["notActions"]
    assert bool(permission["dataActions"]) == data


def test_unknown_role_and_filter(estate):
    away = estate.fresh()
    refused(away.get(f"{SUB}{DEFINITIONS}/77777777-7777-4777-8777-777777777777"), 404, "RoleDefinitionDoesNotExist")
    refused(away.get(f"{SUB}{DEFINITIONS}", **{"$filter": "colour eq 'red'"}), 400, "InvalidFilterInQueryString")
    assert named(away, "No such role") == []


def test_an_own_role_is_made_found_changed_and_gone(estate):
    away = estate.fresh()
    made = away.put(OWN, BODY)
    assert made.status_code == 201
    assert made.json()["properties"]["permissions"] == [{"actions": ["Microsoft.OperationalInsights/*/read"], "notActions": [],
                                                         "dataActions": [], "notDataActions": []}]
    assert named(away, "Log reader") == [made.json()]
    assert away.put(OWN, changed(roleName="Reader of logs")).json()["properties"]["createdOn"] == made.json()["properties"]["createdOn"]
    listed = away.values(f"{SUB}{DEFINITIONS}", **{"$filter": "type eq 'CustomRole'"})
    assert [found["properties"]["roleName"] for found in listed] == ["Reader of logs"]
    assert away.delete(OWN).status_code == 200
    assert away.delete(OWN).status_code == 204


def test_an_own_role_is_offered_where_it_may_be_assigned(estate):
    away = estate.fresh().with_group()
    assert away.put(OWN, changed(assignableScopes=[GROUP])).status_code == 201
    assert named(away, "Log reader", GROUP) and not named(away, "Log reader")
    both = {"$filter": "atScopeAndBelow() and type eq 'CustomRole'"}
    assert len(away.values(f"{SUB}{DEFINITIONS}", **both)) == 1
    assert named(estate.other(HOME), "Log reader", "") == []


def test_names_are_unique_in_a_tenant(estate):
    away = estate.fresh()
    away.put(OWN, BODY)
    refused(away.put(OWN[:-1] + "1", BODY), 409, "RoleDefinitionWithSameNameExists")
    refused(away.put(OWN, changed(roleName="Reader")), 409, "RoleDefinitionWithSameNameExists")


@pytest.mark.parametrize("body", [
    changed(assignableScopes=[]), changed(assignableScopes=["/"]), changed(roleName=""), changed(permissions=[]),
    changed(type="BuiltInRole"), {"properties": {"roleName": "x"}}])
def test_bad_definitions(estate, body):
    answer = estate.fresh().put(OWN, body)
    assert answer.status_code == 400 and answer.json()["error"]["code"]


def test_built_in_roles_stay_as_they_are(estate):
    away = estate.fresh()
    assert away.put(f"{SUB}{DEFINITIONS}/{ROLES['Reader']}", BODY).status_code == 400
    assert away.delete(f"{SUB}{DEFINITIONS}/{ROLES['Reader']}").status_code == 400


def test_a_role_in_use_is_not_deleted(estate):
    away = estate.fresh()
    away.put(OWN, BODY)
    assignment = f"{SUB}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000"
    assert away.put(assignment, {"properties": {"principalId": away.own_principal, "roleDefinitionId": OWN}}).status_code == 201
    refused(away.delete(OWN), 400, "RoleDefinitionHasAssignments")
    away.delete(assignment)
    assert away.delete(OWN).status_code == 200


def test_roles_are_made_by_those_who_may_at_each_of_their_scopes(estate):
    away = estate.fresh()
    elsewhere = changed(assignableScopes=[SUB, "/subscriptions/cccccccc-0000-4000-8000-000000000000"])
    refused(away.put(OWN, elsewhere), 403, "LinkedAuthorizationFailed")
    refused(away.only("Contributor").put(OWN, BODY), 403, "AuthorizationFailed", "Microsoft.Authorization/roleDefinitions/write")


def test_an_own_role_allows_what_it_says(estate):
    away = estate.fresh().with_group().registered("Microsoft.OperationalInsights")
    away.put(OWN, BODY)
    away.put(f"{SUB}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000",
             {"properties": {"principalId": away.own_principal, "roleDefinitionId": OWN}})
    for found in list(away.tenant.azure.truths("roleAssignments")):
        if not found["name"].startswith("12345678"):
            away.tenant.azure.delete("roleAssignments", found["id"].lower())
    assert away.values(f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces") == []
    refused(away.get(GROUP), 403, "AuthorizationFailed")
