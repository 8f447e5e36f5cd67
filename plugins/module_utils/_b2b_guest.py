# Copyright: (c) 2026, multitenant.secops contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: anything here may change without notice.
"""A guest of another tenant (B2B collaboration): invited, found again, sponsored, and removed only when told so."""

from __future__ import annotations

import re

from ._addresses import fault_in
from ._directory import ABSENT, STEADY, USER_FIELDS, by_id, domains, find_group, find_user, guest_alias
from ._errors import Refusal
from ._graph import quoted
from ._guards import protected_people, refuse_protected
from ._options import GUID
from ._steps import KNOWN_AFTER_APPLY, Look, Step
from ._together import together

# What the invitation service refuses in an address; plus-addressing is among it.
ADDRESS = re.compile(r"[^@\s~!#$%^&*()+=\[\]{}\\/|;:\"<>?]+@[^@\s~!#$%^&*()+=\[\]{}\\/|;:\"<>?]+\.[^@\s~!#$%^&*()+=\[\]{}\\/|;:\"<>?]+")
OPTIONS = {
    "address": {"type": "str", "required": True},
    "display_name": {"type": "str"},
    "user_type": {"type": "str", "choices": ["Guest", "Member"]},
    "redirect_url": {"type": "str"},
    "send_message": {"type": "bool", "default": False},
    "mail": {"type": "dict", "options": {
        "body": {"type": "str"}, "language": {"type": "str"}, "copy_to": {"type": "str"}}},
    "sponsors": {"type": "list", "elements": "str"},
    "reset_redemption": {"type": "bool", "default": False},
    "delete_user": {"type": "bool", "default": False},
}
INFO_OPTIONS = {"address": {"type": "str"}}
NEEDS = {
    "graph": {
        "read": {
            "User.Read.All": "", "Organization.Read.All": "when the guest is not there",
            "GroupMember.Read.All": "when a sponsor is a group"},
        "write": {
            "User.Invite.All": "", "User.ReadWrite.All": "for sponsors, display_name and user_type of a guest that is there",
            "User.DeleteRestore.All": "with delete_user"},
    },
}


def refuse(want, cloud):
    if want["state"] == "present" and not ADDRESS.fullmatch(want["address"]):
        raise Refusal(
            f"address '{want['address']}' cannot be invited; give the home address or user principal name, "
            "without + or other special characters")
    if cloud.lacks("invitations"):
        raise Refusal(f"the cloud {cloud.name} has no guest invitations; use cross-tenant synchronization, or invite in the portal")
    if want["reset_redemption"] and cloud.lacks("reset_redemption"):
        raise Refusal(
            f"the cloud {cloud.name} cannot reset a redemption by its API; leave out reset_redemption, "
            "and reset it in the Entra admin center")
    redirect = want.get("redirect_url")
    if redirect and (fault := fault_in(redirect)):
        raise Refusal(f"redirect_url '{redirect}' is no address ({fault}); give one such as https://myapplications.microsoft.com")
    if "mail" in want and not want["send_message"]:
        raise Refusal("mail is given, but send_message is false and so it would never be sent; set send_message, or leave out mail")


async def find(clients, want):
    """The guest, wherever the directory keeps its address, with sponsors; and the ids of the sponsors wanted."""
    found, sponsor_ids = await together(find_user(clients, want["address"]), _sponsor_ids(clients, want))
    internal = {"_sponsor_ids": sponsor_ids, "_graph": clients.cloud.graph, "_portal": portal_url(clients)}
    if not found:
        await _refuse_own_people(clients, want)
        return internal
    if "#EXT#" not in found["userPrincipalName"].upper() and found["userType"] != "Guest":
        raise Refusal(f"'{want['address']}' is a member of tenant {clients.tenant} itself and no guest; correct the address")
    if want["state"] == "absent":
        protected = await protected_people(clients, want)
        internal["_held_by"] = [name for person, name in protected.items() if person == found["id"].lower()]
    sponsors = await _sponsors(clients, found["id"]) if "sponsors" in want else None
    return {**internal, **_shape(want, found, internal, sponsors)}


def steps(want, have, now):
    if want["state"] == "absent":
        return (yield from _removal(want, have))
    if "id" in have:
        state = yield from _changes(want, have)
    else:
        answer = yield Step("POST", "/invitations", _invitation(want, have), foretold=_foretold(want), confirm=_look(want["address"]),
                            says=f"Invite {want['address']} as a {want.get('user_type', 'Guest').lower()}")
        state = {**have, **_shape(want, answer, have, {} if "sponsors" in want else None)}
    return (yield from _sponsoring(want, state))


async def report(clients, want):
    """The guest of this address, or all guests."""
    if "address" in want:
        found = await find_user(clients, want["address"])
        users = [found] if found else []
    else:
        users = await clients.graph.items("/users", {"$filter": "userType eq 'Guest'", "$select": USER_FIELDS})
    internal = {"_portal": portal_url(clients)}
    return [_shape({"address": user.get("mail") or user["userPrincipalName"]}, user, internal, None) for user in users]


def portal_url(clients):
    """Where a guest works in this tenant: the Defender portal, or else what the cloud has, with the tenant in the address."""
    cloud = clients.cloud
    if cloud.defender_portal:
        return f"{cloud.defender_portal}/?tid={clients.tenant}"
    if cloud.my_apps:
        return f"{cloud.my_apps}/?tenantid={clients.tenant}"
    return f"{cloud.portal}/{clients.tenant}" if cloud.portal else None


def _invitation(want, have):
    redirect = want.get("redirect_url") or have["_portal"]
    if not redirect:
        raise Refusal("no portal is known for this cloud; give redirect_url, or endpoints.defender_portal")
    body = {"invitedUserEmailAddress": want["address"], "inviteRedirectUrl": redirect, "sendInvitationMessage": want["send_message"]}
    if "display_name" in want:
        body["invitedUserDisplayName"] = want["display_name"]
    if "user_type" in want:
        body["invitedUserType"] = want["user_type"]
    if "mail" in want:
        body["invitedUserMessageInfo"] = _message(want["mail"])
    return body


def _message(mail):
    copies = [{"emailAddress": {"address": mail["copy_to"]}}] if "copy_to" in mail else []
    names = {"body": "customizedMessageBody", "language": "messageLanguage"}
    return {**{name: mail[option] for option, name in names.items() if option in mail}, **({"ccRecipients": copies} if copies else {})}


def _changes(want, have):
    """What differs on a guest that is there."""
    names = {"display_name": "displayName", "user_type": "userType"}
    change = [option for option in names if option in want and want[option] != have[option]]
    state = have
    if change:
        yield Step("PATCH", f"/users/{have['id']}", {names[option]: want[option] for option in change},
                   says=f"Change {', '.join(change)} of guest {want['address']}")
        state = {**state, **{option: want[option] for option in change}}
    if want["reset_redemption"] and state["external_user_state"] == "Accepted":
        yield Step("POST", "/invitations", {**_invitation(want, have), "resetRedemption": True, "invitedUser": {"id": have["id"]}},
                   confirm=_look(want["address"], lambda user: user.get("externalUserState") == "PendingAcceptance"),
                   says=f"Reset the redemption of guest {want['address']}")
        state = {**state, "external_user_state": "PendingAcceptance"}
    return state


def _sponsoring(want, state):
    """Add and remove sponsors, so that the list given is the whole list."""
    if "sponsors" not in want:
        return state
    wanted, there = {name: state["_sponsor_ids"][name] for name in want["sponsors"]}, state.get("_sponsors", {})
    add = {name: oid for name, oid in wanted.items() if oid not in there}
    remove = {oid: name for oid, name in there.items() if oid not in wanted.values()}
    address = f"/users/{state['id']}/sponsors"
    steps_ = [Step("POST", f"{address}/$ref", {"@odata.id": f"{state['_graph']}/v1.0/directoryObjects/{oid}"}, not_yet=ABSENT,
                   says=f"Make {name} a sponsor of guest {want['address']}") for name, oid in sorted(add.items())]
    steps_ += [Step("DELETE", f"{address}/{oid}/$ref", says=f"Remove {name} from the sponsors of guest {want['address']}")
               for oid, name in sorted(remove.items(), key=lambda pair: pair[1])]
    if steps_:
        yield steps_
    return {**state, "_sponsors": {oid: name for name, oid in wanted.items()}, "sponsors": sorted(want["sponsors"])}


def _removal(want, have):
    gone = {key: value for key, value in have.items() if key in ("_sponsor_ids", "_graph", "_portal")}
    if "id" not in have:
        return gone
    if not want["delete_user"]:
        raise Refusal(
            f"guest '{want['address']}' is there, and removing the guest deletes the person's user object with all its access; "
            "take the guest out of its groups instead, or set delete_user to true")
    refuse_protected(have.get("_held_by"), "deleting the guest would end all access of")
    yield Step("DELETE", f"/users/{have['id']}", says=f"Delete guest {want['address']} (the user object can be restored for 30 days)",
               confirm=Look("/users", f"the removal of guest '{want['address']}'", query=_query(want["address"]), many=True, times=STEADY,
                            pick=lambda items: None if items else {}))
    return gone


def _look(address, when=lambda user: True):
    """How the next module will look the guest up."""
    return Look("/users", f"guest '{address}'", query=_query(address), many=True, times=STEADY,
                pick=lambda items: next((item for item in items if when(item)), None))


def _query(address):
    return {"$filter": f"mail eq {quoted(address)} or startswith(userPrincipalName,{quoted(guest_alias(address))})", "$select": USER_FIELDS}


def _foretold(want):
    return {"displayName": want.get("display_name", KNOWN_AFTER_APPLY), "userPrincipalName": KNOWN_AFTER_APPLY,
            "userType": want.get("user_type", "Guest"), "externalUserState": "PendingAcceptance"}


def _shape(want, user, have, sponsors):
    shape = {
        "id": user["id"], "address": want["address"], "display_name": user["displayName"], "user_principal_name": user["userPrincipalName"],
        "user_type": user["userType"], "external_user_state": user.get("externalUserState"), "portal_url": have["_portal"],
    }
    return shape if sponsors is None else {**shape, "sponsors": sorted(sponsors.values()), "_sponsors": sponsors}


async def _sponsors(clients, user_id):
    """Object id -> name of who sponsors the guest."""
    found = await clients.graph.items(f"/users/{user_id}/sponsors")
    return {item["id"]: item.get("userPrincipalName") or item.get("displayName") or item["id"] for item in found}


async def _sponsor_ids(clients, want):
    """Name -> object id of the sponsors wanted."""
    names = want.get("sponsors") or []
    return dict(zip(names, await together(*(_sponsor_id(clients, name) for name in names))))


async def _sponsor_id(clients, name):
    if GUID.fullmatch(name):
        return (await by_id(clients, name, "User", "Group", option="sponsors"))[1]["id"]
    user, group = await together(find_user(clients, name), find_group(clients, name) if "@" not in name else _none())
    found = user or group
    if not found:
        raise Refusal(f"no person or group '{name}' was found in tenant {clients.tenant} to be a sponsor; correct sponsors")
    return found["id"]


async def _none():
    return None


async def _refuse_own_people(clients, want):
    domain = want["address"].rpartition("@")[2].lower()
    if not GUID.fullmatch(want["address"]) and want["state"] == "present" and domain in await domains(clients):
        raise Refusal(
            f"'{want['address']}' has a domain of tenant {clients.tenant} itself, so it cannot be its guest; correct the address or tenant")
