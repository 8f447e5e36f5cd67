# SPDX-License-Identifier: GPL-3.0-or-later
"""Inviting people into a simulated tenant."""

from __future__ import annotations

import pytest

from tests.simulator.graph.builtin_roles import IDS
from tests.unit.simulator.directory_client import GROUP, estates, refused
from tests.unit.simulator.tenant_client import AWAY, AWAY_DOMAIN, HOME, HOME_DOMAIN, OPERATOR, SAILOR

INVITATION = {"invitedUserEmailAddress": OPERATOR, "inviteRedirectUrl": f"https://security.microsoft.us/?tid={AWAY}",
              "invitedUserDisplayName": "Avery Quill", "sendInvitationMessage": False}
NOT_ALLOWED = "Guest invitations not allowed for your company."
FULL = "$select=id,mail,otherMails,userPrincipalName,userType,creationType,externalUserState,identities,accountEnabled,displayName"


@pytest.fixture
def away(world):
    return world.fresh(AWAY)


def guest(directory, id):
    return directory.get(f"/users/{id}?{FULL}").json()


def invited(directory, **change):
    return directory.made("/invitations", {**INVITATION, **change})


def rule(kind, *targets, target_type="user"):
    """A setting that allows or blocks everybody, or those who are named."""
    names = [{"target": target, "targetType": target_type} for target in targets or ("AllUsers",)]
    applications = "blocked" if kind == "blocked" and not targets else "allowed"
    return {"usersAndGroups": {"accessType": kind, "targets": names}, "applications": {
        "accessType": applications, "targets": [{"target": "AllApplications", "targetType": "application"}]}}


def configured(directory, partner, **settings):
    """Cross-tenant access settings of a tenant: for a partner, or for all (None)."""
    root = "/policies/crossTenantAccessPolicy"
    if partner:
        answer = directory.post(f"{root}/partners", {"tenantId": partner, **settings})
    else:
        answer = directory.patch(f"{root}/default", settings)
    assert answer.status_code in (201, 204), answer.text


def test_the_answer_and_the_guest(away):
    answer = invited(away)
    assert (answer["status"], answer["invitedUserType"], answer["resetRedemption"]) == ("PendingAcceptance", "Guest", False)
    assert answer["inviteRedeemUrl"].startswith(away.ready["authority"])
    found = guest(away, answer["invitedUser"]["id"])
    upn = f"avery.quill_{HOME_DOMAIN}#EXT#@{AWAY_DOMAIN}"
    assert found["userPrincipalName"] == upn
    assert (found["userType"], found["creationType"], found["externalUserState"]) == ("Guest", "Invitation", "PendingAcceptance")
    assert (found["mail"], found["otherMails"], found["displayName"]) == (OPERATOR, [OPERATOR], "Avery Quill")
    assert found["identities"] == [{"signInType": "userPrincipalName", "issuer": AWAY_DOMAIN, "issuerAssignedId": upn}]
    assert away.get(f"/users/{upn.replace('#', '%23')}").json()["id"] == found["id"]
    assert "externalUserState" not in away.get(f"/users/{found['id']}").json()


@pytest.mark.parametrize("text", [
    f"mail eq '{OPERATOR}'", f"otherMails/any(o:o eq '{OPERATOR}')", f"proxyAddresses/any(p:p eq 'smtp:{OPERATOR}')",
    f"startsWith(userPrincipalName,'avery.quill_{HOME_DOMAIN}%23EXT%23')", f"mail eq '{OPERATOR}' and userType eq 'Guest'",
    "externalUserState eq 'PendingAcceptance'"])
def test_ways_to_find_a_guest(away, text):
    id = invited(away)["invitedUser"]["id"]
    assert [user["id"] for user in away.get(f"/users?$filter={text}").json()["value"]] == [id]


def test_inviting_again_gives_the_same_guest_and_another_link(away):
    first, second = invited(away), invited(away, invitedUserEmailAddress=OPERATOR.upper())
    assert first["invitedUser"] == second["invitedUser"]
    assert first["inviteRedeemUrl"] != second["inviteRedeemUrl"]
    assert len(away.get("/users").json()["value"]) == 3


def test_a_guest_who_signed_in_has_accepted(away):
    id = invited(away)["invitedUser"]["id"]
    away.control("POST", "/guests/accept", {"tenant": AWAY, "user": OPERATOR})
    found = guest(away, id)
    assert found["externalUserState"] == "Accepted"
    assert found["identities"] == [{"signInType": "federated", "issuer": "ExternalAzureAD", "issuerAssignedId": None}]
    assert invited(away)["status"] == "Completed"
    refused_by_control = away.http.post(f"{away.ready['control']}/guests/accept", json={"tenant": AWAY, "user": SAILOR})
    assert refused_by_control.status_code == 404


@pytest.mark.parametrize("address", [
    f"avery+soc@{HOME_DOMAIN}", "a#b@example.mil", "a b@example.mil", "nobody", "a@b", "a@b@example.mil", ""])
def test_addresses_that_are_refused(away, address):
    refused(away.post("/invitations", {**INVITATION, "invitedUserEmailAddress": address}), 400, "BadRequest")


@pytest.mark.parametrize(("change", "words"), [
    ({"inviteRedirectUrl": "portal"}, "inviteRedirectUrl"), ({"invitedUserType": "Friend"}, "invitedUserType"),
    ({"invitedUserMessageInfo": {"ccRecipients": [{"emailAddress": {"address": "a@b.c"}}] * 2}}, "one recipient"),
    ({"invitedUserMessageInfo": {"customizedMessageBody": "Welcome"}}, "service principal"), ({"resetRedemption": True}, "invitedUser.id"),
    ({"invitedUser": {"id": HOME}}, "only to reset")])
def test_wishes_that_are_refused(away, change, words):
    refused(away.post("/invitations", {**INVITATION, **change}), 400, "BadRequest", words)
    assert len(away.get("/users").json()["value"]) == 2


def test_invitations_cannot_be_read(away):
    refused(away.get("/invitations"), 403)
    assert away.get("/invitations/x").status_code >= 400
    assert away.delete("/invitations/x").status_code >= 400


def test_the_address_of_a_member_is_refused(away):
    error = refused(away.post("/invitations", {**INVITATION, "invitedUserEmailAddress": SAILOR}), 400, "BadRequest")
    assert f"already exists in the directory as object ID: {away.person(SAILOR)}" in error["message"]
    refused(away.post("/invitations", {**INVITATION, "invitedUserEmailAddress": f"stranger@{AWAY_DOMAIN}"}), 400, words="verified domain")


def test_a_blocked_guest_is_refused(away):
    id = invited(away)["invitedUser"]["id"]
    assert away.patch(f"/users/{id}", {"accountEnabled": False}).status_code == 204
    refused(away.post("/invitations", INVITATION), 400, "BadRequest", f"{id}, but the account is blocked from signing in")


def test_an_address_of_a_group_is_refused(away):
    group = away.made("/groups", GROUP)
    away.tenant.directory.put("groups", group["id"], {**group, "mail": "team@example.mil"})
    refused(away.post("/invitations", {**INVITATION, "invitedUserEmailAddress": "team@example.mil"}), 400, words="Group email address")
    away.tenant.directory.put("groups", group["id"], {**group, "proxyAddresses": ["SMTP:crew@example.mil"]})
    refused(away.post("/invitations", {**INVITATION, "invitedUserEmailAddress": "crew@example.mil"}), 400, words="Group email address")


@pytest.mark.parametrize(("value", "invites"), [
    ("none", False), ("adminsAndGuestInviters", False), ("adminsGuestInvitersAndAllMembers", True), ("everyone", True)])
def test_who_may_invite_decides_whatever_the_permissions(away, value, invites):
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": value}})
    answer = away.post("/invitations", INVITATION)
    if invites:
        assert answer.status_code == 201
    else:
        refused(answer, 403, "Forbidden", NOT_ALLOWED)


def test_people_invite_by_role_or_membership(away):
    kit = away.signed_in(SAILOR)
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": "adminsAndGuestInviters"}})
    refused(kit.post("/invitations", INVITATION), 403, "Forbidden", NOT_ALLOWED)
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": "adminsGuestInvitersAndAllMembers"}})
    id = invited(kit, invitedUserMessageInfo={"customizedMessageBody": "Welcome"})["invitedUser"]["id"]
    assert [found["id"] for found in away.get(f"/users/{id}/sponsors").json()["value"]] == [away.person(SAILOR)]
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": "adminsAndGuestInviters"}})
    away.give_role(away.person(SAILOR), IDS["Guest Inviter"])
    assert kit.post("/invitations", INVITATION).status_code == 201
    away.control("PUT", "/settings", {"tenant": AWAY, "settings": {"allowInvitesFrom": "none"}})
    refused(kit.post("/invitations", INVITATION), 403, "Forbidden", NOT_ALLOWED)


def test_a_changed_policy_governs_later(away):
    admin = away.granted("Policy.ReadWrite.Authorization", "User.Invite.All")
    assert admin.patch("/policies/authorizationPolicy", {"allowInvitesFrom": "none"}).status_code == 204
    assert admin.get("/policies/authorizationPolicy").json()["allowInvitesFrom"] == "none"
    assert admin.post("/invitations", INVITATION).status_code == 201
    admin.later(16 * 60)
    refused(admin.post("/invitations", INVITATION), 403, "Forbidden", NOT_ALLOWED)


def test_members_are_invited_by_administrators(away):
    inviter = away.granted("User.Invite.All")
    refused(inviter.post("/invitations", {**INVITATION, "invitedUserType": "Member"}), 403, "Forbidden")
    admin = away.granted("User.Invite.All", "User.ReadWrite.All")
    id = invited(admin, invitedUserType="Member")["invitedUser"]["id"]
    assert (guest(admin, id)["userType"], guest(admin, id)["externalUserState"]) == ("Member", "PendingAcceptance")


def test_the_permission_to_invite_is_needed(away):
    refused(away.granted("User.Read.All").post("/invitations", INVITATION), 403, "Authorization_RequestDenied")


@pytest.mark.parametrize(("tenant", "partner", "name"), [
    (AWAY, HOME, "b2bCollaborationInbound"), (HOME, AWAY, "b2bCollaborationOutbound"),
    (AWAY, None, "b2bCollaborationInbound"), (HOME, None, "b2bCollaborationOutbound")])
def test_cross_tenant_access_settings_block_from_either_side(world, away, tenant, partner, name):
    configured(world.other(tenant), partner, **{name: rule("blocked")})
    refused(away.post("/invitations", INVITATION), 403, "Forbidden", "blocked by cross-tenant access settings")


def test_a_partners_setting_goes_before_the_default(away):
    configured(away, None, b2bCollaborationInbound=rule("blocked"))
    configured(away, HOME, b2bCollaborationInbound=rule("allowed"))
    assert away.post("/invitations", INVITATION).status_code == 201
    stranger = {**INVITATION, "invitedUserEmailAddress": "someone@example.mil"}
    refused(away.post("/invitations", stranger), 403, "Forbidden", "cross-tenant")


def test_settings_that_name_people(world, away):
    home = world.other(HOME)
    configured(away, HOME, b2bCollaborationInbound=rule("allowed", home.person(f"rowan.marsh@{HOME_DOMAIN}")))
    refused(away.post("/invitations", INVITATION), 403, "Forbidden", "cross-tenant")
    invited(away, invitedUserEmailAddress=f"rowan.marsh@{HOME_DOMAIN}")


def test_settings_that_name_groups(world, away):
    home = world.other(HOME)
    group = home.made("/groups", GROUP)["id"]
    configured(away, HOME, b2bCollaborationInbound=rule("allowed", group, target_type="group"))
    refused(away.post("/invitations", INVITATION), 403, "Forbidden", "cross-tenant")
    home.post(f"/groups/{group}/members/$ref", home.reference(home.person(OPERATOR)))
    assert away.post("/invitations", INVITATION).status_code == 201


def test_a_reset_keeps_the_object(away):
    id = invited(away)["invitedUser"]["id"]
    group = away.made("/groups", GROUP)["id"]
    away.post(f"/groups/{group}/members/$ref", away.reference(id))
    away.control("POST", "/guests/accept", {"tenant": AWAY, "user": id})
    other = f"rowan.marsh@{HOME_DOMAIN}"
    answer = invited(away, resetRedemption=True, invitedUser={"id": id}, invitedUserEmailAddress=other)
    assert (answer["resetRedemption"], answer["status"], answer["invitedUser"]["id"]) == (True, "PendingAcceptance", id)
    found = guest(away, id)
    assert (found["mail"], found["externalUserState"], found["identities"][0]["issuer"]) == (other, "PendingAcceptance", AWAY_DOMAIN)
    assert [member["id"] for member in away.get(f"/groups/{group}/members").json()["value"]] == [id]


def test_an_application_resets_nobody_with_a_role(away):
    id = invited(away)["invitedUser"]["id"]
    wish = {**INVITATION, "resetRedemption": True, "invitedUser": {"id": id}}
    group = away.made("/groups", {**GROUP, "isAssignableToRole": True})["id"]
    away.post(f"/groups/{group}/members/$ref", away.reference(id))
    refused(away.post("/invitations", wish), 403, "Forbidden")
    away.delete(f"/groups/{group}/members/{id}/$ref")
    assert away.post("/invitations", wish).status_code == 201
    away.give_role(id, IDS["Security Reader"])
    refused(away.post("/invitations", wish), 403, "Forbidden")
    kit = away.signed_in(SAILOR)
    refused(kit.post("/invitations", wish), 403, "Forbidden")
    away.give_role(away.person(SAILOR), IDS["Helpdesk Administrator"])
    assert kit.post("/invitations", wish).status_code == 201


def test_resets_that_cannot_be(away):
    wish = {**INVITATION, "resetRedemption": True}
    refused(away.post("/invitations", {**wish, "invitedUser": {"id": away.person(SAILOR)}}), 400, "BadRequest", "external")
    refused(away.post("/invitations", {**wish, "invitedUser": {"id": "nobody"}}), 404, "Request_ResourceNotFound")
    invited(away, invitedUserEmailAddress="first@example.mil")
    second = invited(away, invitedUserEmailAddress="second@example.mil")["invitedUser"]["id"]
    clash = {**wish, "invitedUser": {"id": second}, "invitedUserEmailAddress": "first@example.mil"}
    refused(away.post("/invitations", clash), 400, "BadRequest", "already exists")


def test_a_role_holding_guest_is_changed_with_a_higher_role_only(away):
    id = invited(away)["invitedUser"]["id"]
    assert away.patch(f"/users/{id}", {"companyName": "Harborwatch"}).status_code == 204
    away.give_role(id, IDS["Security Reader"])
    refused(away.patch(f"/users/{id}", {"companyName": "Elsewhere"}), 403, "Authorization_RequestDenied")


def test_a_guest_invited_after_deletion_is_another(away):
    first = invited(away)["invitedUser"]["id"]
    assert away.delete(f"/users/{first}").status_code == 204
    second = invited(away)["invitedUser"]["id"]
    assert second != first
    refused(away.post(f"/directory/deletedItems/{first}/restore", {}), 400, "Request_BadRequest", "userPrincipalName")
    assert away.delete(f"/users/{second}").status_code == 204
    assert away.post(f"/directory/deletedItems/{first}/restore", {}).status_code == 200
    assert guest(away, first)["userPrincipalName"].startswith("avery.quill_")
    assert invited(away)["invitedUser"]["id"] == first


def test_a_new_guest_is_not_at_once_a_principal(away):
    group = away.made("/groups", GROUP)["id"]
    away.control("PUT", "/replication", {"rules": [{"kind": "^users$", "ms": 20000}]})
    id = invited(away)["invitedUser"]["id"]
    refused(away.post(f"/groups/{group}/members/$ref", away.reference(id)), 404, "Request_ResourceNotFound")
    assert invited(away)["invitedUser"]["id"] == id
    away.later(21)
    assert away.post(f"/groups/{group}/members/$ref", away.reference(id)).status_code == 204


def test_two_addresses_never_share_a_name(away):
    ids = [invited(away, invitedUserEmailAddress=address)["invitedUser"]["id"] for address in ("a_b@example.mil", "a@b_example.mil")]
    names = {guest(away, id)["userPrincipalName"] for id in ids}
    assert len(names) == 2


@pytest.mark.parametrize(("cloud", "reset", "bound"), [
    ("AzureCloud", 201, 201), ("AzureUSGovernmentDoD", 201, 400), ("USNat", 400, 400), ("USSec", 400, 400), ("AzureChinaCloud", 201, 400)])
def test_what_clouds_lack(cloud, reset, bound):
    with estates(cloud) as world:
        away = world.fresh(AWAY)
        answer = invited(away)
        assert ("resetRedemption" in answer) == (reset == 201)
        wish = {**INVITATION, "resetRedemption": True, "invitedUser": answer["invitedUser"]}
        assert away.post("/invitations", wish).status_code == reset
        sponsored = {**INVITATION, "invitedUserSponsors@odata.bind": [f"{away.root}/users/{away.person(SAILOR)}"]}
        assert away.post("/invitations", sponsored).status_code == bound
        sponsors = away.get(f"/users/{answer['invitedUser']['id']}/sponsors").json()["value"]
        assert len(sponsors) == (bound == 201)
