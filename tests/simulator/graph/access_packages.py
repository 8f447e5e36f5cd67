# SPDX-License-Identifier: GPL-3.0-or-later
"""Access packages, and the resource roles that each of them gives.

Assumed, where the documentation is silent: nothing keeps two packages from having one name; a package with policies is not deleted (400);
a role that is in the package already is refused (400); the role must be one that its resource has, and the resource in the same catalog.
"""
from __future__ import annotations

from tests.simulator.graph import access_catalogs, entitlement
from tests.simulator.wire import Area, Reply

area = Area("access packages")
KIND, ROOT, NAME = entitlement.PACKAGES, entitlement.ROOT + "/accessPackages", "accessPackages"
SHOWN = entitlement.PACKAGE_SHOWN
SCOPE_SHOWN = ("id", "createdDateTime")


@area.get(ROOT)
def listed(call):
    return entitlement.collection(call, call.store.list(KIND), NAME, SHOWN, EXPAND)


@area.get(ROOT + "/{id}")
def read(call):
    return entitlement.entity(call, entitlement.one(call, KIND, call.params["id"]), NAME, SHOWN, EXPAND)


@area.post(ROOT)
def create(call):
    entitlement.admit(call)
    catalog = entitlement.truth(call, entitlement.CATALOGS, entitlement.reference(call.body, "catalog"))
    made = {"id": call.new_id(), "displayName": entitlement.text(call.body, "displayName"), "description": call.body.get("description"),
            "isHidden": bool(call.body.get("isHidden")), "createdDateTime": call.stamp(7), "modifiedDateTime": call.stamp(7),
            "catalog": {"id": catalog["id"]}}
    call.store.put(KIND, made["id"], made)
    return Reply(201, entitlement.entity(call, made, NAME, SHOWN))


@area.patch(ROOT + "/{id}")
def change(call):
    entitlement.changed(call, KIND, ("displayName", "description", "isHidden"))


@area.delete(ROOT + "/{id}")
def remove(call):
    found = entitlement.truth(call, KIND, call.params["id"])
    if any(each["accessPackage"]["id"] == found["id"] for each in entitlement.standing(call)):
        raise entitlement.bad("The access package has assignments and cannot be deleted.")
    if any(each["accessPackage"]["id"] == found["id"] for each in call.store.truths(entitlement.POLICIES)):
        raise entitlement.bad("The access package has assignment policies and cannot be deleted.")
    for row in call.store.truths(entitlement.ROLE_SCOPES):
        if row["packageId"] == found["id"]:
            call.store.delete(entitlement.ROLE_SCOPES, _key(row))
    call.store.delete(KIND, found["id"])


@area.get(ROOT + "/{id}/resourceRoleScopes")
def role_scopes(call):
    package = entitlement.one(call, KIND, call.params["id"])
    return entitlement.collection(call, _role_scopes(call, package), f"{NAME}('{package['id']}')/resourceRoleScopes", SCOPE_SHOWN,
                                  SCOPE_EXPAND)


@area.post(ROOT + "/{id}/resourceRoleScopes")
def add_role(call):
    package = entitlement.truth(call, KIND, call.params["id"])
    wished, scoped = call.body.get("role") or {}, call.body.get("scope") or {}
    resource = _resource(call, package, wished.get("resource") or {})
    role = next((each for each in access_catalogs.roles_of(call, resource) if each["originId"] == wished.get("originId")), None)
    if role is None or wished.get("id", role["id"]) != role["id"] or wished.get("originSystem") != role["originSystem"]:
        raise entitlement.bad("The resource has no such role.")
    [scope] = access_catalogs.scopes_of(call, resource)
    if scoped.get("originId") != scope["originId"] or scoped.get("id", scope["id"]) != scope["id"]:
        raise entitlement.bad("The resource has no such scope.")
    row = {"id": f"{role['id']}_{scope['id']}", "createdDateTime": call.stamp(7), "packageId": package["id"], "role": role, "scope": scope,
           "resource": resource}
    if call.store.truth(entitlement.ROLE_SCOPES, _key(row)):
        raise entitlement.bad("The access package has this resource role already.")
    call.store.put(entitlement.ROLE_SCOPES, _key(row), row)
    return Reply(201, entitlement.entity(call, row, f"{NAME}('{package['id']}')/resourceRoleScopes", SCOPE_SHOWN))


@area.delete(ROOT + "/{id}/resourceRoleScopes/{scope}")
def remove_role(call):
    package = entitlement.truth(call, KIND, call.params["id"])
    if not call.store.delete(entitlement.ROLE_SCOPES, f"{package['id']}/{call.params['scope']}"):
        raise entitlement.not_found(call.params["scope"])


def roles_given(call, package_id):
    """What an assignment of the package gives: (resource, role)."""
    return [(row["resource"], row["role"]) for row in call.store.truths(entitlement.ROLE_SCOPES) if row["packageId"] == package_id]


def _resource(call, package, wish):
    found = call.store.truth(entitlement.RESOURCES, str(wish.get("id")))
    if found is None or found["catalogId"] != package["catalog"]["id"]:
        raise entitlement.bad("The resource of the role is not in the catalog of the access package.")
    return found


def _key(row):
    return f"{row['packageId']}/{row['id']}"


def _role_scopes(call, package):
    return [row for row in call.store.list(entitlement.ROLE_SCOPES) if row["packageId"] == package["id"]]


def _catalog(call, package):
    return call.store.get(entitlement.CATALOGS, package["catalog"]["id"])


def _policies(call, package):
    return [each for each in call.store.list(entitlement.POLICIES) if each["accessPackage"]["id"] == package["id"]]


def _role(_call, row):
    return {**row["role"], "resource": row["resource"]}


def _scope(_call, row):
    return {**row["scope"], "resource": row["resource"]}


def _inner_resource(_call, row):
    return row["resource"]


_inner_resource.default = access_catalogs.RESOURCE
_role.default, _scope.default = access_catalogs.ROLE, access_catalogs.SCOPE
_role.expand = _scope.expand = {"resource": _inner_resource}
SCOPE_EXPAND = {"role": _role, "scope": _scope}
_role_scopes.default, _role_scopes.expand = SCOPE_SHOWN, SCOPE_EXPAND
EXPAND = {"catalog": _catalog, "resourceRoleScopes": _role_scopes, "assignmentPolicies": _policies}
