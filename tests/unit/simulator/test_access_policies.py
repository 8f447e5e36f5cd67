# SPDX-License-Identifier: GPL-3.0-or-later
"""Assignment policies of a simulated tenant's access packages."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import estates, refused
from tests.unit.simulator.entitlement_client import ELM, approval, catalog, organization, package, policy, stage, user
from tests.unit.simulator.tenant_client import AWAY, SAILOR

POLICIES = f"{ELM}/assignmentPolicies"
NOBODY = user("99999999-9999-4999-8999-999999999999")
QUESTION = {"@odata.type": "#microsoft.graph.accessPackageTextInputQuestion", "text": "Why?", "sequence": 0, "isRequired": True}
RECURRENCE = {"pattern": {"type": "absoluteMonthly", "interval": 3, "month": 0, "dayOfMonth": 0, "daysOfWeek": []},
              "range": {"type": "noEnd", "numberOfOccurrences": 0, "startDate": "2026-12-01"}}
SCHEDULE = {"startDateTime": "2026-12-01T00:00:00Z", "recurrence": RECURRENCE, "expiration": {"type": "afterDuration", "duration": "P25D"}}


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def made(away):
    return package(away, catalog(away))


def test_a_policy_with_all_that_its_organization_needs(away, made):
    members = {"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": organization(away)}
    wish = policy(made, allowedTargetScope="specificConnectedOrganizationUsers", specificAllowedTargets=[members],
                  requestorSettings={"enableTargetsToSelfAddAccess": True}, **approval(stage(user(away.person(SAILOR)))))
    answer = away.made(POLICIES, wish)
    assert "accessPackage" not in answer
    [found] = away.get(f"{POLICIES}?$filter=accessPackage/id eq '{made}'&$expand=accessPackage,catalog,questions").json()["value"]
    assert found["accessPackage"]["id"] == made and found["questions"] == []
    assert found["requestorSettings"]["enableTargetsToSelfAddAccess"] is True
    assert found["requestorSettings"]["enableTargetsToSelfRemoveAccess"] is False
    assert "isRequestorJustificationRequired" not in found["requestApprovalSettings"]
    assert found["expiration"] == {"type": "afterDuration", "duration": "P180D", "endDateTime": None}
    assert "notificationSettings" not in found
    assert len(away.get(f"{ELM}/accessPackages/{made}/assignmentPolicies").json()["value"]) == 1


def test_a_put_replaces_the_whole(away, made):
    answer = away.made(POLICIES, policy(made, description="All", questions=[QUESTION]))
    path = f"{POLICIES}/{answer['id']}"
    assert [each["text"] for each in away.get(f"{path}?$expand=questions").json()["questions"]] == ["Why?"]
    assert away.ask("PUT", path, policy(made)).status_code == 200
    found = away.get(f"{path}?$expand=questions").json()
    assert (found["description"], found["questions"], found["id"]) == (None, [], answer["id"])
    other = package(away, catalog(away, displayName="Other"))
    refused(away.ask("PUT", path, policy(other)), 400, "BadRequest", "cannot be changed")


@pytest.mark.parametrize(("change", "words"), [
    ({"displayName": ""}, "displayName"),
    ({"expiration": {"type": "afterDuration"}}, "duration"),
    ({"expiration": {"type": "afterDateTime"}}, "endDateTime"),
    ({"allowedTargetScope": "specificDirectoryUsers"}, "do not fit"),
    ({"specificAllowedTargets": [NOBODY], "allowedTargetScope": "specificDirectoryUsers"}, "not in the directory"),
    ({"allowedTargetScope": "specificConnectedOrganizationUsers", "specificAllowedTargets": [
        {"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": AWAY}]}, "is not found"),
    ({"requestApprovalSettings": {"isApprovalRequiredForAdd": True, "stages": []}}, "stages"),
    (approval(stage(NOBODY)), "not in the directory"),
    (approval(stage()), "somebody"),
    (approval(stage({"@odata.type": "#microsoft.graph.externalSponsors"})), "fallback"),
    ({"reviewSettings": {"isEnabled": True, "isSelfReview": True}}, "start"),
    ({"reviewSettings": {"isEnabled": True, "schedule": SCHEDULE, "primaryReviewers": []}}, "somebody"),
])
def test_what_a_policy_cannot_say(away, made, change, words):
    refused(away.post(POLICIES, policy(made, **change)), 400, "BadRequest", words)


def test_how_long_a_request_may_wait(away, made):
    late = stage(user(away.person(SAILOR)), durationBeforeAutomaticDenial="P15D")
    refused(away.post(POLICIES, policy(made, **approval(late))), 400, "BadRequest", "14 days")


def test_nobody_from_outside_where_the_catalog_is_not_visible_to_them(away):
    inside = package(away, catalog(away, displayName="Inside", isExternallyVisible=False))
    refused(away.post(POLICIES, policy(inside, allowedTargetScope="allExternalUsers")), 400, "BadRequest", "not visible")


def test_a_review(away, made):
    wish = {"isEnabled": True, "schedule": SCHEDULE, "isSelfReview": True, "expirationBehavior": "removeAccess"}
    answer = away.made(POLICIES, policy(made, reviewSettings=wish))
    assert answer["reviewSettings"]["schedule"] == SCHEDULE
    assert answer["reviewSettings"]["expirationBehavior"] == "removeAccess"


def test_a_requestors_justification_is_a_property_of_the_public_cloud():
    justified = {"requestApprovalSettings": {"isApprovalRequiredForAdd": False, "isRequestorJustificationRequired": True, "stages": []}}
    with estates("AzureCloud") as found:
        away = found.fresh(AWAY)
        answer = away.made(POLICIES, policy(package(away, catalog(away)), **justified))
        assert answer["requestApprovalSettings"]["isRequestorJustificationRequired"] is True
        assert answer["notificationSettings"] == {"isAssignmentNotificationDisabled": False}
    with estates() as found:
        away = found.fresh(AWAY)
        refused(away.post(POLICIES, policy(package(away, catalog(away)), **justified)), 400, words="not available")
