# SPDX-License-Identifier: GPL-3.0-or-later
"""PIM for Groups: what is granted, what is refused, and what ends by the clock."""

from __future__ import annotations

import datetime

import pytest

from tests.simulator.clock import moment, stamp
from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.pim_client import ACTIVE, ELIGIBLE, pim_of
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, SAILOR

LOU = f"lou.fenn@{AWAY_DOMAIN}"
HOUR, DAY = 3600, 24 * 3600
POLICY_FAILED = "RoleAssignmentRequestPolicyValidationFailed"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def pim(away):
    return pim_of(away, SAILOR)


def at(pim, **delta):
    """A moment, counted from the simulator's present."""
    return stamp(moment(pim.directory.control("GET", "/clock")["now"]) + datetime.timedelta(**delta), 3)


def later(pim, seconds):
    """Let time pass, and sign in again, since a token lasts an hour."""
    pim.directory.later(seconds)
    return pim.directory.granted("Group.ReadWrite.All", "GroupMember.ReadWrite.All", "PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup",
                                 "PrivilegedEligibilitySchedule.ReadWrite.AzureADGroup", "RoleManagementPolicy.ReadWrite.AzureADGroup")


def test_a_granted_eligibility_as_the_service_answers_it(pim):
    made = pim.done(ELIGIBLE, "AdminAssign", "P180D", accessId="Member", scheduleInfo={
        "startDateTime": at(pim, seconds=-60), "expiration": {"type": "AfterDuration", "duration": "P180D"}})
    assert (made["status"], made["action"], made["accessId"]) == ("Provisioned", "adminAssign", "member")
    assert made["targetScheduleId"] == f"{pim.group_id}_member_{made['id']}"
    assert made["scheduleInfo"]["expiration"] == {"type": "afterDuration", "endDateTime": None, "duration": "P180D"}
    assert moment(made["scheduleInfo"]["startDateTime"]) > moment(at(pim, seconds=-30)), "the start is when it was processed"
    schedule, = pim.rows(ELIGIBLE, "s")
    assert schedule["id"] == made["targetScheduleId"] and schedule["createdUsing"] == made["id"]
    instance, = pim.rows(ELIGIBLE, "Instances")
    assert instance["eligibilityScheduleId"] == schedule["id"] and instance["memberType"] == "direct"
    length = moment(instance["endDateTime"]) - moment(instance["startDateTime"])
    assert length == datetime.timedelta(days=180)
    for kind, row in (("s", schedule), ("Instances", instance), ("Requests", made)):
        one = pim.directory.get(f"{ELIGIBLE}Schedule{kind}/{row['id']}").json()
        assert (one["id"], one["principalId"]) == (row["id"], pim.person_id)
    assert pim.members() == [], "eligible people are no members"


def test_an_active_assignment_is_a_membership(pim):
    made = pim.done(ACTIVE)
    schedule, = pim.rows(ACTIVE, "s")
    assert (schedule["assignmentType"], schedule["memberType"], schedule["id"]) == ("assigned", "direct", made["targetScheduleId"])
    assert pim.members() == [pim.person_id]
    pim.done(ACTIVE, accessId="owner")
    assert pim.members("owners") == [pim.person_id]


def test_an_active_assignment_ends_by_the_clock(pim):
    pim.done(ACTIVE, duration="PT8H")
    pim.directory = later(pim, 8 * HOUR - 60)
    assert pim.members() == [pim.person_id]
    pim.directory.later(120)
    assert pim.members() == pim.rows(ACTIVE, "s") == pim.rows(ACTIVE, "Instances") == []
    assert [row["status"] for row in pim.rows(ACTIVE, "Requests")] == ["Provisioned"]


def test_an_assignment_can_begin_later(pim):
    made = pim.done(ACTIVE, scheduleInfo={"startDateTime": at(pim, minutes=30), "expiration": {
        "type": "afterDateTime", "endDateTime": at(pim, minutes=50)}})
    assert made["status"] == "ScheduleCreated"
    assert len(pim.rows(ACTIVE, "s")) == 1 and pim.rows(ACTIVE, "Instances") == [] and pim.members() == []
    pim.directory.later(31 * 60)
    assert len(pim.rows(ACTIVE, "Instances")) == 1 and pim.members() == [pim.person_id]
    pim.directory.later(20 * 60)
    assert pim.rows(ACTIVE, "s") == [] and pim.members() == []


def test_requests_are_kept_for_45_days(pim):
    pim.done(ELIGIBLE, duration="P180D")
    pim.directory = later(pim, 46 * DAY)
    assert pim.rows(ELIGIBLE, "Requests") == [] and len(pim.rows(ELIGIBLE, "s")) == 1


@pytest.mark.parametrize("surface", [ELIGIBLE, ACTIVE])
@pytest.mark.parametrize("kind", ["Requests", "s", "Instances"])
def test_a_list_needs_its_filter(pim, surface, kind):
    path = f"{surface}Schedule{kind}"
    refused(pim.directory.get(path), 400, "BadRequest", "groupId or principalId")
    refused(pim.directory.get(path + "?$filter=accessId eq 'member'"), 400, "BadRequest")
    assert pim.directory.get(f"{path}?$filter=principalId eq '{pim.person_id}'").json()["value"] == []


def test_lists_are_filtered_and_expanded(pim):
    member = pim.done(ELIGIBLE, duration="P30D")
    pim.done(ELIGIBLE, duration="P30D", accessId="owner")
    assert len(pim.rows(ELIGIBLE, "s")) == 2
    row, = pim.rows(ELIGIBLE, "Requests", f" and targetScheduleId eq '{member['targetScheduleId']}'&$expand=principal,group,targetSchedule")
    assert row["principal"]["userPrincipalName"] == SAILOR and row["group"]["id"] == pim.group_id
    assert row["targetSchedule"]["id"] == member["targetScheduleId"]
    row, = pim.rows(ELIGIBLE, "Instances", " and accessId eq 'owner'&$select=principalId")
    assert set(row) == {"principalId"}


def test_what_is_granted_already_is_refused(pim):
    pim.done(ELIGIBLE, duration="P30D")
    refused(pim.send(ELIGIBLE, duration="P15D"), 400, "RoleAssignmentExists", "The Role assignment already exists.")
    later = {"startDateTime": at(pim, days=20), "expiration": {"type": "afterDuration", "duration": "P90D"}}
    refused(pim.send(ELIGIBLE, scheduleInfo=later), 400, "RoleAssignmentExists")
    pim.done(ELIGIBLE, scheduleInfo={**later, "startDateTime": at(pim, days=31)})
    pim.done(ACTIVE)
    pim.done(ELIGIBLE, duration="P30D", accessId="owner")


def test_an_update_makes_a_new_schedule(pim):
    refused(pim.send(ACTIVE, "adminUpdate"), 400, "RoleAssignmentDoesNotExist", "The Role assignment does not exist.")
    before, after = pim.done(ACTIVE, duration="PT8H"), pim.done(ACTIVE, "adminUpdate", "PT4H")
    assert before["targetScheduleId"] != after["targetScheduleId"] and after["status"] == "Provisioned"
    schedule, = pim.rows(ACTIVE, "s")
    assert schedule["id"] == after["targetScheduleId"]
    refused(pim.directory.get(f"{ACTIVE}Schedules/{before['targetScheduleId']}"), 404, "ResourceNotFound")
    pim.directory = later(pim, 5 * HOUR)
    assert pim.members() == []


def test_the_end_before_an_update_does_not_count_any_more(pim):
    pim.done(ACTIVE, duration="PT4H")
    pim.done(ACTIVE, "adminUpdate", "PT8H")
    pim.directory = later(pim, 5 * HOUR)
    assert pim.members() == [pim.person_id]


def test_removal(pim):
    refused(pim.send(ELIGIBLE, "adminRemove"), 400, "RoleAssignmentDoesNotExist")
    pim.done(ELIGIBLE, duration="P30D")
    pim.done(ACTIVE)
    removed = pim.done(ELIGIBLE, "adminRemove")
    assert (removed["status"], removed["scheduleInfo"], removed["targetScheduleId"]) == ("Revoked", None, None)
    assert pim.rows(ELIGIBLE, "s") == pim.rows(ELIGIBLE, "Instances") == []
    error = refused(pim.send(ACTIVE, "adminRemove"), 400, "ActiveDurationTooShort")
    assert error["message"] == "The Active duration is too short. Miniumum Required is 5 minutes."
    assert pim.members() == [pim.person_id]
    pim.directory.later(301)
    assert pim.done(ACTIVE, "adminRemove")["status"] == "Revoked"
    assert pim.members() == pim.rows(ACTIVE, "s") == []


def test_a_removal_needs_no_schedule(pim):
    pim.done(ELIGIBLE, duration="P30D")
    body = pim.body("adminRemove")
    del body["scheduleInfo"], body["justification"]
    assert pim.directory.made(ELIGIBLE + "ScheduleRequests", body)["status"] == "Revoked"


def test_extending_and_renewing(pim):
    refused(pim.send(ELIGIBLE, "adminRenew", "P30D"), 400, "RoleAssignmentDoesNotExist")
    refused(pim.send(ELIGIBLE, "adminExtend", "P30D"), 400, "RoleAssignmentDoesNotExist")
    pim.done(ELIGIBLE, duration="P30D")
    assert pim.done(ELIGIBLE, "adminExtend", "P90D")["status"] == "Provisioned"
    refused(pim.send(ELIGIBLE, "adminRenew", "P30D"), 400, "RoleAssignmentExists")
    pim.done(ELIGIBLE, "adminUpdate", "P30D")
    pim.directory = later(pim, 31 * DAY)
    assert pim.rows(ELIGIBLE, "s") == []
    assert pim.done(ELIGIBLE, "adminRenew", "P30D")["status"] == "Provisioned"


@pytest.mark.parametrize(("surface", "changes", "rules"), [
    (ELIGIBLE, {"duration": None}, '["ExpirationRule"]'), (ACTIVE, {"duration": None}, '["ExpirationRule"]'),
    (ELIGIBLE, {"duration": "P366D"}, '["ExpirationRule"]'), (ACTIVE, {"duration": "P181D"}, '["ExpirationRule"]'),
    (ACTIVE, {"justification": " "}, '["JustificationRule"]'),
    (ACTIVE, {"justification": None, "duration": None}, '["ExpirationRule", "JustificationRule"]')])
def test_a_fresh_groups_policy(pim, surface, changes, rules):
    error = refused(pim.send(surface, **changes), 400, POLICY_FAILED)
    assert error["message"] == f"The following policy rules failed: {rules}"
    pim.done(ELIGIBLE, duration="P365D", justification=None)
    pim.done(ACTIVE, duration="P180D")


@pytest.mark.parametrize(("info", "words"), [
    (None, "expiration"), ({}, "expiration"), ({"expiration": {"type": "notSpecified"}}, "type"),
    ({"expiration": {"type": "afterDuration"}}, "afterDuration"), ({"expiration": {"type": "afterDateTime"}}, "afterDateTime"),
    ({"expiration": {"type": "afterDuration", "duration": "PT1H", "endDateTime": "2090-01-01T00:00:00Z"}}, "not both"),
    ({"expiration": {"type": "noExpiration", "duration": "PT1H"}}, "neither"),
    ({"expiration": {"type": "afterDateTime", "endDateTime": "2020-01-01T00:00:00Z"}}, "before it starts"),
    ({"startDateTime": "2020-01-01T00:00:00Z", "expiration": {"type": "afterDuration", "duration": "P30D"}}, "past"),
    ({"recurrence": {"pattern": {"type": "daily", "interval": 1}}, "expiration": {"type": "noExpiration"}}, "recurring")])
def test_schedules_that_are_none(pim, info, words):
    refused(pim.send(ELIGIBLE, scheduleInfo=info), 400, "InvalidRoleAssignmentRequestSchedule", words)


def test_nothing_active_is_shorter_than_five_minutes(pim):
    refused(pim.send(ACTIVE, duration="PT4M"), 400, "ActiveDurationTooShort")
    pim.done(ACTIVE, duration="PT5M")


def test_who_and_what_pim_does_not_grant(pim):
    directory = pim.directory
    refused(pim.send(ELIGIBLE, principalId="00000000-0000-4000-8000-000000000000"), 404, "SubjectNotFound")
    refused(pim.send(ELIGIBLE, groupId="00000000-0000-4000-8000-000000000000"), 404, "ResourceNotFound")
    refused(pim.send(ELIGIBLE, action=None), 400, "InvalidRoleAssignmentRequest", "action")
    refused(pim.send(ELIGIBLE, principalId=directory.own_principal), 400, "InvalidRoleAssignmentRequest")
    other = directory.made("/groups", GROUP)["id"]
    refused(pim.send(ACTIVE, principalId=other), 400, "InvalidRoleAssignmentRequest")
    refused(pim.send(ELIGIBLE, principalId=other, accessId="owner"), 400, "InvalidRoleAssignmentRequest")
    refused(pim.send(ELIGIBLE, principalId=pim.group_id), 400, "InvalidRoleAssignmentRequest")
    assert pim.done(ELIGIBLE, principalId=other)["status"] == "Provisioned", "a group can be an eligible member"


def test_groups_that_pim_does_not_take(away):
    dynamic = pim_of(away, SAILOR, isAssignableToRole=None, groupTypes=["DynamicMembership"], membershipRule="user.city -eq 'Here'",
                     membershipRuleProcessingState="On")
    refused(dynamic.send(ELIGIBLE), 400, "InvalidRoleAssignmentRequest", "dynamic")
    plain = pim_of(away, SAILOR, isAssignableToRole=False)
    assert plain.done(ELIGIBLE)["status"] == "Provisioned", "a group need not be role-assignable"


@pytest.mark.parametrize("body", [{"action": "adminGive"}, {"accessId": "guest"}, {"groupId": None}, {"roleDefinitionId": "x"},
                                  {"isValidationOnly": "yes"}])
def test_what_the_contract_does_not_have_is_refused(pim, body):
    wish = {**pim.body(), **body}
    wish = {name: value for name, value in wish.items() if name != "groupId" or value}
    assert pim.directory.post(ELIGIBLE + "ScheduleRequests", wish).status_code == 400
    assert pim.rows(ELIGIBLE, "Requests") == []


def test_there_is_no_change_and_no_delete(pim):
    made = pim.done(ELIGIBLE)
    assert pim.directory.patch(f"{ELIGIBLE}Schedules/{made['targetScheduleId']}", {"status": "Revoked"}).status_code >= 400
    assert pim.directory.delete(f"{ELIGIBLE}Schedules/{made['targetScheduleId']}").status_code >= 400
    assert len(pim.rows(ELIGIBLE, "s")) == 1


def test_a_validation_leaves_nothing(pim):
    assert pim.done(ELIGIBLE, isValidationOnly=True)["isValidationOnly"] is True
    assert pim.rows(ELIGIBLE, "s") == pim.rows(ELIGIBLE, "Requests") == []
    refused(pim.send(ELIGIBLE, duration=None, isValidationOnly=True), 400, POLICY_FAILED)


def test_a_tenant_without_the_licence(pim):
    pim.directory.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM"]})
    refused(pim.send(ELIGIBLE), 400, "AadPremiumLicenseRequired", "P2")
    refused(pim.directory.get(f"{ELIGIBLE}Schedules?$filter=groupId eq '{pim.group_id}'"), 400, "AadPremiumLicenseRequired")


def test_what_was_taken_away_at_the_group_itself(pim):
    pim.done(ACTIVE, duration="PT1H")
    assert pim.directory.granted("RoleManagement.ReadWrite.Directory", "GroupMember.ReadWrite.All").delete(
        f"/groups/{pim.group_id}/members/{pim.person_id}/$ref").status_code == 204
    assert pim.rows(ACTIVE, "s") == pim.rows(ACTIVE, "Instances") == []
    refused(pim.send(ACTIVE, "adminUpdate"), 400, "RoleAssignmentDoesNotExist")
    pim.done(ACTIVE, duration="P30D")
    assert len(pim.rows(ACTIVE, "s")) == 1
    pim.directory = later(pim, 2 * HOUR)
    assert pim.members() == [pim.person_id], "the end of what was taken away ends nothing"


def test_accepted_is_not_granted(pim):
    pim.directory.control("PUT", "/settings", {"tenant": AWAY, "settings": {"pimRequestStatus": "Failed"}})
    assert pim.done(ACTIVE)["status"] == "Failed"
    assert pim.rows(ACTIVE, "s") == pim.members() == []


def test_a_slow_grant(pim):
    pim.directory.control("PUT", "/settings", {"tenant": AWAY, "settings": {"pimProvisioningSeconds": 60}})
    made = pim.done(ACTIVE)
    assert made["status"] == "PendingProvisioning" and pim.rows(ACTIVE, "s") == []
    refused(pim.send(ACTIVE), 400, "PendingRoleAssignmentRequest", "There is already an existing pending Role assignment request.")
    pim.directory.later(61)
    assert pim.directory.get(f"{ACTIVE}ScheduleRequests/{made['id']}").json()["status"] == "Provisioned"
    assert pim.rows(ACTIVE, "s")[0]["id"] == made["targetScheduleId"] and pim.members() == [pim.person_id]


def test_cancelling(pim):
    pim.directory.control("PUT", "/settings", {"tenant": AWAY, "settings": {"pimProvisioningSeconds": 60}})
    made = pim.done(ACTIVE)
    path = f"{ACTIVE}ScheduleRequests/{made['id']}"
    assert pim.directory.post(path + "/cancel").status_code == 204
    pim.directory.later(120)
    assert pim.directory.get(path).json()["status"] == "Canceled"
    assert pim.members() == pim.rows(ACTIVE, "s") == []
    refused(pim.directory.post(path + "/cancel"), 400, "InvalidRoleAssignmentRequest", "Canceled")
    refused(pim.directory.post(f"{ACTIVE}ScheduleRequests/{pim.group_id}/cancel"), 404, "ResourceNotFound")


def test_pim_hears_of_a_group_later(away):
    away.control("PUT", "/replication", {"rules": [{"kind": "^privilegedAccess/groups$", "ms": 30000}]})
    pim = pim_of(away, SAILOR)
    refused(pim.send(ELIGIBLE), 404, "ResourceNotFound")
    refused(away.get(f"{ELIGIBLE}Schedules?$filter=groupId eq '{pim.group_id}'"), 404, "ResourceNotFound")
    away.later(31)
    assert pim.done(ELIGIBLE)["status"] == "Provisioned"


def test_a_grant_is_seen_later(away):
    away.control("PUT", "/replication", {"rules": [{"kind": "eligibilitySchedules$", "ms": 5000}]})
    pim = pim_of(away, SAILOR)
    made = pim.done(ELIGIBLE)
    refused(away.get(f"{ELIGIBLE}Schedules/{made['targetScheduleId']}"), 404, "ResourceNotFound")
    refused(pim.send(ELIGIBLE), 400, "RoleAssignmentExists")
    away.later(6)
    assert len(pim.rows(ELIGIBLE, "s")) == 1


@pytest.mark.parametrize(("permission", "surface", "action", "status"), [
    ("PrivilegedEligibilitySchedule.Read.AzureADGroup", ELIGIBLE, "adminAssign", 403),
    ("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", ELIGIBLE, "adminAssign", 403),
    ("PrivilegedEligibilitySchedule.Remove.AzureADGroup", ELIGIBLE, "adminAssign", 403),
    ("PrivilegedEligibilitySchedule.Remove.AzureADGroup", ELIGIBLE, "adminRemove", 201),
    ("PrivilegedAssignmentSchedule.ReadWrite.AzureADGroup", ACTIVE, "selfActivate", 403)])
def test_permissions(pim, permission, surface, action, status):
    pim.done(ELIGIBLE)
    assert pim.asked_by(pim.directory.granted(permission)).send(surface, action).status_code == status


def test_a_person_needs_a_role_or_the_group(pim):
    kit = pim.asked_by(pim.directory.signed_in(SAILOR))
    refused(kit.send(ELIGIBLE), 403, "Authorization_RequestDenied")
    refused(kit.directory.get(f"{ELIGIBLE}Schedules?$filter=groupId eq '{pim.group_id}'"), 403, "Authorization_RequestDenied")
    assert kit.directory.get(f"{ELIGIBLE}Schedules?$filter=principalId eq '{pim.person_id}'").status_code == 200
    pim.directory.give_role(pim.person_id, "e8611ab8-c189-46e8-94e1-60213ab1f814")
    assert kit.done(ELIGIBLE)["status"] == "Provisioned"


def test_deleted_groups_and_people_have_no_schedules(pim):
    pim.done(ELIGIBLE)
    assert pim.directory.delete(f"/groups/{pim.group_id}").status_code == 204
    assert pim.directory.get(f"{ELIGIBLE}Schedules?$filter=principalId eq '{pim.person_id}'").json()["value"] == []
    refused(pim.send(ELIGIBLE, "adminRemove"), 404, "ResourceNotFound")
