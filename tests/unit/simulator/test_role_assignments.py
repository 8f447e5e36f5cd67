# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure role assignments: every rule of making, listing and removing them."""

from __future__ import annotations

import pytest

from tests.simulator.arm import role_assignments
from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, refused
from tests.unit.simulator.tenant_client import AWAY_SUBSCRIPTION, SAILOR

ASSIGNMENTS = "/providers/Microsoft.Authorization/roleAssignments"
FIRST, SECOND = (f"12345678-0000-4000-8000-00000000000{number}" for number in (1, 2))
GROUP_ID = "55555555-0000-4000-8000-000000000000"
NOBODY = "99999999-9999-4999-8999-999999999999"


@pytest.fixture
def away(estate):
    """The managed tenant with a security group that holds its one sailor."""
    azure = estate.fresh().with_group()
    with_security_group(azure)
    return azure


def with_security_group(azure, **properties):
    azure.tenant.directory.put("groups", GROUP_ID, {"id": GROUP_ID, "displayName": "Azure SecOps", "securityEnabled": True, **properties})
    azure.tenant.directory.put(f"groups/{GROUP_ID}/members", azure.person(SAILOR), {"id": azure.person(SAILOR)})


def grant(role="Sentinel Responder", principal=GROUP_ID, **properties):
    return {"properties": {"roleDefinitionId": f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{ROLES[role]}",
                           "principalId": principal, **properties}}


def put(azure, body, name=FIRST, scope=SUB):
    return azure.put(f"{scope}{ASSIGNMENTS}/{name}", body)


def names(azure, scope, text=None):
    query = {"$filter": text} if text else {}
    return [found["name"] for found in azure.values(f"{scope}{ASSIGNMENTS}", **query) if found["name"] in (FIRST, SECOND)]


def test_made_whole(away):
    made = put(away, grant(principalType="Group", description="Operators"))
    assert made.status_code == 201
    assert (made.json()["id"], made.json()["type"]) == (f"{SUB}{ASSIGNMENTS}/{FIRST}", "Microsoft.Authorization/roleAssignments")
    properties = made.json()["properties"]
    assert properties["createdOn"] == properties["updatedOn"] and properties["createdBy"] == away.ready["tenants"][0]["client_id"]
    assert {name: value for name, value in properties.items() if not name.startswith(("created", "updated"))} == {
        "roleDefinitionId": grant()["properties"]["roleDefinitionId"], "principalId": GROUP_ID, "principalType": "Group", "scope": SUB,
        "description": "Operators", "condition": None, "conditionVersion": None, "delegatedManagedIdentityResourceId": None}
    assert away.get(f"{SUB}{ASSIGNMENTS}/{FIRST}").json() == made.json()


def test_a_tenant_level_role_id_is_answered_with_the_subscriptions(away):
    body = grant()
    body["properties"]["roleDefinitionId"] = f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Sentinel Responder'].upper()}"
    assert put(away, body).json()["properties"]["roleDefinitionId"] == grant()["properties"]["roleDefinitionId"]


def test_the_same_again_succeeds_and_a_description_may_change(away):
    put(away, grant())
    again = put(away, grant(description="Operators"))
    assert (again.status_code, again.json()["properties"]["description"]) == (200, "Operators")


def test_an_equal_one_under_another_name_exists_already(away):
    put(away, grant())
    refused(put(away, grant(), SECOND), 409, "RoleAssignmentExists", FIRST.replace("-", ""))


@pytest.mark.parametrize("change", [{"role": "Security Reader"}, {"principal": None}, {"scope": GROUP}])
def test_a_name_is_taken_for_good(away, change):
    put(away, grant())
    body = grant(change.get("role", "Sentinel Responder"), GROUP_ID if "principal" not in change else away.person(SAILOR))
    refused(put(away, body, scope=change.get("scope", SUB)), 400, "RoleAssignmentUpdateNotPermitted")


def test_the_same_at_another_scope_is_another_one(away):
    put(away, grant())
    assert put(away, grant(), SECOND, GROUP).status_code == 201


@pytest.mark.parametrize("kind", [None, "Group", "ServicePrincipal"])
def test_an_unknown_principal(away, kind):
    body = grant(principal=NOBODY, **({"principalType": kind} if kind else {}))
    refused(put(away, body), 400, "PrincipalNotFound", "does not exist in the directory")


def test_a_new_principal_is_found_late_unless_its_type_is_sent(away):
    away.tenant.directory.delete("groups", GROUP_ID)
    away.control("PUT", "/replication", {"rules": [{"kind": "^groups$", "ms": 60000}]})
    with_security_group(away)
    refused(put(away, grant()), 400, "PrincipalNotFound", "principalType")
    assert put(away, grant(principalType="Group")).status_code == 201
    away.later(60)
    assert put(away, grant("Security Reader"), SECOND).status_code == 201


@pytest.mark.parametrize(("body", "code"), [
    (grant(principalType="User"), "UnmatchedPrincipalType"),
    (grant(principal="azure-secops"), "InvalidPrincipalId"),
    (grant(condition="true"), "InvalidRoleAssignmentCondition"),
    ({"properties": {"principalId": GROUP_ID, "roleDefinitionId": f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{NOBODY}"}},
     "RoleDefinitionDoesNotExist"),
    ({"properties": {"principalId": GROUP_ID}}, "InvalidRequestContent"),
    ({"properties": {**grant()["properties"], "principalType": "Team"}}, "InvalidRequestContent"),
])
def test_refused(away, body, code):
    refused(put(away, body), 400, code)


def test_a_name_is_a_guid(away):
    refused(put(away, grant(), "first"), 400, "InvalidRoleAssignmentId")


def test_a_group_must_be_a_security_group(away):
    with_security_group(away, securityEnabled=False)
    refused(put(away, grant()), 400, "PrincipalTypeNotSupported")


def test_the_scope_must_be_there(away):
    refused(put(away, grant(), scope=f"{SUB}/resourceGroups/other"), 404, "ResourceGroupNotFound")
    workspace = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"
    refused(put(away, grant(), scope=workspace), 404, "ResourceNotFound")
    away.registered("Microsoft.OperationalInsights")
    away.finished(away.put(workspace, {"location": "usgovvirginia"}))
    assert put(away, grant(), scope=workspace).status_code == 201


def test_an_own_role_only_where_it_may_be_assigned(away):
    guid = "77777777-0000-4000-8000-000000000000"
    away.put(f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{guid}", {"properties": {
        "roleName": "Here only", "assignableScopes": [GROUP], "permissions": [{"actions": ["*/read"]}]}})
    body = {"properties": {"principalId": GROUP_ID, "roleDefinitionId": f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{guid}"}}
    refused(put(away, body), 400, "RoleAssignmentScopeNotAssignableToRoleDefinition")
    assert put(away, body, scope=GROUP).status_code == 201


def test_a_subscription_holds_so_many(away, monkeypatch):
    monkeypatch.setattr(role_assignments, "LIMIT", len(away.values(f"{SUB}{ASSIGNMENTS}")) + 1)
    assert put(away, grant()).status_code == 201
    refused(put(away, grant("Security Reader"), SECOND), 400, "RoleAssignmentLimitExceeded")


def test_lists_at_above_and_below(away):
    put(away, grant())
    put(away, grant("Security Reader"), SECOND, GROUP)
    assert names(away, SUB) == [FIRST, SECOND]
    assert names(away, SUB, "atScope()") == [FIRST]
    assert names(away, GROUP, "atScope()") == [FIRST, SECOND]
    assert names(away, f"{SUB}", f"principalId eq '{GROUP_ID}'") == [FIRST, SECOND]
    assert names(away, SUB, f"atScope() and principalId eq '{GROUP_ID}'") == [FIRST]
    assert names(away, SUB, f"principalId eq '{away.person(SAILOR)}'") == []
    assert names(away, SUB, f"assignedTo('{away.person(SAILOR)}')") == [FIRST, SECOND]
    refused(away.get(f"{SUB}{ASSIGNMENTS}", **{"$filter": "roleName eq 'x'"}), 400, "UnsupportedQuery")
    refused(away.get(f"{SUB}{ASSIGNMENTS}", **{"$filter": "principalId or"}), 400, "InvalidFilterInQueryString")


def test_a_new_assignment_is_listed_late(away):
    away.control("PUT", "/replication", {"rules": [{"kind": "^roleAssignments$", "reads": "list", "ms": 30000}]})
    put(away, grant())
    assert names(away, SUB) == [] and away.get(f"{SUB}{ASSIGNMENTS}/{FIRST}").status_code == 200
    away.later(30)
    assert names(away, SUB) == [FIRST]


def test_removed_with_its_body_and_then_quietly(away):
    made = put(away, grant()).json()
    gone = away.delete(f"{SUB}{ASSIGNMENTS}/{FIRST.upper()}")
    assert (gone.status_code, gone.json()) == (200, made)
    assert away.delete(f"{SUB}{ASSIGNMENTS}/{FIRST}").status_code == 204
    refused(away.get(f"{SUB}{ASSIGNMENTS}/{FIRST}"), 404, "RoleAssignmentNotFound")


def test_rights_follow_assignments_through_groups(away):
    sailor = away.signed_in(SAILOR)
    assert sailor.values("/subscriptions") == []
    put(away, grant("Reader"))
    assert [found["subscriptionId"] for found in sailor.values("/subscriptions")] == [AWAY_SUBSCRIPTION]
    refused(put(sailor, grant("Security Reader"), SECOND), 403, "AuthorizationFailed", "Microsoft.Authorization/roleAssignments/write")


@pytest.mark.parametrize("role", ["Contributor", "Sentinel Contributor"])
def test_contributors_assign_nothing(away, role):
    refused(put(away.only(role), grant()), 403, "AuthorizationFailed", "Microsoft.Authorization/roleAssignments/write")
