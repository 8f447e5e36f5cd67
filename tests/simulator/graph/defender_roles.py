# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom roles of Microsoft Defender XDR (unified RBAC) and their assignments: Graph beta, in the public cloud alone.

Assumed, where the documentation is silent: a display name is taken once among roles and once among assignments, without case; an action
must be in the catalogue; a role that is assigned cannot be deleted; an assignment's PATCH is refused, since it has been seen to fail;
an assignment's principals are users and groups of the tenant; directoryScopeIds are answered as null; a PATCH of a role answers 204.
A tenant begins without any role.
"""
from __future__ import annotations

from tests.simulator.graph import directory, odata
from tests.simulator.graph.defender_actions import ACTIONS
from tests.simulator.graph.directory_rules import bad_request, invalid, read_only, required, taken
from tests.simulator.wire import Area, Reply

area = Area("defender roles")
DEFINITIONS, ASSIGNMENTS = "/roleManagement/defender/roleDefinitions", "/roleManagement/defender/roleAssignments"
ROLES, HOLDERS = "defenderRoles", "defenderRoleAssignments"      # in the tenant's store
ROLE, ASSIGNMENT = "unifiedRoleDefinition", "unifiedRoleAssignmentMultiple"
WRITABLE = {
    ROLE: {"displayName", "description", "rolePermissions", "isEnabled"},
    ASSIGNMENT: {"displayName", "description", "roleDefinitionId", "principalIds", "directoryScopeIds", "appScopeIds", "condition"},
}
ANSWERED = {"id", "isBuiltIn", "resourceScopes", "templateId", "version", "allowedPrincipalTypes", "isPrivileged"}
LISTS = ("principalIds", "directoryScopeIds", "appScopeIds")


@area.get(DEFINITIONS)
def roles(call):
    return odata.collection(call, call.store.list(ROLES), DEFINITIONS[1:])


@area.get(DEFINITIONS + "/{id}")
def one_role(call):
    return odata.entity(call, found(call, ROLES), DEFINITIONS[1:])


@area.post(DEFINITIONS)
def make_role(call):
    body = checked(call, ROLE, ("displayName", "rolePermissions"))
    keep_name(call, ROLES, body["displayName"])
    role = {"id": call.new_id(), "description": None, "isEnabled": True, **body, "rolePermissions": permissions(body["rolePermissions"]),
            "isBuiltIn": False, "resourceScopes": ["/"], "templateId": None, "version": None, "allowedPrincipalTypes": None,
            "isPrivileged": None}
    call.store.put(ROLES, role["id"], role)
    return Reply(201, odata.entity(call, role, DEFINITIONS[1:]))


@area.patch(DEFINITIONS + "/{id}")
def change_role(call):
    role, body = found(call, ROLES, truth=True), checked(call, ROLE)
    if "displayName" in body:
        keep_name(call, ROLES, body["displayName"], besides=role["id"])
    if "rolePermissions" in body:
        body = {**body, "rolePermissions": permissions(body["rolePermissions"])}
    call.store.put(ROLES, role["id"], {**role, **body})


@area.delete(DEFINITIONS + "/{id}")
def delete_role(call):
    role = found(call, ROLES, truth=True)
    if any(row["roleDefinitionId"] == role["id"] for row in call.store.truths(HOLDERS)):
        raise bad_request("The role definition has role assignments and cannot be deleted.")
    call.store.delete(ROLES, role["id"])


@area.get(ASSIGNMENTS)
def assignments(call):
    return odata.collection(call, call.store.list(HOLDERS), ASSIGNMENTS[1:])


@area.get(ASSIGNMENTS + "/{id}")
def one_assignment(call):
    return odata.entity(call, found(call, HOLDERS), ASSIGNMENTS[1:])


@area.post(ASSIGNMENTS)
def assign(call):
    body = checked(call, ASSIGNMENT, ("displayName", "roleDefinitionId", "principalIds"))
    keep_name(call, HOLDERS, body["displayName"])
    for name in LISTS:
        if body.get(name) is not None and not (isinstance(body[name], list) and all(isinstance(each, str) for each in body[name])):
            raise invalid(name, ASSIGNMENT)
    if not (body.get("directoryScopeIds") or body.get("appScopeIds")):
        raise bad_request("Either directoryScopeIds or appScopeIds must be given.")
    if not call.store.truth(ROLES, body["roleDefinitionId"]):
        raise odata.not_found(body["roleDefinitionId"])
    for principal in body["principalIds"]:
        if not directory.principal(call.tenant, principal, ("users", "groups")):
            raise odata.not_found(principal)
    row = {"id": call.new_id(), "description": None, "condition": None, **body, "directoryScopeIds": None,
           "appScopeIds": body.get("appScopeIds") or ["/"]}
    call.store.put(HOLDERS, row["id"], row)
    return Reply(201, odata.entity(call, row, ASSIGNMENTS[1:]))


@area.patch(ASSIGNMENTS + "/{id}")
def change_assignment(call):
    found(call, HOLDERS, truth=True)
    raise bad_request("The role assignment cannot be updated.")


@area.delete(ASSIGNMENTS + "/{id}")
def withdraw(call):
    call.store.delete(HOLDERS, found(call, HOLDERS, truth=True)["id"])


def found(call, kind, truth=False):
    row = (call.store.truth if truth else call.store.get)(kind, call.params["id"].lower())
    if row is None:
        raise odata.not_found(call.params["id"])
    return row


def checked(call, resource, needed=()):
    """The body without its type, if it names nothing but what may be written, and all that is needed."""
    if not isinstance(call.body, dict):
        raise bad_request("A JSON object was expected as the body.")
    body = {name: value for name, value in call.body.items() if not name.startswith("@")}
    for name in body.keys() - WRITABLE[resource]:
        raise read_only(name) if name in ANSWERED else invalid(name, resource)
    for name in needed:
        if not body.get(name):
            raise required(name, resource)
    return body


def keep_name(call, kind, name, besides=None):
    if not isinstance(name, str) or not name:
        raise invalid("displayName", ROLE)
    if any(row["displayName"].lower() == name.lower() and row["id"] != besides for row in call.store.truths(kind)):
        raise taken("displayName")


def permissions(given):
    """The permissions as they are answered; each action must be one of the catalogue."""
    if not (isinstance(given, list) and given and all(isinstance(part, dict) and part.get("allowedResourceActions") for part in given)):
        raise invalid("rolePermissions", ROLE)
    for action in (action for part in given for action in part["allowedResourceActions"]):
        if str(action).lower() not in ACTIONS:
            raise bad_request(f"The resource action '{action}' is not supported.")
    return [{"allowedResourceActions": list(part["allowedResourceActions"]), "excludedResourceActions": [], "condition": None}
            for part in given]
