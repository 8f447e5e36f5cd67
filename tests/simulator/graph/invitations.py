# SPDX-License-Identifier: GPL-3.0-or-later
"""Inviting people of other organizations. An invitation is answered once and cannot be read, listed or deleted.

Assumed, where the documentation is silent: an application is refused where only administrators and guest inviters may invite, even
with such a role; cross-tenant access settings refuse with 403; to invite a Member takes User.ReadWrite.All (an application) or User
Administrator (a person); a message text of one's own is refused to applications; an address of the tenant's own domains, of a group or
of another account is refused with 400; a person who invites becomes the sponsor where none is named.
"""
from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.simulator.graph import (
    authorization_policy,
    collaboration,
    directory,
    group_objects,
    odata,
    privilege,
    shapes,
    sponsors,
    user_objects,
)
from tests.simulator.wire import Area, Refused, Reply

area = Area("invitations")
FORBIDDEN_SIGNS = set("~!#$%^&*()+=[]{}\\/|;:\"<>?")
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
NOT_ALLOWED = "Guest invitations not allowed for your company. Contact your company administrator for more details."
ADMINISTRATORS = (privilege.GUEST_INVITER, privilege.USER_ADMINISTRATOR)
WITHOUT_RESET = ("USNat", "USSec")


@area.post("/invitations")
def invite(call):
    wish = call.body
    address = _address(wish)
    _judge_sender(call, wish)
    bound = _bound_sponsors(call, wish)
    if wish.get("resetRedemption"):
        user = _reset(call, wish, address)
    else:
        user = _known(call, wish, address) or _new(call, wish, address)
    for id in bound:
        if call.store.truth(f"users/{user['id']}/sponsors", id) is None:
            sponsors.keep(call, user["id"], [id])
    return Reply(201, odata.entity(call, _answer(call, wish, user), "invitations"))


def accept(tenant, user_id, when):
    """The guest signs in for the first time; for the control address, which plays the guest."""
    user = tenant.directory.truth("users", user_id)
    return tenant.directory.put("users", user_id, user_objects.accepted(user, when))


def _address(wish):
    address = wish["invitedUserEmailAddress"].strip()
    if FORBIDDEN_SIGNS & set(address) or not ADDRESS.fullmatch(address):
        raise _bad("The address of the invited user is not valid: "
                   f"invitedUserEmailAddress {address!r} has a sign that is not allowed, or is no address.")
    target = urlsplit(wish["inviteRedirectUrl"])
    if target.scheme not in ("https", "http") or not target.netloc:
        raise _bad("The inviteRedirectUrl is not a valid absolute URL.")
    if wish.get("invitedUserType") not in (None, "Guest", "Member"):
        raise _bad("The invitedUserType must be Guest or Member.")
    return address


def _judge_sender(call, wish):
    """Refuse who may not invite here, and what this sender may not ask for."""
    allowed, inviter = authorization_policy.who_may_invite(call), privilege.holds(call, *ADMINISTRATORS)
    if call.app_only:
        invites = allowed in ("everyone", "adminsGuestInvitersAndAllMembers")
    else:
        person = directory.person(call.tenant, call.caller)
        member = allowed == "adminsGuestInvitersAndAllMembers" and person is not None and person["userType"] == "Member"
        invites = allowed == "everyone" or member or allowed != "none" and inviter
    if not invites:
        raise _forbidden(NOT_ALLOWED)
    if wish.get("invitedUserType") == "Member" and not _may_make_members(call):
        raise _forbidden("Inviting a user of type Member needs administrator rights.")
    message = wish.get("invitedUserMessageInfo") or {}
    if len(message.get("ccRecipients") or []) > 1:
        raise _bad("The invitation can be copied to one recipient only.")
    if call.app_only and message.get("customizedMessageBody"):
        raise _bad("A customized message is not supported when a service principal sends the invitation.")


def _may_make_members(call):
    if call.app_only:
        return bool(shapes.granted(call) & {"User.ReadWrite.All", "Directory.ReadWrite.All"})
    return privilege.holds(call, privilege.USER_ADMINISTRATOR)


def _bound_sponsors(call, wish):
    ids = [directory.reference(call, url) for url in wish.get("invitedUserSponsors@odata.bind") or []]
    if not ids and not call.app_only:
        ids = [call.caller]
    sponsors.judge(call, ids)
    return ids


def _known(call, wish, address):
    """The guest that has this address already, whose invitation is sent once more; None when nobody has it."""
    _judge_home(call, address)
    if wish.get("invitedUser"):
        raise _bad("An invited user can be named only to reset the redemption.")
    if any(address.lower() in group_objects.addresses(group) for group in call.store.truths("groups")):
        raise _bad("Group email address is not supported.")
    user = _owner_of(call, address)
    if user is None:
        return None
    text = f"The invited user already exists in the directory as object ID: {user['id']}"
    if not user.get("accountEnabled", True):
        raise _bad(f"{text}, but the account is blocked from signing in.")
    if not user_objects.is_external(user):
        raise _bad(f"{text}. That account can be used to sign in.")
    return user


def _owner_of(call, address):
    """The user of the tenant who goes by this address."""
    sought = address.lower()
    return next((user for user in call.store.truths("users") if sought in user_objects.addresses(user)), None)


def _judge_home(call, address):
    """Refuse an address of the tenant itself, and one whose organization or this one blocks collaboration."""
    domain = address.rpartition("@")[2].lower()
    if domain in map(str.lower, call.tenant.domains) and _owner_of(call, address) is None:
        raise _bad(f"The domain {domain} of the invited user is a verified domain of this directory.")
    if collaboration.is_blocked(call.tenant, call.world.tenant_named(domain), address):
        raise _forbidden("This invitation is blocked by cross-tenant access settings. Admins in both your organization and the invited "
                         "user's organization must configure cross-tenant access settings to allow the invitation.")


def _new(call, wish, address):
    initial = next((domain for domain in call.tenant.domains if ".onmicrosoft." in domain), call.tenant.domains[0])
    name = wish.get("invitedUserDisplayName") or address.partition("@")[0]
    user = user_objects.guest(call.new_id(), address, name, initial, call.stamp(), wish.get("invitedUserType") or "Guest")
    if any(other["userPrincipalName"].lower() == user["userPrincipalName"].lower() for other in call.store.truths("users")):
        number = user["id"].partition("-")[0]
        user["userPrincipalName"] = user["userPrincipalName"].replace("#EXT#", f"_{number}#EXT#")
    return call.store.put("users", user["id"], user)


def _reset(call, wish, address):
    """Let a guest redeem anew, perhaps with another address; groups, roles and the object stay."""
    id = (wish.get("invitedUser") or {}).get("id")
    if not id:
        raise _bad("To reset the redemption, the invitation must name the user by invitedUser.id.")
    user = call.store.get("users", id)
    if user is None:
        raise odata.not_found(id)
    if not user_objects.is_external(user):
        raise _bad("The redemption can be reset for external users only.")
    if call.app_only and privilege.is_protected(call.tenant, id):
        raise _forbidden(NOT_ALLOWED)
    if not call.app_only and not privilege.holds(call, privilege.HELPDESK_ADMINISTRATOR, privilege.USER_ADMINISTRATOR):
        raise _forbidden(NOT_ALLOWED)
    _judge_home(call, address)
    owner = _owner_of(call, address)
    if owner is not None and owner["id"] != id:
        raise _bad(f"The invited user already exists in the directory as object ID: {owner['id']}.")
    return call.store.put("users", id, user_objects.reset(user, address, call.stamp()))


def _answer(call, wish, user):
    message = wish.get("invitedUserMessageInfo") or {}
    ticket = call.new_id()
    answer = {
        "id": call.new_id(), "inviteRedeemUrl": f"{call.origins.get('authority', call.origin)}/redeem?rd={ticket}",
        "invitedUserDisplayName": wish.get("invitedUserDisplayName"), "invitedUserType": wish.get("invitedUserType") or "Guest",
        "invitedUserEmailAddress": wish["invitedUserEmailAddress"], "sendInvitationMessage": bool(wish.get("sendInvitationMessage")),
        "resetRedemption": bool(wish.get("resetRedemption")), "inviteRedirectUrl": wish["inviteRedirectUrl"],
        "status": "Completed" if user.get("externalUserState") == user_objects.ACCEPTED else "PendingAcceptance",
        "invitedUserMessageInfo": {
            "messageLanguage": message.get("messageLanguage"), "customizedMessageBody": message.get("customizedMessageBody"),
            "ccRecipients": message.get("ccRecipients") or [{"emailAddress": {"name": None, "address": None}}]},
        "invitedUser": {"id": user["id"]}}
    if call.world.cloud in WITHOUT_RESET:
        del answer["resetRedemption"]
    return answer


def _bad(message):
    return Refused(400, "BadRequest", message)


def _forbidden(message):
    return Refused(403, "Forbidden", message)
