# SPDX-License-Identifier: GPL-3.0-or-later
"""Resource groups, and what is in them. Deleting one takes everything in it along; its workspaces are soft-deleted.

Assumed: the code of a bad name is InvalidResourceGroup; that of a location that differs is InvalidResourceGroupLocation.
"""
from __future__ import annotations

import re

from tests.simulator.arm import operations, rbac, regions, resources, workspaces
from tests.simulator.arm.filters import equalities
from tests.simulator.arm.tags import checked_tags
from tests.simulator.wire import Area, Refused, Reply

area = Area("resource groups")
KIND = "resourceGroups"
ONE = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
ACTION = "Microsoft.Resources/subscriptions/resourceGroups/"
NAME = re.compile(r"[-\w.()]{1,90}")
TRACKED = re.compile(r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[^/]+/[^/]+/[^/]+", re.I)


@area.get("/subscriptions/{subscriptionId}/resourceGroups", action=ACTION + "read")
def listed(call):
    wanted = equalities(call.option("$filter"), ("tagName", "tagValue"))
    found = [group for group in call.store.list(KIND) if _tagged(group, wanted)]
    count = call.option("$top")
    return resources.listed(call, found[:int(count)] if count else found)


@area.get(ONE, action=ACTION + "read")
def read(call):
    operations.current(call, KIND)
    return resources.group_of(call)


@area.route("HEAD", ONE, action=ACTION + "read")
def exists(call):
    operations.current(call, KIND)
    return Reply(204 if call.store.get(KIND, resources.key(call)) else 404)


@area.put(ONE, action=ACTION + "write")
def put(call):
    old = call.store.truth(KIND, resources.key(call))
    name = call.params["resourceGroupName"]
    if not NAME.fullmatch(name) or name.endswith("."):
        bad = "".join(sorted(set(re.sub(r"[-\w.()]", "", name)))) or "."
        raise Refused(400, "InvalidResourceGroup", f"The provided resource group name '{name}' has these invalid characters: '{bad}'. The "
                      "name can only be a letter, digit, '-', '.', '(', ')' or '_'.")
    location = regions.region_for(call, call.body["location"], None)
    if old:
        resources.refuse_while_deleting(old)
        if old["location"] != location:
            raise Refused(409, "InvalidResourceGroupLocation", f"Invalid resource group location '{location}'. The Resource group already "
                          f"exists in location '{old['location']}'.")
    group = {"id": old["id"] if old else resources.id_of(call), "name": old["name"] if old else name,
             "type": "Microsoft.Resources/resourceGroups", "location": location, "tags": checked_tags(call.body.get("tags")),
             "properties": {"provisioningState": "Succeeded"}}
    if call.body.get("managedBy"):
        group["managedBy"] = call.body["managedBy"]
    call.store.put(KIND, resources.key(call), group)
    return Reply(200 if old else 201, group)


@area.patch(ONE, action=ACTION + "write")
def patch(call):
    old = resources.open_group(call)
    checked_tags(call.body.get("tags"))
    changes = {name: call.body[name] for name in ("tags", "managedBy") if call.body.get(name) is not None}
    return call.store.put(KIND, resources.key(call), {**old, **changes})


@area.delete(ONE, action=ACTION + "delete")
def delete(call):
    group = resources.group_of(call)
    empty(call, group)
    deleting = {**group, "properties": {"provisioningState": "Deleting"}}
    return operations.begin(call, KIND, None, deleting, style="location")


@area.get(ONE + "/resources", action="Microsoft.Resources/subscriptions/resources/read")
def contents(call):
    group = resources.group_of(call)
    wanted = equalities(call.option("$filter"), ("resourceType", "name", "location", "tagName", "tagValue"))
    found = [resource for resource in tracked(call.store, group) if _matches(resource, wanted)]
    count = call.option("$top")
    return resources.listed(call, [generic(call, resource) for resource in (found[:int(count)] if count else found)])


def tracked(store, group):
    """The resources that ARM itself knows of in a group: those with a location of their own."""
    inside = group["id"].lower() + "/"
    return [found for kind in store.kinds() for found in store.list(kind)
            if found.get("id", "").lower().startswith(inside) and TRACKED.fullmatch(found["id"]) and found.get("location")]


def generic(call, resource):
    """A resource as lists over all types show it: without its own properties."""
    seen = {name: resource[name] for name in ("id", "name", "type", "location", "tags", "kind", "plan") if name in resource}
    properties, expanded = resource.get("properties", {}), (call.option("$expand") or "").replace(" ", "").split(",")
    extra = {"createdTime": properties.get("createdDate"), "changedTime": properties.get("modifiedDate"),
             "provisioningState": properties.get("provisioningState")}
    return seen | {name: value or call.stamp(7) for name, value in extra.items() if name in expanded}


def empty(call, group):
    """Delete all that is in a resource group, delegations and role assignments at it or below included."""
    inside = group["id"].lower()
    for kind in call.store.kinds():
        for found in call.store.truths(kind):
            key = found.get("id", "").lower()
            if key.startswith(inside + "/") and kind != workspaces.SENTINEL:
                operations.supersede(call.world, kind, key)
                if kind == workspaces.KIND:
                    workspaces.keep_deleted(call, found)
                call.store.delete(kind, key)
    azure = rbac.tenant_of(call).azure
    for assignment in azure.truths("roleAssignments"):
        if rbac.covers(inside, assignment["properties"]["scope"]):
            azure.delete("roleAssignments", assignment["id"].lower())


def _tagged(thing, wanted):
    tags = thing.get("tags") or {}
    name, value = wanted.get("tagname"), wanted.get("tagvalue")
    return name is None or (name in tags and value in (None, tags[name]))


def _matches(resource, wanted):
    return _tagged(resource, wanted) and all(str(resource[theirs]).lower() == wanted[ours].lower() for ours, theirs in (
        ("resourcetype", "type"), ("name", "name"), ("location", "location")) if ours in wanted)
