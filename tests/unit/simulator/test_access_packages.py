# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogs, resources, access packages and what they give, in a simulated tenant."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import estates, refused
from tests.unit.simulator.entitlement_client import (
    ELM,
    assigning,
    catalog,
    group,
    onboarding,
    organization,
    package,
    policy,
    resource,
    role_scope,
)
from tests.unit.simulator.tenant_client import AWAY, SAILOR

REMOTE = "avery.quill@harborwatch.onmicrosoft.us"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def names(answer):
    return sorted(each["displayName"] for each in answer.json()["value"])


def test_the_catalog_that_every_tenant_has(away):
    [general] = away.get(f"{ELM}/catalogs?$filter=displayName eq 'General'").json()["value"]
    assert (general["catalogType"], general["state"], general["isExternallyVisible"]) == ("serviceDefault", "published", True)
    refused(away.delete(f"{ELM}/catalogs/{general['id']}"), 400, "BadRequest", "built-in")


def test_a_group_in_a_catalog_and_its_roles(away):
    id, operators = catalog(away), group(away)
    answer = away.made(f"{ELM}/resourceRequests", onboarding(id, operators))
    assert (answer["requestType"], answer["state"]) == ("adminAdd", "delivered")
    assert away.get(f"{ELM}/resourceRequests/{answer['id']}").json()["state"] == "delivered"
    [found] = away.get(f"{ELM}/catalogs/{id}/resources?$filter=originId eq '{operators}'&$expand=roles,scopes").json()["value"]
    assert {role["originId"] for role in found["roles"]} == {f"Member_{operators}", f"Owner_{operators}"}
    assert found["scopes"][0]["isRootScope"] is True
    roles = away.get(f"{ELM}/catalogs/{id}/resourceRoles?$filter=(originSystem eq 'AadGroup' and resource/id eq '{found['id']}')"
                     "&$expand=resource").json()["value"]
    assert sorted(role["displayName"] for role in roles) == ["Member", "Owner"]
    refused(away.get(f"{ELM}/catalogs/{id}/resourceRoles"), 400, "BadRequest", "filter")


def test_a_group_that_pim_knows_offers_eligibility(away):
    operators = group(away, isAssignableToRole=True)
    pim = "/identityGovernance/privilegedAccess/group/eligibilityScheduleRequests"
    away.made(pim, {"action": "adminAssign", "accessId": "member", "groupId": operators, "principalId": away.person(SAILOR),
                    "scheduleInfo": {"expiration": {"type": "afterDuration", "duration": "P90D"}}})
    roles = {role["displayName"] for role in resource(away, catalog(away), operators)["roles"]}
    assert roles == {"Member", "Owner", "Eligible Member", "Eligible Owner"}


def test_what_cannot_be_put_into_a_catalog(away):
    id, operators = catalog(away), group(away)
    resource(away, id, operators)
    refused(away.post(f"{ELM}/resourceRequests", onboarding(id, operators)), 400, "ResourceAlreadyOnboarded")
    refused(away.post(f"{ELM}/resourceRequests", onboarding(id, AWAY)), 400, "BadRequest", "not found")
    refused(away.post(f"{ELM}/resourceRequests", onboarding(id, operators, system="AadTeam")), 400, "BadRequest", "not supported")
    refused(away.post(f"{ELM}/resourceRequests", onboarding(AWAY, operators)), 404, "ResourceNotFound")


@pytest.mark.parametrize(("assignable", "granted", "status"), [
    (False, ["EntitlementManagement.ReadWrite.All"], 403),
    (False, ["EntitlementManagement.ReadWrite.All", "Group.ReadWrite.All"], 201),
    (True, ["EntitlementManagement.ReadWrite.All", "Group.ReadWrite.All"], 403),
    (True, ["EntitlementManagement.ReadWrite.All", "Group.ReadWrite.All", "RoleManagement.ReadWrite.Directory"], 201),
])
def test_which_permissions_a_group_as_resource_takes(away, assignable, granted, status):
    id, operators = catalog(away), group(away, isAssignableToRole=assignable)
    assert away.granted(*granted).post(f"{ELM}/resourceRequests", onboarding(id, operators)).status_code == status


def test_a_role_in_a_package(away):
    id = catalog(away)
    found, made = resource(away, id, group(away)), package(away, id)
    address = f"{ELM}/accessPackages/{made}/resourceRoleScopes"
    wish = role_scope(found)
    answer = away.made(address, wish)
    assert answer["id"] == f"{wish['role']['id']}_{wish['scope']['id']}"
    [row] = away.get(f"{address}?$expand=role($expand=resource),scope").json()["value"]
    assert (row["role"]["displayName"], row["role"]["resource"]["id"], row["scope"]["isRootScope"]) == ("Member", found["id"], True)
    refused(away.post(address, wish), 400, "BadRequest", "already")
    refused(away.post(f"{ELM}/resourceRequests", onboarding(id, found["originId"], "adminRemove")), 400, "ResourceInUse")
    assert away.delete(f"{address}/{answer['id']}").status_code == 204
    assert away.post(f"{ELM}/resourceRequests", onboarding(id, found["originId"], "adminRemove")).status_code == 201
    assert away.get(f"{ELM}/catalogs/{id}/resources").json()["value"] == []


def test_a_role_that_the_resource_does_not_have(away):
    id = catalog(away)
    found, made = resource(away, id, group(away)), package(away, id)
    address, wish = f"{ELM}/accessPackages/{made}/resourceRoleScopes", role_scope(found)
    stranger = {**wish, "role": {**wish["role"], "originId": f"EligibleMember_{found['originId']}"}}
    refused(away.post(address, stranger), 400, "BadRequest", "no such role")
    elsewhere = package(away, catalog(away, displayName="Other"))
    refused(away.post(f"{ELM}/accessPackages/{elsewhere}/resourceRoleScopes", wish), 400, "BadRequest", "not in the catalog")


def test_a_package_and_its_catalog_go_in_the_right_order(away):
    id = catalog(away)
    made = package(away, id, isHidden=True)
    found = away.get(f"{ELM}/accessPackages?$filter=displayName eq 'Operator'&$expand=catalog").json()["value"]
    assert [(each["id"], each["isHidden"], each["catalog"]["id"]) for each in found] == [(made, True, id)]
    assert away.patch(f"{ELM}/accessPackages/{made}", {"description": "x"}).status_code == 204
    refused(away.delete(f"{ELM}/catalogs/{id}"), 400, "BadRequest", "has access packages")
    kept = away.made(f"{ELM}/assignmentPolicies", policy(made))["id"]
    refused(away.delete(f"{ELM}/accessPackages/{made}"), 400, "BadRequest", "policies")
    assert away.delete(f"{ELM}/assignmentPolicies/{kept}").status_code == 204
    assert away.delete(f"{ELM}/accessPackages/{made}").status_code == 204
    assert away.delete(f"{ELM}/catalogs/{id}").status_code == 204
    assert names(away.get(f"{ELM}/catalogs")) == ["General"]


def test_an_assignment_gives_membership_and_keeps_the_package(away):
    id, operators, sailor = catalog(away), group(away), away.person(SAILOR)
    made = package(away, id)
    away.made(f"{ELM}/accessPackages/{made}/resourceRoleScopes", role_scope(resource(away, id, operators)))
    by = away.made(f"{ELM}/assignmentPolicies", policy(made))["id"]
    answer = away.made(f"{ELM}/assignmentRequests", assigning(made, by, objectId=sailor))
    assert (answer["state"], answer["status"]) == ("submitted", "Accepted")
    assert away.get(f"{ELM}/assignmentRequests/{answer['id']}").json()["state"] == "delivered"
    assert [each["id"] for each in away.get(f"/groups/{operators}/members").json()["value"]] == [sailor]
    refused(away.post(f"{ELM}/assignmentRequests", assigning(made, by, objectId=sailor)), 400, "BadRequest", "already")
    refused(away.delete(f"{ELM}/assignmentPolicies/{by}"), 400, "BadRequest", "assignments")
    refused(away.delete(f"{ELM}/accessPackages/{made}"), 400, "BadRequest", "assignments")
    [held] = away.get(f"{ELM}/assignments?$filter=accessPackage/id eq '{made}'&$expand=target").json()["value"]
    assert (held["state"], held["target"]["objectId"]) == ("delivered", sailor)
    away.made(f"{ELM}/assignmentRequests", {"requestType": "adminRemove", "assignment": {"id": held["id"]}})
    assert away.get(f"{ELM}/assignments/{held['id']}").json()["state"] == "expired"
    assert away.get(f"/groups/{operators}/members").json()["value"] == []
    assert away.delete(f"{ELM}/assignmentPolicies/{by}").status_code == 204


def test_a_person_of_a_connected_organization_becomes_a_guest(away):
    id = catalog(away)
    made = package(away, id)
    by = away.made(f"{ELM}/assignmentPolicies", policy(made))["id"]
    refused(away.post(f"{ELM}/assignmentRequests", assigning(made, by, email=REMOTE)), 400, "BadRequest", "not found")
    from_there = organization(away)
    away.made(f"{ELM}/assignmentRequests", assigning(made, by, email=REMOTE))
    [guest] = away.get(f"/users?$filter=mail eq '{REMOTE}'&$select=id,userType").json()["value"]
    assert guest["userType"] == "Guest"
    refused(away.delete(f"{ELM}/connectedOrganizations/{from_there}"), 400, "BadRequest", "assignments")


@pytest.mark.parametrize("cloud", ["USNat", "USSec"])
def test_where_packages_have_no_resource_roles(cloud):
    with estates(cloud) as found:
        away = found.fresh(AWAY)
        made = package(away, catalog(away))
        refused(away.get(f"{ELM}/accessPackages/{made}/resourceRoleScopes"), 400, words="not available")
