# SPDX-License-Identifier: GPL-3.0-or-later
"""Connected organizations of a simulated tenant."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import estates, refused
from tests.unit.simulator.entitlement_client import ELM, ORGANIZATION, SOURCE, catalog, organization, package, policy
from tests.unit.simulator.tenant_client import AWAY, OPERATOR, SAILOR

ORGANIZATIONS = f"{ELM}/connectedOrganizations"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def test_a_new_one_shows_its_identity_source_when_it_is_read(away):
    answer = away.made(ORGANIZATIONS, ORGANIZATION)
    assert answer["identitySources"] == []
    found = away.get(f"{ORGANIZATIONS}/{answer['id']}").json()
    assert found["identitySources"] == [SOURCE]
    assert (found["displayName"], found["state"]) == ("Harborwatch", "configured")
    assert [each["id"] for each in away.get(ORGANIZATIONS).json()["value"]] == [answer["id"]]


@pytest.mark.parametrize(("sources", "words"), [
    ([], "exactly one"), ([SOURCE, SOURCE], "exactly one"), ([{**SOURCE, "tenantId": AWAY}], "this tenant"),
    ([{**SOURCE, "tenantId": "99999999-9999-4999-8999-999999999999"}], "is not found"),
    ([{"@odata.type": "#microsoft.graph.azureActiveDirectoryTenant", "displayName": "Nobody"}], "needs a type"),
])
def test_which_identity_sources_are_refused(away, sources, words):
    refused(away.post(ORGANIZATIONS, {**ORGANIZATION, "identitySources": sources}), 400, "BadRequest", words)


def test_a_domain_of_a_tenant_becomes_that_tenant_and_stands_once(away):
    source = {"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": "harborwatch.onmicrosoft.us", "displayName": "x"}
    id = organization(away, identitySources=[source])
    assert away.get(f"{ORGANIZATIONS}/{id}").json()["identitySources"] == [SOURCE]
    refused(away.post(ORGANIZATIONS, {**ORGANIZATION, "displayName": "Other"}), 400, "BadRequest", "already exists")


def test_a_tenant_of_another_cloud_is_named_with_its_cloud(away):
    source = {"@odata.type": "#microsoft.graph.crossCloudAzureActiveDirectoryTenant", "displayName": "Contoso",
              "tenantId": "99999999-9999-4999-8999-999999999999", "cloudInstance": "microsoftonline.com"}
    id = organization(away, identitySources=[source])
    assert away.get(f"{ORGANIZATIONS}/{id}").json()["identitySources"] == [source]
    here = {**source, "cloudInstance": "microsoftonline.us"}
    refused(away.post(ORGANIZATIONS, {**ORGANIZATION, "identitySources": [here]}), 400, "BadRequest", "another cloud")


def test_only_name_description_and_state_change(away):
    id = organization(away)
    assert away.patch(f"{ORGANIZATIONS}/{id}", {"displayName": "HW", "state": "proposed"}).status_code == 204
    assert away.get(f"{ORGANIZATIONS}/{id}").json()["displayName"] == "HW"
    refused(away.patch(f"{ORGANIZATIONS}/{id}", {"identitySources": [SOURCE]}), 400, "BadRequest", "cannot be changed")


def test_sponsors_inside_and_outside(away):
    id, sailor = organization(away), away.person(SAILOR)
    guest = away.made("/invitations", {"invitedUserEmailAddress": OPERATOR, "inviteRedirectUrl": "https://x.example"})["invitedUser"]["id"]
    inside, outside = f"{ORGANIZATIONS}/{id}/internalSponsors", f"{ORGANIZATIONS}/{id}/externalSponsors"
    assert away.post(f"{inside}/$ref", away.reference(sailor)).status_code == 204
    assert away.post(f"{outside}/$ref", away.reference(guest)).status_code == 204
    refused(away.post(f"{inside}/$ref", away.reference(sailor)), 400, words="already exist")
    refused(away.post(f"{inside}/$ref", away.reference(guest)), 400, "BadRequest", "is not")
    refused(away.post(f"{outside}/$ref", away.reference(sailor)), 400, "BadRequest", "guest")
    assert [each["id"] for each in away.get(inside).json()["value"]] == [sailor]
    shown = away.get(f"{ORGANIZATIONS}/{id}?$expand=internalSponsors,externalSponsors").json()
    assert [each["id"] for each in shown["externalSponsors"]] == [guest]
    assert away.delete(f"{inside}/{sailor}/$ref").status_code == 204
    refused(away.delete(f"{inside}/{sailor}/$ref"), 404, "ResourceNotFound")


def test_one_that_a_policy_names_stays(away):
    id = organization(away)
    members = {"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": id}
    made = away.made(f"{ELM}/assignmentPolicies", policy(
        package(away, catalog(away)), allowedTargetScope="specificConnectedOrganizationUsers", specificAllowedTargets=[members]))
    refused(away.delete(f"{ORGANIZATIONS}/{id}"), 400, "BadRequest", "policy")
    assert away.delete(f"{ELM}/assignmentPolicies/{made['id']}").status_code == 204
    assert away.delete(f"{ORGANIZATIONS}/{id}").status_code == 204
    refused(away.get(f"{ORGANIZATIONS}/{id}"), 404, "ResourceNotFound")


def test_it_needs_the_licence_and_the_permission(away):
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": ["AAD_PREMIUM"]})
    refused(away.get(ORGANIZATIONS), 400, "AadPremiumLicenseRequired")
    reader = away.granted("EntitlementManagement.Read.All")
    refused(reader.post(ORGANIZATIONS, ORGANIZATION), 403, "Authorization_RequestDenied")


@pytest.mark.parametrize("cloud", ["USNat", "USSec"])
def test_where_no_other_cloud_is_known(cloud):
    source = {"@odata.type": "#microsoft.graph.crossCloudAzureActiveDirectoryTenant", "displayName": "Contoso",
              "tenantId": "99999999-9999-4999-8999-999999999999", "cloudInstance": "microsoftonline.com"}
    with estates(cloud) as found:
        refused(found.fresh(AWAY).post(ORGANIZATIONS, {**ORGANIZATION, "identitySources": [source]}), 400, words="not available")


def test_what_becomes_of_guests_without_access(away):
    settings = away.get(f"{ELM}/settings").json()
    assert settings["externalUserLifecycleAction"] == "blockSignInAndDelete"
    assert settings["durationUntilExternalUserDeletedAfterBlocked"] == "P30D"
    assert away.patch(f"{ELM}/settings", {"externalUserLifecycleAction": "none"}).status_code == 204
    assert away.get(f"{ELM}/settings").json()["externalUserLifecycleAction"] == "none"
