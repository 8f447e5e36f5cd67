# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups: list, read, create, upsert by uniqueName, change, delete. What a group may be stands in group_objects.py.

Assumed, where the documentation is silent: who creates a group is not to bind itself as an owner (the service adds a signed-in
creator by itself); owners are not bound by a PATCH; the uniqueName of a deleted group stays taken.
"""
from __future__ import annotations

from tests.simulator.graph import deleted_items, directory, group_members, group_objects, membership, odata, privilege, shapes
from tests.simulator.graph.directory_rules import bad_request, denied, taken
from tests.simulator.routing import odata_segments
from tests.simulator.wire import Area, Reply

area = Area("groups")
BY_KEY = "/groups(uniqueName='{uniqueName}')"
MOST_BOUND = 20
RELATIONS = ("owners", "members")


@area.get("/groups")
def listed(call):
    return odata.collection(call, everything(call), "groups", default=group_objects.SHOWN, expand=NAVIGATIONS, directory=True)


@area.get("/groups/$count")
def counted(call):
    return odata.count(call, everything(call))


@area.get("/groups/{id}", BY_KEY)
def read(call):
    return odata.entity(call, group_objects.complete(group_of(call)), "groups", default=group_objects.SHOWN, expand=NAVIGATIONS)


@area.post("/groups")
def create(call):
    return _create(call)


@area.patch(BY_KEY)
def upsert(call):
    """With the header Prefer: create-if-missing a group that is not there is made; without it there is nothing to change."""
    name = call.params["uniqueName"]
    found = _named(call.store.truths("groups"), name)
    if found is not None:
        return _change(call, found)
    if "create-if-missing" not in call.headers.get("prefer", "").lower():
        raise odata.not_found(name)
    if _named(_deleted(call), name):
        raise taken("uniqueName")
    return _create(call, unique_name=name)


@area.patch("/groups/{id}")
def change(call):
    return _change(call, group_of(call))


@area.delete("/groups/{id}", BY_KEY)
def delete(call):
    group = group_of(call)
    privilege.require_over_group(call, group)
    deleted_items.remove(call, "groups", group)


@area.get("/groups/{id}/memberOf", "/groups/{id}/memberOf/microsoft.graph.group")
def groups(call):
    rows = [shapes.typed(call, "groups", found) for found in membership.groups_of(call.tenant, group_of(call)["id"], through=False)]
    return odata.collection(call, rows, "directoryObjects", default=shapes.shown, directory=True)


def everything(call):
    return [group_objects.complete(group) for group in call.store.list("groups")]


def group_of(call):
    """The group that the path names, by id or by uniqueName."""
    if "uniqueName" in call.params:
        found, sought = _named(call.store.list("groups"), call.params["uniqueName"]), call.params["uniqueName"]
    else:
        found, sought = call.store.get("groups", call.params["id"]), call.params["id"]
    if found is None:
        raise odata.not_found(sought)
    return found


def _create(call, unique_name=None):
    wish = call.body
    group_objects.judge_new(wish)
    if wish.get("isAssignableToRole"):
        group_objects.judge_quota(call.tenant, call.store.truths("groups") + _deleted(call))
        if not call.app_only and not privilege.holds(call, privilege.PRIVILEGED_ROLE_ADMINISTRATOR):
            raise denied()
    group = group_objects.new(call.new_id(), _settings(wish), call.stamp(), unique_name)
    bound = {relation: _bound(call, relation) for relation in RELATIONS}
    _judge_bound(call, group, bound)
    if not call.app_only:
        bound["owners"].append(call.caller)
    call.store.put("groups", group["id"], group)
    for relation, ids in bound.items():
        for id in ids:
            membership.add(call.store, group["id"], id, relation)
    return Reply(201, odata.entity(call, group_objects.complete(group), "groups", default=group_objects.SHOWN))


def _change(call, group):
    privilege.require_over_group(call, group)
    group_objects.judge_change(_settings(call.body), group)
    if "owners@odata.bind" in call.body:
        raise bad_request("Owners of a group are added by POST to owners/$ref.")
    ids = _bound(call, "members")
    if len(ids) > MOST_BOUND:
        raise bad_request(f"At most {MOST_BOUND} members can be added in one request.")
    for id in ids:
        group_members.judge(call, group, "members", id)
    call.store.put("groups", group["id"], {**group, **_settings(call.body)})
    for id in ids:
        membership.add(call.store, group["id"], id)


def _settings(wish):
    """The properties in a body; what a body binds is judged elsewhere."""
    if any(relation in wish for relation in RELATIONS):
        raise bad_request("Owners and members are bound by reference: owners@odata.bind, members@odata.bind.")
    return {name: value for name, value in wish.items() if "@" not in name}


def _bound(call, relation):
    return [directory.reference(call, url) for url in call.body.get(f"{relation}@odata.bind") or []]


def _judge_bound(call, group, bound):
    """Refuse references that are too many, doubled, to nobody, or not to be in such a group."""
    if sum(map(len, bound.values())) > MOST_BOUND:
        raise bad_request(f"At most {MOST_BOUND} owners and members can be bound when a group is created.")
    if call.caller in bound["owners"] or any(len(set(ids)) < len(ids) for ids in bound.values()):
        raise bad_request("Request contains a property with duplicate values.")
    for relation, ids in bound.items():
        for id in ids:
            if directory.principal(call.tenant, id) is None:
                raise bad_request(odata.not_found(id).message)
            group_members.judge(call, group, relation, id)


def _named(groups, name):
    return next((group for group in groups if (group.get("uniqueName") or "").lower() == name.lower()), None)


def _deleted(call):
    return [found for found in call.store.truths(deleted_items.BIN) if found["@kind"] == "groups" and deleted_items.kept(call, found)]


def _navigation(relation):
    def related(call, group):
        found = membership.direct(call.tenant, group["id"], relation)
        return [shapes.typed(call, kind, each) for kind, each in found][:MOST_BOUND]
    related.default = shapes.shown
    return related


NAVIGATIONS = {relation: _navigation(relation) for relation in RELATIONS}


@area.fact("group.isAssignableToRole")
def is_role_assignable(call):
    """Whether the group that the call addresses, restores or makes is one that roles can be assigned to."""
    group = addressed(call) or deleted_items.addressed(call)
    if group is None and call.path.lower().startswith("/groups"):
        group = call.body if isinstance(call.body, dict) else {}
    return bool(group.get("isAssignableToRole")) if group is not None else None


@area.fact("group.exists")
def exists(call):
    return addressed(call) is not None if call.path.lower().startswith("/groups(") else None


def addressed(call):
    """The group that the path names, replicated or not, or None."""
    segments = odata_segments(call.path)
    first = segments[0].literal() if segments else ""
    if first == "groups(uniquename)":
        return _named(call.store.truths("groups"), segments[0].values[0])
    return call.store.truth("groups", segments[1].text) if first == "groups" and len(segments) > 1 else None
