# SPDX-License-Identifier: GPL-3.0-or-later
"""Service principals, what they were granted, and application registrations of the simulated directory."""

from __future__ import annotations

import pytest

from tests.simulator.identity.firstparty import GRAPH_APP_ID
from tests.simulator.world import Application
from tests.unit.simulator.directory_client import refused
from tests.unit.simulator.tenant_client import AWAY, HOME, SAILOR

FOREIGN = "aaaaaaaa-0000-4000-8000-000000000001"
SINGLE = "aaaaaaaa-0000-4000-8000-000000000002"
ADMIN = ("Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "DelegatedPermissionGrant.ReadWrite.All", "Directory.Read.All")


@pytest.fixture
def away(world):
    found = world.fresh(AWAY)
    found.world.applications[FOREIGN] = Application(FOREIGN, "Hunting", HOME)
    found.world.applications[SINGLE] = Application(SINGLE, "Homely", HOME, multi_tenant=False)
    return found.granted(*ADMIN)


@pytest.fixture
def graph_sp(away):
    return away.get(f"/servicePrincipals(appId='{GRAPH_APP_ID}')?$select=id,appRoles,oauth2PermissionScopes").json()


def role(graph_sp, name):
    return next(found["id"] for found in graph_sp["appRoles"] if found["value"] == name)


def test_ways_to_find_one(away):
    by_app = away.get(f"/servicePrincipals(appId='{away.client_id}')").json()
    assert by_app["id"] == away.own_principal
    assert away.get(f"/servicePrincipals/{by_app['id']}").json() == by_app
    for text in (f"appId eq '{away.client_id}'", f"servicePrincipalNames/any(c:c eq '{away.client_id}')"):
        assert [found["id"] for found in away.get(f"/servicePrincipals?$filter={text}").json()["value"]] == [by_app["id"]]
    refused(away.get(f"/servicePrincipals(appId='{FOREIGN}')"), 404, "Request_ResourceNotFound")


def test_one_is_made_of_an_application(away):
    made = away.made("/servicePrincipals", {"appId": FOREIGN})
    assert (made["displayName"], made["appOwnerOrganizationId"], made["servicePrincipalNames"]) == ("Hunting", HOME, [FOREIGN])
    refused(away.post("/servicePrincipals", {"appId": FOREIGN}), 409, "Request_MultipleObjectsWithSameKeyValue", "already in use")
    refused(away.post("/servicePrincipals", {"appId": SINGLE}), 400, "Request_BadRequest", "valid application object")
    refused(away.post("/servicePrincipals", {"appId": AWAY}), 400, "Request_BadRequest", "valid application object")
    refused(away.patch(f"/servicePrincipals/{made['id']}", {"appId": SINGLE}), 400)
    assert away.patch(f"/servicePrincipals/{made['id']}", {"notes": "kept", "tags": ["a"]}).status_code == 204
    assert away.get(f"/servicePrincipals/{made['id']}").json()["notes"] == "kept"
    assert away.delete(f"/servicePrincipals/{made['id']}").status_code == 204
    assert away.get(f"/directory/deletedItems/{made['id']}").json()["@odata.type"] == "#microsoft.graph.servicePrincipal"
    assert away.made("/servicePrincipals", {"appId": FOREIGN})["id"] != made["id"]
    away = away.granted("Application.ReadWrite.All")
    restored = away.post(f"/directory/deletedItems/{made['id']}/restore", {})
    refused(restored, 409, "Request_MultipleObjectsWithSameKeyValue", "already in use")


def test_only_its_own_is_made_with_owned_by(world, away):
    owned = away.granted("Application.ReadWrite.OwnedBy")
    refused(owned.post("/servicePrincipals", {"appId": FOREIGN}), 403, "Authorization_RequestDenied")
    refused(owned.patch(f"/servicePrincipals/{owned.own_principal}", {"notes": "x"}), 403, "Authorization_RequestDenied")
    home = world.other(HOME).granted("Application.ReadWrite.OwnedBy")
    assert home.patch(f"/servicePrincipals/{home.own_principal}", {"notes": "x"}).status_code == 204


def test_a_grant_gives_tokens_a_role(away, graph_sp):
    wish = {"principalId": away.own_principal, "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    made = away.made(f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo", wish)
    assert (made["principalType"], made["resourceDisplayName"]) == ("ServicePrincipal", "Microsoft Graph")
    refused(away.post(f"/servicePrincipals/{away.own_principal}/appRoleAssignments", wish), 400, "Request_BadRequest", "already exists")
    held = away.get(f"/servicePrincipals/{away.own_principal}/appRoleAssignments").json()["value"]
    assert made["id"] in {found["id"] for found in held}
    given = away.get(f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo").json()["value"]
    assert made["id"] in {found["id"] for found in given}
    assert away.delete(f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo/{made['id']}").status_code == 204
    refused(away.delete(f"/servicePrincipals/{away.own_principal}/appRoleAssignments/{made['id']}"), 404, "Request_ResourceNotFound")


@pytest.mark.parametrize(("change", "words"), [
    ({"principalId": FOREIGN}, "reference update"), ({"resourceId": FOREIGN}, "resourceId"),
    ({"appRoleId": FOREIGN}, "not found on application"),
    ({"appRoleId": "00000000-0000-0000-0000-000000000000"}, "not found on application")])
def test_grants_that_cannot_be(away, graph_sp, change, words):
    wish = {"principalId": away.own_principal, "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All"), **change}
    refused(away.post(f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo", wish), 400, "Request_BadRequest", words)


def test_a_grant_belongs_under_its_holder(away, graph_sp):
    wish = {"principalId": graph_sp["id"], "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    refused(away.post(f"/servicePrincipals/{away.own_principal}/appRoleAssignments", wish), 400, "Request_BadRequest", "principalId")


def test_grants_rest_while_their_holder_is_deleted(away, graph_sp):
    made = away.made("/servicePrincipals", {"appId": FOREIGN})["id"]
    wish = {"principalId": made, "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    given = f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo"
    grant = away.made(given, wish)["id"]
    away.delete(f"/servicePrincipals/{made}")
    assert grant not in {found["id"] for found in away.get(given).json()["value"]}
    assert away.post(f"/directory/deletedItems/{made}/restore", {}).status_code == 200
    assert grant in {found["id"] for found in away.get(given).json()["value"]}


def test_people_get_no_application_permission(away, graph_sp):
    person = away.tenant.directory.truths("users")[0]["id"]
    wish = {"principalId": person, "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    refused(away.post(f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo", wish), 400, words="not found on application")


def test_granting_needs_two_permissions(away, graph_sp):
    wish = {"principalId": away.own_principal, "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    path = f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo"
    refused(away.granted("AppRoleAssignment.ReadWrite.All").post(path, wish), 403, "Authorization_RequestDenied")
    assert away.granted("AppRoleAssignment.ReadWrite.All", "Application.Read.All").post(path, wish).status_code == 201


def test_a_principal_that_has_not_replicated_is_no_valid_reference(away, graph_sp):
    away.control("PUT", "/replication", {"rules": [{"kind": "^servicePrincipals$", "ms": 4000}]})
    made = away.made("/servicePrincipals", {"appId": FOREIGN})
    wish = {"principalId": made["id"], "resourceId": graph_sp["id"], "appRoleId": role(graph_sp, "AuditLog.Read.All")}
    path = f"/servicePrincipals/{graph_sp['id']}/appRoleAssignedTo"
    refused(away.post(path, wish), 400, "Request_BadRequest", "Not a valid reference update")
    away.later(5)
    away.made(path, wish)


def test_one_grant_of_scopes_for_each_key(away, graph_sp):
    client = away.made("/servicePrincipals", {"appId": FOREIGN})["id"]
    wish = {"clientId": client, "consentType": "AllPrincipals", "principalId": None, "resourceId": graph_sp["id"], "scope": "User.Read"}
    made = away.made("/oauth2PermissionGrants", wish)
    refused(away.post("/oauth2PermissionGrants", {**wish, "scope": "Policy.Read.All"}), 409, "Request_MultipleObjectsWithSameKeyValue")
    assert away.patch(f"/oauth2PermissionGrants/{made['id']}", {"scope": "User.Read Policy.Read.All"}).status_code == 204
    found = away.get(f"/oauth2PermissionGrants?$filter=clientId eq '{client}'").json()["value"]
    assert [(grant["id"], grant["scope"]) for grant in found] == [(made["id"], "User.Read Policy.Read.All")]
    assert away.get(f"/servicePrincipals/{client}/oauth2PermissionGrants").json()["value"] == found
    refused(away.patch(f"/oauth2PermissionGrants/{made['id']}", {"consentType": "Principal"}), 400)
    refused(away.patch(f"/oauth2PermissionGrants/{made['id']}", {"scope": "x" * 3851}), 400)
    assert away.delete(f"/oauth2PermissionGrants/{made['id']}").status_code == 204
    refused(away.get(f"/oauth2PermissionGrants/{made['id']}"), 404, "Request_ResourceNotFound")


@pytest.mark.parametrize(("change", "status"), [
    ({"consentType": "Everyone"}, 400), ({"consentType": "Principal"}, 400), ({"scope": None}, 400), ({"clientId": FOREIGN}, 404),
    ({"resourceId": FOREIGN}, 404), ({"consentType": "Principal", "principalId": FOREIGN}, 404), ({"principalId": FOREIGN}, 400)])
def test_scopes_that_cannot_be_granted(away, graph_sp, change, status):
    wish = {"clientId": graph_sp["id"], "consentType": "AllPrincipals", "principalId": None, "resourceId": graph_sp["id"],
            "scope": "User.Read"}
    refused(away.post("/oauth2PermissionGrants", {**wish, **change}), status)


def test_a_grant_of_scopes_names_its_client(away, graph_sp):
    refused(away.post("/oauth2PermissionGrants", {"consentType": "AllPrincipals", "resourceId": graph_sp["id"], "scope": "User.Read"}), 400)


def test_scopes_reach_people(away):
    assert "User.Invite.All" in away.get("/oauth2PermissionGrants").json()["value"][0]["scope"].split()
    grant = away.get("/oauth2PermissionGrants").json()["value"][0]["id"]
    away.patch(f"/oauth2PermissionGrants/{grant}", {"scope": "User.Read"})
    refused(away.signed_in(SAILOR).get("/groups"), 403, "Authorization_RequestDenied")


def test_registrations_are_read_in_their_home(world, away):
    assert away.get("/applications").json()["value"] == []
    home = world.other(HOME)
    names = {found["displayName"]: found for found in home.get("/applications").json()["value"]}
    assert set(names) == {"Multi-tenant SecOps", "Hunting", "Homely"}
    assert names["Homely"]["signInAudience"] == "AzureADMyOrg"
    own = home.get(f"/applications(appId='{home.client_id}')").json()
    assert home.get(f"/applications/{own['id']}").json() == own
    assert home.get(f"/directoryObjects/{own['id']}").json()["@odata.type"] == "#microsoft.graph.application"
    assert own["passwordCredentials"] and all(secret["secretText"] is None for secret in own["passwordCredentials"])
    refused(home.get(f"/applications/{AWAY}"), 404, "Request_ResourceNotFound")
