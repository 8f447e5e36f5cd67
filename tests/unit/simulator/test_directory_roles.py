# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory roles: definitions, assignments, and PIM for them."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import GROUP, refused
from tests.unit.simulator.tenant_client import AWAY, SAILOR

ROOT = "/roleManagement/directory"
ASSIGNMENTS = ROOT + "/roleAssignments"
READER, OPERATOR = "5d6b6bb7-de71-4623-b4af-96380a352509", "5f2222b1-57c3-48ba-8ad5-d4759f1fde6f"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def group(away):
    return away.made("/groups", {**GROUP, "isAssignableToRole": True})["id"]


def role(principal, definition=READER, scope="/"):
    return {"principalId": principal, "roleDefinitionId": definition, "directoryScopeId": scope}


def request(principal, action="adminAssign", kind="noExpiration", definition=READER, **changes):
    expiration = {"type": kind, **({"duration": "PT8H"} if kind == "afterDuration" else {})}
    return {**role(principal, definition), "action": action, "justification": "CHG-7", "scheduleInfo": {"expiration": expiration},
            **changes}


@pytest.mark.parametrize(("name", "id"), [
    ("Security Reader", READER), ("Security Operator", OPERATOR), ("Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d"),
    ("Global Reader", "f2ef992c-3afb-46b9-b7cf-a126ee74c451"), ("Guest Inviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b")])
def test_built_in_roles_have_the_same_ids_everywhere(away, name, id):
    found, = away.get(f"{ROOT}/roleDefinitions?$filter=displayName eq '{name}'").json()["value"]
    assert (found["id"], found["templateId"], found["isBuiltIn"]) == (id, id, True)
    by_id, = away.get(f"{ROOT}/roleDefinitions?$filter=templateId eq '{id}' and isBuiltIn eq true").json()["value"]
    assert by_id == found and away.get(f"{ROOT}/roleDefinitions/{id}").json()["displayName"] == name


def test_unknown_roles(away):
    assert away.get(f"{ROOT}/roleDefinitions?$filter=displayName eq 'Nothing'").json()["value"] == []
    refused(away.get(f"{ROOT}/roleDefinitions/{NOBODY}"), 404, "Request_ResourceNotFound")


def test_a_group_holds_a_role(away, group):
    made = away.made(ASSIGNMENTS, {"@odata.type": "#microsoft.graph.unifiedRoleAssignment", **role(group)})
    assert {name: made[name] for name in role(group)} == role(group) and made["id"] != group
    row, = away.get(f"{ASSIGNMENTS}?$filter=principalId eq '{group}' and roleDefinitionId eq '{READER}'&$expand=principal,roleDefinition"
                    ).json()["value"]
    assert row["id"] == made["id"] and row["principal"]["id"] == group and row["roleDefinition"]["displayName"] == "Security Reader"
    refused(away.post(ASSIGNMENTS, role(group)), 400, "Request_BadRequest", "A conflicting object with one or more of the specified "
            "property values is present in the directory.")
    away.made(ASSIGNMENTS, role(group, OPERATOR))
    assert away.get(f"{ASSIGNMENTS}/{made['id']}").json()["principalId"] == group
    assert away.delete(f"{ASSIGNMENTS}/{made['id']}").status_code == 204
    refused(away.delete(f"{ASSIGNMENTS}/{made['id']}"), 404, "Request_ResourceNotFound")


def test_assignments_that_are_refused(away, group):
    plain = away.made("/groups", GROUP)["id"]
    refused(away.post(ASSIGNMENTS, role(plain)), 400, "Request_BadRequest", "roles cannot be assigned")
    refused(away.post(ASSIGNMENTS, role(NOBODY)), 404, "Request_ResourceNotFound")
    refused(away.post(ASSIGNMENTS, role(group, NOBODY)), 404, "Request_ResourceNotFound")
    for scope in ("here", "/applications/" + group, "/administrativeUnits/" + NOBODY, "/" + NOBODY):
        refused(away.post(ASSIGNMENTS, role(group, scope=scope)), 400, "Request_BadRequest")
    refused(away.post(ASSIGNMENTS, {"principalId": group, "roleDefinitionId": READER}), 400, "Request_BadRequest", "directoryScopeId")
    refused(away.get(ASSIGNMENTS), 400, "Request_UnsupportedQuery")
    assert away.made(ASSIGNMENTS, role(group, scope=f"/{plain}"))["directoryScopeId"] == f"/{plain}"


def test_permissions_for_roles(away, group):
    reader = away.granted("RoleManagement.Read.Directory")
    assert reader.get(f"{ASSIGNMENTS}?$filter=principalId eq '{group}'").status_code == 200
    refused(reader.post(ASSIGNMENTS, role(group)), 403, "Authorization_RequestDenied")
    refused(away.signed_in(SAILOR).post(ASSIGNMENTS, role(group)), 403, "Authorization_RequestDenied")


def test_eligible_for_a_role(away, group):
    made = away.made(ROOT + "/roleEligibilityScheduleRequests", request(group))
    assert made["status"] == "Provisioned" and made["targetScheduleId"] == made["id"]
    schedule, = away.get(f"{ROOT}/roleEligibilitySchedules?$filter=principalId eq '{group}'").json()["value"]
    assert (schedule["id"], schedule["memberType"], schedule["directoryScopeId"]) == (made["id"], "Direct", "/")
    instance, = away.get(f"{ROOT}/roleEligibilityScheduleInstances?$filter=principalId eq '{group}'&$expand=roleDefinition").json()["value"]
    assert instance["roleEligibilityScheduleId"] == made["id"] and instance["roleDefinition"]["id"] == READER
    refused(away.post(ROOT + "/roleEligibilityScheduleRequests", request(group)), 400, "RoleAssignmentExists")
    assert away.get(f"{ASSIGNMENTS}?$filter=principalId eq '{group}'").json()["value"] == []
    assert away.made(ROOT + "/roleEligibilityScheduleRequests", request(group, "adminRemove"))["status"] == "Revoked"


def test_a_role_for_a_while(away, group):
    made = away.made(ROOT + "/roleAssignmentScheduleRequests", request(group, kind="afterDuration"))
    assert made["scheduleInfo"]["expiration"]["duration"] == "PT8H"
    assert [row["roleDefinitionId"] for row in away.get(f"{ASSIGNMENTS}?$filter=principalId eq '{group}'").json()["value"]] == [READER]
    refused(away.post(ROOT + "/roleAssignmentScheduleRequests", request(group, "adminRemove")), 400, "ActiveDurationTooShort")
    away.later(8 * 3600 + 1)
    later = away.granted("RoleManagement.Read.Directory")
    assert later.get(f"{ASSIGNMENTS}?$filter=principalId eq '{group}'").json()["value"] == []


def test_role_requests_that_are_refused(away, group):
    path = ROOT + "/roleEligibilityScheduleRequests"
    refused(away.post(path, request(NOBODY)), 404, "SubjectNotFound")
    refused(away.post(path, request(group, definition=NOBODY)), 404, "RoleNotFound")
    refused(away.post(path, request(group, directoryScopeId=None)), 400, "InvalidRoleAssignmentRequest", "directoryScopeId")
    refused(away.post(ROOT + "/roleAssignmentScheduleRequests", request(group, justification="")), 400,
            "RoleAssignmentRequestPolicyValidationFailed", '["JustificationRule"]')
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM"]})
    refused(away.post(path, request(group)), 400, "AadPremiumLicenseRequired")


def test_a_group_that_is_not_for_roles_waits_for_ever(away):
    plain = away.made("/groups", GROUP)["id"]
    made = away.made(ROOT + "/roleEligibilityScheduleRequests", request(plain))
    assert made["status"] == "Granted"
    assert away.get(f"{ROOT}/roleEligibilitySchedules?$filter=principalId eq '{plain}'").json()["value"] == []
    assert away.post(f"{ROOT}/roleEligibilityScheduleRequests/{made['id']}/cancel").status_code == 204


def test_a_person_activates_a_role(away):
    person = away.person(SAILOR)
    away.made(ROOT + "/roleEligibilityScheduleRequests", request(person))
    kit = away.signed_in(SAILOR)
    made = kit.ask("POST", ROOT + "/roleAssignmentScheduleRequests", request(person, "selfActivate", "afterDuration"))
    assert made.status_code == 201, made.text
    row, = away.get(f"{ROOT}/roleAssignmentScheduleInstances?$filter=principalId eq '{person}'").json()["value"]
    assert (row["assignmentType"], row["roleAssignmentScheduleId"]) == ("Activated", made.json()["targetScheduleId"])
    assert len(away.get(f"{ASSIGNMENTS}?$filter=principalId eq '{person}'").json()["value"]) == 1
