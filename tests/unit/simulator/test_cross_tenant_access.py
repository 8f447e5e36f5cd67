# SPDX-License-Identifier: GPL-3.0-or-later
"""Cross-tenant access settings, and what they let people do."""

from __future__ import annotations

import pytest

from tests.simulator.graph import collaboration
from tests.unit.simulator.directory_client import GROUP, estates, refused
from tests.unit.simulator.tenant_client import AWAY, HOME, OPERATOR, SAILOR

ROOT = "/policies/crossTenantAccessPolicy"
DEFAULT, PARTNERS, PARTNER = ROOT + "/default", ROOT + "/partners", f"{ROOT}/partners/{HOME}"
SYNC = PARTNER + "/identitySynchronization"
STRANGER = "00000000-0000-4000-8000-000000000000"
TRUST = {"isMfaAccepted": True, "isCompliantDeviceAccepted": True, "isHybridAzureADJoinedDeviceAccepted": False}


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


@pytest.fixture
def partner(away):
    return away.made(PARTNERS, {"tenantId": HOME})


def setting(users="allowed", applications="allowed", people=("AllUsers",), apps=("AllApplications",), kind="group"):
    who = [{"target": each, "targetType": "user" if each == "AllUsers" else kind} for each in people]
    what = [{"target": each, "targetType": "application"} for each in apps]
    return {"usersAndGroups": {"accessType": users, "targets": who}, "applications": {"accessType": applications, "targets": what}}


def test_what_every_tenant_begins_with(away):
    found = away.get(DEFAULT).json()
    assert found["isServiceDefault"] is True
    assert found["b2bCollaborationInbound"] == found["b2bCollaborationOutbound"] == setting()
    assert found["b2bDirectConnectInbound"] == found["b2bDirectConnectOutbound"] == setting("blocked", "blocked")
    assert not any(found["inboundTrust"].values()) and not any(found["automaticUserConsentSettings"].values())
    assert found["invitationRedemptionIdentityProviderConfiguration"]["fallbackIdentityProvider"] == "defaultConfiguredIdp"
    assert away.get(PARTNERS).json()["value"] == [] and away.get(ROOT).json()["displayName"]


def test_a_partner_as_the_service_answers_it(away):
    inbound = setting(people=[STRANGER])
    made = away.made(PARTNERS, {"tenantId": HOME.upper(), "inboundTrust": TRUST, "b2bCollaborationInbound": inbound,
                                "automaticUserConsentSettings": {"inboundAllowed": True}})
    assert made.pop("@odata.context").endswith("partners/$entity")
    assert made == {"tenantId": HOME, "isServiceProvider": None, "inboundTrust": TRUST, "b2bCollaborationInbound": inbound,
                    "b2bCollaborationOutbound": None, "b2bDirectConnectInbound": None, "b2bDirectConnectOutbound": None,
                    "automaticUserConsentSettings": {"inboundAllowed": True, "outboundAllowed": None}}
    assert away.get(PARTNERS).json()["value"] == [made]
    assert away.get(PARTNER).json()["inboundTrust"] == TRUST


def test_which_partners_there_can_be(away, partner):
    refused(away.post(PARTNERS, {"tenantId": HOME}), 409, "Request_MultipleObjectsWithSameKeyValue")
    refused(away.post(PARTNERS, {"tenantId": AWAY}), 400, "Request_BadRequest")
    refused(away.post(PARTNERS, {"tenantId": "harborwatch"}), 400, "Request_BadRequest")
    refused(away.post(PARTNERS, {"tenantId": STRANGER}), 404, "Request_ResourceNotFound")
    assert away.post(PARTNERS, {"inboundTrust": TRUST}).status_code == 400
    for path in (f"{PARTNERS}/{STRANGER}", f"{PARTNERS}/{STRANGER}/identitySynchronization", SYNC):
        refused(away.get(path), 404, "Request_ResourceNotFound")
    refused(away.patch(f"{PARTNERS}/{STRANGER}", {"inboundTrust": TRUST}), 404)
    refused(away.delete(f"{PARTNERS}/{STRANGER}"), 404)


def test_changing_a_partner(away, partner):
    assert away.patch(PARTNER, {"inboundTrust": {"isMfaAccepted": True}, "b2bDirectConnectInbound": setting("blocked", "blocked")}
                      ).status_code == 204
    assert away.get(PARTNER).json()["inboundTrust"] == {**TRUST, "isCompliantDeviceAccepted": False}
    assert away.patch(PARTNER, {"inboundTrust": None}).status_code == 204
    found = away.get(PARTNER).json()
    assert found["inboundTrust"] is None and found["b2bDirectConnectInbound"] is not None, "null means to inherit again"
    assert away.delete(PARTNER).status_code == 204
    refused(away.get(PARTNER), 404, "Request_ResourceNotFound")


@pytest.mark.parametrize(("body", "words"), [
    ({"isServiceProvider": False}, "isServiceProvider"), ({"tenantId": HOME}, "tenantId"),
    ({"@odata.context": "x"}, "@odata.context"), ({"b2bCollaborationInbound": {"usersAndGroups": setting()["usersAndGroups"]}}, "both"),
    ({"b2bCollaborationInbound": setting(people=[])}, "at least one"), ({"b2bCollaborationInbound": setting(apps=[])}, "at least one"),
    ({"b2bCollaborationInbound": setting(people=["AllUsers", STRANGER])}, "AllUsers"),
    ({"b2bCollaborationInbound": setting(apps=["AllApplications", "Office365"])}, "AllApplications"),
    ({"b2bCollaborationInbound": setting(people=[STRANGER, STRANGER])}, "twice"),
    ({"b2bCollaborationInbound": setting(people=["SomeUsers"])}, "object id"),
    ({"b2bCollaborationInbound": setting(apps=["Portal"])}, "Found invalid target for Applications"),
    ({"b2bCollaborationInbound": setting(people=[STRANGER], kind="application")}, "target"),
    ({"b2bCollaborationInbound": setting("blocked", "allowed")}, "agree"),
    ({"b2bCollaborationInbound": setting("allowed", "blocked")}, "agree"),
    ({"b2bCollaborationOutbound": setting(people=[STRANGER])}, "no group"),
    ({"b2bCollaborationOutbound": setting(people=[STRANGER], kind="user")}, "no user")])
def test_settings_that_are_none(away, partner, body, words):
    before = away.get(PARTNER).json()
    refused(away.patch(PARTNER, body), 400, "Request_BadRequest", words)
    assert away.get(PARTNER).json() == before


def test_settings_about_some(away, partner):
    group, person = away.made("/groups", GROUP)["id"], away.person(SAILOR)
    outbound = setting(people=[group], apps=["Office365", STRANGER])
    outbound["usersAndGroups"]["targets"].append({"target": person, "targetType": "user"})
    assert away.patch(PARTNER, {"@odata.type": "#microsoft.graph.crossTenantAccessPolicyConfigurationPartner",
                                "b2bCollaborationOutbound": outbound}).status_code == 204
    assert away.get(PARTNER).json()["b2bCollaborationOutbound"] == outbound
    refused(away.patch(PARTNER, {"b2bCollaborationOutbound": setting(people=[group], kind="user")}), 400, "Request_BadRequest", "no user")
    assert away.patch(PARTNER, {"b2bCollaborationInbound": setting("blocked", "allowed", people=[STRANGER])}).status_code == 204


def test_the_default_and_back(away):
    assert away.patch(DEFAULT, {"inboundTrust": TRUST}).status_code == 204
    found = away.get(DEFAULT).json()
    assert (found["inboundTrust"], found["isServiceDefault"], found["b2bCollaborationInbound"]) == (TRUST, False, setting())
    assert away.post(DEFAULT + "/resetToSystemDefault").status_code == 204
    found = away.get(DEFAULT).json()
    assert found["isServiceDefault"] is True and not any(found["inboundTrust"].values())


@pytest.mark.parametrize("body", [
    {"isServiceDefault": True}, {"automaticUserConsentSettings": {"inboundAllowed": True}}, {"inboundTrust": None},
    {"invitationRedemptionIdentityProviderConfiguration": {
        "primaryIdentityProviderPrecedenceOrder": ["azureActiveDirectory"], "fallbackIdentityProvider": "externalFederation"}},
    {"invitationRedemptionIdentityProviderConfiguration": {
        "primaryIdentityProviderPrecedenceOrder": ["azureActiveDirectory", "azureActiveDirectory"],
        "fallbackIdentityProvider": "defaultConfiguredIdp"}}])
def test_what_the_default_does_not_take(away, body):
    refused(away.patch(DEFAULT, body), 400, "Request_BadRequest")
    assert away.get(DEFAULT).json()["isServiceDefault"] is True


def test_identity_synchronization(away, partner):
    body = {"displayName": "Harborwatch", "userSyncInbound": {"isSyncAllowed": True}}
    refused(away.patch(SYNC, body), 404, "Request_ResourceNotFound")
    assert away.ask("PUT", SYNC, body).status_code == 204
    assert away.patch(SYNC, {"displayName": "Renamed"}).status_code == 204
    found = away.get(SYNC).json()
    assert {name: found[name] for name in ("tenantId", "displayName", "userSyncInbound")} == {
        "tenantId": HOME, **body, "displayName": "Renamed"}
    assert away.get(f"{PARTNER}?$expand=identitySynchronization").json()["identitySynchronization"]["displayName"] == "Renamed"
    refused(away.delete(PARTNER), 400, "Request_BadRequest", "deleted first")
    assert away.delete(SYNC).status_code == 204
    assert away.delete(PARTNER).status_code == 204
    refused(away.ask("PUT", SYNC, body), 404, "Request_ResourceNotFound")


def test_permissions_and_licence(away, partner):
    reader = away.granted("Policy.Read.All")
    assert reader.get(PARTNER).status_code == 200
    refused(reader.patch(PARTNER, {"inboundTrust": TRUST}), 403, "Authorization_RequestDenied")
    writer = away.granted("Policy.ReadWrite.CrossTenantAccess")
    away.control("PUT", "/licences", {"tenant": AWAY, "licences": []})
    refused(writer.patch(PARTNER, {"inboundTrust": TRUST}), 400, "AadPremiumLicenseRequired")
    refused(writer.patch(PARTNER, {"b2bCollaborationInbound": setting(people=[STRANGER])}), 400, "AadPremiumLicenseRequired")
    assert writer.patch(PARTNER, {"b2bCollaborationInbound": setting("blocked", "blocked")}).status_code == 204


def test_what_government_does_not_have(away, partner):
    for body in ({"tenantRestrictions": setting("blocked", "blocked")}, {"isInMultiTenantOrganization": False}):
        assert away.patch(PARTNER, body).status_code == 400
    assert away.patch(ROOT, {"allowedCloudEndpoints": ["microsoftonline.com"]}).status_code == 400
    assert not {"tenantRestrictions", "isInMultiTenantOrganization"} & set(away.get(PARTNER).json())
    assert "tenantRestrictions" not in away.get(DEFAULT).json() and "allowedCloudEndpoints" not in away.get(ROOT).json()


def test_what_the_public_cloud_has():
    with estates("AzureCloud") as world:
        away = world.fresh(AWAY)
        assert away.get(DEFAULT).json()["tenantRestrictions"] == {"devices": None, **setting("blocked", "blocked")}
        made = away.made(PARTNERS, {"tenantId": HOME, "tenantRestrictions": setting(people=[STRANGER])})
        assert made["isInMultiTenantOrganization"] is False and made["tenantRestrictions"]["devices"] is None
        refused(away.patch(PARTNER, {"isInMultiTenantOrganization": True}), 400, "Request_BadRequest")
        devices = {"mode": "allowed", "rule": "device.isCompliant -eq true"}
        refused(away.patch(PARTNER, {"tenantRestrictions": {**setting("blocked", "blocked"), "devices": devices}}), 400, words="devices")
        refused(away.patch(ROOT, {"allowedCloudEndpoints": ["microsoftonline.com"]}), 400, "Request_BadRequest", "another cloud")
        assert away.patch(ROOT, {"allowedCloudEndpoints": ["microsoftonline.us"]}).status_code == 204
        assert away.get(ROOT).json()["allowedCloudEndpoints"] == ["microsoftonline.us"]
        assert away.post(PARTNERS, {"tenantId": STRANGER}).status_code == 201, "a tenant of another cloud is known by its id alone"


def configured(directory, other, **settings):
    directory.made(PARTNERS, {"tenantId": other, **settings})


@pytest.mark.parametrize(("users", "named", "blocked"), [
    ("allowed", "everybody", False), ("blocked", "everybody", True), ("allowed", "operator", False), ("blocked", "operator", True),
    ("allowed", "team", False), ("blocked", "team", True), ("allowed", "stranger", True), ("blocked", "stranger", False)])
@pytest.mark.parametrize("direction", ["Inbound", "Outbound"])
def test_who_may_collaborate(world, away, direction, users, named, blocked):
    home = world.other(HOME)
    operator, team = home.person(OPERATOR), home.made("/groups", GROUP)["id"]
    home.post(f"/groups/{team}/members/$ref", home.reference(operator))
    someone = home.made("/groups", GROUP)["id"]
    target, kind = {"everybody": ("AllUsers", "user"), "operator": (operator, "user"), "team": (team, "group"),
                    "stranger": (someone, "group")}[named]
    where, other = (away, HOME) if direction == "Inbound" else (home, AWAY)
    applications = "blocked" if (users, named) == ("blocked", "everybody") else "allowed"
    configured(where, other, **{f"b2bCollaboration{direction}": setting(users, applications, [target], kind=kind)})
    assert collaboration.is_blocked(away.tenant, home.tenant, OPERATOR) is blocked


def test_a_partner_inherits_what_it_does_not_say(world, away):
    home = world.other(HOME)
    assert away.patch(DEFAULT, {"b2bCollaborationInbound": setting("blocked", "blocked"), "inboundTrust": TRUST}).status_code == 204
    assert collaboration.is_blocked(away.tenant, home.tenant, OPERATOR) and collaboration.is_blocked(away.tenant, None, "a@b.example")
    configured(away, HOME, inboundTrust=None)
    assert collaboration.is_blocked(away.tenant, home.tenant, OPERATOR)
    assert collaboration.trust(away.tenant, HOME) == TRUST
    assert away.patch(PARTNER, {"b2bCollaborationInbound": setting()}).status_code == 204
    assert not collaboration.is_blocked(away.tenant, home.tenant, OPERATOR)


def test_redemption_by_itself_takes_both(world, away):
    home = world.other(HOME)
    configured(away, HOME, automaticUserConsentSettings={"inboundAllowed": True})
    assert not collaboration.redeems_by_itself(away.tenant, home.tenant)
    configured(home, AWAY, automaticUserConsentSettings={"outboundAllowed": True})
    assert collaboration.redeems_by_itself(away.tenant, home.tenant)
    assert not collaboration.redeems_by_itself(home.tenant, away.tenant)
