# SPDX-License-Identifier: GPL-3.0-or-later
"""Members and owners of groups: list, cast, count, add and remove by reference.

Assumed, where the documentation is silent: the last owner who is a user cannot be removed; the members of a dynamic group cannot be
written; without /$ref a DELETE deletes the person, as it addresses the object itself.
"""
from __future__ import annotations

from tests.simulator.graph import deleted_items, directory, membership, odata, privilege, shapes
from tests.simulator.graph.directory_rules import already_referenced, bad_request, denied
from tests.simulator.routing import odata_segments
from tests.simulator.wire import Area

area = Area("group members")
CASTS = ("microsoft.graph.user", "microsoft.graph.group", "microsoft.graph.servicePrincipal")
MOST_OWNERS = 100


def _all(template):
    return [template, *(f"{template}/{cast}" for cast in CASTS)]


@area.get(*_all("/groups/{id}/members"), *_all("/groups/{id}/owners"), *_all("/groups/{id}/transitiveMembers"))
def listed(call):
    return odata.collection(call, _rows(call), "directoryObjects", default=shapes.shown, directory=True)


@area.get(*(f"{template}/$count" for name in ("members", "owners", "transitiveMembers") for template in _all(f"/groups/{{id}}/{name}")))
def counted(call):
    return odata.count(call, _rows(call))


@area.get("/groups/{id}/members/$ref", "/groups/{id}/owners/$ref")
def references(call):
    return shapes.references(call, _rows(call))


@area.post("/groups/{id}/members/$ref", "/groups/{id}/owners/$ref")
def add(call):
    group, relation = _group(call), _relation(call)
    privilege.require_over_group(call, group)
    id = directory.reference(call, call.body["@odata.id"])
    judge(call, group, relation, id)
    membership.add(call.store, group["id"], id, relation)


@area.delete("/groups/{id}/members/{principal}/$ref", "/groups/{id}/owners/{principal}/$ref")
def remove(call):
    group, relation, id = _group(call), _relation(call), call.params["principal"]
    privilege.require_over_group(call, group)
    if not membership.holds(call.store, group["id"], id, relation):
        raise odata.not_found(id)
    people = [owner["id"] for kind, owner in membership.written(call.tenant, group["id"], "owners") if kind == "users"]
    if relation == "owners" and people == [id]:
        raise bad_request("The group must have at least one owner, hence this owner cannot be removed.")
    membership.remove(call.store, group["id"], id, relation)


@area.delete("/groups/{id}/members/{principal}", "/groups/{id}/owners/{principal}")
def delete_object(call):
    """Without /$ref the path leads on to the object itself."""
    found = directory.principal(call.tenant, call.params["principal"])
    if found is None or not membership.holds(call.store, _group(call)["id"], found[1]["id"], _relation(call)):
        raise odata.not_found(call.params["principal"])
    deleted_items.remove(call, *found)


def judge(call, group, relation, id):
    """Refuse who cannot become a member or an owner of the group."""
    found = directory.principal(call.tenant, id)
    if found is None:
        raise odata.not_found(id)
    if membership.holds(call.store, group["id"], id, relation):
        raise already_referenced(relation)
    kind = found[0]
    if relation == "owners":
        if kind not in ("users", "servicePrincipals"):
            raise bad_request("The owner of a group must be a user or a service principal.")
        if len(membership.written(call.tenant, group["id"], "owners")) >= MOST_OWNERS:
            raise bad_request(f"A group has at most {MOST_OWNERS} owners.")
        return
    if "DynamicMembership" in group["groupTypes"]:
        raise denied()
    if kind == "groups" and (group.get("isAssignableToRole") or id == group["id"]):
        raise bad_request("A group cannot be a member of itself or of a group that roles can be assigned to.")


def _group(call):
    group = call.store.get("groups", call.params["id"])
    if group is None:
        raise odata.not_found(call.params["id"])
    return group


def _relation(call):
    return odata_segments(call.path)[2].text.lower()


def _rows(call):
    group, segments = _group(call), [segment.text for segment in odata_segments(call.path)]
    if segments[2].lower() == "transitivemembers":
        found = membership.transitive(call.tenant, group["id"])
    else:
        found = membership.direct(call.tenant, group["id"], segments[2].lower())
    rows = [shapes.typed(call, kind, each) for kind, each in found]
    cast = next((text for text in segments[3:] if not text.startswith("$")), None)
    return shapes.of_type(rows, cast) if cast else rows


@area.fact("member.type")
def member_type(call):
    """The type of the member or owner that the path names: without /$ref the permission to delete such an object decides."""
    segments = [segment.text for segment in odata_segments(call.path)]
    if len(segments) < 4 or segments[0].lower() != "groups" or segments[2].lower() not in ("members", "owners"):
        return None
    found = directory.principal(call.tenant, segments[3])
    return directory.KINDS[found[0]] if found else None
