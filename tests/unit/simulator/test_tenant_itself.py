# SPDX-License-Identifier: GPL-3.0-or-later
"""What a simulated tenant says of itself: organization, domains, licences, policy; and of other tenants."""

from __future__ import annotations

import pytest

from tests.unit.simulator.directory_client import GROUP, estates, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, HOME, HOME_DOMAIN, SAILOR

LOOK_UP = "/tenantRelationships/findTenantInformationBy"
CLOUDS = ("AzureCloud", "AzureUSGovernment", "AzureUSGovernmentDoD", "AzureChinaCloud", "USNat", "USSec")


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def test_the_organization(away):
    found = away.get("/organization").json()["value"]
    assert [(each["id"], each["displayName"], each["tenantType"]) for each in found] == [(AWAY, "Northfleet", "AAD")]
    assert found[0]["verifiedDomains"] == [{"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": True, "isInitial": True,
                                            "name": AWAY_DOMAIN, "type": "Managed"}]
    assert len(found[0]["assignedPlans"]) == 2
    assert away.get(f"/organization/{AWAY}").json()["id"] == AWAY
    refused(away.get(f"/organization/{HOME}"), 404, "Request_ResourceNotFound")


def test_domains(away):
    assert [(each["id"], each["isDefault"]) for each in away.get("/domains").json()["value"]] == [(AWAY_DOMAIN, True)]
    assert away.get(f"/domains/{AWAY_DOMAIN}").json()["isVerified"] is True
    refused(away.get(f"/domains/{HOME_DOMAIN}"), 404, "Request_ResourceNotFound")


def test_licences(away):
    sku = away.get("/subscribedSkus").json()["value"][0]
    assert sku["skuPartNumber"] == "AAD_PREMIUM_P2"
    assert [plan["servicePlanName"] for plan in sku["servicePlans"]] == ["AAD_PREMIUM", "AAD_PREMIUM_P2"]
    assert away.get(f"/subscribedSkus/{sku['id']}").json()["skuId"] == sku["skuId"]
    refused(away.get(f"/subscribedSkus/{HOME}"), 404, "Request_ResourceNotFound")
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": []})
    assert away.get("/subscribedSkus").json()["value"] == []


def test_another_tenant_is_looked_up(away):
    by_id = away.get(f"{LOOK_UP}TenantId(tenantId='{HOME}')").json()
    assert (by_id["tenantId"], by_id["displayName"], by_id["defaultDomainName"]) == (HOME, "Harborwatch", HOME_DOMAIN)
    assert away.get(f"{LOOK_UP}DomainName(domainName='{HOME_DOMAIN.upper()}')").json() == by_id
    refused(away.get(f"{LOOK_UP}TenantId(tenantId='{AWAY.replace('2', '3')}')"), 404, "Request_ResourceNotFound")
    refused(away.get(f"{LOOK_UP}DomainName(domainName='nowhere.example')"), 404, "Request_ResourceNotFound")
    refused(away.get(f"{LOOK_UP}DomainName(domainName='{HOME}')"), 404, "Request_ResourceNotFound")
    blind = away.granted("Directory.Read.All")
    refused(blind.get(f"{LOOK_UP}TenantId(tenantId='{HOME}')"), 403, "Authorization_RequestDenied")


def test_the_authorization_policy(away):
    refused(away.patch("/policies/authorizationPolicy", {"blockMsolPowerShell": True}), 403, "Authorization_RequestDenied")
    admin = away.granted("Policy.ReadWrite.Authorization")
    before = admin.get("/policies/authorizationPolicy").json()
    assert admin.patch("/policies/authorizationPolicy", {
        "blockMsolPowerShell": True, "defaultUserRolePermissions": {"allowedToCreateApps": False}}).status_code == 204
    after = admin.get("/policies/authorizationPolicy").json()
    assert after == {**before, "blockMsolPowerShell": True,
                     "defaultUserRolePermissions": {**before["defaultUserRolePermissions"], "allowedToCreateApps": False}}
    refused(admin.patch("/policies/authorizationPolicy", {"allowInvitesFrom": "friends"}), 400)
    refused(admin.patch("/policies/authorizationPolicy", {"id": "another"}), 400, "Request_BadRequest", "read-only")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_answer_keeps_to_the_contract_of_its_cloud(cloud):
    """A breach fails the simulator when it stops."""
    with estates(cloud) as world:
        away = world.fresh(AWAY)
        group, kit = away.made("/groups", GROUP)["id"], away.person(SAILOR)
        invitation = {"invitedUserEmailAddress": f"avery.quill@{HOME_DOMAIN}", "inviteRedirectUrl": "https://a.example/"}
        calls = [("POST", f"/groups/{group}/members/$ref", away.reference(kit)),
                 ("POST", f"/groups/{group}/owners/$ref", away.reference(kit)),
                 ("POST", "/invitations", invitation), ("POST", f"/users/{kit}/revokeSignInSessions", None)]
        calls += [("GET", path, None) for path in (
            "/users", f"/users/{kit}", "/groups", f"/groups/{group}/members", f"/groups/{group}/owners", "/organization", "/domains",
            "/subscribedSkus", "/servicePrincipals", "/oauth2PermissionGrants",
            f"/servicePrincipals/{away.own_principal}/appRoleAssignments", "/policies/authorizationPolicy",
            f"{LOOK_UP}TenantId(tenantId='{HOME}')", f"/directoryObjects/{group}")]
        calls += [("DELETE", f"/groups/{group}", None), ("GET", f"/directory/deletedItems/{group}", None),
                  ("POST", f"/directory/deletedItems/{group}/restore", {})]
        for method, path, body in calls:
            answer = away.ask(method, path, body)
            assert answer.status_code in (200, 201, 204), (method, path, answer.text)
        assert world.other(HOME).get("/applications").status_code == 200
