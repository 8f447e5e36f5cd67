# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of Microsoft Defender XDR: the catalogue, definitions and assignments of Graph beta, by a plain client."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import GROUP, estates, refused
from tests.unit.simulator.tenant_client import AWAY, SAILOR

ROOT = "/roleManagement/defender"
ROLES, ASSIGNMENTS = f"{ROOT}/roleDefinitions", f"{ROOT}/roleAssignments"
READ, MANAGE = "microsoft.xdr/secops/securitydata/read", "microsoft.xdr/secops/securitydata/alerts/manage"
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def world():
    with estates("AzureCloud") as found:
        yield found


@pytest.fixture
def away(world):
    return beta(world.fresh(AWAY))


def beta(directory):
    directory.root = directory.root.replace("/v1.0", "/beta")
    return directory


def role(name="Responder", *actions, **more):
    return {"displayName": name, "rolePermissions": [{"allowedResourceActions": list(actions or (READ, MANAGE))}], **more}


def assignment(role_id, *principals, **more):
    return {"displayName": "Responders", "roleDefinitionId": role_id, "principalIds": list(principals), "appScopeIds": ["/"], **more}


def test_the_catalogue_tells_which_actions_there_are(away):
    namespace, = away.get(f"{ROOT}/resourceNamespaces").json()["value"]
    assert away.get(f"{ROOT}/resourceNamespaces/{namespace['id']}").json()["name"] == namespace["name"]
    names = {row["name"] for row in away.get(f"{ROOT}/resourceNamespaces/{namespace['id']}/resourceActions").json()["value"]}
    assert {READ, MANAGE} < names and all(name.startswith("microsoft.xdr/") for name in names)
    refused(away.get(f"{ROOT}/resourceNamespaces/microsoft.nothing/resourceActions"), 404)
    assert away.get(f"{ROOT}/customAppScopes").json()["value"] == []


def test_a_role_is_made_changed_and_deleted(away):
    made = away.made(ROLES, role(description="Alerts"))
    assert (made["displayName"], made["isBuiltIn"], made["isEnabled"]) == ("Responder", False, True)
    change = {"rolePermissions": [{"allowedResourceActions": [READ]}]}
    assert away.patch(f"{ROLES}/{made['id']}", change).status_code == 204
    listed, = away.get(f"{ROLES}?$filter=displayName eq 'Responder'").json()["value"]
    assert listed["rolePermissions"][0]["allowedResourceActions"] == [READ] and listed["description"] == "Alerts"
    assert away.delete(f"{ROLES}/{made['id']}").status_code == 204
    refused(away.get(f"{ROLES}/{made['id']}"), 404, "Request_ResourceNotFound")


@pytest.mark.parametrize(("body", "words"), [
    (role("Other", "microsoft.xdr/secops/everything/read"), "'microsoft.xdr/secops/everything/read' is not supported"),
    (role("responder"), "same value for property displayName"),
    (role("Other", isBuiltIn=True), "'isBuiltIn' is read-only"),
    (role("Other", colour="red"), "'colour'"),
    ({"displayName": "Other"}, "'rolePermissions'"),
    ({"displayName": "Other", "rolePermissions": [{"allowedResourceActions": []}]}, "'rolePermissions'"),
    (role(""), "'displayName'"),
])
def test_what_no_role_can_be(away, body, words):
    away.made(ROLES, role())
    refused(away.post(ROLES, body), 400, "Request_BadRequest", words)


def test_a_role_is_assigned_to_groups_and_people(away):
    made, group, sailor = away.made(ROLES, role()), away.made("/groups", GROUP)["id"], away.person(SAILOR)
    held = away.made(ASSIGNMENTS, assignment(made["id"], group, sailor))
    assert held["principalIds"] == [group, sailor] and held["directoryScopeIds"] is None and held["appScopeIds"] == ["/"]
    row, = away.get(f"{ASSIGNMENTS}?$filter=principalIds/any(p:p eq '{group}') and roleDefinitionId eq '{made['id']}'").json()["value"]
    assert row["id"] == held["id"] == away.get(f"{ASSIGNMENTS}/{held['id']}").json()["id"]
    refused(away.patch(f"{ASSIGNMENTS}/{held['id']}", {"principalIds": [group]}), 400, words="cannot be updated")
    refused(away.delete(f"{ROLES}/{made['id']}"), 400, words="has role assignments")
    assert away.delete(f"{ASSIGNMENTS}/{held['id']}").status_code == 204 == away.delete(f"{ROLES}/{made['id']}").status_code


@pytest.mark.parametrize(("change", "status", "words"), [
    ({"appScopeIds": []}, 400, "Either directoryScopeIds or appScopeIds"),
    ({"appScopeIds": "/"}, 400, "'appScopeIds'"),
    ({"principalIds": []}, 400, "'principalIds'"),
    ({"principalIds": [NOBODY]}, 404, NOBODY),
    ({"roleDefinitionId": NOBODY}, 404, NOBODY),
    ({"displayName": "RESPONDERS"}, 400, "same value for property displayName"),
    ({"principalId": NOBODY}, 400, "'principalId'"),
])
def test_what_no_assignment_can_be(away, change, status, words):
    made, sailor = away.made(ROLES, role()), away.person(SAILOR)
    away.made(ASSIGNMENTS, assignment(made["id"], sailor))
    refused(away.post(ASSIGNMENTS, {**assignment(made["id"], sailor), "displayName": "Others", **change}), status, words=words)


def test_one_kind_of_scope_is_enough(away):
    made, sailor = away.made(ROLES, role()), away.person(SAILOR)
    body = assignment(made["id"], sailor, directoryScopeIds=["/"])
    del body["appScopeIds"]
    assert away.made(ASSIGNMENTS, body)["appScopeIds"] == ["/"]


def test_reading_is_not_writing(away):
    reader = beta(away.granted("RoleManagement.Read.Defender"))
    assert reader.get(ROLES).status_code == 200
    refused(reader.post(ROLES, role()), 403, "Authorization_RequestDenied")
    refused(beta(away.granted("RoleManagement.ReadWrite.Directory")).get(ROLES), 403, "Authorization_RequestDenied")


def test_v1_has_none_of_it(world):
    refused(world.fresh(AWAY).get(ROLES), 400, "BadRequest")


@pytest.mark.parametrize("cloud", ["AzureUSGovernment", "AzureChinaCloud", "USNat"])
def test_no_other_cloud_has_any_of_it(cloud):
    with estates(cloud) as elsewhere:
        refused(beta(elsewhere.fresh(AWAY)).get(ROLES), 400, "BadRequest")
