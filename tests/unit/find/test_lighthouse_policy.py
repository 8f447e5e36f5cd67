# SPDX-License-Identifier: GPL-3.0-or-later
"""What lighthouse_policy reads before it decides: which policy is the offer's, whether it acts, and what its identity may do."""

from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_policy as resource
from ansible_collections.multitenant.secops.plugins.module_utils import _lighthouse_policy_rule as rule
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal, ServiceError

from tests.unit.find.test_lighthouse_offer import DELETE_ROLE, GROUP, OTHER_TENANT, READER, Service, role
from tests.unit.plan.cases import MANAGING, NOW, TENANT, plan, want_of

ROOT = f"/providers/Microsoft.Management/managementGroups/{TENANT}"
AUTHORIZATION = f"{ROOT}/providers/Microsoft.Authorization"
OWNER = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
PRINCIPAL = "55555555-5555-4555-8555-555555555555"
POLICY = {"name": "SecOps", "description": None, "managing_tenant_id": MANAGING, "location": "usgovvirginia", "eligible_authorizations": [],
          "authorizations": [{"principal_id": GROUP["id"], "display_name": "Azure SecOps", "role": "Reader", "role_id": READER,
                              "delegated_role_ids": []}]}


class Clients:
    tenant, cloud = TENANT, CLOUDS["AzureUSGovernment"]

    def __init__(self, definitions=(), assignments=(), roles=()):
        known = {DELETE_ROLE: role(DELETE_ROLE, "Managed Services Registration assignment Delete Role"), READER: role(READER, "Reader")}
        self.arm = Service(
            {ROOT: {"id": ROOT, "properties": {"displayName": "Tenant Root Group"}},
             **{f"{AUTHORIZATION}/roleDefinitions/{guid}": found for guid, found in known.items()}},
            {f"{AUTHORIZATION}/policyDefinitions": list(definitions), f"{AUTHORIZATION}/policyAssignments": list(assignments),
             f"{AUTHORIZATION}/roleAssignments": list(roles), f"{AUTHORIZATION}/roleDefinitions": [known[READER]]})
        self.graph = Service({}, {"/groups": [GROUP]})

    @property
    def managing(self):
        return self

    async def expected(self, what, read):
        return await read()


def definition(number, at=AUTHORIZATION, **policy):
    name = f"dddddddd-0000-4000-8000-{number:012d}"
    made = {**POLICY, "id": f"{at}/policyDefinitions/{name}", **policy}
    return {"id": made["id"], "name": name, "properties": rule.policy_properties(made)}


def assignment(of, name="by-hand", principal=PRINCIPAL):
    return {"id": f"{AUTHORIZATION}/policyAssignments/{name}", "name": name, "location": "usgovvirginia",
            "identity": {"type": "SystemAssigned", "principalId": principal},
            "properties": {"policyDefinitionId": of["id"].upper(), "scope": ROOT, "enforcementMode": "Default"}}


def owner(scope=ROOT, role_id=OWNER):
    return {"id": f"{scope}/role", "properties": {"scope": scope, "roleDefinitionId": f"/x/{role_id}", "principalId": PRINCIPAL}}


def wish(**options):
    return want_of(resource, {"management_group": TENANT, "name": "SecOps", "location": "usgovvirginia",
                              "authorizations": [{"principal": "Azure SecOps", "roles": ["Reader"]}], **options})


def found(clients, **options):
    return asyncio.run(resource.find(clients, wish(**options)))


def sentences(have, **options):
    taken, _state = plan(resource, wish(include_delete_role=False, **options), have, NOW, Clients.cloud)
    return [step.says.split(" for Lighthouse")[0] for step in taken]


def test_an_equal_policy_that_somebody_else_made_is_adopted_with_its_assignment_and_role():
    mine = definition(1)
    have = found(Clients([definition(2, name="Another"), mine], [assignment(mine)], [owner(), owner(role_id=READER)]))
    assert have["id"] == mine["id"]
    assert have["assignment"] == {"id": assignment(mine)["id"], "location": "usgovvirginia", "principal_id": PRINCIPAL, "enforced": True}
    assert have["role_assignment_id"] == f"{ROOT}/role"
    assert sentences(have) == []


def test_a_role_at_another_scope_is_none_at_this_one():
    mine = definition(1)
    have = found(Clients([mine], [assignment(mine)], [owner("/subscriptions/11111111-1111-4111-8111-111111111111")]))
    assert have["role_assignment_id"] is None


@pytest.mark.parametrize("other", [
    definition(1, name="Another"), definition(1, managing_tenant_id=OTHER_TENANT),
    definition(1, at="/providers/Microsoft.Management/managementGroups/above/providers/Microsoft.Authorization")])
def test_other_policies_are_left_alone(other):
    assert "id" not in found(Clients([other]))


def test_a_policy_with_parameters_is_not_adopted():
    other = definition(1)
    [offered, _assigned] = template_of(other)["resources"]
    offered["properties"]["authorizations"] = "[parameters('authorizations')]"
    assert "id" not in found(Clients([other]))


def test_two_equal_policies_are_an_error_that_names_both():
    with pytest.raises(Refusal, match=r"2 policies there make the Lighthouse offer 'SecOps' \(dddddddd-.*1, dddddddd-.*2\)"):
        found(Clients([definition(1), definition(2)]))


def test_two_assignments_of_the_policy_are_an_error_that_names_both():
    mine = definition(1)
    with pytest.raises(Refusal, match=r"2 assignments of the same policy stand there \(first, second\)"):
        found(Clients([mine], [assignment(mine, "first"), assignment(mine, "second")]))


def details_of(made):
    return made["properties"]["policyRule"]["then"]["details"]


def template_of(made):
    return details_of(made)["deployment"]["properties"]["template"]


@pytest.mark.parametrize("spoil", [
    lambda made: made["properties"].update(mode="Indexed"),
    lambda made: details_of(made).update(existenceScope="ResourceGroup"),
    lambda made: details_of(made).update(deploymentScope=None),
    lambda made: details_of(made)["existenceCondition"].update(equals=OTHER_TENANT),
    lambda made: details_of(made).update(roleDefinitionIds=[f"/x/{READER}"]),
    lambda made: template_of(made)["resources"].pop(),
    lambda made: made["properties"]["policyRule"]["if"].update(equals="Microsoft.Resources/subscriptions/resourceGroups"),
])
def test_a_rule_that_would_not_act_is_repaired(spoil):
    mine = definition(1)
    spoil(mine)
    have = found(Clients([mine], [assignment(mine)], [owner()]))
    assert sentences(have) == ["Repair the rule of the policy"]


@pytest.mark.parametrize("broken", [{"if": {}, "then": {"effect": "audit"}}, {}, None])
def test_a_rule_of_our_own_that_is_no_such_rule_any_more_is_repaired_or_removed(broken):
    own = resource.own_id(ROOT, MANAGING, "SecOps")
    mine = {"id": own, "name": own.rpartition("/")[2], "properties": {"mode": "All", "policyRule": broken}}
    assert sentences(found(Clients([mine])))[0] == "Repair the rule of the policy"
    have = found(Clients([mine]), state="absent")
    assert [step.path for step in resource.steps(wish(state="absent"), have, None)] == [own]


def test_texts_that_look_like_expressions_stay_texts():
    mine = definition(1, name="[guid('x')]", description="[[very]")
    [offered, _assigned] = template_of(mine)["resources"]
    assert offered["properties"]["registrationDefinitionName"] == "[[guid('x')]"
    assert found(Clients([mine]), name="[guid('x')]", description="[[very]")["description"] == "[[very]"


def test_definition_and_assignment_of_the_offer_have_different_ids():
    [offered, assigned] = template_of(definition(1))["resources"]
    assert offered["name"] != assigned["name"]
    assert offered["name"].strip("[]") in assigned["properties"]["registrationDefinitionId"]


def test_a_management_group_that_may_not_be_read_is_one_clear_sentence():
    clients = Clients()

    async def refused(path, query=None, absent=()):
        raise ServiceError("Azure Resource Manager", 403, "AuthorizationFailed", "no")

    clients.arm.get = refused
    with pytest.raises(Refusal, match="is not there, or the sign-in has no Azure role at it; correct the id"):
        found(clients)
