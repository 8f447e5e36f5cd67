# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Lighthouse: what may be offered to a managing tenant, by whom, and how offers are kept."""

from __future__ import annotations

import pytest

from tests.unit.simulator.azure_client import GROUP, ROLES, SUB, estates, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, HOME, SAILOR

DEFINITIONS = f"{SUB}/providers/Microsoft.ManagedServices/registrationDefinitions"
ONE = f"{DEFINITIONS}/dddddddd-0000-4000-8000-000000000001"
OPERATORS = "55555555-0000-4000-8000-000000000000"
INVALID = "InvalidRegistrationDefinitionCreateRequest"


@pytest.fixture(scope="module")
def public():
    with estates("AzureCloud") as running:
        yield running


@pytest.fixture
def away(estate):
    return estate.fresh().registered("Microsoft.ManagedServices")


def access(*roles, principal=OPERATORS):
    return [{"principalId": principal, "principalIdDisplayName": "Azure SecOps", "roleDefinitionId": ROLES.get(role, role)}
            for role in roles]


def offer(*roles, **properties):
    return {"properties": {"registrationDefinitionName": "SecOps", "description": "Operations", "managedByTenantId": HOME,
                           "authorizations": access(*(roles or ("Sentinel Responder", "Delete Role"))), **properties}}


def just_in_time(role="Sentinel Contributor", principal=OPERATORS, **policy):
    policy = {"multiFactorAuthProvider": "Azure", "maximumActivationDuration": "PT8H", **policy}
    return {"principalId": principal, "roleDefinitionId": ROLES[role], "justInTimeAccessPolicy": policy}


def test_made_whole_and_long(away):
    away.polls(2)
    answer = away.put(ONE, offer())
    assert (answer.status_code, answer.json()["properties"]["provisioningState"]) == (201, "Creating")
    assert "/providers/Microsoft.ManagedServices/operationStatuses/" in answer.headers["Azure-AsyncOperation"]
    assert away.finished(answer) == 2
    made = away.get(ONE).json()
    assert (made["id"], made["type"]) == (ONE, "Microsoft.ManagedServices/registrationDefinitions")
    assert made["properties"] == {**offer()["properties"], "managedByTenantName": "Harborwatch", "manageeTenantId": AWAY,
                                  "manageeTenantName": "Northfleet", "provisioningState": "Succeeded"}
    assert made["systemData"]["createdByType"] == "Application"


def test_the_provider_must_be_registered(estate):
    refused(estate.fresh().put(ONE, offer()), 409, "MissingSubscriptionRegistration", "Microsoft.ManagedServices")


def test_an_update_changes_in_place_when_it_has_ended(away):
    away.finished(away.put(ONE, offer()))
    answer = away.put(ONE, offer("Reader"))
    assert (answer.status_code, answer.json()["properties"]["provisioningState"]) == (200, "Updating")
    assert len(answer.json()["properties"]["authorizations"]) == 2
    away.finished(answer)
    assert away.get(ONE).json()["properties"]["authorizations"] == access("Reader")


def test_the_newest_of_two_updates_counts(away):
    first, second = away.put(ONE, offer("Reader")), away.put(ONE, offer("Security Reader"))
    away.finished(second)
    away.finished(first)
    assert away.get(ONE).json()["properties"]["authorizations"] == access("Security Reader")


def test_the_managing_tenant_stays(away):
    away.finished(away.put(ONE, offer()))
    refused(away.put(ONE, offer(managedByTenantId="33333333-3333-4333-8333-333333333333")), 400, "RegistrationDefinitionInvalidUpdate")


def test_definitions_belong_to_subscriptions(away):
    away.with_group()
    inside = ONE.replace(SUB, GROUP)
    refused(away.put(inside, offer()), 400, "InvalidRegistrationDefinitionUri")
    refused(away.put(f"{DEFINITIONS}/secops", offer()), 400, "InvalidRegistrationDefinitionUri")


@pytest.mark.parametrize(("body", "words"), [
    (offer(registrationDefinitionName=" "), "must have 1 to 256 characters"),
    (offer(registrationDefinitionName="n" * 257), "must have 1 to 256 characters"),
    (offer(managedByTenantId=AWAY), "must not be the tenant of the subscription"),
    (offer(managedByTenantId=AWAY_DOMAIN), "not a GUID"),
    (offer(managedByTenantId="33333333-3333-4333-8333-333333333333"), "does not exist in this cloud"),
    (offer(authorizations=[]), "at least one"),
    (offer("Owner"), "Owner"),
    (offer("77777777-7777-4777-8777-777777777777"), "not a built-in role"),
    (offer(f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Reader']}"), "not a GUID"),
    (offer("Log Analytics Data Reader"), "DataActions"),
    (offer("Storage Account Backup Contributor"), "Microsoft.Authorization/locks/write"),
    (offer("f58310d9-a9f6-439a-9e8d-f62e7b41a168"), "Microsoft.Authorization/roleAssignments/write"),
    (offer("User Access Administrator"), "needs delegatedRoleDefinitionIds"),
    (offer(authorizations=[{**access("User Access Administrator")[0], "delegatedRoleDefinitionIds": [ROLES["Owner"]]}]), "Owner"),
    (offer(authorizations=[{**access("Reader")[0], "delegatedRoleDefinitionIds": [ROLES["Reader"]]}]), "User Access Administrator only"),
    (offer("Reader", "Reader"), "more than once"),
    (offer(authorizations=access("Reader", principal="Azure SecOps")), "not a GUID"),
    (offer(eligibleAuthorizations=[just_in_time()]), "not supported in this cloud"),
])
def test_offers_that_break_a_rule(away, body, words):
    refused(away.put(ONE, body), 400, INVALID, words)
    refused(away.get(ONE), 404, "ResourceNotFound")


@pytest.mark.parametrize("body", [
    offer("Contributor"), offer("Sentinel Contributor", "Security Reader"), offer("92aaf0da-9dab-42b6-94a3-d43ce8d16293"),
    offer(authorizations=[{**access("User Access Administrator")[0], "delegatedRoleDefinitionIds": [ROLES["Contributor"]]}]),
    offer(authorizations=access("Reader", principal="99999999-9999-4999-8999-999999999999")),
])
def test_offers_that_are_taken(away, body):
    assert away.put(ONE, body).status_code == 201


def test_custom_roles_are_not_offered(away):
    guid = "77777777-0000-4000-8000-000000000000"
    away.put(f"{SUB}/providers/Microsoft.Authorization/roleDefinitions/{guid}", {"properties": {
        "roleName": "Own", "assignableScopes": [SUB], "permissions": [{"actions": ["*/read"]}]}})
    refused(away.put(ONE, offer(guid)), 400, INVALID, "not a built-in role")


def test_a_role_that_gains_data_actions_stays_in_old_offers_and_is_refused_in_new_ones(away):
    away.finished(away.put(ONE, offer("Security Reader")))
    role = away.get(f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Security Reader']}").json()
    permissions = [{**role["properties"]["permissions"][0], "dataActions": ["Microsoft.Security/exports/action"]}]
    changed = {**role, "properties": {**role["properties"], "permissions": permissions}}
    away.tenant.azure.put("roleDefinitions", role["id"].lower(), changed)
    assert away.get(ONE).json()["properties"]["authorizations"] == access("Security Reader")
    refused(away.put(ONE[:-1] + "2", offer("Security Reader")), 400, INVALID, "Security Reader has DataActions")


@pytest.mark.parametrize("body", [{}, {"properties": {"managedByTenantId": HOME}}, offer(colour="red")])
def test_bodies_that_the_contract_does_not_have(away, body):
    assert away.put(ONE, body).status_code == 400


@pytest.mark.parametrize(("eligible", "words"), [
    ([just_in_time(maximumActivationDuration="PT9H")], "PT30M to PT8H"),
    ([just_in_time(maximumActivationDuration="PT45M")], "half an hour"),
    ([just_in_time("User Access Administrator")], "User Access Administrator"),
    ([just_in_time("Log Analytics Data Reader")], "DataActions"),
    ([just_in_time(), just_in_time(principal="66666666-0000-4000-8000-000000000000", maximumActivationDuration="PT1H")], "same justInTime"),
    ([just_in_time(managedByTenantApprovers=[{"principalId": f"66666666-0000-4000-8000-{n:012d}"} for n in range(11)])], "more than 10"),
])
def test_eligible_authorizations_that_break_a_rule(public, eligible, words):
    away = public.fresh().registered("Microsoft.ManagedServices")
    refused(away.put(ONE, offer(eligibleAuthorizations=eligible)), 400, INVALID, words)


def test_eligible_authorizations_where_the_cloud_has_them(public):
    away, home = public.fresh().registered("Microsoft.ManagedServices"), public.other(HOME)
    eligible = [just_in_time(), just_in_time("Security Reader", maximumActivationDuration="PT1H30M", managedByTenantApprovers=[
        {"principalId": OPERATORS}])]
    away.finished(away.put(ONE, offer(eligibleAuthorizations=eligible)))
    assert away.get(ONE).json()["properties"]["eligibleAuthorizations"] == eligible
    refused(away.put(ONE, offer(eligibleAuthorizations=[just_in_time(principal=home.own_principal)])), 400, INVALID, "service principal")
    home.control("PUT", "/licences", {"tenant": HOME, "licences": []})
    refused(away.put(ONE, offer(eligibleAuthorizations=eligible)), 400, INVALID, "P2")


def test_an_old_version_knows_less(away):
    away.finished(away.put(ONE, offer(), version="2019-09-01"))
    old = away.get(ONE, version="2019-09-01").json()
    assert "systemData" not in old and "manageeTenantId" not in old["properties"]
    refused(away.put(ONE, offer(eligibleAuthorizations=[just_in_time()]), version="2019-09-01"), 400, "InvalidRequestContent")
    refused(away.get(ONE, version="2018-01-01"), 400, "NoRegisteredProviderFound", "2022-10-01")


def test_contributors_guests_and_the_managing_side_offer_nothing(estate, away):
    sailor = away.signed_in(SAILOR)
    grants = f"{SUB}/providers/Microsoft.Authorization/roleAssignments/12345678-0000-4000-8000-000000000000"
    away.put(grants, {"properties": {"principalId": away.person(SAILOR), "roleDefinitionId": ROLES["Owner"]}})
    assert sailor.put(ONE, offer()).status_code == 201
    user = away.tenant.directory.get("users", away.person(SAILOR))
    away.tenant.directory.put("users", user["id"], {**user, "userType": "Guest"})
    refused(sailor.put(ONE, offer()), 403, "InsufficientPrivilegesForManagedServiceResource")
    refused(away.only("Contributor").put(ONE, offer()), 403, "InsufficientPrivilegesForManagedServiceResource")
    refused(away.only("Reader").put(ONE, offer()), 403, "AuthorizationFailed")
    refused(estate.other(HOME).put(ONE, offer()), 401, "InvalidAuthenticationTokenTenant")


def test_lists_by_managing_tenant(away):
    away.finished(away.put(ONE, offer()))
    other = "33333333-3333-4333-8333-333333333333"
    assert [found["id"] for found in away.values(DEFINITIONS)] == [ONE]
    for text, count in ((f"managedByTenantId eq '{HOME}'", 1), (f"managedByTenantId eq '{other}'", 0),
                        (f"managedByTenantId in ('{other}', '{HOME}')", 1)):
        assert len(away.values(DEFINITIONS, **{"$filter": text})) == count
    refused(away.get(DEFINITIONS, **{"$filter": "name eq 'x'"}), 400, "InvalidFilterInQueryString")


def test_an_assigned_definition_is_not_deleted(away):
    away.finished(away.put(ONE, offer()))
    assignment = f"{SUB}/providers/Microsoft.ManagedServices/registrationAssignments/eeeeeeee-0000-4000-8000-000000000001"
    away.finished(away.put(assignment, {"properties": {"registrationDefinitionId": ONE}}))
    refused(away.delete(ONE), 409, "Conflict", "registration assignments")
    away.finished(away.delete(assignment))
    assert away.delete(ONE).status_code == 200
    assert away.delete(ONE).status_code == 204
