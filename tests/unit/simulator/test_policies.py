# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure Policy: definitions and their assignments at management groups and subscriptions, and what policies do to delegations."""

from __future__ import annotations

import copy

import pytest

from tests.simulator.arm.policy_builtins import AUDIT, RESTRICTION
from tests.unit.simulator.azure_client import ROLES, SUB, estates, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_SUBSCRIPTION, HOME

ROOT = f"/providers/Microsoft.Management/managementGroups/{AWAY}"
DEFINITIONS, ASSIGNMENTS = "/providers/Microsoft.Authorization/policyDefinitions", "/providers/Microsoft.Authorization/policyAssignments"
DEFINITION, ASSIGNMENT = f"{ROOT}{DEFINITIONS}/onboard", f"{ROOT}{ASSIGNMENTS}/onboard"
OWNER = f"/providers/Microsoft.Authorization/roleDefinitions/{ROLES['Owner']}"
MANAGED = "Microsoft.ManagedServices/registrationDefinitions"
OFFER = f"{SUB}/providers/{MANAGED}/33333333-3333-4333-8333-333333333333"
OFFERED = {"properties": {"managedByTenantId": HOME, "registrationDefinitionName": "SecOps", "authorizations": [
    {"principalId": "44444444-4444-4444-8444-444444444444", "roleDefinitionId": ROLES["Reader"]}]}}
TEMPLATE = {
    "$schema": "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
    "contentVersion": "1.0.0.0", "resources": [
        {"type": MANAGED, "apiVersion": "2022-10-01", "name": "[guid(subscription().id, 'offer')]", **OFFERED},
        {"type": "Microsoft.ManagedServices/registrationAssignments", "apiVersion": "2022-10-01",
         "name": "[guid(subscription().id, 'assignment')]",
         "dependsOn": [f"[subscriptionResourceId('{MANAGED}', guid(subscription().id, 'offer'))]"],
         "properties": {"registrationDefinitionId": f"[subscriptionResourceId('{MANAGED}', guid(subscription().id, 'offer'))]"}}]}
ONBOARDING = {"properties": {"displayName": "Onboard", "mode": "All", "policyRule": {
    "if": {"field": "type", "equals": "Microsoft.Resources/subscriptions"},
    "then": {"effect": "deployIfNotExists", "details": {
        "type": MANAGED, "deploymentScope": "Subscription", "existenceScope": "Subscription", "roleDefinitionIds": [OWNER],
        "existenceCondition": {"field": f"{MANAGED}/managedByTenantId", "equals": HOME},
        "deployment": {"location": "usgovvirginia", "properties": {"mode": "incremental", "template": TEMPLATE}}}}}}}
ASSIGNED = {"location": "usgovvirginia", "identity": {"type": "SystemAssigned"}, "properties": {"policyDefinitionId": DEFINITION}}


def restricted_to(*tenants):
    return {"properties": {"policyDefinitionId": f"{DEFINITIONS}/{RESTRICTION}", "parameters": {
        "listOfAllowedTenants": {"value": list(tenants)}}}}


@pytest.fixture
def away(estate):
    return ready(estate)


def ready(estate):
    azure = Policies(estate.fresh())
    return azure.only("Owner", scope=ROOT).registered("Microsoft.ManagedServices")


class Policies:
    """Resource Manager, asked in the version of its policies."""

    def __init__(self, azure):
        self.azure = azure

    def __getattr__(self, name):
        return getattr(self.azure, name)

    def put(self, path, body=None, version="2021-06-01"):
        return self.azure.put(path, body, version=version if "policy" in path else None)

    def get(self, path, version="2021-06-01", **query):
        return self.azure.get(path, version=version, **query)

    def delete(self, path):
        return self.azure.delete(path, version="2021-06-01")

    def names(self, path, text=None):
        return [each["name"] for each in self.azure.values(path, version="2021-06-01", **({"$filter": text} if text else {}))]

    def only(self, *roles, scope=SUB):
        self.azure.only(*roles, scope=scope)
        return self

    def registered(self, *namespaces):
        self.azure.registered(*namespaces)
        return self

    def defined(self, change=lambda rule: None):
        body = copy.deepcopy(ONBOARDING)
        change(body["properties"]["policyRule"]["then"]["details"])
        return self.azure.put(DEFINITION, body, version="2021-06-01")

    def onboarding(self):
        """The policy, assigned, with its identity as Owner, in force."""
        assert self.defined().status_code == 201
        principal = self.put(ASSIGNMENT, ASSIGNED).json()["identity"]["principalId"]
        self.later(600)
        answer = self.put(f"{ROOT}/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-555555555555",
                          {"properties": {"roleDefinitionId": OWNER, "principalId": principal, "principalType": "ServicePrincipal"}})
        assert answer.status_code == 201, answer.text
        return self

    def evaluated(self):
        return [each["outcome"] for each in self.control("POST", "/policies", {"tenant": AWAY})]


def test_a_definition_is_kept_as_it_was_written(away):
    answer = away.defined()
    assert answer.status_code == 201, answer.text
    found = away.get(DEFINITION, version="2021-06-01").json()
    assert found["properties"]["policyRule"] == ONBOARDING["properties"]["policyRule"]
    assert found["properties"]["policyType"] == "Custom"
    assert "versions" not in found["properties"]
    assert away.get(DEFINITION, version="2023-04-01").json()["properties"]["versions"] == ["1.0.0"]
    assert away.defined().status_code == 201, "a repeated write answers the same"
    assert away.azure.delete(DEFINITION, version="2021-06-01").status_code == 200
    assert away.azure.delete(DEFINITION, version="2021-06-01").status_code == 204
    refused(away.get(DEFINITION, version="2021-06-01"), 404, "PolicyDefinitionNotFound")


@pytest.mark.parametrize(("change", "code"), [
    (lambda details: details.pop("type"), "InvalidPolicyRule"),
    (lambda details: details.update(deploymentScope="Tenant"), "InvalidPolicyRule"),
    (lambda details: details.pop("roleDefinitionIds"), "InvalidPolicyRule"),
    (lambda details: details["deployment"].pop("location"), "InvalidPolicyRule"),
    (lambda details: details["deployment"]["properties"].pop("template"), "InvalidPolicyRule"),
    (lambda details: details.update(existenceCondition={"field": "type", "resembles": "x"}), "InvalidPolicyRule"),
    (lambda details: details["existenceCondition"].update(equals="[parameters('tenant')]"), "InvalidPolicyParameters"),
])
def test_a_rule_that_is_none_is_refused(away, change, code):
    refused(away.defined(change), 400, code)


def test_definitions_are_listed_with_those_above_and_the_built_in_ones(away):
    away.defined()
    assert set(away.names(f"{SUB}{DEFINITIONS}")) == {RESTRICTION, AUDIT, "onboard"}
    assert away.names(f"{ROOT}{DEFINITIONS}", "policyType eq 'Custom'") == ["onboard"]
    assert away.get(f"{DEFINITIONS}/{RESTRICTION}").json()["properties"]["policyType"] == "BuiltIn"


def test_policies_need_rights_at_their_scope(away):
    away.only("Owner")
    refused(away.defined(), 403, "AuthorizationFailed")
    refused(away.put(ASSIGNMENT, ASSIGNED), 403, "AuthorizationFailed")
    refused(away.get(f"{ROOT}{ASSIGNMENTS}"), 403, "AuthorizationFailed")


def test_an_assignment_gets_an_identity_that_the_directory_has_a_moment_later(away):
    away.defined()
    away.control("PUT", "/replication", {"rules": [{"kind": "^servicePrincipals$", "ms": 30000}]})
    answer = away.put(ASSIGNMENT, ASSIGNED)
    assert answer.status_code == 201, answer.text
    principal = answer.json()["identity"]["principalId"]
    role = f"{ROOT}/providers/Microsoft.Authorization/roleAssignments/55555555-5555-4555-8555-555555555555"
    untyped = {"properties": {"roleDefinitionId": OWNER, "principalId": principal}}
    refused(away.put(role, untyped), 400, "PrincipalNotFound")
    away.later(60)
    assert away.put(role, untyped).status_code == 201
    assert away.tenant.directory.get("servicePrincipals", principal)["servicePrincipalType"] == "ManagedIdentity"
    assert away.put(ASSIGNMENT, ASSIGNED).json()["identity"]["principalId"] == principal, "a repeated write keeps it"
    assert away.delete(ASSIGNMENT).status_code == 200
    assert away.delete(ASSIGNMENT).status_code == 204
    assert away.tenant.directory.truth("servicePrincipals", principal) is None
    assert away.azure.get(role).status_code == 200, "its roles stay"


@pytest.mark.parametrize(("change", "status", "code"), [
    ({"identity": None}, 400, "ResourceIdentityRequired"),
    ({"location": None}, 400, "LocationRequired"),
    ({"location": "atlantis"}, 400, "LocationNotAvailableForResourceType"),
    ({"properties": {"policyDefinitionId": f"{ROOT}{DEFINITIONS}/nothing"}}, 404, "PolicyDefinitionNotFound"),
    ({"properties": {"policyDefinitionId": DEFINITION, "parameters": {"x": {"value": 1}}}}, 400, "UndefinedPolicyParameter"),
    ({"properties": {"policyDefinitionId": f"{DEFINITIONS}/{RESTRICTION}"}}, 400, "MissingPolicyParameter"),
    ({"properties": {"policyDefinitionId": f"{DEFINITIONS}/{RESTRICTION}", "parameters": {"listOfAllowedTenants": {"value": HOME}}}}, 400,
     "InvalidPolicyParameters"),
])
def test_an_assignment_that_does_not_fit_its_definition_is_refused(away, change, status, code):
    away.defined()
    refused(away.put(ASSIGNMENT, {**ASSIGNED, **change}), status, code)


def test_names_are_shorter_at_a_management_group(away):
    away.defined()
    refused(away.put(f"{ROOT}{ASSIGNMENTS}/{'x' * 25}", ASSIGNED), 400, "InvalidPolicyAssignmentName")
    assert away.put(f"{SUB}{ASSIGNMENTS}/{'x' * 64}", ASSIGNED).status_code == 201


def test_location_and_definition_of_an_assignment_stay(away):
    away.defined()
    away.put(ASSIGNMENT, ASSIGNED)
    refused(away.put(ASSIGNMENT, {**ASSIGNED, "location": "usgovarizona"}), 400, "InvalidPolicyAssignmentUpdate")
    refused(away.put(ASSIGNMENT, {**ASSIGNED, **restricted_to(HOME)}), 400, "InvalidPolicyAssignmentUpdate")


def test_a_definition_goes_after_its_assignments(away):
    away.defined()
    away.put(ASSIGNMENT, ASSIGNED)
    refused(away.azure.delete(DEFINITION, version="2021-06-01"), 400, "PolicyDefinitionInUse")
    away.delete(ASSIGNMENT)
    assert away.azure.delete(DEFINITION, version="2021-06-01").status_code == 200


def test_assignments_are_listed_along_the_tree(away):
    away.defined()
    away.put(ASSIGNMENT, ASSIGNED)
    away.put(f"{SUB}{ASSIGNMENTS}/restrict", restricted_to(HOME))
    assert away.names(f"{SUB}{ASSIGNMENTS}") == ["onboard", "restrict"]
    assert away.names(f"{SUB}{ASSIGNMENTS}", "atExactScope()") == ["restrict"]
    assert away.names(f"{ROOT}{ASSIGNMENTS}", "atScope()") == ["onboard"]
    assert away.names(f"{ROOT}{ASSIGNMENTS}", f"policyDefinitionId eq '{DEFINITION}'") == ["onboard"]
    refused(away.get(f"{SUB}{ASSIGNMENTS}", **{"$filter": "name eq 'x'"}), 400, "InvalidFilterInQueryString")


def test_who_may_be_offered_access_is_restricted_five_minutes_later(away):
    away.put(f"{ROOT}{ASSIGNMENTS}/restrict", restricted_to(AWAY))
    assert away.azure.put(OFFER, OFFERED).status_code == 201
    away.later(301)
    error = refused(away.azure.put(OFFER, OFFERED), 403, "RequestDisallowedByPolicy", "disallowed by policy")
    assert error["additionalInfo"][0]["info"]["policyAssignmentName"] == "restrict"
    assignment = f"{SUB}/providers/Microsoft.ManagedServices/registrationAssignments/66666666-6666-4666-8666-666666666666"
    refused(away.azure.put(assignment, {"properties": {"registrationDefinitionId": OFFER}}), 403, "RequestDisallowedByPolicy")
    away.put(f"{ROOT}{ASSIGNMENTS}/restrict", restricted_to(AWAY, HOME.upper()))
    refused(away.azure.put(OFFER, OFFERED), 403, "RequestDisallowedByPolicy")
    away.later(301)
    assert away.azure.put(OFFER, OFFERED).status_code == 200


def test_what_is_not_enforced_or_excluded_denies_nothing(away):
    for change in ({"enforcementMode": "DoNotEnforce"}, {"notScopes": [SUB]}):
        body = restricted_to(AWAY)
        away.put(f"{ROOT}{ASSIGNMENTS}/restrict", {"properties": {**body["properties"], **change}})
        away.later(301)
        assert away.azure.put(OFFER, OFFERED).status_code in (200, 201)


def test_a_policy_deploys_what_is_missing_as_its_identity(away):
    away.onboarding()
    assert away.evaluated() == ["deployed"]
    [definition] = away.azure.values(f"{SUB}/providers/{MANAGED}")
    assert definition["properties"]["managedByTenantId"] == HOME
    [assignment] = away.azure.values(f"{SUB}/providers/Microsoft.ManagedServices/registrationAssignments")
    assert assignment["properties"]["registrationDefinitionId"] == definition["id"]
    assert away.evaluated() == ["exists"]


def test_a_policy_deploys_nothing_without_the_provider_or_the_role(away):
    away.onboarding()
    providers = away.world.subscriptions[AWAY_SUBSCRIPTION].providers
    providers["microsoft.managedservices"] = "NotRegistered"
    assert away.evaluated()[0].startswith("MissingSubscriptionRegistration")
    away.registered("Microsoft.ManagedServices").only("Owner", scope=ROOT)
    assert away.evaluated()[0].startswith("AuthorizationFailed")


def test_the_clouds_without_the_built_in_policies():
    with estates("AzureChinaCloud") as running:
        azure = ready(running)
        refused(azure.get(f"{DEFINITIONS}/{RESTRICTION}"), 404, "PolicyDefinitionNotFound")
        refused(azure.put(f"{SUB}{ASSIGNMENTS}/restrict", restricted_to(HOME)), 404, "PolicyDefinitionNotFound")
