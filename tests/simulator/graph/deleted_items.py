# SPDX-License-Identifier: GPL-3.0-or-later
"""The recycle bin of the directory: deleted users, groups, service principals and applications, for thirty days.

Assumed, where the documentation is silent: the bin is listed by type alone; a deleted user's name carries the object id in front, as
it frees the name; a name taken meanwhile refuses the restore with 400.
"""
from __future__ import annotations

import datetime

from tests.simulator.clock import moment
from tests.simulator.graph import directory, odata, shapes
from tests.simulator.graph.directory_rules import app_in_use, bad_request, taken
from tests.simulator.routing import odata_segments
from tests.simulator.wire import Area

area = Area("deleted items")
KEPT = datetime.timedelta(days=30)
BIN = "deletedItems"


def remove(call, kind, found):
    """Delete a directory object: from its collection into the bin."""
    call.store.delete(kind, found["id"])
    named = {"userPrincipalName": found["id"].replace("-", "") + found["userPrincipalName"]} if kind == "users" else {}
    call.store.put(BIN, found["id"], {**found, **named, "deletedDateTime": call.stamp(), "@kind": kind})


@area.get("/directory/deletedItems")
def untyped(call):
    raise bad_request("Listing deleted items needs a type, such as /directory/deletedItems/microsoft.graph.user.")


@area.get(*(f"/directory/deletedItems/microsoft.graph.{cast}" for cast in ("user", "group", "servicePrincipal", "application")))
def listed(call):
    cast = odata_segments(call.path)[-1].text
    rows = [_typed(call, found) for found in call.store.list(BIN) if kept(call, found)]
    return odata.collection(call, shapes.of_type(rows, cast), f"directoryObjects/{cast}", default=_shown, directory=True)


@area.get("/directory/deletedItems/{id}")
def read(call):
    return odata.entity(call, _typed(call, deleted_of(call)), "directoryObjects", default=_shown)


@area.post("/directory/deletedItems/{id}/restore")
def restore(call):
    found = deleted_of(call)
    kind, wish = found["@kind"], call.body or {}
    restored = {name: value for name, value in found.items() if name not in ("@kind", "deletedDateTime")}
    if kind == "users":
        restored = _renamed(call, restored, wish)
    elif kind == "servicePrincipals" and any(each["appId"] == found["appId"] for each in call.store.truths(kind)):
        raise app_in_use(found["appId"])
    call.store.delete(BIN, found["id"])
    call.store.put(kind, found["id"], restored)
    return odata.entity(call, shapes.typed(call, kind, restored), "directoryObjects", default=shapes.shown)


@area.delete("/directory/deletedItems/{id}")
def purge(call):
    found = deleted_of(call)
    call.store.delete(BIN, found["id"])
    for kind in call.store.kinds():
        if kind.startswith(f"{found['@kind']}/{found['id']}/"):
            for row in call.store.truths(kind):
                call.store.delete(kind, row["id"])


def deleted_of(call):
    found = call.store.get(BIN, call.params["id"])
    if found is None or not kept(call, found):
        raise odata.not_found(call.params["id"])
    return found


def _renamed(call, user, wish):
    """A user who gets the old name back, and keeps the addresses that nobody else has meanwhile."""
    own = user["userPrincipalName"].removeprefix(user["id"].replace("-", ""))
    name = wish.get("newUserPrincipalName") or own
    others = call.store.truths("users")
    if any(other["userPrincipalName"].lower() == name.lower() for other in others):
        raise taken("userPrincipalName")
    elsewhere = {address.lower() for other in others for address in other.get("proxyAddresses") or []}
    free = [address for address in user.get("proxyAddresses") or [] if address.lower() not in elsewhere]
    if len(free) < len(user.get("proxyAddresses") or []) and not wish.get("autoReconcileProxyConflict"):
        raise taken("proxyAddresses")
    return {**user, "userPrincipalName": name, "proxyAddresses": free}


def kept(call, found):
    """Whether the object is still in the bin."""
    return call.now() - moment(found["deletedDateTime"]) < KEPT


def _typed(call, found):
    return shapes.typed(call, found["@kind"], {name: value for name, value in found.items() if name != "@kind"})


def _shown(row):
    names = shapes.shown(row)
    return names and names | {"deletedDateTime"}


@area.fact("object.type")
def object_type(call):
    """The type of the deleted object that the path names; the permission needed depends on it."""
    found = addressed(call)
    return directory.KINDS[found["@kind"]] if found else None


def addressed(call):
    """The deleted object that the path names, or None."""
    segments = [segment.text for segment in odata_segments(call.path)]
    if len(segments) < 3 or [text.lower() for text in segments[:2]] != ["directory", "deleteditems"]:
        return None
    return call.store.truth(BIN, segments[2])
