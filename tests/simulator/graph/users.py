# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: list, read, create, change, delete, revoke sessions, and the groups that a user is in.

Assumed, where the documentation is silent: a guest who is protected (see privilege.py) is changed in no respect without a higher
role, a protected member in none of the sensitive ones; properties that only the service sets are refused in a body with 400.
"""
from __future__ import annotations

import re

from tests.simulator.graph import deleted_items, directory, membership, odata, privilege, shapes, user_objects
from tests.simulator.graph.directory_rules import bad_request, invalid, keep_length, keep_writable, taken
from tests.simulator.wire import Area, Reply

area = Area("users")
RESOURCE = "User"
LENGTHS = {"displayName": 256, "givenName": 64, "surname": 64, "mailNickname": 64, "jobTitle": 128, "department": 64,
           "companyName": 64, "usageLocation": 2}
UPN = re.compile(r"[A-Za-z0-9'._!#^~-]+@[A-Za-z0-9.-]+")


@area.get("/users")
def listed(call):
    return odata.collection(call, everybody(call.tenant), "users", default=user_objects.SHOWN, expand=NAVIGATIONS, directory=True)


@area.get("/users/$count")
def counted(call):
    return odata.count(call, everybody(call.tenant))


@area.get("/users/{id}")
def read(call):
    return odata.entity(call, user_objects.complete(user_of(call)), "users", default=user_objects.SHOWN, expand=NAVIGATIONS)


@area.get("/me")
def me(call):
    call.params = {"id": call.caller}
    return read(call)


@area.post("/users")
def create(call):
    wish = call.body
    keep_writable(wish, user_objects.READ_ONLY)
    keep_length(wish, LENGTHS, RESOURCE)
    _judge_name(call.tenant, wish["userPrincipalName"])
    for name in ("displayName", "mailNickname"):
        if not wish.get(name):
            raise invalid(name, RESOURCE)
    if not (wish.get("passwordProfile") or {}).get("password"):
        raise bad_request("A password must be specified to create a new user.")
    kept = {name: value for name, value in wish.items() if name != "passwordProfile" and "@" not in name}
    user = {**user_objects.member(call.new_id(), wish["userPrincipalName"], wish["displayName"], call.stamp()), **kept}
    call.store.put("users", user["id"], user)
    return Reply(201, odata.entity(call, user_objects.complete(user), "users", default=user_objects.SHOWN))


@area.patch("/users/{id}")
def change(call):
    user, wish = user_of(call), call.body
    keep_writable(wish, user_objects.READ_ONLY)
    keep_length(wish, LENGTHS, RESOURCE)
    if user_objects.is_external(user) or privilege.SENSITIVE & set(wish):
        privilege.require_over(call, user)
    if "userPrincipalName" in wish and str(wish["userPrincipalName"]).lower() != user["userPrincipalName"].lower():
        _judge_name(call.tenant, wish["userPrincipalName"] or "")
    for name in ("displayName", "mailNickname"):
        if name in wish and not wish[name]:
            raise invalid(name, RESOURCE)
    kept = {name: value for name, value in wish.items() if name != "passwordProfile" and "@" not in name}
    call.store.put("users", user["id"], {**user, **kept})


@area.delete("/users/{id}")
def delete(call):
    user = user_of(call)
    privilege.require_over(call, user)
    deleted_items.remove(call, "users", user)


@area.post("/users/{id}/revokeSignInSessions")
def revoke(call):
    user = user_of(call)
    call.store.put("users", user["id"], {**user, "signInSessionsValidFromDateTime": call.stamp()})
    names = {user["userPrincipalName"].lower(), (user.get("mail") or "").lower()}
    for token in call.world.refresh_tokens.values():
        if token["tenant"] == call.tenant.id and token["user"].lower() in names:
            token["revoked"] = True
    return {"@odata.context": f"{call.origin}/{call.version}/$metadata#Edm.Boolean", "value": True}


@area.get("/users/{id}/memberOf", "/users/{id}/memberOf/microsoft.graph.group")
def groups(call):
    return _groups(call, through=False)


@area.get("/users/{id}/transitiveMemberOf", "/users/{id}/transitiveMemberOf/microsoft.graph.group")
def transitive_groups(call):
    return _groups(call, through=True)


def user_of(call):
    """The user that the path names, by id or user principal name."""
    user = directory.person(call.tenant, call.params["id"])
    if user is None:
        raise odata.not_found(call.params["id"])
    return user


def sponsors_of(tenant, user_id):
    """(kind, object) of a user's sponsors that exist, as this reader sees them."""
    found = (directory.principal(tenant, row["id"]) for row in tenant.directory.list(f"users/{user_id}/sponsors"))
    return [each for each in found if each is not None]


def everybody(tenant):
    return [user_objects.complete(user) for user in tenant.directory.list("users")]


def _groups(call, through):
    rows = [shapes.typed(call, "groups", group) for group in membership.groups_of(call.tenant, user_of(call)["id"], through)]
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown, directory=True)


def _judge_name(tenant, upn):
    local, _unused, domain = upn.rpartition("@")
    if domain.lower() not in map(str.lower, tenant.domains):
        raise bad_request("The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain "
                          "names in your organization.")
    if not local or not UPN.fullmatch(upn):
        raise invalid("userPrincipalName", RESOURCE)
    if any(user["userPrincipalName"].lower() == upn.lower() for user in tenant.directory.truths("users")):
        raise taken("userPrincipalName")


def _sponsors(call, user):
    return [shapes.typed(call, kind, found) for kind, found in sponsors_of(call.tenant, user["id"])]


def _member_of(call, user):
    return [shapes.typed(call, "groups", group) for group in membership.groups_of(call.tenant, user["id"], through=False)]


_sponsors.default = _member_of.default = shapes.shown
NAVIGATIONS = {"sponsors": _sponsors, "memberOf": _member_of}
