# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory roles: the built-in definitions, and who holds which.

Assumed, where the documentation is silent: a list of assignments without a filter is refused; a group that no role can be assigned to is
refused with 400. A built-in definition shows only that it reads the directory, not the actions of the real one.
"""
from __future__ import annotations

import base64
import hashlib

from tests.simulator.graph import directory, odata, shapes
from tests.simulator.graph.builtin_roles import ROLES
from tests.simulator.graph.directory_rules import bad_request, denied, required
from tests.simulator.graph.privilege import PRIVILEGED_ROLE_ADMINISTRATOR, ROLE_ASSIGNMENTS, holds
from tests.simulator.wire import Area, Reply

area = Area("directory roles")
DEFINITIONS, ASSIGNMENTS = "/roleManagement/directory/roleDefinitions", "/roleManagement/directory/roleAssignments"


@area.get(DEFINITIONS)
def definitions(call):
    return odata.collection(call, [definition(id) for id in ROLES], "roleManagement/directory/roleDefinitions")


@area.get(DEFINITIONS + "/{id}")
def one_definition(call):
    return odata.entity(call, definition(role_id(call.params["id"])), "roleManagement/directory/roleDefinitions")


@area.get(ASSIGNMENTS)
def assignments(call):
    if not call.option("$filter"):
        raise odata.unsupported("A list of role assignments must be filtered.")
    return odata.collection(call, call.store.list(ROLE_ASSIGNMENTS), "roleManagement/directory/roleAssignments", expand=NAVIGATIONS)


@area.get(ASSIGNMENTS + "/{id}")
def one_assignment(call):
    return odata.entity(call, assignment_of(call), "roleManagement/directory/roleAssignments", expand=NAVIGATIONS)


@area.post(ASSIGNMENTS)
def assign(call):
    require_administrator(call)
    wish = {name: call.body.get(name) for name in ("principalId", "roleDefinitionId", "directoryScopeId")}
    for name, value in wish.items():
        if not value:
            raise required(name, "UnifiedRoleAssignment")
    row = assignment(role_id(wish["roleDefinitionId"]), wish["principalId"].lower(), scope(call, wish["directoryScopeId"]))
    judge_principal(call, row["principalId"])
    if call.store.truth(ROLE_ASSIGNMENTS, row["id"]):
        raise bad_request("A conflicting object with one or more of the specified property values is present in the directory.")
    call.store.put(ROLE_ASSIGNMENTS, row["id"], row)
    return Reply(201, odata.entity(call, row, "roleManagement/directory/roleAssignments"))


@area.delete(ASSIGNMENTS + "/{id}")
def remove(call):
    require_administrator(call)
    call.store.delete(ROLE_ASSIGNMENTS, assignment_of(call)["id"])


def definition(id):
    return {"id": id, "description": f"{ROLES[id]}, as Microsoft Entra defines it.", "displayName": ROLES[id], "isBuiltIn": True,
            "isEnabled": True, "resourceScopes": ["/"], "templateId": id, "version": "1",
            "rolePermissions": [{"allowedResourceActions": ["microsoft.directory/standard/read"], "condition": None}]}


def assignment(role, principal_id, where):
    """Who holds which role where; these three make the opaque id."""
    digest = hashlib.sha256("|".join((role, principal_id, where)).encode()).digest()
    return {"id": base64.urlsafe_b64encode(digest).decode().rstrip("=") + "-1", "principalId": principal_id, "roleDefinitionId": role,
            "directoryScopeId": where}


def role_id(id):
    if id.lower() not in ROLES:
        raise odata.not_found(id)
    return id.lower()


def scope(call, text):
    """The whole tenant, an administrative unit, or one object, which is named without its kind."""
    where = text.lower()
    parts = where.strip("/").split("/")
    unit = len(parts) == 2 and parts[0] == "administrativeunits" and call.store.get("administrativeUnits", parts[1])
    thing = len(parts) == 1 and directory.principal(call.tenant, parts[0], tuple(directory.KINDS))
    if not where.startswith("/") or where != "/" and not unit and not thing:
        raise bad_request(f"The directory scope '{text}' is not '/', an administrative unit or an object of the tenant.")
    return "/administrativeUnits/" + parts[1] if unit else where


def judge_principal(call, id):
    """Roles are for users, service principals, and groups that were made for them."""
    found = directory.principal(call.tenant, id)
    if found is None:
        raise odata.not_found(id)
    if not assignable(found):
        raise bad_request("The principal is a group that roles cannot be assigned to.")


def assignable(found):
    kind, principal = found
    return kind in ("users", "servicePrincipals") or kind == "groups" and bool(principal.get("isAssignableToRole"))


def require_administrator(call):
    if not call.app_only and not holds(call, PRIVILEGED_ROLE_ADMINISTRATOR):
        raise denied()


def assignment_of(call):
    found = call.store.get(ROLE_ASSIGNMENTS, call.params["id"])
    if found is None:
        raise odata.not_found(call.params["id"])
    return found


def holder(call, row):
    found = directory.principal(call.tenant, row["principalId"])
    return shapes.typed(call, *found) if found else None


def role_of(call, row):
    return definition(row["roleDefinitionId"])


holder.default = shapes.shown
NAVIGATIONS = {"principal": holder, "roleDefinition": role_of}
