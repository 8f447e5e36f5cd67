# SPDX-License-Identifier: GPL-3.0-or-later
"""What pim_group reads before it decides: assignments, permanent owners, policies, and whom the task names."""
from __future__ import annotations

import asyncio

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils import _pim_group as resource
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal
from ansible_collections.multitenant.secops.plugins.module_utils._pim_rules import DEFAULTS, body, by_rule
from ansible_collections.multitenant.secops.plugins.module_utils._steps import KNOWN_AFTER_APPLY

from tests.unit.plan.cases import NOW, TENANT, want_of

GROUP = {"id": "5f0b8f0e-5a57-4a53-8f5e-0a52a3d1c001", "displayName": "Azure SecOps", "description": "", "isAssignableToRole": True}
USER, ROBOTS = "#microsoft.graph.user", "#microsoft.graph.servicePrincipal"
AVERY = {"@odata.type": USER, "id": "a1000000-0000-4000-8000-000000000001", "userPrincipalName": "avery@harborwatch.example"}
ROWAN = {"@odata.type": USER, "id": "a1000000-0000-4000-8000-000000000002", "userPrincipalName": "rowan@harborwatch.example"}
ROBOT = {"@odata.type": ROBOTS, "id": "c1000000-0000-4000-8000-000000000001", "displayName": "Estate automation"}
ROOT, POLICIES = "/identityGovernance/privilegedAccess/group", "/policies/roleManagementPolicyAssignments"


def schedule(who, access="member", ends=None, **more):
    expiration = {"type": "afterDateTime", "endDateTime": ends} if ends else {"type": "noExpiration"}
    info = {"startDateTime": "2026-11-01T06:00:00Z", "expiration": expiration}
    given = {"principalId": who["id"], "principal": who, "accessId": access, "memberType": "direct", "scheduleInfo": info}
    return {**given, **more}


class Graph:
    """The lists that a test gives; people are found by the address in the filter."""

    def __init__(self, lists):
        self.lists = {"/groups": [GROUP], "/organization": [{"verifiedDomains": [{"name": "harborwatch.example"}]}], **lists}

    async def get(self, path, query=None, absent=()):
        return {f"/users/{person['id']}": person for person in (AVERY, ROWAN)}.get(path.lower())

    async def items(self, path, query=None, absent=()):
        if path == "/users":
            return [person for person in (AVERY, ROWAN) if f"'{person['userPrincipalName']}'" in query["$filter"]]
        return self.lists.get(path, [])


class Clients:
    tenant, cloud = TENANT, CLOUDS["AzureUSGovernment"]

    def __init__(self, foretells=True, **lists):
        self.graph, self.arm, self.foretells = Graph(lists), Azure(), foretells

    def caller(self):
        return ROBOT["id"], True

    def now(self):
        return NOW

    async def expected(self, what, read):
        return await read() or KNOWN_AFTER_APPLY

    async def known(self, read):
        return await read()


def found(options=None, **lists):
    return asyncio.run(resource.find(Clients(**lists), want_of(resource, {"name": "Azure SecOps", **(options or {})})))


def test_only_the_groups_own_assignments_of_now_and_later_count():
    have = found(**{
        f"{ROOT}/eligibilitySchedules": [
            schedule(AVERY, ends="2026-11-24T06:00:00Z"), schedule(ROWAN, ends="2026-11-22T06:00:00Z"),
            schedule(ROBOT, memberType="Group")],
        f"{ROOT}/assignmentSchedules": [
            schedule(AVERY, assignmentType="Activated", ends="2026-11-23T12:00:00Z"), schedule(ROWAN, assignmentType="Assigned")]})
    assert [entry["principal"] for entry in have["eligible"]] == ["avery@harborwatch.example"]
    assert [entry["principal"] for entry in have["active"]] == ["rowan@harborwatch.example"]
    assert [entry["principal"] for entry in have["activated"]] == ["avery@harborwatch.example"]


@pytest.mark.parametrize("length", ["P10675199DT2H48M5.4775807S", "P99999999999D"])
def test_what_lasts_until_after_all_dates_does_not_end(length):
    info = {"startDateTime": "2026-11-01T06:00:00Z", "expiration": {"type": "afterDuration", "duration": length}}
    have = found(**{f"{ROOT}/eligibilitySchedules": [schedule(AVERY, scheduleInfo=info)]})
    assert [entry["ends"] for entry in have["eligible"]] == [None]


def test_owners_for_a_while_are_no_permanent_owners():
    have = found(**{
        f"/groups/{GROUP['id']}/owners": [AVERY, ROWAN, ROBOT],
        f"{ROOT}/assignmentSchedules": [
            schedule(AVERY, "owner", assignmentType="assigned"),
            schedule(ROWAN, "owner", "2026-12-01T00:00:00Z", assignmentType="assigned")]})
    assert have["owners"] == [
        {"principal": "avery@harborwatch.example", "principal_id": AVERY["id"], "_kind": "user"},
        {"principal": "Estate automation", "principal_id": ROBOT["id"], "_kind": "servicePrincipal"}]


def test_people_are_called_what_the_task_calls_them():
    options = {"eligible": [{"principals": [AVERY["id"].upper()], "duration": "P1D"}]}
    have = found(options, **{f"{ROOT}/eligibilitySchedules": [schedule(AVERY), schedule({"id": "gone"}, principal=None)]})
    assert [entry["principal"] for entry in have["eligible"]] == [AVERY["id"].upper(), "a deleted account"]


@pytest.mark.parametrize("known", [["member"], ["owner"], []])
def test_a_policy_that_pim_does_not_know_yet_is_none_and_never_the_other_ones(known):
    rules = [body(rule, value) for rule, value in by_rule(DEFAULTS).items()]
    items = [{"policyId": access, "roleDefinitionId": access, "policy": {"rules": rules}} for access in known]
    have = found(**{POLICIES: items})
    assert [access for access in ("member", "owner") if have[f"{access}_policy"]] == known


def test_whom_another_task_makes_is_left_open_and_who_should_be_there_is_an_error():
    entry = {"principals": ["guest@partner.example", "Leads"], "duration": "P1D"}
    assert found({"eligible": [entry]})["_principals"] == {}
    with pytest.raises(Refusal, match="no person 'nobody@harborwatch.example' was found"):
        found({"eligible": [{**entry, "principals": ["nobody@harborwatch.example"]}]})
    with pytest.raises(Refusal, match="no person and no group with the id"):
        found({"eligible": [{**entry, "principals": ["a1000000-0000-4000-8000-000000000009"]}]})
    with pytest.raises(Refusal, match="no service principal 'Nobody' was found"):
        found({"owners": ["Nobody"]})


def test_a_group_that_pim_does_not_take_is_told_apart():
    assert found(**{"/groups": [{**GROUP, "groupTypes": ["DynamicMembership"]}]})["_unfit"] == "has a dynamic membership"
    assert found(**{"/groups": [{**GROUP, "onPremisesSyncEnabled": True}]})["_unfit"] == "is synchronized from on premises"
    assert found()["_unfit"] is None


class Azure:
    """Two subscriptions, one of them another tenant's; in its own the group has two roles."""

    SUBSCRIPTION = "/subscriptions/d1000000-0000-4000-8000-000000000001"
    ROLES = "/providers/Microsoft.Authorization/roleDefinitions/"

    async def get(self, path, query=None, absent=()):
        return {"properties": {"roleName": path.rpartition("/")[2].title()}}

    async def items(self, path, query=None, absent=()):
        if path == "/subscriptions":
            return [{"subscriptionId": self.SUBSCRIPTION[15:], "displayName": "Watch", "tenantId": TENANT},
                    {"subscriptionId": "d1000000-0000-4000-8000-000000000002", "displayName": "Other", "tenantId": "another"}]
        assert path.startswith(self.SUBSCRIPTION) and GROUP["id"] in query["$filter"]
        scopes = {"reader": self.SUBSCRIPTION, "owner": f"{self.SUBSCRIPTION}/resourceGroups/rg-one"}
        return [{"id": role, "properties": {"scope": scope, "roleDefinitionId": self.ROLES + role}} for role, scope in scopes.items()]


ELM = "/identityGovernance/entitlementManagement"
CATALOG = {"id": "c", "displayName": "Watch"}
EVERYTHING = {
    "/groups": [{**GROUP, "mailNickname": "azure-secops-4b080534"}],
    f"/groups/{GROUP['id']}/members": [{"id": "a1000000-0000-4000-8000-000000000003", "userPrincipalName": "sasha@harborwatch.example"}],
    f"{ROOT}/eligibilitySchedules": [schedule(AVERY), schedule(ROWAN)],
    "/roleManagement/directory/roleAssignments": [{"roleDefinitionId": "r1"}],
    "/roleManagement/directory/roleEligibilitySchedules": [{"roleDefinitionId": "r2"}],
    "/roleManagement/directory/roleDefinitions": [{"id": "r1", "displayName": "Reader of all"}, {"id": "r2", "displayName": "Operator"}],
    f"{ELM}/accessPackages": [{"displayName": "Night", "catalog": CATALOG}, {"displayName": "Day", "catalog": CATALOG},
                              {"displayName": "Else", "catalog": {"id": "d", "displayName": "Elsewhere"}}],
    f"{ELM}/catalogs/c/resources": [{"originId": GROUP["id"]}],
    "/identity/conditionalAccess/policies": [
        {"displayName": "Ours", "conditions": {"users": {"excludeGroups": [GROUP["id"].upper()]}}},
        {"displayName": "Theirs", "conditions": {"users": {"includeGroups": [GROUP["id"]]}}},
        {"displayName": "Others", "conditions": {"users": {"includeUsers": ["All"]}}}],
}
OURS = {
    "state": "absent", "eligible": [{"principals": ["avery@harborwatch.example", "gone@harborwatch.example"], "duration": "P1D"}],
    "delegating_tenants": ["airlift"],
    "going": {"azure_roles": [{"role": "Reader", "scope": Azure.SUBSCRIPTION}], "directory_roles": ["Operator"],
              "access_packages": ["Day"], "conditional_access_policies": ["Ours"]}}
OTHERS = [
    "assigned member sasha@harborwatch.example", "eligible member rowan@harborwatch.example", "directory role Reader of all",
    "Azure role Owner at rg-one in subscription 'Watch'", "access package Night in catalog Watch", "Conditional Access policy Theirs",
    "the delegation of tenant airlift"]
ALSO_THERE = {"directory role Operator", "Azure role Reader at subscription 'Watch'", "access package Day in catalog Watch",
              "Conditional Access policy Ours"}


def test_what_hangs_on_a_group_besides_what_goes_is_found_before_it_is_deleted():
    assert found(OURS, **EVERYTHING)["_uses"] == OTHERS


def test_a_run_counts_what_is_there_though_it_should_have_gone():
    uses = asyncio.run(resource.find(Clients(foretells=False, **EVERYTHING), want_of(resource, {"name": "Azure SecOps", **OURS})))["_uses"]
    assert set(uses) == {*OTHERS, *ALSO_THERE}


def test_a_group_that_was_there_before_is_in_use_by_that():
    there = {**EVERYTHING, "/groups": [{**GROUP, "mailNickname": "secops"}]}
    assert found(OURS, **there)["_uses"] == ["it was there before, made by somebody else", *OTHERS]


def test_people_count_where_the_task_tells_who_should_be_in_the_group():
    uses = found({**OURS, "eligible": None}, **EVERYTHING)["_uses"]
    assert uses == OTHERS[2:]


def test_what_is_shown_of_a_group_that_goes_is_what_was_read():
    have = found(OURS, **EVERYTHING)
    assert [entry["principal"] for entry in have["eligible"]] == ["avery@harborwatch.example", "rowan@harborwatch.example"]
    assert have["_principals"] == {}
