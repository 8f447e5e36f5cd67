# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure role definitions: the built-in ones, and a tenant's own.

Assumed: built-in roles are neither changed nor deleted, and "/" is no assignable scope of a custom role (400; the codes are not
published); writing a custom role needs the right to at each of its assignable scopes; anybody reads those of the tenant's level.
"""
from __future__ import annotations

from tests.simulator.arm import rbac, resources, scopes
from tests.simulator.arm.builtin_roles import BUILT_IN
from tests.simulator.arm.filters import terms, unsupported
from tests.simulator.arm.system_data import author
from tests.simulator.wire import Area, Refused, Reply

area = Area("role definitions")
KIND = "roleDefinitions"
ALL = "{+scope}/providers/Microsoft.Authorization/roleDefinitions"
ONE = ALL + "/{roleDefinitionId}"
WRITE, DELETE = "Microsoft.Authorization/roleDefinitions/write", "Microsoft.Authorization/roleDefinitions/delete"


@area.get(ALL.removeprefix("{+scope}"), action=None)
@area.get(ALL)
def listed(call):
    scope, asked = scopes.scope_of(call), terms(call.option("$filter"))
    known = rbac.role_definitions(rbac.tenant_of(call)).values()
    below = any(term.name == "atscopeandbelow" for term in asked)
    found = [role for role in known if usable_at(role, scope, below) and all(_fits(role, term, call) for term in asked)]
    return resources.listed(call, [shown(call, role) for role in found])


@area.get(ONE.removeprefix("{+scope}"), action=None)
@area.get(ONE)
def read(call):
    role = rbac.role_definition(call.world, rbac.tenant_of(call).id, call.params["roleDefinitionId"])
    if role is None:
        raise missing(call.params["roleDefinitionId"], 404)
    return shown(call, role)


@area.put(ONE)
def put(call):
    scopes.scope_of(call)
    guid, given = call.params["roleDefinitionId"].lower(), call.body.get("properties") or {}
    if not scopes.is_guid(guid):
        raise Refused(400, "InvalidRoleDefinitionId", f"The role definition ID '{guid}' is not valid. The role definition ID must "
                      "be a GUID.")
    if guid in BUILT_IN or given.get("type", "CustomRole") != "CustomRole":
        raise Refused(400, "CannotUpdateBuiltInRole", "Built-in roles cannot be created or changed.")
    _check(call, guid, given)
    azure = rbac.tenant_of(call).azure
    old = azure.truth(KIND, _key(guid))
    return Reply(201, shown(call, azure.put(KIND, _key(guid), _custom(call, guid, given, old))))


@area.delete(ONE)
def delete(call):
    tenant = rbac.tenant_of(call)
    guid = call.params["roleDefinitionId"].lower()
    if guid in BUILT_IN:
        raise Refused(400, "CannotDeleteBuiltInRole", "Built-in roles cannot be deleted.")
    role = tenant.azure.truth(KIND, _key(guid))
    if role is None:
        return None
    _require(call, DELETE, role["properties"]["assignableScopes"])
    if any(found["properties"]["roleDefinitionId"].lower().endswith(guid) for found in tenant.azure.truths("roleAssignments")):
        raise Refused(400, "RoleDefinitionHasAssignments", "There are existing role assignments referencing role (code: "
                      "RoleDefinitionHasAssignments).")
    tenant.azure.delete(KIND, _key(guid))
    return shown(call, role)


def shown(call, role):
    """Below the tenant's level, a role's id is of the subscription that was asked."""
    return {**role, "id": f"{scopes.subscription_root(call)}/providers/Microsoft.Authorization/roleDefinitions/{role['name']}"}


def missing(name, status):
    return Refused(status, "RoleDefinitionDoesNotExist", f"The specified role definition with ID '{name}' does not exist.")


def usable_at(role, scope, below=False):
    """May the role be assigned at the scope, or somewhere below it?"""
    places = role["properties"]["assignableScopes"]
    return any(rbac.covers(place, scope) or (below and rbac.covers(scope, place)) for place in places)


def _fits(role, term, call):
    values = role["properties"]
    if term.operator == "eq" and term.name in ("rolename", "type"):
        return values["roleName" if term.name == "rolename" else "type"].lower() == term.values[0].lower()
    if term.operator == "call" and term.name == "atscopeandbelow" and not term.values:
        return True
    raise unsupported(call.option("$filter"))


def _check(call, guid, given):
    name, places = given.get("roleName"), given.get("assignableScopes")
    if not name or not places or not given.get("permissions"):
        raise Refused(400, "InvalidRoleDefinition", "A custom role needs roleName, assignableScopes and permissions.")
    if "/" in places:
        raise Refused(400, "InvalidAssignableScope", "A custom role cannot be assignable at '/'.")
    tenant = rbac.tenant_of(call)
    if any(found["properties"]["roleName"].lower() == name.lower() and found["name"] != guid
           for found in [*BUILT_IN.values(), *tenant.azure.truths(KIND)]):
        raise Refused(409, "RoleDefinitionWithSameNameExists", f"A custom role with the same name '{name}' already exists in this "
                      "directory. Use a different name.")
    old = tenant.azure.truth(KIND, _key(guid))
    _require(call, WRITE, [*places, *(old["properties"]["assignableScopes"] if old else [])])


def _require(call, action, places):
    for place in places:
        parts = place.strip("/").split("/")
        subscription = call.world.subscriptions.get(parts[1].lower()) if parts[0].lower() == "subscriptions" and len(parts) > 1 else None
        if not rbac.allowed(call.world, call.tenant, call.caller, action, place, subscription):
            raise Refused(403, "LinkedAuthorizationFailed", f"The client '{call.claims.get('appid')}' with object id '{call.caller}' does "
                          f"not have authorization to perform action '{action}' over assignable scope '{place}'.")


def _custom(call, guid, given, old):
    permissions = [{name: permission.get(name) or [] for name in ("actions", "notActions", "dataActions", "notDataActions")}
                   for permission in given["permissions"]]
    who, now = author(call), call.stamp(7)
    made = old["properties"] if old else {"createdOn": now, "createdBy": who}
    return {"id": _key(guid), "name": guid, "type": "Microsoft.Authorization/roleDefinitions", "properties": {
        "roleName": given["roleName"], "type": "CustomRole", "description": given.get("description") or "",
        "assignableScopes": given["assignableScopes"], "permissions": permissions, "createdOn": made["createdOn"],
        "updatedOn": now, "createdBy": made["createdBy"], "updatedBy": who}}


def _key(guid):
    return f"/providers/microsoft.authorization/roledefinitions/{guid}"
