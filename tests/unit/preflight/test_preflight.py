# SPDX-License-Identifier: GPL-3.0-or-later
"""What preflight makes of what a tenant tells: each kind of finding, what stops and what does not, in which words."""
from __future__ import annotations

import re

import pytest
from ansible_collections.multitenant.secops.plugins.module_utils._clouds import CLOUDS
from ansible_collections.multitenant.secops.plugins.module_utils._errors import Refusal

from tests.unit.preflight.asked import (
    MANAGING,
    OWN,
    OWNER,
    P2,
    PERMISSIONS,
    READER,
    SUBSCRIPTION,
    TENANT,
    Table,
    Tenant,
    in_cloud,
    looked,
    refusal,
)

XTAP = (5, "xtap_policy", {"cases": ["for a partner"]})
XTAP_NEEDS = {"Policy.Read.All", "Policy.ReadWrite.CrossTenantAccess", "CrossTenantInformation.ReadBasic.All", "Organization.Read.All"}
GROUP = f"{SUBSCRIPTION}/resourceGroups/rg-secops"
PLAN, WORKSPACE = (1, "defender_plan", {"scopes": [SUBSCRIPTION]}), (1, "sentinel_workspace", {"scopes": [GROUP]})
ELIGIBLE = "lighthouse_eligible_authorizations"
REGISTERED, NOT_REGISTERED = {"registrationState": "Registered"}, {"registrationState": "NotRegistered"}


def of_kind(result, kind):
    return [(each["subject"], each["blocking"]) for each in result["missing"] if each["kind"] == kind]


def azure(permissions, **more):
    return Table({f"{SUBSCRIPTION}{PERMISSIONS}": permissions, f"{SUBSCRIPTION}/providers/Microsoft.Security": REGISTERED, **more})


def test_nothing_is_missing():
    result = looked(Tenant(XTAP_NEEDS | {"User.Read.All", "Application.Read.All", "GroupMember.Read.All"}), XTAP)
    assert result == {"ready": True, "missing": [], "table": []}


def test_a_sentence_tells_what_is_missing_for_what_and_what_to_do():
    result = looked(Tenant(XTAP_NEEDS - {"Policy.ReadWrite.CrossTenantAccess"}), XTAP, (5, "b2b_guest"))
    first = result["missing"][0]
    assert first["says"] == (
        f"The application lacks the Microsoft Graph permission Policy.ReadWrite.CrossTenantAccess in tenant {TENANT}, needed for step 5 "
        "(xtap_policy): have the application permission granted by an administrator's consent in that tenant (a Privileged Role "
        "Administrator there may).")
    assert result["table"][0] == f"missing | permission | {first['says']}" and not result["ready"]
    assert all(each["says"].count(". ") == 0 and each["says"].isprintable() for each in result["missing"])


def test_users_of_one_permission_are_told_together():
    result = looked(Tenant(), (2, "pim_group", {"cases": ["with eligible"]}), (3, "pim_group"), (2, "access_review"))
    [needed] = [each["needed_for"] for each in result["missing"] if each["subject"] == "GroupMember.Read.All"]
    assert needed == "step 2 (access_review, pim_group) and step 3 (pim_group)"


@pytest.mark.parametrize("held", ["GroupMember.Read.All", "GroupMember.ReadWrite.All", "Group.Read.All", "Directory.Read.All"])
def test_a_greater_permission_does_as_well(held):
    assert "GroupMember.Read.All" not in dict(of_kind(looked(Tenant({held}), (3, "entra_role_assignment")), "permission"))
    assert "GroupMember.Read.All" in dict(of_kind(looked(Tenant({"User.Read.All"}), (3, "entra_role_assignment")), "permission"))


def test_only_the_smallest_set_is_asked_for():
    named = dict(of_kind(looked(Tenant(), (2, "pim_group", {"cases": ["with eligible"]})), "permission"))
    assert named["PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup"] is True
    assert "PrivilegedEligibilitySchedule.Read.AzureADGroup" not in named
    assert "RoleManagement.ReadWrite.Directory" not in named, "only with role_assignable"


def test_what_only_the_run_can_meet_stops_nobody():
    result = looked(Tenant({"GroupMember.Read.All", "AccessReview.ReadWrite.All"}), (2, "access_review"))
    assert result["ready"] and dict(of_kind(result, "permission"))["User.Read.All"] is False
    assert "when a reviewer is a person" in str(result["table"]) and all(line.startswith("look at | ") for line in result["table"])


def test_a_twin_that_reads_needs_what_reads():
    result = looked(Tenant(), (5, "conditional_access_policy_info"))
    assert {subject for subject, stops in of_kind(result, "permission") if stops} == {"Policy.Read.All"}


def test_a_token_that_tells_nothing_is_told_and_stops_nobody():
    result = looked(Tenant(oid=""), XTAP)
    assert result["ready"] and ("token", False) in of_kind(result, "permission")


def test_a_signed_in_person_is_not_called_an_application():
    [first, *_others] = looked(Tenant(application=False), XTAP)["missing"]
    assert first["what"].startswith("The signed-in person lacks") and "delegated permission" in first["remedy"]


def test_the_managing_tenant_has_permissions_of_its_own():
    offer = (4, "lighthouse_offer", {"cases": ["when a principal is a group"]})
    managing = Tenant(tenant=MANAGING)
    result = looked(Tenant(managing=managing), offer, managing_tenant=MANAGING)
    assert ("GroupMember.Read.All", True) in of_kind(result, "permission") and f"in tenant {MANAGING}" in str(result["table"])
    assert managing.signed_in == [managing.cloud.graph_scope]
    tenant = Tenant(managing=Tenant({"GroupMember.Read.All"}, tenant=MANAGING))
    assert of_kind(looked(tenant, offer, managing_tenant=MANAGING), "permission")[0][1] is False
    with pytest.raises(Refusal, match="managing_tenant"):
        looked(Tenant(), offer)
    looked(Tenant(XTAP_NEEDS), XTAP)


def test_roles_that_allow_all_are_enough():
    assert looked(Tenant(arm=azure(OWNER)), PLAN)["ready"]
    assert looked(Tenant(arm=azure([{"actions": ["microsoft.security/*", "*/read"], "notActions": []}])), PLAN)["ready"]


@pytest.mark.parametrize("permissions", [
    READER, [{"actions": ["*"], "notActions": ["Microsoft.Security/*/write"]}], [{"actions": [], "notActions": []}]])
def test_an_action_that_no_role_allows(permissions):
    [found] = looked(Tenant(arm=azure(permissions)), PLAN)["missing"]
    assert "Microsoft.Security/pricings/write" in found["names"] and (found["kind"], found["subject"]) == ("azure_role", SUBSCRIPTION)
    assert f"az role assignment create --assignee-object-id {Tenant().oid}" in found["remedy"]
    assert found["remedy"].count(f"--scope {SUBSCRIPTION}") == 1 and "ServicePrincipal" in found["remedy"]


def test_one_role_may_take_away_what_another_gives():
    both = [{"actions": ["*"], "notActions": ["Microsoft.Security/*"]}, {"actions": ["Microsoft.Security/pricings/*"], "notActions": []}]
    assert looked(Tenant(arm=azure(both)), PLAN)["ready"]


def test_no_role_at_all_is_said_so():
    [found] = looked(Tenant(), PLAN)["missing"]
    assert found["what"] == f"The sign-in has no Azure role at {SUBSCRIPTION}" and found["blocking"]


def test_rights_that_cannot_be_read_stop_nobody():
    result = looked(Tenant(arm=Table({SUBSCRIPTION: {"displayName": "Operations"}})), PLAN)
    [found] = result["missing"]
    assert result["ready"] and "Microsoft.Authorization/permissions/read" in found["remedy"] and "cannot be read" in found["what"]


@pytest.mark.parametrize("failure, words", [
    (refusal(404, "SubscriptionNotFound"), "is not there"),
    (refusal(401, "InvalidAuthenticationTokenTenant"), "belongs to another tenant")])
def test_a_subscription_that_is_not_the_tenants(failure, words):
    [found] = looked(Tenant(arm=Table({f"{SUBSCRIPTION}{PERMISSIONS}": failure})), PLAN)["missing"]
    assert words in found["what"] and found["blocking"] and "secops_subscription_ids" in found["remedy"]


def test_any_other_failure_is_no_absence():
    with pytest.raises(Exception, match="answered 500"):
        looked(Tenant(arm=Table({f"{SUBSCRIPTION}{PERMISSIONS}": refusal(500, "InternalServerError")})), PLAN)


def test_a_group_that_is_to_be_made_is_made_with_the_subscriptions_rights():
    within = [{"actions": ["*"], "notActions": ["Microsoft.Resources/subscriptions/resourceGroups/write"]}]
    providers = {f"{SUBSCRIPTION}/providers/Microsoft.{name}": REGISTERED for name in ("OperationalInsights", "SecurityInsights")}
    new = azure(within, **{f"{GROUP}{PERMISSIONS}": refusal(404, "ResourceGroupNotFound")}, **providers)
    [found] = looked(Tenant(arm=new), WORKSPACE)["missing"]
    assert found["names"] == ["Microsoft.Resources/subscriptions/resourceGroups/write"] and found["subject"] == GROUP
    there = azure(READER, **{f"{GROUP}{PERMISSIONS}": within}, **providers)
    assert looked(Tenant(arm=there), WORKSPACE)["ready"], "the group is there, and its own rights count"


@pytest.mark.parametrize("state, actions, kinds", [
    (NOT_REGISTERED, ["*/read", "Microsoft.Security/pricings/write"], ["provider"]),
    (NOT_REGISTERED, ["*"], []), (REGISTERED, ["*/read", "Microsoft.Security/pricings/write"], []),
    (refusal(404, "InvalidResourceNamespace"), ["*"], ["capability"]), (refusal(403, "AuthorizationFailed"), ["*"], [])])
def test_a_provider_must_be_registered_or_may_be(state, actions, kinds):
    arm = azure([{"actions": actions, "notActions": []}], **{f"{SUBSCRIPTION}/providers/Microsoft.Security": state})
    result = looked(Tenant(arm=arm), PLAN)
    assert [each["kind"] for each in result["missing"]] == kinds and result["ready"] is not bool(kinds)
    if kinds == ["provider"]:
        assert "az provider register --namespace Microsoft.Security" in result["missing"][0]["remedy"]


ROOT = f"/providers/Microsoft.Management/managementGroups/{TENANT}"


@pytest.mark.parametrize("module, scope, role", [
    ((4, "lighthouse_restriction", {"scopes": [ROOT], "cases": ["when management_group is given"]}), ROOT, "Owner"),
    ((1, "diagnostic_setting", {"cases": ["for source entra, by the same role"]}), "/providers/Microsoft.aadiam", "Contributor")])
def test_above_subscriptions_whole_roles_are_wanted(module, scope, role):
    [found] = looked(Tenant(), module)["missing"]
    assert (found["subject"], found["blocking"]) == (scope, True) and f"--role '{role}' --scope {scope}" in found["remedy"]
    assert looked(Tenant(arm=Table({f"{scope}{PERMISSIONS}": OWNER})), module)["ready"]


def skus(*plans, status="Enabled", on="Success"):
    return [{"capabilityStatus": status, "servicePlans": [{"servicePlanName": plan, "provisioningStatus": on} for plan in plans]}]


@pytest.mark.parametrize("listed, found", [
    (P2, []), (skus("AAD_PREMIUM_P2_USGOV_GCCHIGH"), []), (skus("Entra_Identity_Governance"), []),
    (skus("AAD_PREMIUM"), [True]), (skus("AAD_PREMIUM_P2", status="Suspended") + skus("EXCHANGE"), [True]),
    (skus("AAD_PREMIUM_P2", on="Disabled") + skus("EXCHANGE"), [True]),
    ([], [False]), (refusal(403, "Authorization_RequestDenied"), [False])])
def test_licences(listed, found):
    tenant = Tenant({"Organization.Read.All", "GroupMember.Read.All"}, graph=Table({"/subscribedSkus": listed, "/groups": []}))
    assert [stops for _subject, stops in of_kind(looked(tenant, (2, "pim_group")), "licence")] == found


def test_licences_are_looked_at_where_they_matter_and_may_be():
    tenant = Tenant({"Policy.Read.All"})
    assert of_kind(looked(tenant, (2, "pim_group")), "licence") == [("licences", False)] and "/subscribedSkus" not in tenant.graph.asked
    tenant = Tenant({"Organization.Read.All"}, arm=azure(OWNER))
    assert looked(tenant, PLAN)["ready"] and tenant.graph.asked == []


@pytest.mark.parametrize("number, name, blocked", [(500, "SecOps", True), (499, "SecOps", False), (500, "GROUP 7", False)])
def test_room_for_another_group(number, name, blocked):
    groups = [{"id": str(each), "displayName": f"Group {each}"} for each in range(number)]
    tenant = Tenant({"GroupMember.Read.All", "Organization.Read.All"}, graph=Table({"/subscribedSkus": P2, "/groups": groups}))
    found = of_kind(looked(tenant, (2, "pim_group", {"groups": [name]})), "quota")
    assert found == ([(name, True)] if blocked else [])


@pytest.mark.parametrize("cloud, use, feature", [
    ("AzureUSGovernment", (3, "defender_role"), "defender_roles"),
    ("AzureUSGovernment", (4, "lighthouse_offer", {"features": [ELIGIBLE]}), ELIGIBLE),
    ("AzureChinaCloud", (5, "xtap_policy", {"features": ["tenant_restrictions"]}), "tenant_restrictions")])
def test_what_the_cloud_lacks(cloud, use, feature):
    told = {**OWN, "token_endpoint": CLOUDS[cloud].authority, "tenant_region_sub_scope": None}
    tenant = Tenant(cloud=CLOUDS[cloud], managing=Tenant(tenant=MANAGING), told=told)
    assert (feature, True) in of_kind(looked(tenant, use), "capability")
    tenant.cloud = CLOUDS["AzureCloud"]
    assert of_kind(looked(tenant, use), "capability") == []


@pytest.mark.parametrize("told, cloud, other", [
    ({}, in_cloud(), None), (OWN, in_cloud(), None),
    ({**OWN, "token_endpoint": "https://login.microsoftonline.com/x", "tenant_region_sub_scope": None,
      "cloud_instance_name": "microsoftonline.com"}, in_cloud(), "AzureCloud"),
    ({**OWN, "tenant_region_sub_scope": "DOD"}, in_cloud(), "AzureUSGovernmentDoD"),
    (OWN, CLOUDS["AzureUSGovernmentDoD"], "AzureUSGovernment"),
    ({**OWN, "token_endpoint": "https://login.microsoftonline.us/x"}, CLOUDS["AzureCloud"], "AzureUSGovernment"),
    ({"token_endpoint": "https://login.partner.microsoftonline.cn/x"}, CLOUDS["AzureChinaCloud"], None),
    ({"token_endpoint": "https://sts.example/x"}, in_cloud(authority="https://sts.example"), None)])
def test_a_tenant_of_another_cloud_is_known_before_any_sign_in(told, cloud, other):
    tenant = Tenant(XTAP_NEEDS, told=told, cloud=cloud)
    result = looked(tenant, XTAP)
    assert of_kind(result, "cloud") == ([(other, True)] if other else []) and bool(tenant.signed_in) is not bool(other)


def test_a_tenant_that_is_not_there():
    tenant = Tenant(told=None)
    [found] = looked(tenant, XTAP)["missing"]
    assert found["kind"] == "sign_in" and f"has no tenant {TENANT}" in found["what"] and tenant.signed_in == []


def test_a_sign_in_that_is_refused_ends_the_look():
    tenant = Tenant(refused="Could not sign in to tenant x with the client secret: AADSTS7000215: No; the secret is wrong: give another")
    [found] = looked(tenant, XTAP, PLAN)["missing"]
    assert found["remedy"] == "the secret is wrong: give another" and "AADSTS7000215" in found["what"]
    assert found["needed_for"] == "step 5 (xtap_policy)" and tenant.graph.asked == tenant.arm.asked == []


def test_what_is_accepted_is_told_and_stops_nobody():
    result = looked(Tenant(), XTAP, accept=["permission", "licence"])
    assert result["ready"] and result["missing"] and result["table"][0].startswith("look at | permission | ")


def test_steps_without_uses_count_every_module_of_theirs():
    result = looked(Tenant(), steps=["step3", "2"])
    stops = {each["subject"] for each in result["missing"] if each["blocking"]}
    assert {"Group.ReadWrite.All", "AccessReview.ReadWrite.All"} <= stops and "RoleManagement.ReadWrite.Directory" not in stops
    assert "Policy.Read.All" not in stops and all(re.search("step [23]", each["needed_for"]) for each in result["missing"])
    assert ("defender_roles", False) in of_kind(result, "capability")
    assert looked(Tenant(), (1, "defender_plan"), steps=["5"]) == {"ready": True, "missing": [], "table": []}


def test_a_management_group_is_looked_at_where_it_is_given():
    ids = {"subscription_ids": [SUBSCRIPTION.rpartition("/")[2]], "managing_tenant": MANAGING}
    managing = Tenant({"GroupMember.Read.All"}, tenant=MANAGING)
    for group, scopes in ((None, {SUBSCRIPTION}), (TENANT, {SUBSCRIPTION, ROOT})):
        result = looked(Tenant(managing=managing), steps=["lighthouse"], management_group=group, **ids)
        assert {each["subject"] for each in result["missing"] if each["kind"] == "azure_role"} == scopes


@pytest.mark.parametrize("options, words", [
    ({"steps": ["6"]}, "steps has '6'"), ({"uses": [{"module": "magic", "features": []}]}, "the module 'magic'"),
    ({"uses": [{"step": 2, "module": "pim_group", "chosen": True, "cases": ["with magic"], "scopes": [], "groups": [], "features": []}]},
     "'with magic' for pim_group"),
    ({"uses": [{"step": 2, "module": "pim_group", "features": ["magic"]}]}, "the feature 'magic'"),
    ({"subscription_ids": ["mine"]}, "subscription_ids 'mine'")])
def test_what_cannot_be_meant_is_refused_before_any_call(options, words):
    tenant = Tenant()
    with pytest.raises(Refusal, match=words):
        looked(tenant, **options)
    assert tenant.signed_in == tenant.graph.asked == []
