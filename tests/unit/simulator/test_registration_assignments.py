# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Lighthouse: assigning offers, what the managing tenant then sees and may do, and ending it."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_SUBSCRIPTION, HOME, HOME_SUBSCRIPTION, OPERATOR

SERVICES = "providers/Microsoft.ManagedServices"
DEFINITION, OTHER = (f"{SUB}/{SERVICES}/registrationDefinitions/dddddddd-0000-4000-8000-00000000000{n}" for n in (1, 2))
ONE, SECOND = (f"{SUB}/{SERVICES}/registrationAssignments/eeeeeeee-0000-4000-8000-00000000000{n}" for n in (1, 2))
OPERATORS = "55555555-0000-4000-8000-000000000000"
WORKSPACE = f"{GROUP}/providers/Microsoft.OperationalInsights/workspaces/law-secops"


@pytest.fixture
def away(estate):
    """A tenant that has offered itself, and a group of operators in the tenant it offered itself to."""
    azure = estate.fresh().registered("Microsoft.ManagedServices").with_group()
    home = azure.world.tenants[HOME].directory
    operator = next(found["id"] for found in home.list("users") if found["userPrincipalName"] == OPERATOR)
    home.put("groups", OPERATORS, {"id": OPERATORS, "displayName": "Azure SecOps", "securityEnabled": True})
    home.put(f"groups/{OPERATORS}/members", operator, {"id": operator})
    offered(azure, DEFINITION, "Sentinel Responder")
    return azure


def offered(azure, id, *roles, name="SecOps", **more):
    body = {"registrationDefinitionName": name, "managedByTenantId": HOME,
            "authorizations": [{"principalId": OPERATORS, "roleDefinitionId": ROLES[role], **more} for role in roles]}
    azure.finished(azure.put(id, {"properties": body}))


def of(definition):
    return {"properties": {"registrationDefinitionId": definition}}


def assigned(azure, id=ONE, definition=DEFINITION):
    azure.finished(azure.put(id, of(definition)))


def test_made_whole_and_long(away):
    away.polls(2)
    answer = away.put(ONE, of(DEFINITION))
    assert answer.status_code == 201
    assert answer.json()["properties"] == {"registrationDefinitionId": DEFINITION, "provisioningState": "Creating"}
    assert away.finished(answer) == 2
    made = away.get(ONE).json()
    assert (made["id"], made["type"]) == (ONE, "Microsoft.ManagedServices/registrationAssignments")
    assert made["properties"] == {"registrationDefinitionId": DEFINITION, "provisioningState": "Succeeded"}
    assert away.put(ONE, of(DEFINITION)).status_code == 200


def test_the_definition_on_request(away):
    assigned(away)
    expanded = {"$expandRegistrationDefinition": "true"}
    for found in (away.get(ONE, **expanded).json(), *away.values(ONE.rsplit("/", 1)[0], **expanded)):
        assert found["properties"]["registrationDefinition"] == away.get(DEFINITION).json()


def test_one_of_an_offer_at_a_scope(away):
    assigned(away)
    refused(away.put(SECOND, of(DEFINITION)), 409, "Conflict", "Multiple registration assignments are not allowed")
    offered(away, OTHER, "Reader")
    refused(away.put(SECOND, of(OTHER)), 409, "Conflict", "Another registration assignment")
    assert away.put(SECOND.replace(SUB, GROUP), of(DEFINITION)).status_code == 201
    offered(away, OTHER, "Reader", name="Reading")
    assert away.put(SECOND, of(OTHER)).status_code == 201


def test_a_standing_one_keeps_its_definition(away):
    assigned(away)
    offered(away, OTHER, "Reader", name="Reading")
    refused(away.put(ONE, of(OTHER)), 409, "Conflict")


def test_lists_are_of_the_very_scope(away):
    assigned(away)
    assigned(away, SECOND.replace(SUB, GROUP))
    assert [found["id"] for found in away.values(f"{SUB}/{SERVICES}/registrationAssignments")] == [ONE]
    assert [found["id"] for found in away.values(f"{GROUP}/{SERVICES}/registrationAssignments")] == [SECOND.replace(SUB, GROUP)]
    assert away.values(f"{SUB}/{SERVICES}/registrationAssignments", **{"$filter": f"managedByTenantId eq '{AWAY}'"}) == []


@pytest.mark.parametrize(("id", "body", "status", "code"), [
    (ONE, of(OTHER), 400, "InvalidRegistrationAssignmentCreateRequest"),
    (ONE, of("dddddddd-0000-4000-8000-000000000001"), 400, "InvalidRegistrationAssignmentCreateRequest"),
    (ONE, of(DEFINITION.replace(AWAY_SUBSCRIPTION, HOME_SUBSCRIPTION)), 400, "InvalidRegistrationAssignmentCreateRequest"),
    (ONE, {"properties": {}}, 400, "InvalidRequestContent"),
    (ONE.rsplit("/", 1)[0] + "/first", of(DEFINITION), 400, "InvalidRegistrationAssignmentUri"),
    (ONE.replace(SUB, f"{SUB}/resourceGroups/other"), of(DEFINITION), 404, "ResourceGroupNotFound"),
])
def test_refused(away, id, body, status, code):
    refused(away.put(id, body), status, code)


def test_contributors_assign_and_end_nothing(away):
    assigned(away)
    away.only("Contributor")
    refused(away.put(SECOND, of(DEFINITION)), 403, "InsufficientPrivilegesForManagedServiceResource")
    refused(away.delete(ONE), 403, "InsufficientPrivilegesForManagedServiceResource")


def test_the_managing_tenant_sees_the_subscription_with_a_fresh_token(estate, away):
    home = estate.other(HOME)
    stale = home.signed_in(OPERATOR)
    away.later(5)
    assigned(away)
    assert AWAY_SUBSCRIPTION not in [found["subscriptionId"] for found in stale.values("/subscriptions")]
    refused(stale.get(SUB), 401, "InvalidAuthenticationTokenTenant")
    fresh = home.signed_in(OPERATOR)
    seen, = fresh.values("/subscriptions")
    assert (seen["subscriptionId"], seen["tenantId"], seen["managedByTenants"]) == (AWAY_SUBSCRIPTION, AWAY, [{"tenantId": HOME}])
    assert fresh.get(SUB).json() == seen
    assert away.values("/subscriptions")[0]["managedByTenants"] == [{"tenantId": HOME}]


def test_those_who_are_not_offered_anything_see_nothing(estate, away):
    assigned(away)
    assert [found["subscriptionId"] for found in estate.other(HOME).values("/subscriptions")] == [HOME_SUBSCRIPTION]


def test_nothing_is_delegated_before_the_operation_has_ended(estate, away):
    away.polls(3)
    answer = away.put(ONE, of(DEFINITION))
    assert estate.other(HOME).signed_in(OPERATOR).values("/subscriptions") == []
    away.finished(answer)
    assert len(estate.other(HOME).signed_in(OPERATOR).values("/subscriptions")) == 1


def test_the_managing_tenant_may_do_what_its_roles_allow_and_no_more(estate, away):
    offered(away, DEFINITION, "Contributor")
    assigned(away)
    operator = estate.other(HOME).signed_in(OPERATOR)
    assert operator.put(f"{SUB}/resourceGroups/rg-theirs", {"location": "usgovvirginia"}).status_code == 201
    refused(operator.put(f"{SUB}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000", {"properties": {
        "principalId": away.own_principal, "roleDefinitionId": ROLES["Reader"]}}), 403, "AuthorizationFailed")
    refused(operator.put(DEFINITION, {"properties": {"managedByTenantId": HOME, "authorizations": [
        {"principalId": OPERATORS, "roleDefinitionId": ROLES["Reader"]}]}}), 403, "InsufficientPrivilegesForManagedServiceResource")
    offered(away, DEFINITION, "Reader")
    refused(operator.put(f"{SUB}/resourceGroups/rg-more", {"location": "usgovvirginia"}), 403, "AuthorizationFailed")


def test_a_delegated_resource_group_is_all_that_is_seen(estate, away):
    offered(away, DEFINITION, "Reader")
    away.put(f"{SUB}/resourceGroups/rg-other", {"location": "usgovvirginia"})
    assigned(away, ONE.replace(SUB, GROUP))
    operator = estate.other(HOME).signed_in(OPERATOR)
    assert [found["subscriptionId"] for found in operator.values("/subscriptions")] == [AWAY_SUBSCRIPTION]
    assert operator.get(GROUP).status_code == 200
    refused(operator.get(f"{SUB}/resourceGroups/rg-other"), 403, "AuthorizationFailed")


def test_ending_is_long_and_ends_what_was_seen(estate, away):
    away.polls(2)
    assigned(away)
    operator = estate.other(HOME).signed_in(OPERATOR)
    answer = away.delete(ONE)
    assert answer.status_code == 202 and answer.headers["Azure-AsyncOperation"]
    assert away.get(ONE).json()["properties"]["provisioningState"] == "Deleting"
    away.finished(answer)
    refused(away.get(ONE), 404, "ResourceNotFound")
    assert away.delete(ONE).status_code == 204
    assert operator.values("/subscriptions") == []
    assert away.values("/subscriptions")[0]["managedByTenants"] == []


@pytest.mark.parametrize("roles", [("Contributor",), ("Reader",)])
def test_the_managing_tenant_cannot_leave_without_the_role_for_it(estate, away, roles):
    offered(away, DEFINITION, *roles)
    assigned(away)
    answer = estate.other(HOME).signed_in(OPERATOR).delete(ONE)
    assert answer.status_code == 403


def test_the_managing_tenant_leaves_with_the_role_for_it(estate, away):
    offered(away, DEFINITION, "Reader", "Delete Role")
    assigned(away)
    operator = estate.other(HOME).signed_in(OPERATOR)
    assert operator.finished(operator.delete(ONE)) == 1
    refused(operator.get(ONE), 401, "InvalidAuthenticationTokenTenant")


def test_delegated_access_administrators_give_managed_identities_the_roles_named(estate, away):
    offered(away, DEFINITION, "User Access Administrator", delegatedRoleDefinitionIds=[ROLES["Contributor"]])
    assigned(away)
    operator = estate.other(HOME).signed_in(OPERATOR)
    assignment = f"{GROUP}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000"
    properties = {"principalId": away.own_principal, "principalType": "ServicePrincipal", "roleDefinitionId": ROLES["Contributor"]}
    refused(operator.put(assignment, {"properties": properties}), 403, "LinkedAuthorizationFailed")
    identity = {"delegatedManagedIdentityResourceId": f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/runner"}
    another = {**properties, **identity, "roleDefinitionId": ROLES["Reader"]}
    refused(operator.put(assignment, {"properties": another}), 403, "AuthorizationFailed")
    assert operator.put(assignment, {"properties": {**properties, **identity}}).status_code == 201
    assert operator.delete(assignment).status_code == 200
    refused(operator.put(f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/77777777-0000-4000-8000-000000000000", {"properties": {
        "roleName": "x", "assignableScopes": [SUB], "permissions": [{"actions": ["*"]}]}}), 403, "AuthorizationFailed")
