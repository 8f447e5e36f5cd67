# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditional Access policies, from a plain client."""

from __future__ import annotations

import copy

import pytest

from tests.unit.simulator.directory_client import estates, refused
from tests.unit.simulator.tenant_client import AWAY, HOME, SAILOR

ROOT, OTHER_ROOT = "/identity/conditionalAccess/policies", "/policies/conditionalAccessPolicies"
ALL_THREE = ("Application.Read.All", "Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "User.Read.All")
EXTERNAL = {
    "displayName": "Partner operators", "state": "enabledForReportingButNotEnforced",
    "conditions": {"clientAppTypes": ["all"], "applications": {"includeApplications": ["All"]}, "users": {"includeGuestsOrExternalUsers": {
        "guestOrExternalUserTypes": "b2bCollaborationGuest,b2bCollaborationMember", "externalTenants": {
            "@odata.type": "#microsoft.graph.conditionalAccessEnumeratedExternalTenants", "membershipKind": "enumerated",
            "members": [HOME]}}}},
    "grantControls": {"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}}


@pytest.fixture
def away(world):
    return world.fresh(AWAY).granted(*ALL_THREE)


def other(**changes):
    """The policy with some members, named by their way through it, changed; a member set to None is left out."""
    policy = copy.deepcopy(EXTERNAL)
    for way, value in changes.items():
        *inner, last = way.split("__")
        place = policy
        for name in inner:
            place = place[name]
        if value is None:
            place.pop(last)
        else:
            place[last] = value
    return policy


def test_what_is_made_is_read_with_all_that_the_service_adds(away):
    made = away.made(ROOT, EXTERNAL)
    assert made["createdDateTime"] and made["modifiedDateTime"] is None and made["templateId"] is None
    assert made["conditions"]["users"]["excludeGroups"] == [] and made["conditions"]["users"]["excludeGuestsOrExternalUsers"] is None
    assert made["conditions"]["applications"]["excludeApplications"] == [] and made["grantControls"]["termsOfUse"] == []
    assert away.get(ROOT).json()["value"] == [{name: value for name, value in made.items() if name != "@odata.context"}]
    assert away.get(f"{OTHER_ROOT}/{made['id']}").json()["displayName"] == "Partner operators"


def test_names_are_not_unique(away):
    assert away.made(ROOT, EXTERNAL)["id"] != away.made(ROOT, EXTERNAL)["id"]


def test_changing_and_deleting(away):
    path = f"{ROOT}/{away.made(ROOT, EXTERNAL)['id']}"
    assert away.patch(path, {"state": "enabled"}).status_code == 204
    assert away.get(path).json()["state"] == "enabled" and away.get(path).json()["modifiedDateTime"]
    refused(away.patch(path, {"createdDateTime": "2026-01-01T00:00:00Z"}), 400)
    assert away.delete(path).status_code == 204
    refused(away.get(path), 404, "Request_ResourceNotFound")
    refused(away.delete(path), 404)


@pytest.mark.parametrize(("changes", "words"), [
    ({"displayName": None}, "displayName"),
    ({"state": None}, "state"),
    ({"conditions__users": None}, "1014"),
    ({"conditions__users": {"excludeUsers": []}}, "1014"),
    ({"conditions__users": {"includeUsers": ["00000000-0000-4000-8000-000000000009"]}}, "1007"),
    ({"conditions__users": {"includeRoles": ["00000000-0000-4000-8000-000000000009"]}}, "1007"),
    ({"conditions__applications": None}, "1016"),
    ({"conditions__applications": {"includeApplications": ["00000000-0000-4000-8000-000000000009"]}}, "1008"),
    ({"conditions__clientAppTypes": []}, "1018"),
    ({"grantControls": None}, "1032"),
    ({"grantControls__operator": None}, "1034"),
    ({"grantControls__builtInControls": []}, "1033"),
    ({"grantControls__builtInControls": ["block", "mfa"]}, "1036"),
    ({"conditions__users__includeGuestsOrExternalUsers__guestOrExternalUserTypes": "b2bCollaborationGuest,b2bCollaborationGuest"}, "1094"),
    ({"conditions__users__includeGuestsOrExternalUsers__externalTenants__members": ["harborwatch.onmicrosoft.us"]}, "1095"),
])
def test_what_is_refused(away, changes, words):
    refused(away.post(ROOT, other(**changes)), 400, words=words)
    assert away.get(ROOT).json()["value"] == []


def test_kinds_of_external_users_are_one_text(away):
    for kinds in (["b2bCollaborationGuest"], "guest"):
        refused(away.post(ROOT, other(conditions__users__includeGuestsOrExternalUsers__guestOrExternalUserTypes=kinds)), 400)


def test_people_are_named_by_their_ids(away):
    sailor = away.get(f"/users/{SAILOR}").json()["id"]
    assert away.made(ROOT, other(conditions__users={"includeUsers": ["All"], "excludeUsers": [sailor]}))
    refused(away.post(ROOT, other(conditions__users={"includeUsers": [SAILOR]})), 400, words="1007")


@pytest.mark.parametrize("lacking", ALL_THREE[:3])
def test_writing_needs_all_three_permissions(world, lacking):
    away = world.fresh(AWAY).granted(*(name for name in ALL_THREE if name != lacking))
    refused(away.post(ROOT, EXTERNAL), 403, "Authorization_RequestDenied")


def test_the_permission_to_write_does_not_read(world):
    refused(world.fresh(AWAY).granted("Policy.ReadWrite.ConditionalAccess").get(ROOT), 403, "Authorization_RequestDenied")


@pytest.mark.parametrize("cloud", ["USNat", "USSec"])
def test_air_gapped_clouds_have_them_under_policies_only(cloud):
    with estates(cloud) as world:
        away = world.fresh(AWAY).granted(*ALL_THREE)
        assert away.get(ROOT).status_code in (400, 404)
        assert away.made(OTHER_ROOT, EXTERNAL)["displayName"] == "Partner operators"


def test_china_knows_no_risks():
    with estates("AzureChinaCloud") as world:
        made = world.fresh(AWAY).granted(*ALL_THREE).made(ROOT, EXTERNAL)
        assert "userRiskLevels" not in made["conditions"]
