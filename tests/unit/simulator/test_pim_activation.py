# SPDX-License-Identifier: GPL-3.0-or-later
"""People activate what they are eligible for; others approve it."""

from __future__ import annotations

import json

import pytest

from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.pim_client import ACTIVE, ELIGIBLE, ROOT, approval_by, pim_of
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

LOU = f"lou.fenn@{AWAY_DOMAIN}"
APPROVAL, ENABLEMENT, CONTEXT = (f"{name}_EndUser_Assignment" for name in ("Approval", "Enablement", "AuthenticationContext"))
POLICY_FAILED = "RoleAssignmentRequestPolicyValidationFailed"


@pytest.fixture
def pim(world):
    """What the application may do."""
    return pim_of(world.fresh(AWAY), SAILOR)


@pytest.fixture
def kit(pim):
    """What the eligible person may do."""
    pim.done(ELIGIBLE, duration="P30D")
    return pim.asked_by(pim.directory.signed_in(SAILOR))


@pytest.fixture
def lou(pim):
    """What somebody else may do."""
    return pim.asked_by(pim.directory.signed_in(LOU))


def test_activation(pim, kit):
    made = kit.done(ACTIVE, "selfActivate", "PT8H")
    assert made["status"] == "Provisioned" and made["createdBy"]["user"]["id"] == kit.person_id
    row, = pim.rows(ACTIVE, "s", "&$expand=activatedUsing")
    assert row["assignmentType"] == "activated" and row["activatedUsing"]["groupId"] == kit.group_id
    assert pim.members() == [kit.person_id]
    refused(kit.send(ACTIVE, "selfActivate"), 400, "RoleAssignmentExists")
    refused(kit.send(ACTIVE, "selfDeactivate"), 400, "ActiveDurationTooShort")
    pim.directory.later(301)
    assert kit.done(ACTIVE, "selfDeactivate")["status"] == "Revoked"
    assert pim.members() == []
    refused(kit.send(ACTIVE, "selfDeactivate"), 400, "RoleAssignmentDoesNotExist")


@pytest.mark.parametrize(("changes", "code", "words"), [
    ({"duration": "PT9H"}, POLICY_FAILED, '["ExpirationRule"]'), ({"duration": None}, POLICY_FAILED, '["ExpirationRule"]'),
    ({"justification": ""}, POLICY_FAILED, '["JustificationRule"]'), ({"accessId": "owner"}, POLICY_FAILED, '["EligibilityRule"]'),
    ({"duration": "PT4M"}, "ActiveDurationTooShort", "5 minutes")])
def test_activation_keeps_to_the_policy(kit, changes, code, words):
    refused(kit.send(ACTIVE, "selfActivate", **changes), 400, code, words)


def test_nobody_activates_for_others(kit, lou):
    refused(lou.send(ACTIVE, "selfActivate"), 400, "InvalidRoleAssignmentRequest")
    refused(kit.send(ELIGIBLE, "selfActivate"), 400, "InvalidRoleAssignmentRequest")


def test_tickets(pim, kit):
    pim.must_set(ENABLEMENT, enabledRules=["Ticketing"])
    refused(kit.send(ACTIVE, "selfActivate", justification=None), 400, POLICY_FAILED, '["TicketingRule"]')
    refused(kit.send(ACTIVE, "selfActivate", ticketInfo={"ticketNumber": "7"}), 400, POLICY_FAILED, '["TicketingRule"]')
    made = kit.done(ACTIVE, "selfActivate", ticketInfo={"ticketNumber": "7", "ticketSystem": "Desk"})
    assert made["ticketInfo"] == {"ticketNumber": "7", "ticketSystem": "Desk"}


def test_a_second_factor(pim, kit):
    pim.must_set("Enablement_Admin_Assignment", enabledRules=["MultiFactorAuthentication"])
    refused(pim.send(ACTIVE), 400, POLICY_FAILED, '["MfaRule"]')
    pim.must_set(ENABLEMENT, enabledRules=["MultiFactorAuthentication"])
    assert kit.done(ACTIVE, "selfActivate")["status"] == "Provisioned"


def test_an_authentication_context(pim, kit):
    pim.must_set(CONTEXT, isEnabled=True, claimValue="c1")
    pim.directory.tenant.directory.put("authenticationContextClassReferences", "c1", {
        "id": "c1", "displayName": "Step up", "description": None, "isAvailable": True})
    error = refused(kit.send(ACTIVE, "selfActivate"), 400, "RoleAssignmentRequestAcrsValidationFailed")
    claims = json.loads(error["message"].partition("claims=")[2])
    assert claims == {"access_token": {"acrs": {"essential": True, "value": "c1"}}}
    pim.directory.tenant.directory.delete("authenticationContextClassReferences", "c1")
    assert kit.done(ACTIVE, "selfActivate")["status"] == "Provisioned", "a context that is not published falls back to a second factor"


def test_eligible_through_a_group(pim, lou):
    team = pim.directory.made("/groups", GROUP)["id"]
    pim.done(ELIGIBLE, duration="P30D", principalId=team)
    lou.person_id = pim.directory.person(LOU)
    refused(lou.send(ACTIVE, "selfActivate"), 400, POLICY_FAILED, '["EligibilityRule"]')
    assert pim.directory.post(f"/groups/{team}/members/$ref", pim.directory.reference(lou.person_id)).status_code == 204
    mine, = lou.directory.get(f"{ELIGIBLE}ScheduleInstances/filterByCurrentUser(on='principal')").json()["value"]
    assert mine["memberType"] == "group"
    assert lou.done(ACTIVE, "selfActivate")["status"] == "Provisioned"


def needs_approval(pim):
    pim.must_set(APPROVAL, setting=approval_by({"@odata.type": "#microsoft.graph.singleUser", "userId": pim.directory.person(LOU)}))


def stage_of(person, made):
    approval = person.directory.get(f"{ROOT}/assignmentApprovals/{made['approvalId']}?$expand=stages").json()
    stage, = approval["stages"]
    return stage, f"{ROOT}/assignmentApprovals/{made['approvalId']}/stages/{stage['id']}"


def test_approval(pim, kit, lou):
    needs_approval(pim)
    made = kit.done(ACTIVE, "selfActivate", "PT2H")
    assert (made["status"], made["approvalId"], made["targetScheduleId"]) == ("PendingApproval", made["id"], None)
    assert pim.members() == []
    refused(kit.send(ACTIVE, "selfActivate"), 400, "PendingRoleAssignmentRequest")
    asked, = lou.directory.get(f"{ACTIVE}ScheduleRequests/filterByCurrentUser(on='approver')").json()["value"]
    assert asked["id"] == made["id"]
    assert kit.directory.get(f"{ACTIVE}ScheduleRequests/filterByCurrentUser(on='approver')").json()["value"] == []
    stage, path = stage_of(lou, made)
    assert (stage["assignedToMe"], stage["status"], stage["reviewResult"]) == (True, "InProgress", "NotReviewed")
    pim.directory.later(600)
    assert lou.directory.patch(path, {"reviewResult": "Approve", "justification": "Known work"}).status_code == 204
    assert pim.directory.get(f"{ACTIVE}ScheduleRequests/{made['id']}").json()["status"] == "Provisioned"
    row, = pim.rows(ACTIVE, "s")
    assert row["assignmentType"] == "activated" and pim.members() == [kit.person_id]
    assert stage_of(lou, made)[0]["reviewResult"] == "Approve"
    assert lou.directory.patch(path, {"reviewResult": "Deny", "justification": "No"}).status_code == 400


def test_denial(pim, kit, lou):
    needs_approval(pim)
    made = kit.done(ACTIVE, "selfActivate")
    path = stage_of(lou, made)[1]
    refused(kit.directory.patch(path, {"reviewResult": "Approve", "justification": "Me"}), 403, "Authorization_RequestDenied")
    refused(lou.directory.patch(path, {"reviewResult": "Perhaps", "justification": "Hm"}), 400)
    refused(lou.directory.patch(path, {"reviewResult": "Deny"}), 400)
    assert lou.directory.patch(path, {"reviewResult": "Deny", "justification": "Not today"}).status_code == 204
    assert pim.directory.get(f"{ACTIVE}ScheduleRequests/{made['id']}").json()["status"] == "Denied"
    assert pim.members() == [] and kit.send(ACTIVE, "selfActivate").status_code == 201


def test_an_application_approves_nothing(pim, kit):
    needs_approval(pim)
    made = kit.done(ACTIVE, "selfActivate")
    refused(pim.directory.get(f"{ROOT}/assignmentApprovals/{made['approvalId']}"), 403, "Authorization_RequestDenied")
    assert kit.directory.post(f"{ACTIVE}ScheduleRequests/{made['id']}/cancel").status_code == 204
    assert pim.directory.get(f"{ACTIVE}ScheduleRequests/{made['id']}").json()["status"] == "Canceled"


def test_asking_for_more_time(kit):
    made = kit.done(ELIGIBLE, "selfExtend", "P90D")
    assert made["status"] == "PendingAdminDecision"
    rows = kit.directory.get(f"{ELIGIBLE}ScheduleRequests/filterByCurrentUser(on='createdBy')").json()["value"]
    assert [row["id"] for row in rows] == [made["id"]]


def test_what_concerns_a_person(pim, kit, lou):
    for kind in ("Requests", "s", "Instances"):
        assert len(kit.directory.get(f"{ELIGIBLE}Schedule{kind}/filterByCurrentUser(on='principal')").json()["value"]) == 1
        assert lou.directory.get(f"{ELIGIBLE}Schedule{kind}/filterByCurrentUser(on='principal')").json()["value"] == []
    assert kit.directory.get(f"{ELIGIBLE}Schedules/filterByCurrentUser(on='approver')").status_code == 400
    refused(pim.directory.get(f"{ELIGIBLE}Schedules/filterByCurrentUser(on='principal')"), 403, "Authorization_RequestDenied")
