# SPDX-License-Identifier: GPL-3.0-or-later
"""Management groups: what is read of them. They are made by nobody here; see hierarchy.py for which there are.

A group that does not exist and one that the caller may not read are refused alike, unless the caller has a role above all groups.
Assumed: who has a role at a group or above it sees it in the list; the list of descendants shows groups before subscriptions.
Left out (501): making, moving and deleting groups, and $recurse.
"""
from __future__ import annotations

from tests.simulator.arm import hierarchy, rbac, resources
from tests.simulator.wire import Area, Refused

area = Area("management groups")
ALL = "/providers/Microsoft.Management/managementGroups"
ONE = ALL + "/{groupId}"
TYPE = "Microsoft.Management/managementGroups"
READ = TYPE + "/read"


@area.seed
def named_by_roles(world, subscription):
    """A role at a group says that the group exists."""
    tenant = world.tenants[subscription.tenant_id]
    for assignment in tenant.azure.truths("roleAssignments"):
        name = hierarchy.name_in(assignment["properties"]["scope"])
        if name and name.lower() != tenant.id:
            hierarchy.put_group(tenant, name)
            hierarchy.move(tenant, subscription.id, name)


@area.get(ALL, action=None)
def listed(call):
    found = [group for group in hierarchy.groups(call.tenant).values()
             if rbac.allowed(call.world, call.tenant, call.caller, READ, hierarchy.group_id(group["name"]))]
    return resources.listed(call, [{**_named(group), "type": TYPE, "properties": {
        "tenantId": call.tenant.id, "displayName": group["displayName"]}} for group in found])


@area.get(ONE)
def read(call):
    group = group_of(call)
    if (call.option("$recurse") or "").lower() == "true":
        raise Refused(501, "NotImplemented", "The simulator does not tell a group's children at all depths; ask for its descendants.")
    expand = (call.option("$expand") or "").lower()
    details = {"version": 1, "updatedTime": call.tenant.created, "updatedBy": "", "parent": _parent(call, group)}
    above = hierarchy.chain(call.tenant, group["name"])[1:]
    if expand == "path":
        known = hierarchy.groups(call.tenant)
        details["path"] = [{"name": name, "displayName": known[name.lower()]["displayName"]} for name in [*reversed(above), group["name"]]]
    if expand == "ancestors":
        details["managementGroupAncestors"] = above
    children = {"children": _children(call, group)} if expand == "children" else {}
    return {**_named(group), "type": TYPE, "properties": {
        "tenantId": call.tenant.id, "displayName": group["displayName"], "details": details, **children}}


@area.get(ONE + "/descendants", action=TYPE + "/descendants/read")
def descendants(call):
    group = group_of(call)
    groups = [{**_named(found), "type": TYPE, "properties": {
        "displayName": found["displayName"], "parent": {"id": hierarchy.group_id(found["parent"])}}}
        for found in hierarchy.groups(call.tenant).values() if group["name"] in hierarchy.chain(call.tenant, found["name"])[1:]]
    subscriptions = [{"id": f"/subscriptions/{found.id}", "type": "/subscriptions", "name": found.id, "properties": {
        "displayName": found.name, "parent": {"id": hierarchy.group_id(hierarchy.parent_of(call.tenant, found.id))}}}
        for found in hierarchy.subscriptions_below(call.world, call.tenant, group["name"])]
    return resources.listed(call, [*groups, *subscriptions])


def group_of(call):
    """The group of the path called."""
    found = hierarchy.groups(call.tenant).get(call.params["groupId"].lower())
    if found is None:
        raise Refused(404, "NotFound", f"The management group '{call.params['groupId']}' was not found.")
    return found


def _named(group):
    return {"id": hierarchy.group_id(group["name"]), "name": group["name"]}


def _parent(call, group):
    if group["parent"] is None:
        return None
    parent = hierarchy.groups(call.tenant)[group["parent"].lower()]
    return {**_named(parent), "displayName": parent["displayName"]}


def _children(call, group):
    groups = [{**_named(found), "type": TYPE, "displayName": found["displayName"]}
              for found in hierarchy.groups(call.tenant).values() if found["parent"] == group["name"]]
    subscriptions = [{"id": f"/subscriptions/{found.id}", "type": "/subscriptions", "name": found.id, "displayName": found.name}
                     for found in call.world.subscriptions.values()
                     if found.tenant_id == call.tenant.id and hierarchy.parent_of(call.tenant, found.id) == group["name"]]
    return [*groups, *subscriptions]
