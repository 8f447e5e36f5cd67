# SPDX-License-Identifier: GPL-3.0-or-later
"""Catalogs of access packages, and the resources within them with their roles and scopes.

Every tenant begins with the catalog General. A catalog goes with the resources in it, but not while packages are in it.

Assumed, where the documentation is silent: nothing keeps two catalogs from having one name; the roles of a group are Member and Owner,
and Eligible Member and Eligible Owner once PIM has taken the group in; those of an application are the app roles for people.
"""
from __future__ import annotations

from tests.simulator.graph import directory, entitlement, pim_policies
from tests.simulator.wire import Area, Reply
from tests.simulator.world import seeded_id

area = Area("access catalogs")
KIND, ROOT, NAME = entitlement.CATALOGS, entitlement.ROOT + "/catalogs", "catalogs"
GROUP, APPLICATION = "AadGroup", "AadApplication"
GROUP_ROLES = {"Member": "Member", "Owner": "Owner"}
PIM_ROLES = {"Eligible Member": "EligibleMember", "Eligible Owner": "EligibleOwner"}
RESOURCE = ("id", "displayName", "description", "originId", "originSystem", "createdDateTime", "modifiedDateTime", "attributes")
ROLE = ("id", "displayName", "description", "originId", "originSystem")
SCOPE = (*ROLE, "isRootScope")


@area.seed
def general(_world, tenant):
    id = seeded_id("catalog", tenant.id, "General")
    tenant.directory.put(KIND, id, {
        "id": id, "displayName": "General", "description": "Built-in catalog.", "catalogType": "serviceDefault", "state": "published",
        "isExternallyVisible": True, "createdDateTime": tenant.created, "modifiedDateTime": tenant.created})


@area.get(ROOT)
def listed(call):
    return entitlement.collection(call, call.store.list(KIND), NAME, expand=EXPAND)


@area.get(ROOT + "/{id}")
def read(call):
    return entitlement.entity(call, entitlement.one(call, KIND, call.params["id"]), NAME, expand=EXPAND)


@area.post(ROOT)
def create(call):
    entitlement.admit(call)
    wish = call.body
    made = {"id": call.new_id(), "displayName": entitlement.text(wish, "displayName"), "description": wish.get("description"),
            "catalogType": "userManaged", "state": wish.get("state") or "published",
            "isExternallyVisible": bool(wish.get("isExternallyVisible")), "createdDateTime": call.stamp(7),
            "modifiedDateTime": call.stamp(7)}
    call.store.put(KIND, made["id"], made)
    return Reply(201, entitlement.entity(call, made, NAME))


@area.patch(ROOT + "/{id}")
def change(call):
    entitlement.changed(call, KIND, ("displayName", "description", "state", "isExternallyVisible"))


@area.delete(ROOT + "/{id}")
def remove(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    if found["catalogType"] != "userManaged":
        raise entitlement.bad("The built-in catalog cannot be deleted.")
    if any(package["catalog"]["id"] == found["id"] for package in call.store.truths(entitlement.PACKAGES)):
        raise entitlement.bad("The catalog has access packages and cannot be deleted.")
    for resource in call.store.truths(entitlement.RESOURCES):
        if resource["catalogId"] == found["id"]:
            call.store.delete(entitlement.RESOURCES, resource["id"])
    call.store.delete(KIND, found["id"])


@area.get(ROOT + "/{id}/resources")
def resources(call):
    catalog = entitlement.one(call, KIND, call.params["id"])
    return entitlement.collection(call, _resources(call, catalog), f"{NAME}('{catalog['id']}')/resources", RESOURCE, RESOURCE_EXPAND)


@area.get(ROOT + "/{id}/resources/{resource}")
def resource_of_catalog(call):
    catalog, found = entitlement.one(call, KIND, call.params["id"]), entitlement.one(call, entitlement.RESOURCES, call.params["resource"])
    if found["catalogId"] != catalog["id"]:
        raise entitlement.not_found(call.params["resource"])
    return entitlement.entity(call, found, f"{NAME}('{catalog['id']}')/resources", RESOURCE, RESOURCE_EXPAND)


@area.get(ROOT + "/{id}/resourceRoles")
def resource_roles(call):
    catalog = entitlement.one(call, KIND, call.params["id"])
    if "originsystem" not in (call.option("$filter") or "").lower():
        raise entitlement.bad("The list of resource roles needs a filter with originSystem.")
    rows = [{**role, "resource": found} for found in _resources(call, catalog) for role in roles_of(call, found)]
    return entitlement.collection(call, rows, f"{NAME}('{catalog['id']}')/resourceRoles", ROLE, {"resource": _resource_of_role})


def origin(call, system, id):
    """The group or the application that can be a resource, or None."""
    found = directory.principal(call.tenant, id, ("groups",) if system == GROUP else ("servicePrincipals",))
    return found and found[1]


def roles_of(call, resource):
    """What can be given of a resource."""
    id, system = resource["originId"], resource["originSystem"]
    if system == GROUP:
        managed = call.store.truth(pim_policies.ONBOARDED, id) is not None
        names = {**GROUP_ROLES, **(PIM_ROLES if managed else {})}
        named = [(name, f"{prefix}_{id}") for name, prefix in names.items()]
    else:
        application = origin(call, system, id) or {}
        named = [(role["displayName"], role["id"]) for role in application.get("appRoles", ())
                 if role.get("isEnabled", True) and "User" in role.get("allowedMemberTypes", ())]
    return [{"id": seeded_id("resource role", resource["id"], name), "displayName": name, "description": None, "originId": origin_id,
             "originSystem": system} for name, origin_id in named]


def scopes_of(_call, resource):
    return [{"id": seeded_id("resource scope", resource["id"]), "displayName": "Root", "description": "Root Scope",
             "originId": resource["originId"], "originSystem": resource["originSystem"], "isRootScope": True}]


def _resources(call, catalog):
    return [found for found in call.store.list(entitlement.RESOURCES) if found["catalogId"] == catalog["id"]]


def _packages(call, catalog):
    return [found for found in call.store.list(entitlement.PACKAGES) if found["catalog"]["id"] == catalog["id"]]


def _resource_of_role(_call, row):
    return row["resource"]


_resource_of_role.default = RESOURCE
_resources.default = RESOURCE
_packages.default = entitlement.PACKAGE_SHOWN
roles_of.default, scopes_of.default = ROLE, SCOPE
RESOURCE_EXPAND = {"roles": roles_of, "scopes": scopes_of}
_resources.expand = RESOURCE_EXPAND
EXPAND = {"resources": _resources, "accessPackages": _packages}
