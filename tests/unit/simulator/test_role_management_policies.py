# SPDX-License-Identifier: GPL-3.0-or-later
"""The PIM policies of a group."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import refused
from tests.unit.simulator.pim_client import ACTIVE, ELIGIBLE, POLICIES, POLICY_ASSIGNMENTS, approval_by, pim_of, rule
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

EXPIRY, APPROVAL = "Expiration_{}", "Approval_EndUser_Assignment"
MFA, CONTEXT = "Enablement_EndUser_Assignment", "AuthenticationContext_EndUser_Assignment"
USER = "#microsoft.graph.singleUser"


@pytest.fixture
def pim(world):
    return pim_of(world.fresh(AWAY), SAILOR)


def scope(pim):
    return f"$filter=scopeId eq '{pim.group_id}' and scopeType eq 'Group'"


def test_a_fresh_group_has_two_policies_of_17_rules(pim):
    rows = pim.directory.get(f"{POLICY_ASSIGNMENTS}?{scope(pim)}&$expand=policy($expand=rules)").json()["value"]
    assert [row["roleDefinitionId"] for row in rows] == ["member", "owner"]
    for row in rows:
        assert row["policyId"].startswith(f"Group_{pim.group_id}_") and row["id"] == f"{row['policyId']}_{row['roleDefinitionId']}"
        assert row["policy"]["id"] == row["policyId"] and len(row["policy"]["rules"]) == 17
    assert rows[0]["policyId"] != rows[1]["policyId"]
    found = {each["id"]: each for each in rows[0]["policy"]["rules"]}
    longest = {id: (each["isExpirationRequired"], each["maximumDuration"]) for id, each in found.items() if id.startswith("Expiration")}
    assert longest == {"Expiration_Admin_Eligibility": (True, "P365D"), "Expiration_Admin_Assignment": (True, "P180D"),
                       "Expiration_EndUser_Assignment": (True, "PT8H")}
    assert {id: each["enabledRules"] for id, each in found.items() if id.startswith("Enablement")} == {
        "Enablement_Admin_Eligibility": [], "Enablement_Admin_Assignment": ["Justification"],
        "Enablement_EndUser_Assignment": ["Justification"]}
    assert found[CONTEXT]["isEnabled"] is False and found[APPROVAL]["setting"]["isApprovalRequired"] is False
    notices = [each for id, each in found.items() if id.startswith("Notification")]
    assert len(notices) == 9 and all(each["notificationLevel"] == "All" and each["isDefaultRecipientsEnabled"] for each in notices)
    assert found["Expiration_Admin_Eligibility"]["target"]["caller"] == "Admin"


def test_a_list_needs_scope_and_its_type(pim):
    for root in (POLICIES, POLICY_ASSIGNMENTS):
        refused(pim.directory.get(root), 400)
        refused(pim.directory.get(f"{root}?$filter=scopeId eq '{pim.group_id}'"), 400)
        refused(pim.directory.get(f"{root}?$filter=scopeType eq 'Group'"), 400)
        assert len(pim.directory.get(f"{root}?{scope(pim)}").json()["value"]) == 2
    rows = pim.directory.get(f"{POLICY_ASSIGNMENTS}?{scope(pim)} and roleDefinitionId eq 'owner'").json()["value"]
    assert [row["roleDefinitionId"] for row in rows] == ["owner"]
    rows = pim.directory.get(f"{POLICIES}?{scope(pim)}&$expand=rules").json()["value"]
    assert [len(row["rules"]) for row in rows] == [17, 17]


def test_policies_are_read_by_id(pim):
    id = pim.policy_ids()["owner"]
    assert pim.directory.get(f"{POLICIES}/{id}?$expand=rules").json()["scopeId"] == pim.group_id
    assert len(pim.directory.get(f"{POLICIES}/{id}/rules").json()["value"]) == 17
    assert pim.directory.get(f"{POLICIES}/{id}/rules/{CONTEXT}").json()["id"] == CONTEXT
    assert pim.directory.get(f"{POLICY_ASSIGNMENTS}/{id}_owner").json()["policyId"] == id
    refused(pim.directory.get(f"{POLICY_ASSIGNMENTS}/{id}_member"), 404, "ResourceNotFound")
    refused(pim.directory.get(f"{POLICIES}/{id}/rules/Nothing"), 404, "ResourceNotFound")


def test_ids_change_at_onboarding_and_with_every_change(pim):
    fresh = pim.policy_ids()
    pim.done(ELIGIBLE)
    onboarded = pim.policy_ids()
    assert not set(fresh.values()) & set(onboarded.values())
    pim.must_set(EXPIRY.format("EndUser_Assignment"), maximumDuration="PT4H")
    changed = pim.policy_ids()
    assert changed["member"] != onboarded["member"] and changed["owner"] == onboarded["owner"]
    refused(pim.directory.get(f"{POLICIES}/{onboarded['member']}"), 404, "ResourceNotFound")
    stale = pim.directory.patch(f"{POLICIES}/{onboarded['member']}/rules/{CONTEXT}", rule(CONTEXT, isEnabled=False))
    refused(stale, 404, "ResourceNotFound")
    pim.must_set(EXPIRY.format("EndUser_Assignment"), maximumDuration="PT4H")
    assert pim.policy_ids()["member"] != changed["member"], "an equal rule makes a new id too"


def test_a_policy_changes_the_rules_it_lists(pim):
    answer = pim.directory.patch(f"{POLICIES}/{pim.policy_ids()['member']}", {"rules": [
        rule(EXPIRY.format("Admin_Eligibility"), isExpirationRequired=False, maximumDuration="P365D"),
        rule(EXPIRY.format("Admin_Assignment"), isExpirationRequired=True, maximumDuration="P30D")]})
    assert answer.status_code == 200 and answer.json()["id"] == pim.policy_ids()["member"] and "rules" not in answer.json()
    assert pim.rule(EXPIRY.format("Admin_Assignment"))["maximumDuration"] == "P30D"
    assert pim.rule(EXPIRY.format("EndUser_Assignment"))["maximumDuration"] == "PT8H"
    assert pim.rule(EXPIRY.format("Admin_Eligibility"), "owner")["isExpirationRequired"] is True
    assert pim.done(ELIGIBLE, duration=None)["status"] == "Provisioned"
    refused(pim.send(ACTIVE, duration="P31D"), 400, "RoleAssignmentRequestPolicyValidationFailed", '["ExpirationRule"]')


@pytest.mark.parametrize("rules", [
    [{"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyExpirationRule", "id": "Expiration_Admin_Everything"}],
    [rule(EXPIRY.format("EndUser_Assignment"), maximumDuration="PT4H"), None], None,
    [{"@odata.type": "#microsoft.graph.unifiedRoleManagementPolicyEnablementRule", "id": "Expiration_EndUser_Assignment"}],
    [rule(EXPIRY.format("EndUser_Assignment"), maximumDuration="PT4H", target={"caller": "Admin", "level": "Assignment"})]])
def test_rules_that_are_none(pim, rules):
    before = pim.policy_ids()
    refused(pim.directory.patch(f"{POLICIES}/{before['member']}", {"rules": rules}), 400)
    assert pim.policy_ids() == before


def test_the_target_of_a_rule_is_echoed(pim):
    found = pim.rule(EXPIRY.format("EndUser_Assignment"))
    target = {**found["target"], "operations": ["All"]}
    pim.must_set(found["id"], maximumDuration="PT4H", isExpirationRequired=True, target=target)
    assert pim.rule(found["id"])["target"] == found["target"]


@pytest.mark.parametrize(("place", "settings", "taken"), [
    ("Admin_Eligibility", {"maximumDuration": "P90D"}, True), ("Admin_Eligibility", {"maximumDuration": "P1Y"}, False),
    ("Admin_Eligibility", {"maximumDuration": "P60D"}, False), ("Admin_Eligibility", {"maximumDuration": None}, False),
    ("Admin_Eligibility", {"isExpirationRequired": False, "maximumDuration": None}, True),
    ("Admin_Eligibility", {"maximumDuration": "PT0S"}, False), ("Admin_Assignment", {"maximumDuration": "PT0S"}, True),
    ("EndUser_Assignment", {"maximumDuration": "PT30M"}, True), ("EndUser_Assignment", {"maximumDuration": "PT24H"}, True),
    ("EndUser_Assignment", {"maximumDuration": "PT29M"}, False), ("EndUser_Assignment", {"maximumDuration": "PT45M"}, False),
    ("EndUser_Assignment", {"maximumDuration": "PT25H"}, False), ("EndUser_Assignment", {"maximumDuration": "a day"}, False),
    ("EndUser_Assignment", {"isExpirationRequired": False}, False)])
def test_durations(pim, place, settings, taken):
    answer = pim.set_rule(EXPIRY.format(place), **settings)
    assert answer.status_code == (204 if taken else 400), answer.text


def test_no_time_at_all(pim):
    pim.must_set(EXPIRY.format("Admin_Assignment"), maximumDuration="PT0S")
    refused(pim.send(ACTIVE), 400, "RoleAssignmentRequestPolicyValidationFailed", '["ExpirationRule"]')


@pytest.mark.parametrize(("id", "names", "taken"), [
    (MFA, ["Justification", "MultiFactorAuthentication", "Ticketing"], True), (MFA, [], True), (MFA, ["Password"], False),
    (MFA, ["Ticketing", "Ticketing"], False), ("Enablement_Admin_Assignment", ["Ticketing"], False),
    ("Enablement_Admin_Assignment", ["MultiFactorAuthentication"], True)])
def test_enabled_rules(pim, id, names, taken):
    answer = pim.set_rule(id, enabledRules=names)
    assert answer.status_code == (204 if taken else 400), answer.text
    assert (pim.rule(id)["enabledRules"] == names) is taken


def test_two_protections_are_checked_one_way_only(pim):
    pim.must_set(CONTEXT, isEnabled=True, claimValue="c1")
    both = {"enabledRules": ["MultiFactorAuthentication"]}
    at_once = {"rules": [rule(CONTEXT, isEnabled=True, claimValue="c1"), rule(MFA, **both)]}
    refused(pim.directory.patch(f"{POLICIES}/{pim.policy_ids()['owner']}", at_once), 400, "MfaAndAcrsConflict")
    refused(pim.set_rule(MFA, **both), 400, "MfaAndAcrsConflict", "The Mfa and Acrs policy settings cannot be enabled simultaneously.")
    together = {"rules": [rule(CONTEXT, isEnabled=False, claimValue=None), rule(MFA, **both)]}
    refused(pim.directory.patch(f"{POLICIES}/{pim.policy_ids()['member']}", together), 400, "MfaAndAcrsConflict")
    pim.must_set(CONTEXT, isEnabled=False)
    pim.must_set(MFA, **both)
    pim.must_set(CONTEXT, isEnabled=True, claimValue="c1")
    assert pim.rule(MFA)["enabledRules"] == ["MultiFactorAuthentication"] and pim.rule(CONTEXT)["isEnabled"] is True


@pytest.mark.parametrize(("value", "status"), [("c1", 204), ("c99", 204), ("c0", 400), ("c100", 400), (None, 400), ("", 400)])
def test_authentication_contexts_have_names(pim, value, status):
    assert pim.set_rule(CONTEXT, isEnabled=True, claimValue=value).status_code == status


def test_approvers(pim):
    refused(pim.set_rule(APPROVAL, setting=approval_by()), 400, "InvalidPolicy", "no approvers")
    refused(pim.set_rule(APPROVAL, setting=approval_by({"@odata.type": USER})), 400, "InvalidPolicy", "userId")
    assert pim.set_rule(APPROVAL, setting=approval_by({"userId": pim.person_id})).status_code == 400
    people = [{"@odata.type": USER, "userId": pim.person_id, "description": None},
              {"@odata.type": "#microsoft.graph.groupMembers", "groupId": pim.group_id, "description": "Leads"}]
    setting = approval_by(*people)
    setting["approvalStages"][0]["escalationApprovers"] = people
    pim.must_set(APPROVAL, setting=setting)
    stage, = pim.rule(APPROVAL)["setting"]["approvalStages"]
    assert stage["primaryApprovers"] == people
    assert stage["escalationApprovers"] == [], "they are taken, and not kept"
    setting["approvalStages"] *= 2
    refused(pim.set_rule(APPROVAL, setting=setting), 400, "InvalidPolicy", "one stage")


@pytest.mark.parametrize(("settings", "status"), [
    ({"notificationLevel": "Critical", "notificationRecipients": [f"desk@{AWAY_DOMAIN}"], "isDefaultRecipientsEnabled": False}, 204),
    ({"notificationLevel": "Loud"}, 400), ({"recipientType": "Approver"}, 400), ({"notificationType": "Pager"}, 400),
    ({"notificationRecipients": ["desk"]}, 400)])
def test_notifications(pim, settings, status):
    answer = pim.set_rule("Notification_Admin_Admin_Eligibility", **settings)
    assert answer.status_code == status, answer.text


def test_a_fresh_group_is_heard_of_one_access_after_the_other(world):
    away = world.fresh(AWAY)
    away.control("PUT", "/replication", {"rules": [{"kind": "^roleManagementPolicyAssignments$", "ms": 1000, "jitter_ms": 60000}]})
    pim = pim_of(away, SAILOR)
    seen = [set(pim.policy_ids())]
    for _second in range(62):
        away.later(1)
        seen.append(set(pim.policy_ids()))
    assert seen[0] == set() and seen[-1] == {"member", "owner"}
    assert {"member"} in seen or {"owner"} in seen


def test_a_changed_rule_counts_later(world):
    away = world.fresh(AWAY)
    away.control("PUT", "/replication", {"rules": [{"kind": "^roleManagementPolicies$", "ms": 20000}]})
    pim = pim_of(away, SAILOR)
    pim.must_set(EXPIRY.format("Admin_Eligibility"), isExpirationRequired=False)
    refused(pim.send(ELIGIBLE, duration=None), 400, "RoleAssignmentRequestPolicyValidationFailed")
    away.later(21)
    assert pim.done(ELIGIBLE, duration=None)["status"] == "Provisioned"


def test_permissions_and_licence(pim):
    ids = pim.policy_ids()
    reader = pim.asked_by(pim.directory.granted("RoleManagementPolicy.Read.AzureADGroup"))
    assert reader.policy_ids() == ids
    refused(reader.set_rule(CONTEXT, isEnabled=False), 403, "Authorization_RequestDenied")
    other = pim.directory.granted("RoleManagement.ReadWrite.Directory", "Policy.Read.All")
    refused(other.get(f"{POLICY_ASSIGNMENTS}?{scope(pim)}"), 403, "Authorization_RequestDenied")
    pim.directory.control("PUT", "/licences", {"tenant": AWAY, "licences": []})
    refused(reader.directory.get(f"{POLICIES}/{ids['member']}"), 400, "AadPremiumLicenseRequired")
